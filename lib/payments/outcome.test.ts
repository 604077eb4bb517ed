import { describe, expect, test } from 'vitest'
import type { Payment } from '@/db/payments'
import { later } from '@/lib/clock'
import { DAY, HOUR, MINUTE, SECOND } from '@/lib/duration'
import { env } from '@/lib/env'
import type { ChargeMeaning } from '@/lib/paynet/charge-wire'
import type { CheckMeaning } from '@/lib/paynet/check-wire'
import { MOVES } from '@/lib/shared/payments/payment-states'
import { isCountable, isToBeSentAgain, type Moment, type Outcome, outcomeOf, type Verdict, type Weighed } from './outcome'

const QUIET_MS = env().paynet.quietMs
const at = new Date('2026-11-22T10:00:00Z')
const ago = (ms: number) => later(at, -ms)

/** Sent a long time ago, by a process that has known of it ever since, and asked about once. */
const old: Weighed = { sentAt: ago(20 * QUIET_MS), returnedAt: ago(20 * QUIET_MS), looks: 3, noneCount: 0, noneAt: null, alarms: 0 }
const calm: Moment = { now: at, sinceStepMs: Number.POSITIVE_INFINITY, knownForMs: HOUR, random: 0.5 }
const fresh: Weighed = { ...old, sentAt: ago(SECOND), returnedAt: ago(SECOND) }

/** What every payment that ends without a success has written. */
const ENDED = { settledAt: at, nextAt: later(at, DAY), looks: 0 }
const MISMATCH = { from: 'charging', to: 'review', by: 'direct', alarm: { event: 'payment.mismatch' } } as const
const SUCCEEDED = { settledAt: at, nextAt: null, reason: null, bankMessage: null }

const weigh = (meaning: ChargeMeaning | CheckMeaning, payment: Partial<Weighed> = {}, moment: Partial<Moment> = {}) =>
  outcomeOf({ ...old, ...payment }, meaning, { ...calm, ...moment })

function patchOf(outcome: Outcome): Partial<Payment> {
  return outcome.patch
}

describe('the answer of a charge', () => {
  const saving = { kind: 'not-saved' } as const
  const by = { source: 'bank', code: '51' } as const

  test.each<[string, ChargeMeaning, Outcome]>([
    [
      'that says the money was taken is a success, by this charge',
      { kind: 'success', xactId: 'xk', code: 0, saving },
      { to: 'succeeded', at, by: 'direct', saving, patch: { ...SUCCEEDED, xactId: 'xk' } },
    ],
    [
      'that repeats an earlier success (code 100) is a success, by repetition',
      { kind: 'success', xactId: 'xk', code: 100, saving },
      { to: 'succeeded', at, by: 'repeat', saving, patch: { ...SUCCEEDED, xactId: 'xk' } },
    ],
    [
      'about other money than was asked for goes to review with an alarm, and counts as money taken',
      { kind: 'mismatch', xactId: 'xk', code: 0, differs: ['the amount is 1.00', 'the currency is not lira'] },
      {
        ...MISMATCH,
        at,
        patch: { nextAt: null, xactId: 'xk' },
        because: 'Paynet says yes, but the amount is 1.00, the currency is not lira',
      },
    ],
    [
      'about other money, without a transaction, does the same',
      { kind: 'mismatch', xactId: null, code: null, differs: ['it has no xact_id'] },
      { ...MISMATCH, at, patch: { nextAt: null, xactId: null }, because: 'Paynet says yes, but it has no xact_id' },
    ],
    [
      'that declines ends the payment, with reason and the bank’s words',
      { kind: 'decline', isDoubtful: false, reason: 'insufficient-funds', bankMessage: 'Limit yetersiz', code: 33, by },
      {
        from: 'charging',
        to: 'declined',
        at,
        declinedBy: by,
        patch: { ...ENDED, reason: 'insufficient-funds', bankMessage: 'Limit yetersiz' },
      },
    ],
    [
      'that declines without words ends it too',
      { kind: 'decline', isDoubtful: false, reason: 'not-verified', bankMessage: null, code: 16, by },
      { from: 'charging', to: 'declined', at, declinedBy: by, patch: { ...ENDED, reason: 'not-verified', bankMessage: null } },
    ],
  ])('%s', (_name, meaning, outcome) => {
    expect(weigh(meaning)).toEqual(outcome)
  })

  test("keeps neither a card number nor a long text of the bank's words", () => {
    const outcome = weigh({
      kind: 'decline',
      isDoubtful: false,
      reason: 'ask-bank',
      bankMessage: `4355084355084358 ${'x'.repeat(500)}`,
      code: 33,
      by,
    })
    const { bankMessage } = patchOf(outcome)
    expect(bankMessage).not.toContain('4355084355084358')
    expect(bankMessage).toHaveLength(200)
  })

  test.each([{ kind: 'unknown', code: null }, { kind: 'unknown', code: 10 }, { kind: 'not-sent' }] satisfies ChargeMeaning[])(
    'that decides nothing (%j) leaves the payment unknown: the quiet time runs from now, and the first look is one of many',
    (meaning) => {
      const outcome = weigh(meaning, { looks: 7 }, { knownForMs: 0, retryAfterMs: null })
      expect(outcome).toEqual({
        from: 'charging',
        to: 'unknown',
        at,
        patch: { looks: 1, sentAt: at, nextAt: later(at, 2 * SECOND) },
      })
    },
  )

  test.each([
    ['a wish to be asked again in a minute is kept', MINUTE, MINUTE],
    ['one for tomorrow is kept for ten minutes', DAY, 10 * MINUTE],
    ['one for a moment before the next look changes nothing', SECOND, 2 * SECOND],
  ])('when it decides nothing, %s', (_name, retryAfterMs, waitMs) => {
    expect(patchOf(weigh({ kind: 'unknown', code: null }, {}, { knownForMs: 0, retryAfterMs })).nextAt).toEqual(later(at, waitMs))
  })
})

