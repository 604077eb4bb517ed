import { expect, test } from 'vitest'
import { findOrderRow } from '@/db/orders'
import { later } from '@/lib/clock'
import { keepHouse } from '@/lib/housekeeping/keep-house'
import { newId } from '@/lib/ids'
import { cancelOrder } from '@/lib/orders/orders'
import { paynet } from '@/scripts/test/setup'
import { completePayment } from './complete'
import {
  callsOf,
  comeBack,
  givenChallenged,
  givenOrder,
  givenPassed,
  givenReturned,
  goodCard,
  HOUR,
  MINUTE,
  orderStatus,
  payment,
  settleByLooking,
  start,
  statusOf,
  stoppedClock,
  successes,
} from './payments.test-kit'
import { reconcile } from './reconcile'
import { decryptChallenge } from './stored-challenge'

const ROUNDS = 40

test('an order that was cancelled while its shopper was at the bank is not charged', async () => {
  const passed = await givenPassed()
  expect(await cancelOrder(passed.orderId, passed.clock.at())).toMatchObject({ ok: true, value: { status: 'cancelled' } })
  await comeBack(passed)
  expect(await statusOf(passed)).toBe('expired')
  expect(await callsOf(passed, 'tds_charge')).toBe(0)
  expect(await start(passed.order, passed.clock)).toEqual({ ok: false, failure: { kind: 'conflict', because: 'order-cancelled' } })
})

test.each([
  ['paid', undefined, 'order-paid'],
  ['in review', { fault: 'wrong-amount' }, 'order-in-review'],
  ['being settled', { fault: 'answer-lost-after' }, 'order-settling'],
])('an order that is %s cannot be cancelled', async (_name, fault, because) => {
  const returned = await givenReturned(fault ? { fault } : {})
  expect(await cancelOrder(returned.orderId, returned.clock.at())).toEqual({ ok: false, failure: { kind: 'conflict', because } })
  expect((await findOrderRow(returned.orderId))?.status).toBe('open')
})

test('cancelling twice is harmless, and an unknown order is not found', async () => {
  const clock = stoppedClock()
  const order = await givenOrder(clock)
  const first = await cancelOrder(order.id, clock.at())
  expect(await cancelOrder(order.id, clock.at())).toEqual(first)
  expect(await cancelOrder(newId(), clock.at())).toEqual({ ok: false, failure: { kind: 'not-found' } })
})

test('a charge and a cancellation at once never both happen', async () => {
  const ends = new Set<string>()
  for (let round = 0; round < ROUNDS; round++) {
    const passed = await givenPassed()
    const cancel = () => cancelOrder(passed.orderId, passed.clock.at())
    const pause = new Promise((resolve) => setTimeout(resolve, round % 8))
    const [cancelled] = await Promise.all([round % 2 ? cancel() : pause.then(cancel), comeBack(passed), comeBack(passed)])
    const taken = await successes(passed.referenceNo)
    expect({ cancelled: cancelled.ok, taken }).toEqual({ cancelled: taken === 0, taken })
    expect((await findOrderRow(passed.orderId))?.status).toBe(taken === 0 ? 'cancelled' : 'open')
    ends.add(await statusOf(passed))
  }
  // The race was one: neither side has always won.
  expect([...ends].sort()).toEqual(['expired', 'succeeded'])
})

test('a payment that starts and a cancellation at once never leave a cancelled order that is charged', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const clock = stoppedClock()
    const order = await givenOrder(clock)
    const [started, cancelled] = await Promise.all([start(order, clock), cancelOrder(order.id, clock.at())])
    // A session at the bank holds nothing, so a cancellation always goes through.
    expect(cancelled.ok).toBe(true)
    if (!started.ok) {
      expect(started.failure).toEqual({ kind: 'conflict', because: 'order-cancelled' })
      continue
    }
    await completePayment(started.value.paymentId, null, clock)
    const { challenge, id } = await payment(started.value.paymentId)
    if (!challenge) throw new Error('no challenge')
    await completePayment(id, await decryptChallenge(challenge), clock)
    expect(await statusOf({ id })).toBe('expired')
  }
})

test('a return up to thirty minutes after the start is charged, a later one is not', async () => {
  const clock = stoppedClock()
  const [intime, late] = [await givenPassed({ clock }), await givenPassed({ clock })]
  clock.pass(30 * MINUTE - 1)
  await comeBack(intime)
  expect(await statusOf(intime)).toBe('succeeded')
  clock.pass(1)
  await comeBack(late)
  expect(await statusOf(late)).toBe('expired')
  expect(await callsOf(late, 'tds_charge')).toBe(0)
})

