import { expect, test } from '@/e2e/fixtures'
import { clockAhead } from '@/e2e/harness/app'
import { cards } from '@/e2e/harness/cards'
import { leaveUndecided } from '@/e2e/harness/charge-in-flight'
import { openToWrite } from '@/e2e/harness/database'
import { askDescribed } from '@/e2e/harness/orders'
import { rawRequest } from '@/e2e/harness/raw-request'
import { createRawShopper } from '@/e2e/harness/raw-shopper'
import { expectProblem } from './orders-api-cases'

const DAY = 24 * 3_600_000

test('both merchant keys work during a key change, and a part of either does not', async ({ ownStack }) => {
  const [old, next] = ['o'.repeat(40), 'n'.repeat(40)]
  const { app } = await ownStack({ MERCHANT_API_KEY: `${old}, ${next}` })
  const post = (key: string) =>
    rawRequest(`${app.url}/api/orders`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${key}` },
      body: JSON.stringify({ reference: 'ROTATED', amount: 100 }),
    })
  expect((await post(old)).status).toBe(201)
  expect((await post(next)).status).toBe(200)
  for (const key of [`${old},${next}`, `${old}, ${next}`, old.slice(1), `${next}n`]) expectProblem(await post(key), 401, key)
})

test('an order unpaid for a day is reported as expired and can no longer be paid', async ({ page, ownStack }) => {
  const stack = await ownStack()
  const { app, orders, simulator } = stack
  const shopper = createRawShopper(stack, '10.9.9.9')
  const forgotten = await orders.make({ cancel_url: 'https://magaza.example/sepet' })
  const atBank = await orders.make()
  const paid = await orders.make()
  const fields = await shopper.fillForm(forgotten.id, cards.good)
  const back = await shopper.approve(await shopper.challenge(atBank.id, cards.good))
  await shopper.pay(paid.id, cards.good)

  await app.stop()
  await app.start(clockAhead(DAY + 60_000))
  expect((await orders.read(forgotten.id)).status).toBe('expired')
  expect((await orders.read(paid.id)).status, 'a paid order stays so').toBe('paid')
  await page.goto(forgotten.checkout_url)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Ödeme süresi doldu')
  await expect(page.locator('input[autocomplete^="cc-"]')).toHaveCount(0)
  await expect(page.locator('main').getByRole('link')).toHaveAttribute('href', 'https://magaza.example/sepet')
  expect((await shopper.postForm(`/checkout/${forgotten.id}`, fields)).status, 'a form from yesterday').toBe(303)
  expect(await simulator.calls(forgotten.reference)).toEqual([])

  expect((await shopper.comeBack(back)).status, 'back from the bank a day later').toBe(303)
  expect(await simulator.calls(atBank.reference, 'tds_charge')).toEqual([])
  expect((await orders.read(atBank.id)).status).toBe('expired')
})

test('health needs no key, reveals no secret, and reports the age of the oldest undecided payment', async ({ ownStack }) => {
  const stack = await ownStack()
  const { app } = stack
  const live = await askDescribed(`${app.url}/api/health/live`)
  expect([live.status, JSON.parse(live.body)]).toEqual([200, { status: 'ok' }])
  const ready = () => askDescribed(`${app.url}/api/health/ready`)
  expect(JSON.parse((await ready()).body)).toEqual({ status: 'ok', mode: 'test', oldest_unsettled_seconds: null })

  await leaveUndecided(stack)
  const age = async () => JSON.parse((await ready()).body).oldest_unsettled_seconds
  await expect.poll(age).toBeGreaterThanOrEqual(1)
  const waiting = await ready()
  expect(waiting.status, 'an undecided payment takes no instance away').toBe(200)
  for (const name of ['PAYNET_SECRET_KEY', 'AUTH_SECRET', 'DATA_KEY', 'MERCHANT_API_KEY', 'DATABASE_URL']) {
    expect(waiting.body).not.toContain(app.env[name])
  }
  await stack.simulator.clearFaults()
  await expect.poll(age, { timeout: 60_000 }).toBeNull()
})

test('an instance whose database accepts no writes is not ready, answers 503, and recovers automatically', async ({ ownStack }) => {
  const { app, orders, folder } = await ownStack()
  const order = await orders.make()
  const body = JSON.stringify({ reference: orders.newReference(), amount: 100 })
  const headers = { Authorization: `Bearer ${app.env.MERCHANT_API_KEY}` }
  const post = () => rawRequest(`${app.url}/api/orders`, { method: 'POST', headers, body })
  const ready = () => askDescribed(`${app.url}/api/health/ready`)

  const writer = openToWrite({ folder })
  writer.exec('BEGIN IMMEDIATE')
  const [refused, red] = await Promise.all([post(), ready()])
  expectProblem(refused, 503, 'no write')
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
  expect([red.status, JSON.parse(red.body)]).toEqual([503, { status: 'unavailable', mode: 'test', oldest_unsettled_seconds: null }])
  expect((await askDescribed(`${app.url}/api/health/live`)).status, 'it lives').toBe(200)
  expect((await orders.read(order.id)).status, 'it still reads').toBe('open')

  writer.exec('ROLLBACK')
  writer.close()
  expect((await ready()).status).toBe(200)
  expect((await post()).status, 'the same request again').toBe(201)
})

test('an instance whose database lacks a migration is not ready', async ({ ownStack }) => {
  const { app, folder } = await ownStack()
  const writer = openToWrite({ folder })
  for (const sql of ['DELETE FROM __drizzle_migrations', 'DROP TABLE __drizzle_migrations']) {
    writer.exec(sql)
    const red = await askDescribed(`${app.url}/api/health/ready`)
    expect([red.status, JSON.parse(red.body).status], sql).toEqual([503, 'unavailable'])
  }
  writer.close()
})
