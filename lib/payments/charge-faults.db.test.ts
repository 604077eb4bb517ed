import { beforeAll, describe, expect, test, vi } from 'vitest'
import type { PaymentStatus } from '@/lib/shared/payments/payment-states'
import { giveUpWhatHangs, HANGING, paynet } from '@/scripts/test/setup'
import {
  type AtTheBank,
  comeBack,
  faultOfCharge,
  faultOfCheck,
  givenPassed,
  givenReturned,
  orderStatus,
  proveThatChecksSee,
  settleByLooking,
  statusOf,
  stoppedClock,
  successes,
} from './payments.test-kit'

type Catalogue = Record<string, { acts: boolean; services: string[] }>
const { catalogue } = (await (await fetch(`${paynet.url}/control/faults`)).json()) as { catalogue: Catalogue }

/** Codes that say "nothing was taken" to a first call; Paynet would have to lie for money to have moved. */
const HONEST_NO = [
  ...['code-2', 'code-3', 'code-4', 'code-7', 'code-13', 'code-15', 'code-16', 'wrong-card-400', 'decline'],
  ...['failed-3d-bare', 'failed-3d-null', 'failed-3d-result-code', 'failed-3d-400', 'failed-3d-400-code'],
]
/** The answer says that Paynet took something else than was asked for, or does not say so in a way that is documented. */
const MISMATCHES = [
  ...['wrong-amount', 'wrong-currency', 'wrong-reference', 'missing-xact-id', 'is-succeed-text', 'pre-authorised'],
  ...['plan-one-more', 'plan-one-less', 'plan-repriced-at-charge'],
]
const NEGATIVES: PaymentStatus[] = ['declined', 'not_charged', 'failed', 'expired', 'superseded']
// Longer than what hangs is waited for.
const SLOW_MS = 2_600

const names = Object.entries(catalogue).flatMap(([fault, { services }]) => (services.includes('tds_charge') ? [fault] : []))
const cases = names.flatMap((fault) =>
  HONEST_NO.includes(fault)
    ? [{ fault, acts: false }]
    : [
        { fault, acts: true },
        { fault, acts: false },
      ],
)

beforeAll(() => proveThatChecksSee(stoppedClock()))

test('the simulator knows the faults that these tests are about', () => {
  expect(names.length).toBeGreaterThan(30)
  expect(names).toEqual(
    expect.arrayContaining([...HONEST_NO, ...MISMATCHES, 'answer-lost-before', 'answer-lost-after', 'code-17', 'redirect']),
  )
})

/** A slow Paynet works in real time, which the passed clock knows nothing of: it is let finish before the clock goes on. */
async function untilPaynetIsDone(waiting: AtTheBank): Promise<void> {
  await vi.waitFor(
    async () => {
      const open = (await paynet.calls(waiting.referenceNo)).filter((call) => call.duration_ms === null)
      if (open.length > 0) throw new Error('Paynet is still at work')
    },
    { timeout: 60_000, interval: 20 },
  )
}

/** I4: no status that reads "not charged" while the ledger says otherwise. */
async function neverToldWrong(waiting: AtTheBank): Promise<void> {
  const [status, taken] = [await statusOf(waiting), await successes(waiting.referenceNo)]
  expect(taken).toBeLessThanOrEqual(1)
  if (taken > 0) expect(NEGATIVES).not.toContain(status)
}

async function settleUnderWatch(waiting: AtTheBank): Promise<PaymentStatus> {
  await neverToldWrong(waiting)
  await untilPaynetIsDone(waiting)
  await neverToldWrong(waiting)
  return settleByLooking(waiting, async () => {
    await untilPaynetIsDone(waiting)
    await neverToldWrong(waiting)
  })
}

async function expectTheTruth(waiting: AtTheBank, settled: PaymentStatus): Promise<void> {
  const taken = await successes(waiting.referenceNo)
  if (settled === 'review') expect(taken).toBe(1)
  else expect({ settled, taken }).toEqual({ settled: taken > 0 ? 'succeeded' : settled === 'declined' ? 'declined' : 'not_charged', taken })
  expect((await paynet.calls(waiting.referenceNo)).filter((call) => call.overlapping === true)).toEqual([])
  const asOrder = settled === 'succeeded' ? 'paid' : settled
  expect(await orderStatus(waiting)).toBe(settled === 'succeeded' || settled === 'review' ? asOrder : 'open')
}