describe('the answer of a check', () => {
  test('that shows our success is a success, whatever the payment’s times', () => {
    for (const payment of [old, fresh, { ...old, sentAt: null }]) {
      expect(weigh({ kind: 'taken', xactId: 'xk' }, payment)).toEqual({
        to: 'succeeded',
        at,
        by: 'check',
        saving: null,
        patch: { ...SUCCEEDED, xactId: 'xk' },
      })
    }
  })

  test.each(['other-amount', 'other-plan', 'several', 'reversed', 'unclear'] as const)(
    'that shows %s goes to review at once, even before the quiet time is over',
    (kind) => {
      for (const payment of [old, fresh]) {
        const outcome = weigh({ kind, xactId: 'xk' }, payment)
        const because = expect.stringMatching(/^Paynet (shows|says) /)
        expect(outcome).toEqual({ from: 'unknown', to: 'review', at, patch: { nextAt: null, xactId: 'xk' }, because })
      }
    },
  )

  test('that shows an odd amount tells an operator what was drawn, or that it cannot be read', () => {
    const because = (drawnKurus: number | null) => weigh({ kind: 'other-amount', xactId: 'xk', drawnKurus })
    expect(because(129_241)).toMatchObject({ because: 'Paynet shows 1292.41 TRY' })
    expect(because(null)).toMatchObject({ because: 'Paynet shows an amount that cannot be read' })
    expect(weigh({ kind: 'other-plan', xactId: 'xk' })).toMatchObject({ because: 'Paynet shows another number of instalments' })
  })

  test('that shows less than the plan, and not less than the price, pays the order, and says so', () => {
    expect(weigh({ kind: 'taken', xactId: 'xk', isShort: true })).toMatchObject({ to: 'succeeded', by: 'check', isShort: true })
    expect(weigh({ kind: 'taken', xactId: 'xk' })).not.toHaveProperty('isShort')
  })

  test('that shows a refusal ends the payment once the quiet time is over by both clocks', () => {
    expect(weigh({ kind: 'refused' })).toEqual({ from: 'unknown', to: 'declined', at, patch: { ...ENDED, reason: 'ask-bank' } })
    expect(weigh({ kind: 'refused' }, { sentAt: ago(QUIET_MS) }, { knownForMs: QUIET_MS })).toMatchObject({ to: 'declined' })
    expect(weigh({ kind: 'refused' }, { sentAt: ago(QUIET_MS - 1) })).toMatchObject({ to: 'unknown' })
    expect(weigh({ kind: 'refused' }, {}, { knownForMs: QUIET_MS - 1 })).toMatchObject({ to: 'unknown' })
  })

  const none: CheckMeaning = { kind: 'none' }
  const DISTANCE_MS = 2.5 * QUIET_MS
  const nearlyOver: Partial<Weighed> = { sentAt: ago(15 * QUIET_MS), noneCount: 2, noneAt: ago(DISTANCE_MS) }

  test('"none" counts, three times far apart and the last one late enough, and then nothing was charged', () => {
    expect(weigh(none)).toMatchObject({ to: 'unknown', patch: { noneCount: 1, noneAt: at } })
    expect(weigh(none, { noneCount: 1, noneAt: ago(DISTANCE_MS) })).toMatchObject({ to: 'unknown', patch: { noneCount: 2, noneAt: at } })
    expect(weigh(none, nearlyOver)).toEqual({ from: 'unknown', to: 'not_charged', at, patch: { ...ENDED, noneCount: 3, noneAt: at } })
    expect(weigh(none, { ...nearlyOver, noneCount: 9 })).toMatchObject({ to: 'not_charged', patch: { noneCount: 10 } })
  })

  test.each<[string, Partial<Weighed>, Partial<Moment>]>([
    ['before the quiet time is over', { sentAt: ago(QUIET_MS - 1) }, {}],
    ['too soon after the last one', { noneAt: ago(DISTANCE_MS - 1) }, {}],
    ['in a process that has known of the charge for less', {}, { knownForMs: DISTANCE_MS - 1 }],
    ['too soon after the clock was set', {}, { sinceStepMs: DISTANCE_MS - 1 }],
    ['of a charge that was never sent', { sentAt: null }, {}],
  ])('"none" does not count %s', (_name, payment, moment) => {
    expect(isCountable({ ...old, ...payment }, { ...calm, ...moment })).toBe(false)
    const outcome = weigh(none, { ...nearlyOver, ...payment }, moment)
    expect(outcome).toMatchObject({ from: 'unknown', to: 'unknown' })
    expect(outcome.patch).not.toHaveProperty('noneCount')
    expect(outcome.patch).not.toHaveProperty('noneAt')
  })

  test('a third "none" that comes too early after the charge counts, and the payment waits on', () => {
    const outcome = weigh(none, { ...nearlyOver, sentAt: ago(15 * QUIET_MS - 1) })
    expect(outcome).toMatchObject({ to: 'unknown', patch: { noneCount: 3, noneAt: at } })
  })

  test('that says nothing never ends a payment, however long it takes', () => {
    for (const payment of [old, fresh, { ...old, ...nearlyOver }, { ...old, sentAt: ago(40 * DAY), looks: 99 }]) {
      const outcome = weigh({ kind: 'nothing' }, payment)
      expect(outcome).toMatchObject({ from: 'unknown', to: 'unknown', patch: { looks: payment.looks + 1 } })
      expect(patchOf(outcome).nextAt?.getTime()).toBeGreaterThan(at.getTime())
      expect(outcome.patch).not.toHaveProperty('noneCount')
    }
  })

  test('that leaves a payment undecided raises an alarm at five minutes, an hour and a day, once each', () => {
    const alarmAt = (ageMs: number, alarms: number) => {
      const { alarm, patch } = weigh({ kind: 'nothing' }, { sentAt: ago(ageMs), alarms }) as Verdict
      return [alarm, patch.alarms]
    }
    expect(alarmAt(5 * MINUTE - 1, 0)).toEqual([undefined, 0])
    expect(alarmAt(5 * MINUTE, 0)).toEqual([{ event: 'payment.unsettled', ageSeconds: 300 }, 1])
    expect(alarmAt(HOUR - 1, 1)).toEqual([undefined, 1])
    expect(alarmAt(HOUR, 1)).toEqual([{ event: 'payment.unsettled', ageSeconds: 3_600 }, 2])
    expect(alarmAt(DAY, 0)).toEqual([{ event: 'payment.unsettled', ageSeconds: 86_400 }, 3])
    expect(alarmAt(2 * DAY, 3)).toEqual([undefined, 3])
  })
})

