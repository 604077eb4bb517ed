import type { ServerResponse } from 'node:http'
import { eq, inArray } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { query } from '@/db/client'
import {
  claimDelivery,
  countUndelivered,
  type Delivery,
  ensureReceiver,
  findDelivery,
  freezeBody,
  isFailingSince,
  stopReceiver,
} from '@/db/deliveries'
import { findEvent, placeEvents } from '@/db/events'
import { clearMarker, writeMarker } from '@/db/markers'
import { applications, deliveries, events, orders, receivers } from '@/db/schema'
import { later } from '@/lib/clock'
import { DAY, HOUR, MINUTE, SECOND } from '@/lib/duration'
import { decrypt, encrypt } from '@/lib/encryption'
import { env } from '@/lib/env'
import { keepHouse } from '@/lib/housekeeping/keep-house'
import { openRestoredCopy } from '@/lib/housekeeping/restored-copy'
import { digest } from '@/lib/ids'
import { log } from '@/lib/log'
import { wholeOrderAnswer } from '@/lib/merchant-api/order-answer'
import { metrics } from '@/lib/metrics/counters'
import { readMetrics } from '@/lib/metrics/metrics'
import { countOf, seriesIn } from '@/lib/metrics/metrics.test-kit'
import { cancelOrder, findOrder } from '@/lib/orders/orders'
import { givenOrder, stoppedClock, type TestClock } from '@/lib/payments/payments.test-kit'
import { decideRefund } from '@/lib/refunds/operate'
import { ask, givenPaid } from '@/lib/refunds/refunds.test-kit'
import { bodyOf } from './body'
import { deliverEvents, lookAgainAtDeliveries, resume } from './deliver'
import { answers, OTHER_SECRET, type Receiver, SECRET, startReceiver, verified } from './receiver.test-kit'

let receiver: Receiver
let clock: TestClock
const alarm = vi.spyOn(log, 'alarm')
const lines = vi.spyOn(log, 'warn')

beforeEach(async () => {
  receiver = await startReceiver()
  clock = stoppedClock()
  await placeEvents(clock.at(), false)
  await query((db) => db.delete(deliveries))
  await query((db) => db.delete(receivers))
  await clearMarker('delivering')
  sendTo(receiver.url)
  alarm.mockClear()
  lines.mockClear()
})
afterEach(() => receiver.close())

function sendTo(url: string, ...secrets: string[]): void {
  Object.assign(env(), { webhook: { url, secrets: secrets.length > 0 ? secrets : [SECRET] } })
}

/** An order that was cancelled just now. */
async function givenCancelled() {
  const order = await givenOrder(clock, 14_990, { customer: { name: 'Ayşe Yılmaz', email: 'ayse@example.com' } })
  const cancelled = await cancelOrder(order.id, clock.at())
  if (!cancelled.ok) throw new Error('not cancelled')
  return cancelled.value
}

const all = () => query((db) => db.select().from(deliveries))

async function theOne(): Promise<Delivery> {
  const [row, ...more] = await all()
  if (!row || more.length > 0) throw new Error(`${more.length + 1} deliveries`)
  return row
}

/** Passes, each at the time at which the only delivery is tried next. */
async function tryWhenDue(times = 1): Promise<void> {
  for (let tried = 0; tried < times; tried += 1) {
    const { nextAt } = await theOne()
    if (nextAt) clock.to(later(nextAt, 1))
    await deliverEvents(clock)
  }
}

const bodies = () => receiver.received.map(({ body }) => body)
const idsOf = ({ received }: Receiver) => received.map(({ headers }) => headers['webhook-id'])

