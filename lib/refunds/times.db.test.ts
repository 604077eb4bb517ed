import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { query } from '@/db/client'
import { listEvents } from '@/db/payment-events'
import { claimRefunds } from '@/db/refunds'
import { payments, refunds } from '@/db/schema'
import { later } from '@/lib/clock'
import { DAY, HOUR, MINUTE } from '@/lib/duration'
import { digest, newId } from '@/lib/ids'
import { inFlight } from '@/lib/in-flight'
import { leaseMs } from '@/lib/lease'
import { payment } from '@/lib/payments/payments.test-kit'
import { reconcile } from '@/lib/payments/reconcile'
import type { RefundStatus } from '@/lib/shared/payments/refund'
import { HANGS_MS, paynet } from '@/scripts/test/setup'
import { takeHint } from './callback'
import { isDayEnding, latestDue } from './day'
import {
  clockBefore,
  closeBooks,
  endDayIn,
  type GivenRefund,
  givenBack,
  givenPaid,
  givenPlanned,
  givenSent,
  held,
  lookAt,
  type Paid,
  refund,
  requestsFor,
  statusOfRefund,
  work,
  workWhenDue,
} from './refunds.test-kit'
import { send, sendNow } from './send'

describe('on the day of the sale', () => {
  test('the whole is asked for at once', async () => {
    const sent = await givenSent({ daysAgo: 0 })
    expect(await statusOfRefund(sent)).toBe('accepted')
    expect(await workWhenDue(sent)).toBe('refunded')
  })

  test('a part is planned for the day after, and asked for then', async () => {
    const planned = await givenPlanned({ clock: clockBefore(DAY), daysAgo: 1, wanted: { amountKurus: 5_000 } })
    const { dueAt } = await refund(planned.refundId)
    expect(isDayEnding(dueAt)).toBe(false)
    expect(dueAt.getTime() - planned.clock.at().getTime()).toBeGreaterThan(12 * HOUR)
    planned.clock.to(later(dueAt, -1))
    expect(await work(planned)).toBe('planned')
    await sendNow(planned.refundId, planned.clock)
    expect(await lookAt(planned)).toBe('planned')
    expect(await requestsFor(planned)).toBe(0)
    planned.clock.pass(1)
    expect(await work(planned)).toBe('accepted')
    expect(await workWhenDue(planned)).toBe('refunded')
    expect(await givenBack(planned)).toBe(5_000)
  })

  /** By our clocks the sale was yesterday; by Paynet's it is of today. */
  async function givenSoldJustBefore(): Promise<Paid> {
    const paid = await givenPaid({ daysAgo: 0 })
    endDayIn(23 * HOUR)
    const xactDate = later(paid.clock.at(), -2 * HOUR).toISOString()
    await query((db) =>
      db
        .update(payments)
        .set({ details: JSON.stringify({ xactDate }) })
        .where(eq(payments.id, paid.id))
        .returning(),
    )
    return paid
  }

  test('a part that Paynet refuses, whose day ends later than ours, is planned once more and no more', async () => {
    const sent = await givenSent({ paid: await givenSoldJustBefore(), wanted: { amountKurus: 5_000 } })
    const row = await refund(sent.refundId)
    expect(row).toMatchObject({ status: 'planned', calls: 1, code: 1 })
    expect(row.dueAt.getTime() - sent.clock.at().getTime()).toBeGreaterThan(22 * HOUR)
    expect(await held(sent)).toEqual({ reserved: 5_000, refunded: 0 })
    expect(await workWhenDue(sent)).toBe('refused')
    expect(await requestsFor(sent)).toBe(2)
    expect(await held(sent)).toEqual({ reserved: 0, refunded: 0 })
  })

  test('a whole that Paynet refuses is refused', async () => {
    const sent = await givenSent({ daysAgo: 0, requestFault: { fault: 'refund-refused' } })
    expect(await statusOfRefund(sent)).toBe('refused')
  })

  test('of a sale of long ago a part that Paynet refuses is refused', async () => {
    const sent = await givenSent({ daysAgo: 5, wanted: { amountKurus: 5_000 }, requestFault: { fault: 'refund-noprocess' } })
    expect(await statusOfRefund(sent)).toBe('refused')
    expect(await requestsFor(sent)).toBe(1)
  })
})

