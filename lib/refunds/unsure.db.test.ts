import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { listEvents } from '@/db/payment-events'
import { claimRefunds } from '@/db/refunds'
import { type Clock, later } from '@/lib/clock'
import { DAY, HOUR, MINUTE } from '@/lib/duration'
import { env } from '@/lib/env'
import { leaseMs } from '@/lib/lease'
import { metrics } from '@/lib/metrics/counters'
import { countOf } from '@/lib/metrics/metrics.test-kit'
import { HANGS_MS, meeting, paynet } from '@/scripts/test/setup'
import { atWorkUntil, decideRefund, isReadFirst, readBooks } from './operate'
import { reconcileRefunds } from './reconcile'
import {
  ask,
  closeBooks,
  faultOfRefund,
  type GivenRefund,
  givenBack,
  givenPlanned,
  givenSent,
  held,
  lookAt,
  refund,
  requestsFor,
  statusOfRefund,
  work,
  workWhenDue,
} from './refunds.test-kit'
import { send } from './send'

const alarms = (event: string) => countOf(metrics().alarms, { event })

/** Works on a refund whenever it is due, for so long. */
async function workFor(given: GivenRefund, ms: number): Promise<void> {
  const end = later(given.clock.at(), ms)
  for (;;) {
    const { nextAt } = await refund(given.refundId)
    if (nextAt === null || nextAt > end) break
    await workWhenDue(given)
  }
  given.clock.to(end)
}

const AFTER_THE_EFFECT = [
  'answer-lost-after',
  'truncated',
  'http-500-after',
  'wrong-object',
  'oversized',
  'refund-code-5',
  'refund-contradicts',
]
const BEFORE_THE_EFFECT = [
  'answer-lost-before',
  'http-500',
  'http-503-html',
  'http-429',
  'html',
  'bad-json',
  'empty-body',
  'redirect',
  'http-404',
  'code-8',
  'code-10',
  'refund-code-5-before',
]