describe('an event', () => {
  test('is sent once, signed, with the order as the API tells it', async () => {
    const order = await givenCancelled()
    await deliverEvents(clock)
    await deliverEvents(clock)
    const [request, ...more] = receiver.received
    if (!request) throw new Error('nothing came')
    expect(more).toEqual([])
    const { eventId, ...row } = await theOne()
    expect(request.headers['webhook-id']).toBe(eventId)
    expect(request.headers['webhook-timestamp']).toBe(String(Math.floor(clock.at().getTime() / 1000)))
    const told = await findOrder(order.id, clock.at())
    if (!told) throw new Error('no order')
    expect(verified(request)).toEqual({
      type: 'order.cancelled',
      timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
      data: { order: await wholeOrderAnswer(told), order_version: told.version },
    })
    expect(row).toMatchObject({
      status: 'delivered',
      attempts: 1,
      nextAt: null,
      leaseUntil: null,
      lastStatus: 204,
      deliveredAt: clock.at(),
    })
  })

  test('tells nothing about the customer, and is stored encrypted', async () => {
    await givenCancelled()
    await deliverEvents(clock)
    expect(bodies().join()).not.toMatch(/Ayşe|ayse/)
    const { body } = await theOne()
    expect(body).not.toContain('order')
    expect(await decrypt('webhook-body', body ?? '')).toBe(bodies()[0])
  })

  test('is signed with both secrets while one rotates', async () => {
    sendTo(receiver.url, OTHER_SECRET, SECRET)
    await givenCancelled()
    await deliverEvents(clock)
    for (const secret of [SECRET, OTHER_SECRET]) for (const request of receiver.received) verified(request, secret)
  })

  test('is placed but not sent while the merchant has no receiver', async () => {
    Object.assign(env(), { webhook: null })
    await givenCancelled()
    await deliverEvents(clock)
    expect([receiver.received, await all()]).toEqual([[], []])
  })

  test('that a process without a receiver places is sent while another process has one, and not once none has', async () => {
    const without = async (work: () => Promise<void>) => {
      const { webhook } = env()
      Object.assign(env(), { webhook: null })
      await work()
      Object.assign(env(), { webhook })
    }
    await deliverEvents(clock)
    const order = await givenCancelled()
    await without(() => deliverEvents(clock))
    expect(receiver.received).toEqual([])
    await deliverEvents(clock)
    expect(receiver.received.map((request) => verified(request).data.order)).toMatchObject([{ id: order.id }])
    clock.pass(9 * MINUTE)
    await deliverEvents(clock)
    clock.pass(9 * MINUTE)
    await givenCancelled()
    await without(() => deliverEvents(clock))
    expect(await all(), 'it still runs').toHaveLength(2)
    clock.pass(HOUR)
    await givenCancelled()
    await without(() => deliverEvents(clock))
    await deliverEvents(clock)
    expect(await all()).toHaveLength(2)
  })

  test('of a refund has the refund beside its order', async () => {
    const paid = await givenPaid({ clock })
    await deliverEvents(clock)
    const asked = await ask(paid)
    if (!asked.ok) throw new Error('no refund')
    expect(await decideRefund(asked.refund, 'withdraw', clock.at())).toBe(true)
    await deliverEvents(clock)
    const told = receiver.received.map((request) => verified(request))
    expect(told.map(({ type }) => type)).toEqual(['order.paid', 'refund.refused'])
    const data = told[1]?.data
    expect(data).toMatchObject({ order: { version: 3, refunds: [data?.refund] }, refund: { id: asked.refund.id } })
    expect(told.map(({ data }) => data.order_version)).toEqual([2, 3])
  })

  test('has the version that its change has given the order', async () => {
    await givenPaid({ clock })
    await givenCancelled()
    await deliverEvents(clock)
    for (const request of receiver.received)
      expect((await findEvent(String(request.headers['webhook-id'])))?.version).toBe(verified(request).data.order_version)
    expect(receiver.received).toHaveLength(2)
  })

  test('that leaves late tells the order as it has become, with its version', async () => {
    const order = await givenOrder(clock)
    await query((db) => db.update(orders).set({ toldStatus: 'review', version: 2 }).where(eq(orders.id, order.id)))
    await query((db) => db.update(orders).set({ toldStatus: 'open', version: 3 }).where(eq(orders.id, order.id)))
    await deliverEvents(clock)
    const told = receiver.received.map((request) => verified(request))
    expect(told.map(({ data }) => [data.order_version, (data.order as { version: number }).version])).toEqual([
      [3, 3],
      [3, 3],
    ])
  })

  test('of an application tells its state and nothing about the dealer', async () => {
    const at = clock.at()
    const id = 'a'.repeat(22)
    const told = { status: 'received' as const, formId: '4711', formLink: 'https://x', answers: 'sealed', taxDigest: 'digest', userId: 'u' }
    const row = { id, calls: 0, fence: 0, createdAt: at, updatedAt: at, settledAt: at, version: 3, ...told }
    await query((db) => db.insert(applications).values(row))
    const event = {
      id: 'evt_x',
      type: 'application.changed' as const,
      at,
      orderId: null,
      refundId: null,
      applicationId: id,
      version: 3,
      position: 1,
    }
    const body = JSON.parse(await bodyOf(event, at)) as unknown
    const [created_at, settled_at] = [at.toISOString(), at.toISOString()]
    const application = { id, status: 'received', form_id: '4711', version: 3, created_at, settled_at }
    expect(body).toEqual({ type: event.type, timestamp: created_at, data: { application, application_version: 3 } })
  })
})