type Met = (typeof cases)[number]

async function meetOnce({ fault, acts }: Met): Promise<void> {
  const waiting = await givenReturned({ fault: { fault, acts, ms: SLOW_MS, ...(fault === 'decline' ? { acts: true } : {}) } })
  const settled = await settleUnderWatch(waiting)
  await expectTheTruth(waiting, settled)
  if (HONEST_NO.includes(fault)) expect(settled).toBe('declined')
  else if (MISMATCHES.includes(fault) && acts) expect(settled).toBe('review')
  else expect(settled).toBe('succeeded')
}

async function meetAlways({ fault, acts }: Met): Promise<void> {
  const waiting = await givenPassed()
  await faultOfCharge(waiting, { fault, acts, ms: SLOW_MS, times: 99, ...(fault === 'decline' ? { acts: true } : {}) })
  await faultOfCheck(waiting, { fault: 'http-503-html', times: 4 })
  await comeBack(waiting)
  const settled = await settleUnderWatch(waiting)
  await expectTheTruth(waiting, settled)
  if (!acts && !HONEST_NO.includes(fault)) expect(settled).toBe('not_charged')
}

/** Rows of a kind that no success rests on: a person must look. */
const TO_A_PERSON = ['is-succeed-text', 'row-reversed', 'row-cancelled']

const checkFaults = Object.entries(catalogue).flatMap(([fault, { services }]) =>
  services.includes('check') &&
  ![...TO_A_PERSON, 'check-wrong-amount', 'check-refused', 'check-nothing', 'check-empty-200', 'check-code-12'].includes(fault)
    ? [fault]
    : [],
)

async function meetInChecks(fault: string): Promise<void> {
  const waiting = await givenPassed()
  await faultOfCharge(waiting, { fault: 'answer-lost-after' })
  await faultOfCheck(waiting, { fault, ms: SLOW_MS, times: 2 })
  await comeBack(waiting)
  expect(await settleUnderWatch(waiting)).toBe('succeeded')
  await expectTheTruth(waiting, 'succeeded')
}

describe.each([
  ['that comes', (fault: string) => !HANGING.includes(fault)],
  ['that hangs', (fault: string) => HANGING.includes(fault)],
])('an answer %s', (how, isMeant) => {
  if (how === 'that hangs') giveUpWhatHangs()
  const meant = cases.filter(({ fault }) => isMeant(fault))
  test.concurrent.each(meant)('one $fault (acts: $acts) at the charge ends in the truth', meetOnce)
  test.concurrent.each(meant)('$fault (acts: $acts) at every charge and a check that first fails end in the truth', meetAlways)
  test.concurrent.each(checkFaults.filter(isMeant))(
    'a charge whose answer was lost is found although the first checks meet %s',
    meetInChecks,
  )
})

test.concurrent.each(TO_A_PERSON)('a charge whose answer was lost is neither paid nor free if a check meets %s', async (fault) => {
  const waiting = await givenReturned({ fault: { fault: 'answer-lost-after' } })
  await faultOfCheck(waiting, { fault, times: 99 })
  expect(await settleUnderWatch(waiting)).toBe('review')
  await expectTheTruth(waiting, 'review')
})

test.each(['check-nothing', 'check-empty-200', 'check-code-12'])(
  'a charge that went through is kept although checks say %s for a while',
  async (fault) => {
    const waiting = await givenPassed()
    await faultOfCharge(waiting, { fault: 'answer-lost-after' })
    await faultOfCheck(waiting, { fault, times: 3 })
    await comeBack(waiting)
    expect(await settleUnderWatch(waiting)).toBe('succeeded')
  },
)

test('a check that shows our reference with another amount puts the payment up for review', async () => {
  const waiting = await givenReturned({ fault: { fault: 'answer-lost-after' } })
  await faultOfCheck(waiting, { fault: 'check-wrong-amount', times: 99 })
  expect(await settleUnderWatch(waiting)).toBe('review')
  expect(await orderStatus(waiting)).toBe('review')
})
