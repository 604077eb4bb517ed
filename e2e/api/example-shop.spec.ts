import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Webhook } from 'standardwebhooks'
import { expect, test } from '@/e2e/fixtures'
import { newAddress } from '@/e2e/harness/addresses'
import { healthy } from '@/e2e/harness/app'
import { cards } from '@/e2e/harness/cards'
import { type Child, ROOT, startChild } from '@/e2e/harness/child'
import { timeInHalfADay } from '@/e2e/harness/day-ends'
import { freePort } from '@/e2e/harness/ports'
import { rawRequest } from '@/e2e/harness/raw-request'
import { createRawShopper } from '@/e2e/harness/raw-shopper'
import type { Stack } from '@/e2e/harness/stack'

const SECRET = `whsec_${randomBytes(32).toString('base64')}`

/** examples/shop as its reader starts it, beside a checkout that sends it webhooks. */
function createShop({ app, folder, orders }: Stack, port: number) {
  const url = `http://localhost:${port}`
  const env = {
    CHECKOUT_URL: app.url,
    MERCHANT_API_KEY: app.env.MERCHANT_API_KEY ?? '',
    WEBHOOK_SECRET: SECRET,
    PORT: String(port),
    SHOP_FILE: join(folder, 'shop.json'),
  }
  let child: Child | undefined
  const press = (path: string, origin = url) => rawRequest(url + path, { method: 'POST', headers: { Origin: origin } })
  return {
    url,
    press,
    async start() {
      child = startChild(process.execPath, [`${ROOT}examples/shop/server.mjs`], { env })
      await healthy(child, url)
    },
    async stop() {
      child?.signal('SIGKILL')
      await child?.exited
    },
    /** The last event that it read is one that the checkout no longer keeps. */
    async loseItsPlace() {
      const kept = JSON.parse(await readFile(env.SHOP_FILE, 'utf8'))
      await writeFile(env.SHOP_FILE, JSON.stringify({ ...kept, lastEvent: `evt_${'0'.repeat(22)}` }))
    },
    /** How often it has marked an order paid since it was started. */
    paidTimes(reference: string) {
      return child
        ?.output()
        .split('\n')
        .filter((line) => line === `paid ${reference}`).length
    },
    /** An order on its page: amount, status, and how its refund stands. */
    async row(reference: string) {
      const { body } = await rawRequest(url)
      const row = body.match(/<tr><td>.*?<\/tr>/g)?.find((each) => each.includes(`<td>${reference}</td>`)) ?? ''
      return [...row.matchAll(/<td>(.*?)<\/td>/g)].map(([, cell]) => cell).slice(1, 4)
    },
    /** Buys a cup, and returns the order that this made at the checkout. */
    async buy() {
      const { status, headers } = await press('/buy')
      expect(status).toBe(303)
      const id = /\/checkout\/([\w-]+)$/.exec(headers.location ?? '')?.[1] ?? ''
      return { id, reference: (await orders.read(id)).reference }
    },
  }
}

type NewStack = (more?: Record<string, string>) => Promise<Stack>

async function givenShop(ownStack: NewStack): Promise<{ stack: Stack; shop: ReturnType<typeof createShop> }> {
  const port = await freePort()
  const webhooks = { WEBHOOK_URL: `http://127.0.0.1:${port}/webhooks`, WEBHOOK_SECRET: SECRET }
  const stack = await ownStack({ ...webhooks, PAYNET_DAY_ENDS: timeInHalfADay() })
  const shop = createShop(stack, port)
  await shop.start()
  return { stack, shop }
}

const pay = (stack: Stack, id: string) => createRawShopper(stack, newAddress()).pay(id, cards.good)
const LONG = { timeout: 60_000 }

