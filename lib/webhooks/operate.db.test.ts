import { isNull } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { query } from '@/db/client'
import { claimDelivery, endTry, findDelivery, holdDeliveries, listDeliveries, releaseHeld, replayDeliveries } from '@/db/deliveries'
import { findEvent, placeEvents } from '@/db/events'
import { deliveries, events, receivers } from '@/db/schema'
import { later } from '@/lib/clock'
import { DAY, MINUTE } from '@/lib/duration'
import { env } from '@/lib/env'
import { keepHouse } from '@/lib/housekeeping/keep-house'
import { digest } from '@/lib/ids'
import { cancelOrder } from '@/lib/orders/orders'
import { givenOrder, stoppedClock, type TestClock } from '@/lib/payments/payments.test-kit'
import { findReceiver } from '@/lib/receiver'
import { deliverEvents } from './deliver'
import { replayEvent, replaySince, sendTest } from './operate'
import { answers, type Receiver, SECRET, startReceiver, verified } from './receiver.test-kit'

let receiver: Receiver
let clock: TestClock
const webhook = () => ({ url: receiver.url, secrets: [SECRET] })

beforeEach(async () => {
  receiver = await startReceiver()
  clock = stoppedClock()
  await placeEvents(clock.at(), false)
  await query((db) => db.delete(deliveries))
  await query((db) => db.delete(receivers))
  Object.assign(env(), { webhook: webhook() })
})
afterEach(() => receiver.close())

/** An order that is cancelled now; the id of the event that tells it. */
async function givenEvent(): Promise<string> {
  const order = await givenOrder(clock)
  await cancelOrder(order.id, clock.at())
  await placeEvents(clock.at(), env().webhook !== null)
  const [newest] = await listDeliveries(1)
  if (newest?.event.orderId !== order.id) throw new Error('no event')
  return newest.event.id
}

const sent = () => receiver.received.map(({ headers, body }) => [headers['webhook-id'], body])

