import { eq } from 'drizzle-orm'
import { cookies } from 'next/headers'
import { beforeAll, expect, test, vi } from 'vitest'
import { query } from '@/db/client'
import { payments } from '@/db/schema'
import { later } from '@/lib/clock'
import { SECOND } from '@/lib/duration'
import { log } from '@/lib/log'
import { metrics } from '@/lib/metrics/counters'
import { countOf } from '@/lib/metrics/metrics.test-kit'
import { findResult, findTries } from '@/lib/results/result'
import { REFUSALS_OF_A_CARD } from '@/lib/shared/payments/payment-states'
import {
  type AtTheBank,
  callsOf,
  DAY,
  declinedCard,
  givenReturned,
  MINUTE,
  orderStatus,
  payment,
  proveThatChecksSee,
  settleByLooking,
  statusOf,
  stoppedClock,
  successes,
} from './payments.test-kit'
import { lookAgain, recheck } from './reconcile'

// Next's own, which knows no request here.
vi.mock('next/headers', () => ({ cookies: vi.fn(), headers: vi.fn() }))
vi.mocked(cookies).mockResolvedValue({ get: () => undefined } as never)

beforeAll(() => proveThatChecksSee(stoppedClock()))

/** Lets time pass as the loop does, which looks every few seconds. */
async function pass({ clock }: AtTheBank, ms: number): Promise<void> {
  clock.pass(ms)
  await recheck(clock.at(), clock)
}

const viewOf = async ({ orderId }: AtTheBank) => (await findResult(orderId))?.payment

test('a decline in doubt is asked about after half a minute, after ten and then daily, three times; one that is certain only daily', async () => {
  for (const [bankErrorId, pauses] of [
    ['91', [30 * SECOND, 10 * MINUTE - 30 * SECOND, DAY, DAY, DAY]],
    ['51', [DAY, DAY, DAY]],
  ] as const) {
    const declined = await givenReturned({ bankErrorId })
    expect(await statusOf(declined)).toBe('declined')
    for (const [index, pause] of pauses.entries()) {
      await pass(declined, pause - 1)
      expect(await callsOf(declined, 'check'), `${bankErrorId}, look ${index}`).toBe(index)
      await pass(declined, 1)
      expect(await callsOf(declined, 'check'), `${bankErrorId}, look ${index + 1}`).toBe(index + 1)
    }
    expect((await payment(declined.id)).nextAt).toBeNull()
    expect(await statusOf(declined)).toBe('declined')
  }
})

test('two reconcilers that look at a decline in doubt ask once', async () => {
  const declined = await givenReturned({ bankErrorId: '96' })
  const at = declined.clock.pass(30 * SECOND)
  await Promise.all([recheck(at, declined.clock), recheck(at, declined.clock), recheck(at, declined.clock)])
  expect(await callsOf(declined, 'check')).toBe(1)
})

test('a success that the first look finds pays the order', async () => {
  const paid = await givenReturned()
  const at = paid.clock.at()
  const inDoubt = { status: 'declined' as const, xactId: null, settledAt: at, looks: -2, nextAt: later(at, 30 * SECOND) }
  await query((db) => db.update(payments).set(inDoubt).where(eq(payments.id, paid.id)))
  expect(await orderStatus(paid)).toBe('open')
  await pass(paid, 30 * SECOND)
  expect(await payment(paid.id)).toMatchObject({ status: 'succeeded', late: false })
  expect(await orderStatus(paid)).toBe('paid')
})

test.each(['94', '98', '00', '0966', '1061'])('a no with the bank’s code %s is unknown until a check settles it', async (bankErrorId) => {
  const waiting = await givenReturned({ bankErrorId })
  expect(await statusOf(waiting)).toBe('unknown')
  expect(await settleByLooking(waiting)).toBe('declined')
  expect(await callsOf(waiting, 'check')).toBeGreaterThan(0)
  expect(await successes(waiting.referenceNo)).toBe(0)
})

test('what is the shop’s matter raises an alarm with the code, and every decline is counted by its code', async () => {
  const alarm = vi.spyOn(log, 'alarm')
  const before = await countOf(metrics().declines, { source: 'bank', code: '03' })
  const shopSide = await givenReturned({ bankErrorId: '03' })
  expect(await payment(shopSide.id)).toMatchObject({ status: 'declined', reason: 'shop-side' })
  const { id: paymentId, referenceNo } = shopSide
  expect(alarm.mock.calls).toEqual([['payment.shop-side', { paymentId, referenceNo, why: 'bank 03' }]])
  expect(await countOf(metrics().declines, { source: 'bank', code: '03' })).toBe(before + 1)

  await givenReturned({ card: declinedCard })
  await givenReturned({ bankErrorId: 'N7' })
  await givenReturned({ bankErrorId: '1234567890' })
  expect(alarm).toHaveBeenCalledTimes(1)
  expect(await countOf(metrics().declines, { source: 'bank', code: '51' })).toBeGreaterThan(0)
  expect(await countOf(metrics().declines, { source: 'bank', code: 'N7' })).toBe(1)
  expect(await countOf(metrics().declines, { source: 'bank', code: 'other' })).toBe(1)
  alarm.mockRestore()
})

test('the result page waits for the first look at a decline in doubt, and for no longer than 90 seconds', async () => {
  const looked = await givenReturned({ bankErrorId: '91' })
  expect(await viewOf(looked)).toMatchObject({ status: 'declined', isInDoubt: true })
  await pass(looked, 30 * SECOND)
  expect(await viewOf(looked)).toMatchObject({ status: 'declined', isInDoubt: false })

  // The page reads the time of day: the payment is made older instead.
  const silent = await givenReturned({ bankErrorId: '91' })
  for (const [ageMs, isInDoubt] of [
    [80 * SECOND, true],
    [90 * SECOND, false],
  ] as const) {
    const settledAt = later(new Date(), -ageMs)
    await query((db) => db.update(payments).set({ settledAt }).where(eq(payments.id, silent.id)))
    expect(await viewOf(silent)).toMatchObject({ isInDoubt })
  }

  expect(await viewOf(await givenReturned({ bankErrorId: '51' }))).toMatchObject({ isInDoubt: false })
})

test('a clock that ran ahead and was set back puts off no look at a decline in doubt, and holds no page', async () => {
  const ahead = await givenReturned({ clock: stoppedClock(later(new Date(), DAY)), bankErrorId: '91' })
  expect(await viewOf(ahead)).toMatchObject({ isInDoubt: false })
  ahead.clock.step(-DAY)
  await lookAgain(ahead.clock)
  await pass(ahead, 30 * SECOND)
  expect(await callsOf(ahead, 'check')).toBe(1)
})

test('a card refused three times on an order is known as such, whatever the shop’s own refusals', async () => {
  const first = await givenReturned({ bankErrorId: '05' })
  const again = (bankErrorId: string) => givenReturned({ clock: first.clock, order: first.order, bankErrorId })
  for (const [bankErrorId, isRefusedOften] of [
    ['03', false],
    ['57', false],
    ['82', true],
  ] as const) {
    first.clock.pass(SECOND)
    await again(bankErrorId)
    const { isHeld, last } = await findTries(first.orderId, first.clock.at())
    expect([isHeld, (last?.refusals ?? 0) >= REFUSALS_OF_A_CARD], bankErrorId).toEqual([false, isRefusedOften])
  }
})