describe('a request whose answer proves nothing', () => {
  test.each(AFTER_THE_EFFECT)('is not sent again and ends as refunded once Paynet shows it: %s', async (fault) => {
    const sent = await givenSent({ requestFault: { fault } })
    expect(await statusOfRefund(sent)).toBe('unknown')
    expect(await held(sent)).toEqual({ reserved: 14_990, refunded: 0 })
    expect(await workWhenDue(sent)).toBe('refunded')
    await workFor(sent, 2 * DAY)
    expect(await held(sent)).toEqual({ reserved: 14_990, refunded: 14_990 })
    expect(await requestsFor(sent)).toBe(1)
    expect(await givenBack(sent)).toBe(14_990)
  })

  test.each(BEFORE_THE_EFFECT)("is not sent again, holds its money, and is a person's after an hour: %s", async (fault) => {
    const before = await alarms('refund.unknown')
    const sent = await givenSent({ requestFault: { fault } })
    expect(await statusOfRefund(sent)).toBe('unknown')
    await workFor(sent, HOUR - 1)
    expect(await alarms('refund.unknown')).toBe(before)
    await workFor(sent, MINUTE)
    expect(await alarms('refund.unknown')).toBe(before + 1)
    await workFor(sent, 20 * DAY)
    expect(await alarms('refund.unknown')).toBe(before + 1)
    expect(await refund(sent.refundId)).toMatchObject({ status: 'unknown', calls: 1 })
    expect(await requestsFor(sent)).toBe(1)
    expect(await held(sent)).toEqual({ reserved: 14_990, refunded: 0 })
    expect(await ask(sent)).toMatchObject({ ok: false, refusal: { kind: 'refund-open' } })
  })

  test('that came too late is one of those, whatever Paynet does with it', async () => {
    const sent = await meeting('slow', () => givenSent({ requestFault: { fault: 'slow', ms: HANGS_MS } }))
    expect(await statusOfRefund(sent)).toBe('unknown')
    expect(await workWhenDue(sent)).toBe('refunded')
    expect(await requestsFor(sent)).toBe(1)
  })

  test('is looked for after 1, 5 and 30 minutes, at the hour, and then ever more seldom, each morning in the end', async () => {
    const sent = await givenSent({ requestFault: { fault: 'answer-lost-before' } })
    const start = sent.clock.at().getTime()
    const looks: number[] = []
    for (let times = 0; times < 9; times++) {
      const { nextAt } = await refund(sent.refundId)
      if (!nextAt) break
      looks.push(nextAt.getTime() - start)
      await workWhenDue(sent)
    }
    expect(looks.slice(0, 5)).toEqual([MINUTE, 6 * MINUTE, 36 * MINUTE, HOUR, 7 * HOUR])
    const mornings = looks.slice(5).map((ms) => (start + ms) / DAY)
    expect(mornings.map((at) => at - (mornings[0] ?? 0))).toEqual([0, 1, 2, 3])
    // Nine o'clock in Istanbul.
    expect(((mornings[0] ?? 0) % 1) * 24).toBeCloseTo(6, 6)
  })

  test("stays unknown while Paynet's books cannot be read, and is refunded once they can", async () => {
    const sent = await givenSent({ requestFault: { fault: 'answer-lost-after' } })
    await closeBooks()
    await workFor(sent, 2 * HOUR)
    expect(await statusOfRefund(sent)).toBe('unknown')
    await paynet.clearFaults()
    expect(await workWhenDue(sent)).toBe('refunded')
  })

  test('can be called not sent by a person alone, and then be asked for anew', async () => {
    const sent = await givenSent({ requestFault: { fault: 'answer-lost-before' } })
    sent.clock.pass(env().paynet.quietMs)
    expect(await decideRefund(await refund(sent.refundId), 'not-sent', sent.clock.at(), { reason: 'the panel shows none' })).toBe(true)
    expect(await statusOfRefund(sent)).toBe('not_sent')
    const again = await givenPlanned({ paid: sent })
    expect(await work(again)).toBe('accepted')
    expect(await workWhenDue(again)).toBe('refunded')
    expect(await givenBack(sent)).toBe(14_990)
  })

  test('is not called not sent before the quiet time is over, since Paynet may still carry it out', async () => {
    const sent = await givenSent({ requestFault: { fault: 'answer-lost-before' } })
    const row = await refund(sent.refundId)
    expect(atWorkUntil(row)).toEqual(later(row.sentAt as Date, env().paynet.quietMs))
    sent.clock.to(later(row.sentAt as Date, env().paynet.quietMs - 1))
    expect(await decideRefund(row, 'not-sent', sent.clock.at())).toBe(false)
    expect(await statusOfRefund(sent)).toBe('unknown')
    expect(await held(sent)).toEqual({ reserved: 14_990, refunded: 0 })
    sent.clock.pass(1)
    expect(await decideRefund(row, 'not-sent', sent.clock.at())).toBe(true)
  })

  test("is refunded, whatever a person is about to say, once Paynet's books are read and show it", async () => {
    const sent = await givenSent({ requestFault: { fault: 'answer-lost-after' } })
    sent.clock.pass(env().paynet.quietMs)
    const row = await refund(sent.refundId)
    await readBooks(row, sent.clock)
    expect(await statusOfRefund(sent)).toBe('refunded')
    expect(await decideRefund(row, 'not-sent', sent.clock.at())).toBe(false)
    expect(await held(sent)).toEqual({ reserved: 14_990, refunded: 14_990 })
  })

  test("says whether Paynet's books could be read before a person's word counts", async () => {
    const sent = await givenSent({ requestFault: { fault: 'answer-lost-before' } })
    const row = await refund(sent.refundId)
    expect(await readBooks(row, sent.clock), 'they show nothing').toBe('read')
    await paynet.fault({ fault: 'http-500', service: 'reversal_list', times: 1_000 })
    expect(await readBooks(row, sent.clock), 'only the list tells what waits').toBe('unread')
    await paynet.clearFaults()
    await paynet.fault({ fault: 'http-500', service: 'detail', times: 1_000 })
    expect(await readBooks(row, sent.clock)).toBe('read')
    await closeBooks()
    expect(await readBooks(row, sent.clock)).toBe('unread')
    await paynet.clearFaults()
    await claimRefunds(sent.clock.at(), later(sent.clock.at(), leaseMs()), { id: sent.refundId, whenever: true })
    expect(await readBooks(row, sent.clock), 'another process is at it').toBe('unread')
    expect(await statusOfRefund(sent)).toBe('unknown')
  })
})