test('a shopper who never comes back leaves an expired payment and an order that can be paid', async () => {
  const gone = await givenChallenged()
  expect(await settleByLooking(gone)).toBe('expired')
  const again = await givenReturned({ clock: gone.clock, order: gone.order })
  expect(await statusOf(again)).toBe('succeeded')
})

test('a payment that waits at the bank is superseded once its time is over and another was charged', async () => {
  const first = await givenChallenged()
  const second = await givenReturned({ clock: first.clock, order: first.order })
  expect(await statusOf(second)).toBe('succeeded')
  expect(await settleByLooking(first)).toBe('superseded')
})

test('a return and the reconciler that expires it at once: charged at most once, and never expired though charged', async () => {
  for (let round = 0; round < ROUNDS / 2; round++) {
    const passed = await givenPassed()
    const early = stoppedClock(later(passed.clock.at(), 30 * MINUTE - 1))
    passed.clock.pass(30 * MINUTE + 1)
    await Promise.all([completePayment(passed.id, passed.pair, early), reconcile(passed.clock, { id: passed.id })])
    const taken = await successes(passed.referenceNo)
    expect({ status: await statusOf(passed), taken }).toEqual({ status: taken ? 'succeeded' : 'expired', taken })
  }
})

test('the last moment of an order is good for a charge, and no later one', async () => {
  const clock = stoppedClock()
  const [inTime, tooLate] = [await givenOrder(clock), await givenOrder(clock)]
  clock.to(later(inTime.expiresAt, -1))
  const [charged, refused] = [await givenPassed({ clock, order: inTime }), await givenPassed({ clock, order: tooLate })]
  await comeBack(charged)
  clock.pass(1)
  await comeBack(refused)
  expect([await statusOf(charged), await statusOf(refused)]).toEqual(['succeeded', 'expired'])
  expect(await callsOf(refused, 'tds_charge')).toBe(0)
  expect(await start(tooLate, clock)).toEqual({ ok: false, failure: { kind: 'conflict', because: 'order-expired' } })
})

test('the sweep that expires orders and the last charge before it do not meet', async () => {
  const clock = stoppedClock()
  const order = await givenOrder(clock)
  clock.to(later(order.expiresAt, -1))
  const passed = await givenPassed({ clock, order })
  const sweeper = stoppedClock(later(order.expiresAt, HOUR - 1))
  await Promise.all([comeBack(passed), keepHouse(sweeper)])
  expect(await statusOf(passed)).toBe('succeeded')
  expect(await orderStatus(passed)).toBe('paid')
})

test('the eleventh payment of an order is refused for a while, without a call', async () => {
  const clock = stoppedClock()
  const order = await givenOrder(clock)
  for (let count = 0; count < 10; count++) expect(await start(order, clock)).toMatchObject({ ok: true })
  expect(await start(order, clock)).toMatchObject({ ok: false, failure: { kind: 'rate-limited' } })
  const calls = (await paynet.calls()).filter(({ reference_no: reference }) => String(reference).startsWith(`${order.reference}-`))
  expect(calls).toHaveLength(10)
})

test('the twenty-first payment from an address within ten minutes is refused, and told how long to wait', async () => {
  const clock = stoppedClock()
  const address = newId()
  for (let count = 0; count < 20; count++) {
    expect(await start(await givenOrder(clock), clock, { address })).toMatchObject({ ok: true })
    clock.pass(1000)
  }
  const order = await givenOrder(clock)
  expect(await start(order, clock, { address })).toEqual({ ok: false, failure: { kind: 'rate-limited', retryAfterSeconds: 580 } })
  expect(await start(order, clock)).toMatchObject({ ok: true })
  clock.pass(580_000)
  expect(await start(order, clock, { address })).toMatchObject({ ok: true })
})

test('a wrong card does not use up the limit of an address', async () => {
  const clock = stoppedClock()
  const [address, order] = [newId(), await givenOrder(clock)]
  for (let count = 0; count < 25; count++) await start(order, clock, { address, card: { ...goodCard, cvc: '1' } })
  expect(await start(order, clock, { address })).toMatchObject({ ok: true })
})