describe('an event that is replayed', () => {
  test('comes once more, the same to the byte, with all its tries', async () => {
    const id = await givenEvent()
    await deliverEvents(clock)
    clock.pass(DAY)
    expect(await replayDeliveries([id], clock.at())).toBe(1)
    expect(await findDelivery(id)).toMatchObject({ status: 'pending', attempts: 0, deliveredAt: null })
    await deliverEvents(clock)
    expect(sent()).toEqual([sent()[0], sent()[0]])
    expect(await findDelivery(id)).toMatchObject({ status: 'delivered', attempts: 1, deliveredAt: clock.at() })
  })

  test('was given up, and is sent at once', async () => {
    const id = await givenEvent()
    receiver.answerWith(answers(500))
    for (let tried = 0; tried < 10; tried += 1) {
      await deliverEvents(clock)
      clock.to(later((await findDelivery(id))?.nextAt ?? clock.at(), 1))
    }
    expect((await listDeliveries(9, 'dead')).map(({ event }) => event.id)).toEqual([id])
    receiver.answerWith(answers(204))
    await replayDeliveries([id], clock.at())
    await deliverEvents(clock)
    expect(await findDelivery(id)).toMatchObject({ status: 'delivered' })
    expect(await listDeliveries(9, 'dead')).toEqual([])
  })

  test('is told from what is true now if its body is erased, under the same id', async () => {
    const id = await givenEvent()
    await deliverEvents(clock)
    clock.pass(31 * DAY)
    await keepHouse(clock)
    expect(await findDelivery(id)).toMatchObject({ body: null })
    await replayDeliveries([id], clock.at())
    await deliverEvents(clock)
    expect(sent().map(([header]) => header)).toEqual([id, id])
  })

  test('tells nothing of a person, whom neither its body nor the receiver would forget', async () => {
    const paynet = { agent_id: 'A-1', agent_customer_name: 'Ayşe Duru', iban: 'TR330006100519786457841326' }
    const order = await givenOrder(clock, 14_990, { customer: { name: 'Ayşe Duru', email: 'duru@example.com' }, paynet })
    await cancelOrder(order.id, clock.at())
    await deliverEvents(clock)
    const [request] = receiver.received
    const body = request?.body ?? ''
    expect(JSON.parse(body).data.order.paynet).toEqual({ agent_id: 'A-1' })
    expect(body).not.toMatch(/Duru|duru@|TR33/)
    expect(JSON.stringify(await findDelivery(String(request?.headers['webhook-id'])))).not.toMatch(/Duru|duru@|TR33/)
  })

  test('with very many others waits behind what happens meanwhile, and so does what was held back', async () => {
    const old = [await givenEvent(), await givenEvent(), await givenEvent()]
    await deliverEvents(clock)
    receiver.received.length = 0
    await replaySince(new Date(0), clock.at())
    const claim = () => claimDelivery(digest(receiver.url), clock.at(), later(clock.at(), MINUTE))
    clock.pass(1)
    const fresh = await givenEvent()
    expect((await claim())?.eventId).toBe(fresh)
    expect(old).toContain((await claim())?.eventId)
    await holdDeliveries(clock.at())
    await releaseHeld(clock.at())
    const fresher = await givenEvent()
    expect((await claim())?.eventId).toBe(fresher)
  })

  test('while an instance is sending it stays with that one', async () => {
    const id = await givenEvent()
    const claimed = await claimDelivery(digest(receiver.url), clock.at(), later(clock.at(), MINUTE))
    expect(await replayDeliveries([id], clock.at())).toBe(0)
    expect(await findDelivery(id)).toEqual(claimed)
  })

  test('that a process left behind when it died is taken over, and that process changes nothing of it any more', async () => {
    const id = await givenEvent()
    const claimed = await claimDelivery(digest(receiver.url), clock.at(), later(clock.at(), MINUTE))
    clock.pass(MINUTE + 1)
    expect(await replayEvent(id, clock.at())).toBe('replayed')
    expect(await endTry({ eventId: id, fence: claimed?.fence ?? 0 }, { status: 'dead', lastStatus: null, lastMs: 1, lastWhy: 'x' })).toBe(
      false,
    )
    await deliverEvents(clock)
    expect(await findDelivery(id)).toMatchObject({ status: 'delivered', attempts: 1 })
  })

  test('before it has its place gets it first, and those after it get theirs', async () => {
    const orders = [await givenOrder(clock), await givenOrder(clock)]
    for (const { id } of orders) await cancelOrder(id, clock.at())
    const rows = await query((db) => db.select().from(events).where(isNull(events.position)))
    const [first] = rows
    expect(rows).toHaveLength(2)
    expect(await replayEvent(first?.id ?? '', clock.at())).toBe('replayed')
    await deliverEvents(clock)
    expect(
      sent()
        .map(([id]) => id)
        .sort(),
    ).toEqual(rows.map(({ id }) => id).sort())
    expect(await replayEvent('evt_0000000000000000000000', clock.at())).toBe('unknown')
  })

  test('with all since a time, also those of before there was a receiver', async () => {
    const long = await givenEvent()
    await deliverEvents(clock)
    // Events have the database's time.
    const longAgo = (await findEvent(long))?.at ?? new Date()
    await expect.poll(() => Date.now()).toBeGreaterThan(longAgo.getTime())
    Object.assign(env(), { webhook: null })
    const untold = await givenEvent()
    Object.assign(env(), { webhook: webhook() })
    const told = await givenEvent()
    await deliverEvents(clock)
    const since = later(longAgo, 1)
    expect(await replaySince(since, clock.at(), { isCounted: true })).toBe(2)
    expect(await findDelivery(untold)).toBeNull()
    expect(await replaySince(since, clock.at())).toBe(2)
    await deliverEvents(clock)
    expect(
      sent()
        .map(([id]) => id)
        .sort(),
    ).toEqual([long, told, told, untold].sort())
  })
})

describe('a test', () => {
  test('is signed, tells nothing, and stands in no list', async () => {
    const { kind, id } = await sendTest(webhook(), clock)
    expect(kind).toBe('delivered')
    const [message] = receiver.received
    if (!message) throw new Error('nothing came')
    expect(verified(message)).toEqual({ type: 'test.ping', timestamp: clock.at().toISOString(), data: {} })
    expect(message.headers['webhook-id']).toBe(id)
    expect(id).toMatch(/^evt_[0-9a-f]{22}$/)
    expect((await listDeliveries(50)).some(({ event }) => event.id === id)).toBe(false)
  })

  test('that a stopped receiver takes lets it go on; one that it does not take changes nothing', async () => {
    const id = await givenEvent()
    receiver.answerWith(answers(410))
    await deliverEvents(clock)
    const { stoppedAt } = await findReceiver(webhook(), clock.at())
    expect(stoppedAt).toEqual(clock.at())
    receiver.answerWith(answers(500))
    expect(await sendTest(webhook(), clock)).toMatchObject({ kind: 'refused', status: 500 })
    expect(await findReceiver(webhook(), clock.at())).toMatchObject({ stoppedAt })
    expect(await findDelivery(id)).toMatchObject({ status: 'held' })
    receiver.answerWith(answers(204))
    await sendTest(webhook(), clock)
    await deliverEvents(clock)
    expect(await findReceiver(webhook(), clock.at())).toMatchObject({ stoppedAt: null })
    expect(await findDelivery(id)).toMatchObject({ status: 'delivered' })
  })
})