describe('a receiver that does not take it', () => {
  test('gets the same bytes under the same id at each try, signed anew', async () => {
    receiver.answerWith(answers(500))
    const order = await givenCancelled()
    await deliverEvents(clock)
    await query((db) => db.update(orders).set({ version: 9 }).where(eq(orders.id, order.id)))
    await tryWhenDue(2)
    receiver.answerWith(answers(200))
    await tryWhenDue()
    expect(new Set(bodies()).size).toBe(1)
    expect(new Set(idsOf(receiver)).size).toBe(1)
    const times = receiver.received.map(({ headers }) => Number(headers['webhook-timestamp']))
    expect(times.toSorted()).toEqual(times)
    expect(new Set(times).size).toBe(4)
    for (const request of receiver.received) verified(request)
    expect(await theOne()).toMatchObject({ status: 'delivered', attempts: 4, lastStatus: 200, lastWhy: 'delivered' })
  })

  test('is tried ten times; then the event is dead, and an alarm tells', async () => {
    receiver.answerWith(answers(503))
    await givenCancelled()
    await deliverEvents(clock)
    const begun = clock.at()
    await tryWhenDue(9)
    const { eventId, ...row } = await theOne()
    expect(row).toMatchObject({ status: 'dead', attempts: 10, nextAt: null, lastStatus: 503, lastWhy: 'refused' })
    expect(receiver.received).toHaveLength(10)
    expect(clock.at().getTime() - begun.getTime()).toBeGreaterThan(60 * HOUR)
    expect(alarm.mock.calls).toEqual([['webhook.dead', { eventId, why: 'refused' }]])
    clock.pass(30 * DAY)
    await deliverEvents(clock)
    expect(receiver.received).toHaveLength(10)
  })

  test('gets the time that it asks for', async () => {
    receiver.answerWith(answers(429, { 'retry-after': '3600' }))
    await givenCancelled()
    await deliverEvents(clock)
    expect((await theOne()).nextAt).toEqual(later(clock.at(), HOUR))
    clock.pass(HOUR - 1)
    await deliverEvents(clock)
    expect(receiver.received).toHaveLength(1)
  })

  test('is told by no line of the log where its path leads, or about whom', async () => {
    receiver.answerWith(answers(302, { location: 'https://elsewhere.example.com' }))
    await givenCancelled()
    await deliverEvents(clock)
    const { eventId } = await theOne()
    expect(lines.mock.calls).toEqual([['webhook.failed', { eventId, why: 'refused', httpStatus: 302, durationMs: expect.any(Number) }]])
    expect(JSON.stringify(await all())).not.toMatch(/hook|of-the-shop|elsewhere/)
  })

  test('that is slow holds up no other event', async () => {
    // The first is answered once the others have come.
    let first: ServerResponse | null = null
    receiver.answerWith((response) => {
      if (first) response.end()
      first ??= response
      if (receiver.received.length === 3) first.writeHead(500).end()
    })
    await Promise.all([givenCancelled(), givenCancelled(), givenCancelled()])
    await deliverEvents(clock)
    expect((await all()).map(({ status }) => status).toSorted()).toEqual(['delivered', 'delivered', 'pending'])
  })

  test('because it has no public address is not posted to once Paynet is live', async () => {
    Object.assign(env(), { isLive: true })
    await givenCancelled()
    await deliverEvents(clock)
    Object.assign(env(), { isLive: false })
    expect(receiver.received).toEqual([])
    expect(await theOne()).toMatchObject({ status: 'pending', lastWhy: 'address' })
  })
})