describe('a request whose answer is lost and that waits at Paynet', () => {
  test('is seen to wait, so that no person calls it not sent', async () => {
    await paynet.settings({ refund_list: 'all', refund_approval: 'manual' })
    const sent = await givenSent({ requestFault: { fault: 'answer-lost-after' } })
    sent.clock.pass(env().paynet.quietMs)
    const row = await refund(sent.refundId)
    expect(await readBooks(row, sent.clock)).toBe('undecided')
    expect(await statusOfRefund(sent)).toBe('unknown')
    expect(isReadFirst(row, sent.clock.at())).toBe(true)
    sent.clock.pass(15 * DAY)
    expect(isReadFirst(row, sent.clock.at()), 'then only a person knows').toBe(false)
  })
})

describe('a request that code 100 answers', () => {
  test('was taken, and is refunded once Paynet shows it', async () => {
    const sent = await givenSent({ requestFault: { fault: 'refund-code-100' } })
    expect(await statusOfRefund(sent)).toBe('accepted')
    expect(await workWhenDue(sent)).toBe('refunded')
    expect(await requestsFor(sent)).toBe(1)
  })
})

describe('a request that was turned away at the door', () => {
  test.each(['http-401', 'http-403', 'http-404-html'])('is planned again, and done once the door is open: %s', async (fault) => {
    const sent = await givenSent({ requestFault: { fault, times: 3 } })
    expect(await refund(sent.refundId)).toMatchObject({ status: 'planned', calls: 0, sentAt: null })
    expect(await held(sent)).toEqual({ reserved: 14_990, refunded: 0 })
    expect(await workWhenDue(sent)).toBe('planned')
    expect(await workWhenDue(sent)).toBe('planned')
    expect(await workWhenDue(sent)).toBe('accepted')
    expect(await refund(sent.refundId)).toMatchObject({ calls: 1 })
    expect(await givenBack(sent)).toBe(14_990)
  })

  test("is tried again five times in its first hour, then hourly, and is a person's matter after that hour", async () => {
    const before = await alarms('refund.not-sent')
    const sent = await givenSent({ requestFault: { fault: 'http-401', times: 100 } })
    await workFor(sent, HOUR - 1_000)
    expect(await requestsFor(sent)).toBe(5)
    expect(await alarms('refund.not-sent')).toBe(before)
    await workFor(sent, MINUTE)
    expect(await requestsFor(sent)).toBe(6)
    expect(await alarms('refund.not-sent')).toBe(before + 1)
    await workFor(sent, 3 * HOUR)
    expect(await requestsFor(sent)).toBe(9)
    expect(await alarms('refund.not-sent')).toBe(before + 1)
    expect(await decideRefund(await refund(sent.refundId), 'withdraw', sent.clock.at())).toBe(true)
  })
})

describe('a process that ends between its intent and the answer', () => {
  test('leaves a refund that is unknown once its lease is over, and never sent again', async () => {
    const planned = await givenPlanned()
    let readings = 0
    const dies = Object.assign(async () => {
      readings += 1
      if (readings > 1) throw new Error('the process has ended')
      return planned.clock.at()
    }, planned.clock)
    const [claimed] = await claimRefunds(planned.clock.at(), later(planned.clock.at(), leaseMs()), { id: planned.refundId })
    if (!claimed) throw new Error('nothing was claimed')
    await expect(send(claimed, dies)).rejects.toThrow('ended')
    expect(await statusOfRefund(planned)).toBe('sending')
    expect(await lookAt(planned)).toBe('sending')
    planned.clock.pass(leaseMs() + 1)
    expect(await work(planned)).toBe('unknown')
    expect(await workWhenDue(planned)).toBe('refunded')
    expect(await requestsFor(planned)).toBe(1)
  })

  test('before its intent leaves a refund that another sends', async () => {
    const planned = await givenPlanned()
    await claimRefunds(planned.clock.at(), later(planned.clock.at(), leaseMs()), { id: planned.refundId })
    expect(await work(planned)).toBe('planned')
    planned.clock.pass(leaseMs() + 1)
    expect(await work(planned)).toBe('accepted')
  })
})