describe('a charge is sent again', () => {
  const inWindow: Weighed = { ...old, sentAt: ago(QUIET_MS), returnedAt: ago(5 * QUIET_MS - 1) }
  const known = { ...calm, knownForMs: QUIET_MS }

  test.each(['none', 'nothing'] as const)('after a check that says %s, inside the window and after the quiet time', (kind) => {
    expect(isToBeSentAgain(inWindow, { kind }, known)).toBe(true)
  })

  test.each<CheckMeaning>([
    { kind: 'taken', xactId: 'xk' },
    { kind: 'other-amount', xactId: 'xk' },
    { kind: 'other-plan', xactId: 'xk' },
    { kind: 'several', xactId: 'xk' },
    { kind: 'reversed', xactId: 'xk' },
    { kind: 'unclear', xactId: null },
    { kind: 'refused' },
  ])('never after a check that has decided: %j', (meaning) => {
    expect(isToBeSentAgain(inWindow, meaning, known)).toBe(false)
  })

  test.each<[string, Partial<Weighed>, Partial<Moment>]>([
    ['before the quiet time is over', { sentAt: ago(QUIET_MS - 1) }, {}],
    ['by a process that has known of the charge for less than that', {}, { knownForMs: QUIET_MS - 1 }],
    ['after the window', { returnedAt: ago(5 * QUIET_MS) }, {}],
    ['when the return lies ahead of the clock', { returnedAt: later(at, 1) }, {}],
    ['when it is not known when the shopper returned', { returnedAt: null }, {}],
    ['when it was never sent', { sentAt: null }, {}],
  ])('never %s', (_name, payment, moment) => {
    expect(isToBeSentAgain({ ...inWindow, ...payment }, { kind: 'none' }, { ...known, ...moment })).toBe(false)
  })
})