test('the example shop sells a cup, is told that it was paid, and gives the money back', async ({ ownStack }) => {
  const { stack, shop } = await givenShop(ownStack)
  // Without the callback, Paynet would be asked after a minute.
  await stack.simulator.settings({ refund_approval: 'auto', refund_callback: 'late', refund_callback_ms: 500 })
  const { id, reference } = await shop.buy()
  expect(await shop.row(reference)).toEqual(['₺149,90', 'open', ''])
  await pay(stack, id)
  await expect.poll(() => shop.row(reference), LONG).toEqual(['₺149,90', 'paid', ''])
  expect(shop.paidTimes(reference)).toBe(1)

  expect((await shop.press(`/refund/${reference}`, 'http://localhost:1')).status, 'a page of somebody else').toBe(403)
  expect((await stack.orders.read(id)).refunds).toEqual([])
  const presses = await Promise.all([shop.press(`/refund/${reference}`), shop.press(`/refund/${reference}`)])
  expect(presses.map(({ status }) => status)).toEqual([303, 303])
  await expect.poll(() => shop.row(reference), LONG).toEqual(['₺149,90', 'paid', 'refunded'])
  expect(await stack.orders.read(id)).toMatchObject({ refunded_amount: 14_990, refunds: [{ status: 'refunded' }] })
  expect(shop.paidTimes(reference)).toBe(1)
  await shop.stop()
})

test('the example shop marks an order paid once, however often and in whatever order it is told', async ({ ownStack }) => {
  const { stack, shop } = await givenShop(ownStack)
  const { id, reference } = await shop.buy()
  const before = await stack.orders.read(id)
  await pay(stack, id)
  await expect.poll(() => shop.paidTimes(reference), LONG).toBe(1)
  const after = await stack.orders.read(id)

  const tell = (order: { version: number }, event: string) => {
    const at = new Date()
    const body = JSON.stringify({ type: 'order.paid', timestamp: at.toISOString(), data: { order, order_version: order.version } })
    const signature = new Webhook(SECRET).sign(event, at, body)
    const timestamp = String(Math.floor(at.getTime() / 1000))
    const headers = { 'webhook-id': event, 'webhook-timestamp': timestamp, 'webhook-signature': signature }
    return rawRequest(`${shop.url}/webhooks`, { method: 'POST', headers, body })
  }
  expect(after.version).toBeGreaterThan(before.version)
  for (const [order, event] of [
    [after, 'evt_1'],
    [after, 'evt_1'],
    [before, 'evt_0'],
    [after, 'evt_1'],
  ] as const) {
    expect((await tell(order, event)).status).toBe(204)
    expect(await shop.row(reference)).toEqual(['₺149,90', 'paid', ''])
  }
  expect(shop.paidTimes(reference)).toBe(1)

  await shop.stop()
  await shop.start()
  expect((await tell(after, 'evt_1')).status).toBe(204)
  expect(shop.paidTimes(reference), 'it remembers').toBe(0)
  await shop.stop()
})

test('the example shop, back after it was away, asks for what it has missed', async ({ ownStack }) => {
  const { stack, shop } = await givenShop(ownStack)
  const [paid, cancelled] = [await shop.buy(), await shop.buy()]
  await shop.stop()
  await pay(stack, paid.id)
  expect(await stack.orders.cancel(cancelled.id)).toBe(200)
  await shop.start()
  await expect.poll(() => shop.row(paid.reference), LONG).toEqual(['₺149,90', 'paid', ''])
  await expect.poll(() => shop.row(cancelled.reference), LONG).toEqual(['₺149,90', 'cancelled', ''])
  expect(shop.paidTimes(paid.reference)).toBe(1)
  await shop.stop()
})

test('the example shop, whose last event is no longer kept, reads the list from its beginning', async ({ ownStack }) => {
  const { stack, shop } = await givenShop(ownStack)
  const { id, reference } = await shop.buy()
  await shop.stop()
  await shop.loseItsPlace()
  await pay(stack, id)
  await shop.start()
  await expect.poll(() => shop.row(reference), LONG).toEqual(['₺149,90', 'paid', ''])
  await shop.stop()
})
