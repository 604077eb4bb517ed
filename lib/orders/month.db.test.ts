import { expect, test } from 'vitest'
import { later } from '@/lib/clock'
import { DAY, HOUR } from '@/lib/duration'
import { listEvents } from '@/lib/events/list'
import { keepHouse } from '@/lib/housekeeping/keep-house'
import { declinedCard, givenOrder, givenReturned, stoppedClock, type TestClock } from '@/lib/payments/payments.test-kit'
import { findCustomer, findOrder } from './orders'

const CUSTOMER = { name: 'Ayşe Yılmaz' }

/** What is done meanwhile, day by day. */
async function passDays(clock: TestClock, days: number): Promise<void> {
  for (let day = 0; day < days; day += 1) {
    clock.pass(DAY)
    await keepHouse(clock)
  }
}

async function typesOf(orderId: string, clock: TestClock): Promise<string[]> {
  const { events = [] } = (await listEvents(null, 100, clock.at())) ?? {}
  return events.filter((event) => event.orderId === orderId).map(({ type }) => type)
}

test('an order that may be paid for a month can be paid on its last day, though its first payment has been over for weeks', async () => {
  const clock = stoppedClock()
  const order = await givenOrder(clock, 14_990, { expiresAt: later(clock.at(), 30 * DAY), customer: CUSTOMER })
  await givenReturned({ clock, order, card: declinedCard })
  await passDays(clock, 29)
  expect(await findOrder(order.id, clock.at())).toMatchObject({ status: 'open', version: 1 })
  expect(await findCustomer(order.id)).toEqual(CUSTOMER)
  await givenReturned({ clock, order })
  expect(await findOrder(order.id, clock.at())).toMatchObject({ status: 'paid', version: 2 })
  await passDays(clock, 3)
  expect(await findOrder(order.id, clock.at())).toMatchObject({ status: 'paid', version: 2 })
  expect(await typesOf(order.id, clock)).toEqual(['order.paid'])
})

test('one that nobody pays is told to have expired an hour after its month, and not before', async () => {
  const clock = stoppedClock()
  const order = await givenOrder(clock, 14_990, { expiresAt: later(clock.at(), 30 * DAY) })
  await passDays(clock, 30)
  expect(await findOrder(order.id, clock.at())).toMatchObject({ status: 'expired', version: 1 })
  expect(await typesOf(order.id, clock)).toEqual([])
  clock.pass(HOUR)
  await keepHouse(clock)
  expect(await findOrder(order.id, clock.at())).toMatchObject({ status: 'expired', version: 2 })
  expect(await typesOf(order.id, clock)).toEqual(['order.expired'])
})
