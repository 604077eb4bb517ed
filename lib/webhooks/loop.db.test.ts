import type { ServerResponse } from 'node:http'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { query } from '@/db/client'
import { findDelivery, listDeliveries } from '@/db/deliveries'
import { deliveries, receivers } from '@/db/schema'
import { now } from '@/lib/clock'
import { env } from '@/lib/env'
import { inFlight } from '@/lib/in-flight'
import { cancelOrder } from '@/lib/orders/orders'
import { givenOrder, stoppedClock } from '@/lib/payments/payments.test-kit'
import { startLoop } from '@/server/loop'
import { answers, type Receiver, SECRET, startReceiver, verified } from './receiver.test-kit'

let receiver: Receiver
let loops: ReturnType<typeof startLoop>[] = []

beforeEach(async () => {
  await query((db) => db.delete(deliveries))
  await query((db) => db.delete(receivers))
  receiver = await startReceiver()
  Object.assign(env(), { webhook: { url: receiver.url, secrets: [SECRET] } })
})
afterEach(async () => {
  for (const loop of loops) loop.stop()
  loops = []
  await Promise.all(inFlight())
  await receiver.close()
})

function start() {
  const loop = startLoop()
  loops.push(loop)
  return loop
}

async function givenCancelled(): Promise<string> {
  const { id } = await givenOrder(stoppedClock())
  await cancelOrder(id, await now())
  return id
}

const told = () => receiver.received.map((request) => (verified(request).data.order as { id: string }).id)
const idOf = (place: number) => String(receiver.received[place]?.headers['webhook-id'])

test('the running loop sends what is written while it runs', async () => {
  start()
  const orders = [await givenCancelled(), await givenCancelled()]
  await vi.waitFor(() => expect(told().toSorted()).toEqual(orders.toSorted()), { timeout: 60_000 })
})

test('a receiver that answers nothing keeps no event from its place in the list', async () => {
  const held: ServerResponse[] = []
  receiver.answerWith((response) => void held.push(response))
  start()
  for (let sent = 1; sent <= 4; sent += 1) {
    await givenCancelled()
    await vi.waitFor(() => expect(held).toHaveLength(sent), { timeout: 30_000 })
  }
  const fifth = await givenCancelled()
  await vi.waitFor(async () => expect((await listDeliveries(1))[0]?.event.orderId).toBe(fifth), { timeout: 10_000 })
  expect(held, 'and nothing of it was sent').toHaveLength(4)
  receiver.answerWith(answers(204))
  for (const response of held) response.writeHead(204).end()
})

test('a stop waits for a try in flight, and the next process does not send it again', async () => {
  let held: ServerResponse | undefined
  receiver.answerWith((response) => {
    held = response
  })
  const loop = start()
  const first = await givenCancelled()
  await vi.waitFor(() => expect(told()).toEqual([first]), { timeout: 60_000 })
  loop.stop()
  const second = await givenCancelled()
  let isOver = false
  const over = Promise.all(inFlight()).then(() => {
    isOver = true
  })
  // The answer comes only now, and the stop has waited for it.
  expect(await findDelivery(idOf(0))).toMatchObject({ status: 'sending', attempts: 0 })
  expect(isOver).toBe(false)
  receiver.answerWith(answers(204))
  held?.writeHead(204).end()
  await over
  expect(await findDelivery(idOf(0))).toMatchObject({ status: 'delivered', attempts: 1 })
  expect(told(), 'a loop that was stopped begins no other').toEqual([first])

  // What it were to send again would come before the second.
  start()
  await vi.waitFor(() => expect(told()).toContain(second), { timeout: 60_000 })
  expect(told()).toEqual([first, second])
})