test('every meaning of every age leads where the table of moves allows, or waits where it is', () => {
  const meanings: (ChargeMeaning | CheckMeaning)[] = [
    { kind: 'success', xactId: 'xk', code: 0, saving: { kind: 'untold' } },
    { kind: 'success', xactId: 'xk', code: 100, saving: { kind: 'untold' } },
    { kind: 'mismatch', xactId: 'xk', code: 0, differs: ['HTTP 201'] },
    { kind: 'decline', isDoubtful: false, reason: 'ask-bank', bankMessage: null, code: 33, by: { source: 'bank', code: '05' } },
    { kind: 'not-sent' },
    { kind: 'unknown', code: null },
    { kind: 'taken', xactId: null },
    { kind: 'other-amount', xactId: null },
    { kind: 'other-plan', xactId: null },
    { kind: 'several', xactId: null },
    { kind: 'reversed', xactId: null },
    { kind: 'unclear', xactId: null },
    { kind: 'refused' },
    { kind: 'none' },
    { kind: 'nothing' },
  ]
  const ages = [0, 1, QUIET_MS, 3 * QUIET_MS, 15 * QUIET_MS, HOUR, 2 * DAY]
  for (const meaning of meanings) {
    for (const age of ages) {
      for (const noneCount of [0, 2, 5]) {
        const noneAt = noneCount === 0 ? null : ago(age / 2)
        const outcome = weigh(meaning, { sentAt: ago(age), returnedAt: ago(age), noneCount, noneAt }, { knownForMs: age })
        if (outcome.to === 'succeeded') continue
        const isWaiting = outcome.from === 'unknown' && outcome.to === 'unknown'
        expect(isWaiting || (MOVES[outcome.from] as readonly string[]).includes(outcome.to), JSON.stringify(outcome)).toBe(true)
        // Whatever is not over is looked at again, and whatever waits for a person is not.
        expect(outcome.patch.nextAt === null, JSON.stringify(outcome)).toBe(outcome.to === 'review')
        expect(outcome.patch.settledAt !== undefined).toBe(outcome.to === 'declined' || outcome.to === 'not_charged')
      }
    }
  }
})

test('a verdict that the table of moves does not list does not compile', () => {
  const verdicts: Verdict[] = [
    { from: 'unknown', to: 'not_charged', at, patch: {} },
    // @ts-expect-error "maybe" becomes "no" only through "unknown"
    { from: 'charging', to: 'not_charged', at, patch: {} },
    // @ts-expect-error a charge that is under way has no lease to give back
    { from: 'charging', to: 'charging', at, patch: {} },
    // @ts-expect-error a charge is begun by its intent, not by an answer
    { from: 'unknown', to: 'charging', at, patch: {} },
    // @ts-expect-error a success is no verdict: it needs no lease
    { from: 'unknown', to: 'succeeded', at, patch: {} },
    // @ts-expect-error nor is anything decided about a payment that has ended
    { from: 'declined', to: 'review', at, patch: {} },
  ]
  expect(verdicts).toHaveLength(6)
})
