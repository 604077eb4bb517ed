import { beforeAll, beforeEach, expect, test } from 'vitest'
import { listEvents } from '@/db/payment-events'
import { insertPayment } from '@/db/payment-moves'
import { givenOrderRow, newPayment } from '@/db/payments.test-kit'
import { later } from '@/lib/clock'
import { keepHouse } from '@/lib/housekeeping/keep-house'
import { paynet } from '@/scripts/test/setup'
import {
  givenChallenged,
  givenReturned,
  MINUTE,
  payment,
  proveThatChecksSee,
  statusOf,
  stoppedClock,
  type TestClock,
} from './payments.test-kit'
import { reconcile } from './reconcile'

beforeAll(() => proveThatChecksSee(stoppedClock()))
beforeEach(() => paynet.clearFaults())

/** Payments whose shoppers went to the bank and never came back. */
async function givenHerd(size: number, clock: TestClock): Promise<{ id: string }[]> {
  const order = await givenOrderRow({ createdAt: clock.at(), expiresAt: later(clock.at(), 600 * MINUTE) })
  const herd = Array.from({ length: size }, () =>
    newPayment(order, { status: 'awaiting_3ds', challengedAt: clock.at(), createdAt: clock.at(), nextAt: later(clock.at(), 30 * MINUTE) }),
  )
  for (const one of herd) await insertPayment(one, clock.at())
  return herd
}

test('a herd of abandoned payments holds up no payment whose money may be moving', async () => {
  const clock = stoppedClock()
  const herd = await givenHerd(120, clock)
  clock.pass(30 * MINUTE)
  const waiting = await givenReturned({ clock, fault: { fault: 'answer-lost-after' } })
  clock.pass(MINUTE)
  // One pass: the herd was due long before.
  await reconcile(clock)
  expect(await statusOf(waiting)).toBe('succeeded')
  for (const one of herd) expect(await statusOf(one)).toBe('expired')
})

test('each payment that is ended with many has its own line in its history', async () => {
  const clock = stoppedClock()
  const [one, other] = await givenHerd(2, clock)
  clock.pass(30 * MINUTE)
  await reconcile(clock)
  for (const { id } of [one, other] as { id: string }[]) {
    const moves = (await listEvents(id)).filter(({ kind }) => kind === 'move')
    expect(moves.map(({ to }) => to)).toEqual(['awaiting_3ds', 'expired'])
    expect(await payment(id)).toMatchObject({ settledAt: clock.at(), nextAt: null, leaseUntil: null })
  }
})

test('a payment at the bank whose order another one has paid is superseded, not expired', async () => {
  const clock = stoppedClock()
  const left = await givenChallenged({ clock })
  await givenReturned({ clock, order: left.order })
  clock.pass(30 * MINUTE - 1)
  await reconcile(clock)
  expect(await statusOf(left)).toBe('awaiting_3ds')
  clock.pass(1)
  await reconcile(clock)
  expect(await statusOf(left)).toBe('superseded')
})

test('what could charge a session is erased of all payments that ended a day ago, however many', async () => {
  const clock = stoppedClock()
  const order = await givenOrderRow({ createdAt: clock.at(), expiresAt: later(clock.at(), 600 * MINUTE) })
  const ended = Array.from({ length: 250 }, () => newPayment(order, { status: 'expired', challenge: 'sealed', settledAt: clock.at() }))
  for (const one of ended) await insertPayment(one, clock.at())
  clock.pass(24 * 60 * MINUTE)
  await keepHouse(clock)
  for (const { id } of ended) expect((await payment(id)).challenge).toBeNull()
})