describe('a process that dies', () => {
  const id = () => digest(receiver.url)
  const claim = () => claimDelivery(id(), clock.at(), later(clock.at(), 30 * SECOND))

  test('before the body is written leaves it to the next', async () => {
    await givenCancelled()
    await placeEvents(clock.at(), true)
    expect(await claim()).toMatchObject({ status: 'sending', attempts: 0 })
    await deliverEvents(clock)
    expect(receiver.received).toEqual([])
    clock.pass(31 * SECOND)
    await deliverEvents(clock)
    expect(receiver.received).toHaveLength(1)
  })

  test('between the writing and the answer has the same sent again', async () => {
    await givenCancelled()
    await placeEvents(clock.at(), true)
    const claimed = await claim()
    if (!claimed) throw new Error('nothing to claim')
    expect(await freezeBody(claimed, await encrypt('webhook-body', '{"frozen":true}'))).toBe(true)
    clock.pass(31 * SECOND)
    await deliverEvents(clock)
    expect(bodies()).toEqual(['{"frozen":true}'])
    expect(idsOf(receiver)).toEqual([claimed.eventId])
    expect(await freezeBody(claimed, 'late')).toBe(false)
    expect(await theOne()).toMatchObject({ status: 'delivered', fence: 2 })
  })

  test('and several at once send each event once', async () => {
    await Promise.all(Array.from({ length: 12 }, givenCancelled))
    await Promise.all(Array.from({ length: 5 }, () => deliverEvents(clock)))
    await deliverEvents(clock)
    expect(idsOf(receiver)).toHaveLength(12)
    expect(new Set(idsOf(receiver)).size).toBe(12)
  })

  test('is not followed by two that claim the same', async () => {
    await Promise.all([givenCancelled(), givenCancelled()])
    await placeEvents(clock.at(), true)
    const claimed = await Promise.all(Array.from({ length: 6 }, claim))
    const ids = claimed.flatMap((delivery) => delivery?.eventId ?? [])
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.length).toBeGreaterThan(0)
  })
})

describe('a restored copy of the database', () => {
  test('sends nothing until it has been opened, and then what it knows of', async () => {
    receiver.answerWith(answers(500))
    await givenCancelled()
    await deliverEvents(clock)
    await givenCancelled()
    await writeMarker('restored', clock.at())
    clock.pass(HOUR)
    await deliverEvents(clock)
    await keepHouse(clock)
    await deliverEvents(clock)
    expect(receiver.received, 'nothing since the copy was made').toHaveLength(1)
    receiver.answerWith(answers(204))
    await openRestoredCopy(clock.at())
    await deliverEvents(clock)
    expect((await all()).map(({ status }) => status)).toEqual(['delivered', 'delivered'])
    expect(idsOf(receiver).slice(1).toSorted()).toEqual((await all()).map(({ eventId }) => eventId).toSorted())
  })

  test('sends again what was on its way when the copy was made', async () => {
    await givenCancelled()
    await placeEvents(clock.at(), true)
    const claimed = await claimDelivery(digest(receiver.url), clock.at(), later(clock.at(), 30 * SECOND))
    await writeMarker('restored', clock.at())
    clock.pass(DAY)
    await openRestoredCopy(clock.at())
    await deliverEvents(clock)
    expect(idsOf(receiver)).toEqual([claimed?.eventId])
  })
})