describe('while a day ends', () => {
  test('what is asked for is planned until that is over', async () => {
    const paid = await givenPaid()
    endDayIn(10 * MINUTE, paid.clock.at())
    const planned = await givenPlanned({ paid })
    const { dueAt } = await refund(planned.refundId)
    expect(Math.round((dueAt.getTime() - planned.clock.at().getTime()) / MINUTE)).toBe(40)
    expect(await work(planned)).toBe('planned')
    expect(await requestsFor(planned)).toBe(0)
    expect(await workWhenDue(planned)).toBe('accepted')
  })

  test('what was due before is not sent, by whomever', async () => {
    const planned = await givenPlanned()
    const claimed = async () => (await claimRefunds(planned.clock.at(), later(planned.clock.at(), leaseMs()), { id: planned.refundId }))[0]
    const held = await claimed()
    endDayIn(10 * MINUTE, planned.clock.at())
    if (held) await send(held, planned.clock)
    expect(await refund(planned.refundId)).toMatchObject({ status: 'planned', leaseUntil: null, calls: 0 })
    await sendNow(planned.refundId, planned.clock)
    expect(await work(planned)).toBe('planned')
    expect(await lookAt(planned)).toBe('planned')
    planned.clock.pass(40 * MINUTE)
    expect(await work(planned)).toBe('accepted')
    expect(await requestsFor(planned)).toBe(1)
  })

  test('Paynet is asked all the same what became of the others', async () => {
    const sent = await givenSent()
    endDayIn(MINUTE, sent.clock.at())
    expect(await workWhenDue(sent)).toBe('refunded')
  })
})

describe('a clock that ran three days ahead and is set right', () => {
  const AHEAD = 3 * DAY

  async function setRight(given: GivenRefund): Promise<void> {
    // The loop has seen the clock before, and that of payments sees the step first.
    await reconcile(given.clock)
    given.clock.step(-AHEAD)
    await reconcile(given.clock)
  }

  async function givenAhead(): Promise<Paid> {
    const paid = await givenPaid()
    await reconcile(paid.clock)
    paid.clock.step(AHEAD)
    return paid
  }

  test('puts off no look at what was sent, and lets what Paynet shows count', async () => {
    const sent = await givenSent({ paid: await givenAhead(), requestFault: { fault: 'answer-lost-after' } })
    await setRight(sent)
    expect(await work(sent)).toBe('refunded')
    expect(await requestsFor(sent)).toBe(1)
  })

  test('leaves no refund on its way for days', async () => {
    const planned = await givenPlanned({ paid: await givenAhead() })
    const at = planned.clock.at()
    const sending = { status: 'sending' as const, sentAt: at, calls: 1, leaseUntil: later(at, leaseMs()), nextAt: later(at, leaseMs()) }
    await query((db) => db.update(refunds).set(sending).where(eq(refunds.id, planned.refundId)).returning())
    await setRight(planned)
    expect(await work(planned)).toBe('sending')
    planned.clock.pass(leaseMs() + 1)
    expect(await work(planned)).toBe('unknown')
  })

  test('puts a planned one off to the end of the day at most', async () => {
    const planned = await givenPlanned({ paid: await givenAhead() })
    await setRight(planned)
    expect(await work(planned)).toBe('planned')
    expect((await refund(planned.refundId)).dueAt.getTime()).toBeLessThanOrEqual(latestDue(planned.clock.at()).getTime())
    expect(await workWhenDue(planned)).toBe('accepted')
  })

  test('puts no next try of what could not be sent off for days', async () => {
    const sent = await givenPlanned()
    const { dueAt } = await refund(sent.refundId)
    await reconcile(sent.clock)
    sent.clock.step(AHEAD)
    await paynet.fault({ service: 'reversed_request', fault: 'http-401', times: 1 })
    await work(sent)
    await setRight(sent)
    expect(await work(sent)).toBe('accepted')
    expect(await refund(sent.refundId)).toMatchObject({ dueAt })
  })
})

