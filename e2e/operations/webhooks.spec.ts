import { Webhook } from 'standardwebhooks'
import { expect, test } from '@/e2e/fixtures'
import { newAddress } from '@/e2e/harness/addresses'
import { clockAhead } from '@/e2e/harness/app'
import { cards } from '@/e2e/harness/cards'
import { openToWrite } from '@/e2e/harness/database'
import { isListening } from '@/e2e/harness/ports'
import { createRawShopper } from '@/e2e/harness/raw-shopper'
import { type Received, type Receiver, startReceiver } from '@/e2e/harness/receiver'
import type { Stack } from '@/e2e/harness/stack'

const receivers: Receiver[] = []

// Before the app is stopped, which waits for a try that hangs.
test.afterEach(async () => {
  for (const receiver of receivers.splice(0)) await receiver.stop()
})

async function newReceiver(how: { hangs?: boolean } = {}): Promise<Receiver> {
  const receiver = await startReceiver(how)
  receivers.push(receiver)
  return receiver
}

const idsOf = ({ received }: Receiver) => received.map(({ headers }) => headers['webhook-id'])

/** What a receiver reads with the official library, which throws if it is signed by anybody else. */
function told({ secret }: Receiver, { headers, body }: Received) {
  const { type, data } = new Webhook(secret).verify(body, headers as Record<string, string>) as {
    type: string
    data: { order: { id: string; status: string; version: number }; order_version: number }
  }
  return { type, ...data }
}

async function givenCancelled({ orders }: Pick<Stack, 'orders'>): Promise<string> {
  const { id } = await orders.make()
  expect(await orders.cancel(id)).toBe(200)
  return id
}

/** How an event stands on disk. */
function delivery(stack: Stack, eventId: unknown): unknown {
  const database = openToWrite(stack)
  try {
    return database.prepare('SELECT status, attempts FROM deliveries WHERE event_id = ?').get(eventId)
  } finally {
    database.close()
  }
}

test('a payment that succeeds is told to the merchant’s server, signed, with the order as the API tells it', {
  tag: '@journey',
}, async ({ ownStack }) => {
  const receiver = await newReceiver()
  const stack = await ownStack(receiver.env)
  const order = await stack.orders.make({ metadata: { cart: '42' } })
  await createRawShopper(stack, newAddress()).pay(order.id, cards.good)
  await expect.poll(() => receiver.received).toHaveLength(1)
  const [first] = receiver.received
  if (!first) throw new Error('nothing came')
  const read = await stack.orders.read(order.id)
  expect(told(receiver, first)).toEqual({ type: 'order.paid', order: read, order_version: read.version })
  expect(read).toMatchObject({ status: 'paid', metadata: { cart: '42' } })
})

test('SIGTERM lets a webhook in flight finish, and the next process does not send it again', async ({ ownStack }) => {
  const hanging = await newReceiver({ hangs: true })
  const stack = await ownStack(hanging.env)
  await givenCancelled(stack)
  await expect.poll(() => hanging.received).toHaveLength(1)
  const [eventId] = idsOf(hanging)
  expect(delivery(stack, eventId)).toEqual({ status: 'sending', attempts: 0 })
  const stopped = stack.app.stop()
  await expect.poll(() => isListening(stack.app.port), { intervals: [10], message: 'no new connection is accepted' }).toBe(false)
  expect(hanging.waiting(), 'the try goes on').toBe(1)
  hanging.answer()
  expect(await stopped).toBe(0)
  expect(delivery(stack, eventId)).toEqual({ status: 'delivered', attempts: 1 })

  await stack.app.start()
  const order = await givenCancelled(stack)
  const orders = () => hanging.received.map((request) => told(hanging, request).order.id)
  await expect.poll(orders).toContain(order)
  expect(hanging.received, 'what is sent again would have come before').toHaveLength(2)
})

test('a process killed in the middle of a try has the next one send the same under the same id', async ({ ownStack }) => {
  const hanging = await newReceiver({ hangs: true })
  const stack = await ownStack(hanging.env)
  await givenCancelled(stack)
  await expect.poll(() => hanging.received).toHaveLength(1)
  await stack.app.kill()
  hanging.answer()
  // Its lease is over by then.
  await stack.app.start(clockAhead(60_000))
  await expect.poll(() => hanging.received).toHaveLength(2)
  const [first, second] = hanging.received
  expect(second?.body).toBe(first?.body)
  expect(new Set(idsOf(hanging)).size).toBe(1)
  await expect.poll(() => delivery(stack, idsOf(hanging)[0])).toEqual({ status: 'delivered', attempts: 1 })
})

test('a receiver that hangs holds up no payment: four requests wait for it, and payments go on and settle', async ({ ownStack }) => {
  const hanging = await newReceiver({ hangs: true })
  const stack = await ownStack(hanging.env)
  for (let made = 0; made < 6; made += 1) await givenCancelled(stack)
  await expect.poll(hanging.waiting).toBe(4)

  const paid = await Promise.all(Array.from({ length: 4 }, () => stack.orders.make()))
  for (const { id } of paid) await createRawShopper(stack, newAddress()).pay(id, cards.good)
  const lost = await stack.orders.make()
  await stack.simulator.fault('answer-lost-after', lost.reference, { service: 'tds_charge' })
  await createRawShopper(stack, newAddress()).pay(lost.id, cards.good)
  for (const { id } of [...paid, lost])
    await expect.poll(async () => (await stack.orders.read(id)).status, { message: 'the loop settles', timeout: 60_000 }).toBe('paid')
  expect(hanging.mostWaiting()).toBe(4)

  hanging.answer()
  // What hung is tried again after its deadline; nothing is lost.
  await expect.poll(() => new Set(idsOf(hanging)).size, { timeout: 60_000 }).toBe(11)
  expect(hanging.mostWaiting()).toBe(4)
})