describe('a receiver that is stopped', () => {
  test('by 410 gets nothing more, until it is told to go on', async () => {
    receiver.answerWith(answers(410))
    await givenCancelled()
    await deliverEvents(clock)
    await givenCancelled()
    await deliverEvents(clock)
    expect(receiver.received).toHaveLength(1)
    expect((await all()).map(({ status, nextAt }) => [status, nextAt])).toEqual([
      ['held', null],
      ['held', null],
    ])
    expect(alarm.mock.calls).toEqual([['webhook.stopped', { why: 'gone' }]])
    receiver.answerWith(answers(204))
    const { webhook } = env()
    if (webhook) await resume(webhook, clock.at())
    await deliverEvents(clock)
    expect((await all()).map(({ status }) => status)).toEqual(['delivered', 'delivered'])
    expect(bodies().filter((body) => body === bodies()[0])).toHaveLength(2)
  })

  test('has a successor at another address, which gets what was held', async () => {
    receiver.answerWith(answers(410))
    await givenCancelled()
    await deliverEvents(clock)
    const successor = await startReceiver()
    sendTo(successor.url)
    await deliverEvents(clock)
    expect(successor.received.map(({ body }) => body)).toEqual(bodies())
    sendTo(receiver.url)
    await givenCancelled()
    await deliverEvents(clock)
    expect(receiver.received).toHaveLength(1)
    await successor.close()
  })

  test('is one that has taken nothing for five days, though there was something', async () => {
    const housekeeping = () => keepHouse(clock)
    receiver.answerWith(answers(500))
    await deliverEvents(clock)
    clock.pass(6 * DAY)
    await givenCancelled()
    await deliverEvents(clock)
    await housekeeping()
    expect(alarm).not.toHaveBeenCalled()
    clock.pass(5 * DAY - MINUTE)
    await housekeeping()
    expect(alarm).not.toHaveBeenCalled()
    clock.pass(2 * MINUTE)
    await housekeeping()
    await housekeeping()
    expect(alarm.mock.calls).toEqual([['webhook.stopped', { why: 'failing' }]])
    expect(await theOne()).toMatchObject({ status: 'held' })
  })

  test('has thousands of events held back, and sent on, a part at a time, so that no payment waits long for the database', async () => {
    const at = clock.at()
    const ids = Array.from({ length: 2_500 }, (_, n) => `evt_many${n}`)
    const values = (part: string[]) =>
      part.map((id) => ({ id, type: 'order.paid' as const, at, version: 1, position: -1 - ids.indexOf(id) }))
    const pending = { status: 'pending', attempts: 1, fence: 0, nextAt: later(at, HOUR), createdAt: at } as const
    for (let from = 0; from < ids.length; from += 500) {
      const part = ids.slice(from, from + 500)
      await query((db) => db.insert(events).values(values(part)))
      await query((db) => db.insert(deliveries).values(part.map((eventId) => ({ eventId, ...pending }))))
    }
    const counts = async () => (await countUndelivered()).counts
    await ensureReceiver(digest(receiver.url), at)
    await stopReceiver(digest(receiver.url), 'gone', at)
    await deliverEvents(clock)
    expect(await counts()).toEqual({ held: 1_000, pending: 1_500 })
    await deliverEvents(clock)
    await deliverEvents(clock)
    expect(await counts()).toEqual({ held: 2_500 })
    const { webhook } = env()
    if (webhook) await resume(webhook, later(at, HOUR))
    expect(await counts()).toEqual({ held: 1_500, pending: 1_000 })
    await deliverEvents(clock)
    await deliverEvents(clock)
    expect((await counts()).held, 'while others go').toBeUndefined()
    await query((db) => db.delete(deliveries))
    await query((db) => db.delete(events).where(inArray(events.id, ids)))
  })

  test('is not one that has taken something since', async () => {
    const at = clock.at()
    await givenCancelled()
    receiver.answerWith(answers(500))
    await deliverEvents(clock)
    clock.pass(2 * MINUTE)
    receiver.answerWith(answers(200))
    await givenCancelled()
    await deliverEvents(clock)
    const known = await ensureReceiver(digest(receiver.url), clock.at())
    expect(known.tookAt).toEqual(clock.at())
    expect(await isFailingSince(known, later(at, 10 * DAY))).toBe(false)
  })
})

test('what a clock that ran ahead has put off is due once it is set back', async () => {
  receiver.answerWith(answers(500))
  clock.step(30 * DAY)
  await givenCancelled()
  await deliverEvents(clock)
  clock.step(-30 * DAY)
  await lookAgainAtDeliveries(clock)
  expect((await theOne()).nextAt).toEqual(clock.at())
  receiver.answerWith(answers(200))
  await deliverEvents(clock)
  expect(await theOne()).toMatchObject({ status: 'delivered' })
  expect((await ensureReceiver(digest(receiver.url), clock.at())).tookAt).toEqual(clock.at())
})