test.each([-HOUR, HOUR, 12 * HOUR])('a clock that is set by %d ms while a request is on its way has nothing sent twice', async (ms) => {
  const planned = await givenPlanned()
  await paynet.fault({ service: 'reversed_request', reference_prefix: planned.referenceNo, fault: 'slow-before', ms: HANGS_MS })
  const working = work(planned)
  while ((await statusOfRefund(planned)) !== 'sending') await new Promise((resolve) => setTimeout(resolve, 5))
  planned.clock.step(ms)
  await work(planned)
  await lookAt(planned)
  await paynet.release(working)
  planned.clock.pass(leaseMs() + 1)
  for (let looks = 0; looks < 3; looks++) await workWhenDue(planned)
  expect(await requestsFor(planned)).toBe(1)
  expect(await givenBack(planned)).toBe(14_990)
  expect(await statusOfRefund(planned)).toBe('refunded')
})

describe('a callback', () => {
  /** A refund that Paynet has taken and not decided, and the secret of its callback's address. */
  async function givenWaiting(given: Parameters<typeof givenSent>[0] = {}): Promise<GivenRefund & { secret: string }> {
    await paynet.settings({ refund_approval: 'manual' })
    const sent = await givenSent(given)
    const secret = newId()
    await query((db) =>
      db
        .update(refunds)
        .set({ callbackDigest: digest('refund-callback', secret) })
        .where(eq(refunds.id, sent.refundId))
        .returning(),
    )
    return { ...sent, secret }
  }

  async function hint({ refundId, secret, clock }: GivenRefund & { secret: string }, code: number | null): Promise<void> {
    await takeHint(refundId, secret, code, clock)
    await Promise.all(inFlight())
  }

  async function decideAtPaynet({ referenceNo }: GivenRefund, decision: 'approve' | 'reject'): Promise<void> {
    const [atPaynet] = await paynet.refunds(referenceNo)
    await paynet.decideRefund(atPaynet?.xact_id ?? '', decision)
  }

  test.each([0, 1, null])('with a wrong secret changes nothing: code %s', async (code) => {
    const waiting = await givenWaiting()
    const before = await refund(waiting.refundId)
    await hint({ ...waiting, secret: newId() }, code)
    await hint({ ...waiting, secret: '' }, code)
    expect(await refund(waiting.refundId)).toEqual(before)
  })

  const setStatus = ({ refundId }: GivenRefund, status: RefundStatus) =>
    query((db) => db.update(refunds).set({ status }).where(eq(refunds.id, refundId)).returning())
  const notesOf = async ({ id }: GivenRefund) =>
    (await listEvents(id)).flatMap(({ kind, detail }) => (kind === 'note' && detail?.includes('a callback says') ? [detail] : []))

  test('of a refund that is planned changes nothing', async () => {
    const waiting = await givenWaiting()
    await setStatus(waiting, 'planned')
    const before = await refund(waiting.refundId)
    await hint(waiting, 1)
    expect(await refund(waiting.refundId)).toEqual(before)
    expect(await notesOf(waiting)).toEqual([])
  })

  test.each([
    [0, false],
    [1, true],
    [null, false],
  ])('of a refund whose request is on its way is kept before it is answered, and moves no time of it: code %s', async (code, isHinted) => {
    const waiting = await givenWaiting()
    await setStatus(waiting, 'sending')
    const before = await refund(waiting.refundId)
    await takeHint(waiting.refundId, waiting.secret, code, waiting.clock)
    expect(await refund(waiting.refundId)).toEqual({ ...before, hintedAt: isHinted ? waiting.clock.at() : null })
    expect(await notesOf(waiting)).toHaveLength(1)
    await setStatus(waiting, 'accepted')
    await Promise.all(inFlight())
    expect(await refund(waiting.refundId), 'it is looked at once the answer is there').toMatchObject({ looks: before.looks + 1 })
  })

  test('that says not approved while the request is on its way refuses after two looks ten minutes apart, and not before', async () => {
    const waiting = await givenWaiting()
    await decideAtPaynet(waiting, 'reject')
    await setStatus(waiting, 'sending')
    await takeHint(waiting.refundId, waiting.secret, 1, waiting.clock)
    waiting.clock.pass(HOUR)
    await setStatus(waiting, 'accepted')
    await Promise.all(inFlight())
    expect(await statusOfRefund(waiting), 'after the first look').toBe('accepted')
    waiting.clock.pass(10 * MINUTE - 1)
    expect(await lookAt(waiting)).toBe('accepted')
    waiting.clock.pass(1)
    expect(await lookAt(waiting)).toBe('refused')
  })

  test('that says not approved of a request that did nothing says nothing of the next one', async () => {
    const waiting = await givenWaiting()
    await setStatus(waiting, 'sending')
    await takeHint(waiting.refundId, waiting.secret, 1, waiting.clock)
    // As after a call that was turned away at the door.
    const again = { status: 'planned' as const, calls: 0, sentAt: null, leaseUntil: null, nextAt: waiting.clock.at() }
    await query((db) => db.update(refunds).set(again).where(eq(refunds.id, waiting.refundId)).returning())
    await Promise.all(inFlight())
    expect(await refund(waiting.refundId)).toMatchObject({ status: 'planned', hintedAt: expect.any(Date) })
    expect(await work(waiting)).not.toBe('planned')
    expect(await refund(waiting.refundId)).toMatchObject({ calls: 1, hintedAt: null })
  })

  test('that says approved is no evidence, and has Paynet asked at once', async () => {
    const waiting = await givenWaiting()
    await hint(waiting, 0)
    expect(await refund(waiting.refundId)).toMatchObject({ status: 'accepted', hintedAt: null, looks: 1 })
    await decideAtPaynet(waiting, 'approve')
    await hint(waiting, 0)
    expect(await statusOfRefund(waiting)).toBe('refunded')
  })

  test('that says not approved refuses after two looks ten minutes apart, by the clock that cannot be set', async () => {
    const waiting = await givenWaiting()
    await decideAtPaynet(waiting, 'reject')
    await hint(waiting, 1)
    expect(await statusOfRefund(waiting)).toBe('accepted')
    waiting.clock.step(DAY)
    expect(await lookAt(waiting)).toBe('accepted')
    waiting.clock.pass(10 * MINUTE - 1)
    expect(await lookAt(waiting)).toBe('accepted')
    waiting.clock.pass(1)
    expect(await lookAt(waiting)).toBe('refused')
    expect(await held(waiting)).toEqual({ reserved: 0, refunded: 0 })
  })

  test('that says so twice in a row refuses no sooner', async () => {
    const waiting = await givenWaiting()
    await hint(waiting, 1)
    waiting.clock.pass(MINUTE)
    await hint(waiting, 1)
    expect(await statusOfRefund(waiting)).toBe('accepted')
    waiting.clock.pass(9 * MINUTE)
    expect(await workWhenDue(waiting)).toBe('refused')
  })

  test('that says approved takes back an earlier one that said not approved', async () => {
    const waiting = await givenWaiting()
    await hint(waiting, 1)
    await hint(waiting, 0)
    waiting.clock.pass(HOUR)
    expect(await lookAt(waiting)).toBe('accepted')
    expect(await held(waiting)).toEqual({ reserved: 14_990, refunded: 0 })
    await decideAtPaynet(waiting, 'approve')
    expect(await lookAt(waiting)).toBe('refunded')
  })

  test('that says so is no evidence against what Paynet shows, or while its books cannot be read', async () => {
    const waiting = await givenWaiting()
    await hint(waiting, 1)
    await closeBooks()
    waiting.clock.pass(HOUR)
    expect(await lookAt(waiting)).toBe('accepted')
    await paynet.clearFaults()
    await decideAtPaynet(waiting, 'approve')
    expect(await lookAt(waiting)).toBe('refunded')
  })

  test('that says so is no evidence against the mark of the sale, where the books show no more of a part', async () => {
    // By this clock the list is asked for days that are to come.
    const waiting = await givenWaiting({ clock: clockBefore(-20 * DAY), wanted: { amountKurus: 5_000 } })
    await paynet.settings({ refund_rows: 'sale-only' })
    await decideAtPaynet(waiting, 'approve')
    await hint(waiting, 1)
    waiting.clock.pass(HOUR)
    expect(await lookAt(waiting)).toBe('accepted')
    expect(await held(waiting)).toEqual({ reserved: 5_000, refunded: 0 })
  })

  test('that says so refuses nothing while the list of refunds has a request of the sale that waits, and does once it was turned down', async () => {
    const waiting = await givenWaiting()
    await paynet.settings({ refund_list: 'all' })
    await hint(waiting, 1)
    for (const _ of [1, 2]) {
      waiting.clock.pass(HOUR)
      expect(await lookAt(waiting)).toBe('accepted')
    }
    expect(await held(waiting)).toEqual({ reserved: 14_990, refunded: 0 })
    await decideAtPaynet(waiting, 'reject')
    expect(await lookAt(waiting)).toBe('accepted')
    waiting.clock.pass(10 * MINUTE)
    expect(await lookAt(waiting)).toBe('refused')
  })

  test('that says so refuses nothing while more went back of the sale than anything here explains', async () => {
    const waiting = await givenWaiting({ wanted: { amountKurus: 5_000 } })
    await decideAtPaynet(waiting, 'reject')
    // More than is left beside the refund, so it is kept as none.
    await paynet.refundInPanel({ reference_no: waiting.referenceNo, amount_kurus: 12_000 })
    await hint(waiting, 1)
    for (const _ of [1, 2]) {
      waiting.clock.pass(HOUR)
      expect(await lookAt(waiting)).toBe('accepted')
    }
    expect(await held(waiting)).toEqual({ reserved: 5_000, refunded: 0 })
  })

  test('that says so refuses where what else went back of the sale is kept as made elsewhere', async () => {
    const waiting = await givenWaiting({ wanted: { amountKurus: 5_000 } })
    await decideAtPaynet(waiting, 'reject')
    await paynet.refundInPanel({ reference_no: waiting.referenceNo, amount_kurus: 3_000 })
    await hint(waiting, 1)
    waiting.clock.pass(10 * MINUTE)
    expect(await lookAt(waiting)).toBe('refused')
    expect(await held(waiting)).toEqual({ reserved: 3_000, refunded: 3_000 })
  })

  test('that says so of an unknown refund never refuses it', async () => {
    const waiting = await givenWaiting()
    await query((db) => db.update(refunds).set({ status: 'unknown' }).where(eq(refunds.id, waiting.refundId)).returning())
    await hint(waiting, 1)
    waiting.clock.pass(HOUR)
    expect(await lookAt(waiting)).toBe('unknown')
  })

  test('about a refund that is done and that Paynet still shows changes nothing, whatever else of its sale waits there', async () => {
    const waiting = await givenWaiting({ wanted: { amountKurus: 5_000 } })
    await decideAtPaynet(waiting, 'approve')
    expect(await lookAt(waiting)).toBe('refunded')
    await givenSent({ paid: waiting, wanted: { amountKurus: 2_000 } })
    await paynet.settings({ refund_list: 'all' })
    await hint(waiting, 1)
    expect(await refund(waiting.refundId)).toMatchObject({ status: 'refunded', nextAt: null })
  })

  test('about a refund that is done and that Paynet still shows changes nothing', async () => {
    const waiting = await givenWaiting()
    await decideAtPaynet(waiting, 'approve')
    expect(await lookAt(waiting)).toBe('refunded')
    await hint(waiting, 1)
    expect(await refund(waiting.refundId)).toMatchObject({ status: 'refunded', nextAt: null })
    expect((await payment(waiting.id)).refundedKurus).toBe(14_990)
  })
})