describe('a process that slept', () => {
  test('between its intent and the first byte sends nothing', async () => {
    const planned = await givenPlanned()
    const [claimed] = await claimRefunds(planned.clock.at(), later(planned.clock.at(), leaseMs()), { id: planned.refundId })
    if (!claimed) throw new Error('nothing was claimed')
    await send(claimed, planned.clock, () => false)
    expect(await requestsFor(planned)).toBe(0)
    expect(await refund(planned.refundId)).toMatchObject({ status: 'planned', calls: 0 })
    expect(await workWhenDue(planned)).toBe('accepted')
    expect(await requestsFor(planned)).toBe(1)
  })

  test('and whose lease another has taken over writes no intent', async () => {
    const planned = await givenPlanned()
    const [claimed] = await claimRefunds(planned.clock.at(), later(planned.clock.at(), leaseMs()), { id: planned.refundId })
    planned.clock.pass(leaseMs() + 1)
    expect(await work(planned)).toBe('accepted')
    if (!claimed) throw new Error('nothing was claimed')
    await send(claimed, planned.clock)
    expect(await requestsFor(planned)).toBe(1)
  })

  test('while its request was on its way learns no more than another has concluded, and tells what it heard', async () => {
    const planned = await givenPlanned()
    await faultOfRefund(planned, { fault: 'slow', ms: HANGS_MS })
    const working = work(planned)
    while ((await statusOfRefund(planned)) !== 'sending') await new Promise((resolve) => setTimeout(resolve, 5))
    planned.clock.step(leaseMs() + MINUTE)
    expect(await work(planned)).toBe('unknown')
    expect(await paynet.release(working)).toBe('unknown')
    const events = await listEvents(planned.id)
    expect(events.findLast(({ kind }) => kind === 'refund-call')?.detail).toMatch(/reversed_request · accepted/)
    expect(await workWhenDue(planned)).toBe('refunded')
    expect(await requestsFor(planned)).toBe(1)
  })
})

describe('a request that Paynet took and does not carry out', () => {
  beforeEach(() => paynet.settings({ refund_approval: 'manual' }))

  test("stays accepted, and is a person's matter after three business days", async () => {
    const before = await alarms('refund.slow')
    const sent = await givenSent()
    await workFor(sent, 2 * DAY)
    expect(await alarms('refund.slow')).toBe(before)
    await workFor(sent, 4 * DAY)
    expect(await alarms('refund.slow')).toBe(before + 1)
    expect(await refund(sent.refundId)).toMatchObject({ status: 'accepted', calls: 1 })
    expect(await held(sent)).toEqual({ reserved: 14_990, refunded: 0 })
  })

  test('is refunded once it does', async () => {
    const sent = await givenSent()
    expect(await workWhenDue(sent)).toBe('accepted')
    const [atPaynet] = await paynet.refunds(sent.referenceNo)
    await paynet.decideRefund(atPaynet?.xact_id ?? '', 'approve')
    expect(await workWhenDue(sent)).toBe('refunded')
  })
})

test('books that hang for two whole calls are looked at by one worker, which raises the alarm', async () => {
  const sent = await givenSent({ requestFault: { fault: 'answer-lost-after' } })
  await closeBooks()
  sent.clock.pass(HOUR)
  const { timeoutMs: usual } = env().paynet
  const timeoutMs = 45_000
  env().paynet.timeoutMs = timeoutMs
  onTestFinished(() => {
    env().paynet.timeoutMs = usual
  })
  const hanging: Clock = Object.assign(
    async () => {
      const at = sent.clock.at()
      // Another worker, once both calls have taken as long as they may.
      if ((await refund(sent.refundId)).leaseUntil)
        expect(await claimRefunds(later(at, 2 * timeoutMs), later(at, 3 * timeoutMs), { id: sent.refundId, whenever: true })).toEqual([])
      return at
    },
    { elapsedMs: sent.clock.elapsedMs },
  )
  await reconcileRefunds(hanging, { id: sent.refundId })
  expect(await refund(sent.refundId)).toMatchObject({ status: 'unknown', alarms: 1 })
})