test.each([
  ['for less than the longest pause', (response: ServerResponse) => void response.socket?.destroy(), 10 * SECOND],
  ['but what a receiver has asked for is kept', answers(503, { 'retry-after': '7200' }), 4 * HOUR],
])('what a clock that ran ahead has put off, %s, waits no longer than its pause', async (_, answer, most) => {
  receiver.answerWith(answer)
  clock.step(2 * HOUR)
  await givenCancelled()
  await deliverEvents(clock)
  const { nextAt } = await theOne()
  clock.step(-2 * HOUR)
  await lookAgainAtDeliveries(clock)
  const then = (await theOne()).nextAt
  expect(then?.getTime()).toBeLessThanOrEqual(clock.at().getTime() + most)
  if (most > HOUR) expect(then).toEqual(nextAt)
  await lookAgainAtDeliveries(clock)
  expect((await theOne()).nextAt).toEqual(then)
})

test('what was not tried yet is due at once when the clock is set back, however little', async () => {
  clock.step(HOUR)
  await deliverEvents(clock)
  await givenCancelled()
  await placeEvents(clock.at(), true)
  clock.step(-HOUR)
  await deliverEvents(clock)
  expect(await theOne()).toMatchObject({ status: 'delivered', attempts: 1 })
})

test('bodies are erased after a month, events after three, but not what is still to be sent', async () => {
  clock = stoppedClock(later(new Date(), -1))
  await givenCancelled()
  await deliverEvents(clock)
  const { eventId } = await theOne()
  receiver.answerWith(answers(500))
  await givenCancelled()
  await deliverEvents(clock)
  const pending = (await all()).find(({ status }) => status === 'pending')
  if (!pending) throw new Error('all were delivered')
  Object.assign(env(), { webhook: null })
  clock.pass(31 * DAY)
  await keepHouse(clock)
  expect((await findDelivery(eventId))?.body).toBeNull()
  expect((await findDelivery(pending.eventId))?.body).not.toBeNull()
  clock.pass(60 * DAY)
  await keepHouse(clock)
  expect(await findDelivery(eventId)).toBeNull()
  expect(await findDelivery(pending.eventId)).not.toBeNull()
})

test('what was held back is kept for a year, so that a server that was stopped for long is told it after all', async () => {
  clock = stoppedClock(later(new Date(), -1))
  receiver.answerWith(answers(410))
  await givenCancelled()
  await deliverEvents(clock)
  const { eventId, status } = await theOne()
  expect(status).toBe('held')
  // Behind it, since the last of all events is kept in any case.
  Object.assign(env(), { webhook: null })
  await givenCancelled()
  await deliverEvents(clock)
  clock.pass(364 * DAY)
  await keepHouse(clock)
  expect(await findEvent(eventId)).not.toBeNull()
  expect(await findDelivery(eventId)).toMatchObject({ status: 'held' })
  clock.pass(2 * DAY)
  await keepHouse(clock)
  expect(await findDelivery(eventId)).toBeNull()
  expect(await findEvent(eventId)).toBeNull()
})

test('tries are counted by outcome, and what was not taken by status', async () => {
  const { webhookAttempts } = metrics()
  const before = await countOf(webhookAttempts, { outcome: 'refused' })
  receiver.answerWith(answers(500))
  await givenCancelled()
  await deliverEvents(clock)
  expect(await countOf(webhookAttempts, { outcome: 'refused' })).toBe(before + 1)
  clock.pass(HOUR)
  const series = seriesIn((await readMetrics(clock)).text)
  const value = (name: string, labels = {}) =>
    series.find((each) => each.name === name && Object.entries(labels).every(([key, word]) => each.labels[key] === word))?.value
  expect(value('checkout_webhook_deliveries', { status: 'pending' })).toBe(1)
  expect(value('checkout_webhook_deliveries', { status: 'dead' })).toBe(0)
  expect(value('checkout_oldest_webhook_seconds')).toBe(3600)
})
