import { randomBytes } from 'node:crypto'
import { expect, test } from '@/e2e/fixtures'
import { newAddress } from '@/e2e/harness/addresses'
import { cards } from '@/e2e/harness/cards'
import { leaveUndecided, startCharge } from '@/e2e/harness/charge-in-flight'
import { rawRequest } from '@/e2e/harness/raw-request'
import { createRawShopper } from '@/e2e/harness/raw-shopper'
import { openSqliteFile } from '@/e2e/harness/sqlite-file'
import type { Stack } from '@/e2e/harness/stack'

async function scrape({ app }: Pick<Stack, 'app'>): Promise<string> {
  const answer = await rawRequest(`${app.url}/metrics`, { headers: { Authorization: `Bearer ${app.env.MERCHANT_API_KEY}` } })
  expect(answer.status).toBe(200)
  expect(answer.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8')
  expect(answer.headers['cache-control']).toBe('no-store')
  return answer.body
}

/** The value of one line, by its name and labels; null when there is no such line. */
function lineOf(metrics: string, name: string): number | null {
  const line = metrics.split('\n').find((each) => each.startsWith(`${name} `))
  return line === undefined ? null : Number(line.slice(name.length + 1))
}

test('metrics with their own key accept only that key, and it creates no orders', async ({ ownStack }) => {
  const { app } = await ownStack({ METRICS_KEY: randomBytes(16).toString('hex') })
  const { METRICS_KEY, MERCHANT_API_KEY } = app.env
  const ask = async (path: string, key = '') =>
    (await rawRequest(`${app.url}${path}`, { headers: { Authorization: `Bearer ${key}` } })).status
  expect(await ask('/metrics', METRICS_KEY)).toBe(200)
  expect(await ask('/metrics', MERCHANT_API_KEY)).toBe(401)
  expect(await ask('/api/orders/none', METRICS_KEY)).toBe(401)
  expect(await ask('/api/orders/none', MERCHANT_API_KEY)).toBe(404)
  expect(app.log()).not.toContain(METRICS_KEY)
})

test("metrics without their own key need the merchant's", async ({ app }) => {
  for (const headers of [{}, { Authorization: 'Bearer wrong' }, { Authorization: app.env.MERCHANT_API_KEY ?? '' }]) {
    const answer = await rawRequest(`${app.url}/metrics`, { headers })
    expect(answer.status).toBe(401)
    expect(answer.body).not.toContain('checkout_')
  }
})

test('metrics report payment statuses, what settled them and how Paynet answers, and nothing personal', async ({ ownStack }) => {
  // So long that nothing is charged again, however slow the machine is.
  const stack = await ownStack({ PAYNET_QUIET_MS: '300000' })
  const paid = await stack.orders.make({ customer: { name: 'Ayşe Yılmaz', email: 'ayse@example.com' } })
  await createRawShopper(stack, newAddress()).pay(paid.id, cards.good)
  await (await startCharge(stack, 'decline')).answer
  await (await startCharge(stack, 'wrong-amount')).answer
  const undecided = await leaveUndecided(stack)

  const metrics = await scrape(stack)
  const expected: Array<[string, number]> = [
    ['checkout_payments_live{status="unknown"}', 1],
    ['checkout_payments_live{status="review"}', 1],
    ['checkout_payments_live{status="created"}', 0],
    ['checkout_payment_moves_total{status="created"}', 4],
    ['checkout_payment_moves_total{status="charging"}', 4],
    ['checkout_payment_moves_total{status="succeeded"}', 1],
    ['checkout_payment_moves_total{status="declined"}', 1],
    ['checkout_payment_successes_total{source="direct"}', 1],
    ['checkout_payment_successes_total{source="check"}', 0],
    ['checkout_fences_lost_total', 0],
    ['checkout_alarms_total{event="payment.review"}', 1],
    ['checkout_paynet_calls_total{service="transaction/tds_charge",outcome="served"}', 3],
    ['checkout_paynet_calls_total{service="transaction/tds_charge",outcome="lost"}', 1],
    ['checkout_paynet_call_seconds_count{service="transaction/tds_charge"}', 4],
    ['checkout_paynet_call_seconds_bucket{le="+Inf",service="transaction/tds_charge"}', 4],
    ['checkout_sweep_findings_open', 0],
    ['checkout_restored', 0],
  ]
  for (const [name, value] of expected) expect(lineOf(metrics, name), name).toBe(value)
  expect(lineOf(metrics, 'checkout_oldest_unsettled_seconds')).toBeGreaterThan(0)
  expect(lineOf(metrics, 'process_resident_memory_bytes')).toBeGreaterThan(1_000_000)
  expect(lineOf(metrics, 'checkout_last_sweep_timestamp_seconds')).toBeGreaterThan(1_700_000_000)
  for (const secret of [paid.reference, paid.id, 'Ay', 'ayse', '4355', undecided.order.id]) expect(metrics).not.toContain(secret)
  const line = /^(# (HELP|TYPE) [a-z_0-9]+ .+|[a-z_0-9]+(\{[a-z]+="[^"\\]*"(,[a-z]+="[^"\\]*")*\})? (-?[\d.e+-]+|Nan)|)$/
  for (const each of metrics.split('\n')) expect(each).toMatch(line)

  await stack.simulator.clearFaults()
  await expect
    .poll(async () => lineOf(await scrape(stack), 'checkout_payment_successes_total{source="check"}'), { timeout: 60_000 })
    .toBe(1)
  expect(lineOf(await scrape(stack), 'checkout_oldest_unsettled_seconds')).toBe(0)
})

test('the first alarm of a process is an increase of a series that its first scrape had at 0', async ({ ownStack }) => {
  const stack = await ownStack()
  const series = 'checkout_alarms_total{event="payment.review"}'
  expect(lineOf(await scrape(stack), series)).toBe(0)
  await (await startCharge(stack, 'wrong-amount')).answer
  expect(stack.app.log()).toContain('"event":"alarm.payment.review"')
  expect(lineOf(await scrape(stack), series)).toBe(1)
})

test('orders, starts, requests and what waits are counted as people pay', async ({ ownStack }) => {
  const stack = await ownStack()
  const paid = await stack.orders.make()
  await createRawShopper(stack, newAddress()).pay(paid.id, cards.good)
  await stack.orders.cancel((await stack.orders.make()).id)
  await leaveUndecided(stack)
  const text = await scrape(stack)
  const expected: Array<[string, number]> = [
    ['checkout_orders_created_total{source="api"}', 3],
    ['checkout_orders_ended_total{status="paid"}', 1],
    ['checkout_orders_ended_total{status="cancelled"}', 1],
    ['checkout_starts_total{outcome="to-bank"}', 2],
    ['checkout_http_requests_total{route="start",method="write",status="3xx"}', 2],
    ['checkout_http_requests_total{route="return",method="write",status="3xx"}', 2],
    ['checkout_http_requests_total{route="api-orders",method="write",status="2xx"}', 4],
    ['checkout_waiting{kind="unknown"}', 1],
    ['checkout_waiting{kind="review"}', 0],
    ['checkout_database_up', 1],
  ]
  for (const [name, value] of expected) expect(lineOf(text, name), name).toBe(value)
})

test('Paynet that answers with HTTP 503 is no Paynet that answers', async ({ ownStack }) => {
  const stack = await ownStack()
  const order = await stack.orders.make()
  await stack.simulator.fault('http-503-html', order.reference, { service: 'tds_initial', times: 10 })
  await createRawShopper(stack, newAddress())
    .challenge(order.id, cards.good)
    .catch(() => null)
  const text = await scrape(stack)
  expect(lineOf(text, 'checkout_paynet_calls_total{service="transaction/tds_initial",outcome="server-error"}')).toBeGreaterThan(0)
  expect(lineOf(text, 'checkout_paynet_calls_total{service="transaction/tds_initial",outcome="served"}')).toBe(0)
  expect(lineOf(text, 'checkout_starts_total{outcome="unavailable"}')).toBe(1)
})

test('a wrong key is told of in the log and counted, at the orders API and at /metrics, and is not in the log', async ({ ownStack }) => {
  const { app } = await ownStack()
  const wrong = 'wr0ng-key-8472916350'
  for (const path of ['/api/orders/none', '/metrics', '/metrics'])
    expect((await rawRequest(`${app.url}${path}`, { headers: { Authorization: `Bearer ${wrong}` } })).status).toBe(401)
  const text = await scrape({ app })
  expect(lineOf(text, 'checkout_http_refusals_total{why="wrong-key"}')).toBe(1)
  expect(lineOf(text, 'checkout_http_refusals_total{why="wrong-metrics-key"}')).toBe(2)
  const lines = app
    .log()
    .split('\n')
    .filter((line) => line.includes('api.wrong-key'))
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(lines.map(({ level, path, why }) => [level, path, why])).toEqual([
    ['warn', '/api/orders/none', 'other key'],
    ['warn', '/metrics', 'other key'],
    ['warn', '/metrics', 'other key'],
  ])
  for (const { client } of lines) expect(client).toMatch(/^[\w-]{12}$/)
  expect(app.log()).not.toContain(wrong)
})

test('what a page throws and a handler catches is counted as an error of ours, and as an answer of 5xx', async ({ ownStack }) => {
  const { app, folder, orders } = await ownStack()
  const order = await orders.make()
  const other = openSqliteFile(`${folder}/checkout.db`)
  other.exec('ALTER TABLE orders RENAME TO gone')
  expect((await rawRequest(`${app.url}/checkout/${order.id}`)).status).toBe(500)
  expect(
    (await rawRequest(`${app.url}/api/orders/${order.id}`, { headers: { Authorization: `Bearer ${app.env.MERCHANT_API_KEY}` } })).status,
  ).toBe(503)
  const text = await scrape({ app })
  expect(lineOf(text, 'checkout_errors_total{where="page"}')).toBeGreaterThan(0)
  expect(lineOf(text, 'checkout_errors_total{where="caught"}')).toBeGreaterThan(0)
  expect(lineOf(text, 'checkout_http_requests_total{route="checkout",method="read",status="5xx"}')).toBe(1)
  expect(lineOf(text, 'checkout_http_requests_total{route="api-orders",method="read",status="5xx"}')).toBe(1)
  expect(lineOf(text, 'checkout_database_troubles_total{kind="failed"}')).toBeGreaterThan(0)
  other.exec('ALTER TABLE gone RENAME TO orders')
  other.close()
})

test('behind a proxy that nobody trusts, the log says once what to set', async ({ ownStack }) => {
  const { app } = await ownStack({ TRUSTED_PROXY_HOPS: '0' })
  for (const address of ['192.0.2.7', '192.0.2.8', '192.0.2.9'])
    await rawRequest(`${app.url}/login`, { headers: { 'X-Forwarded-For': address } })
  const told = app
    .log()
    .split('\n')
    .filter((line) => line.includes('proxy.untrusted'))
  expect(told).toHaveLength(1)
  expect(JSON.parse(told[0] ?? '')).toMatchObject({
    level: 'warn',
    why: expect.stringContaining('Set TRUSTED_PROXY_HOPS to the number of proxies'),
  })
  expect(lineOf(await scrape({ app }), 'checkout_proxy_doubts_total{why="untrusted"}')).toBe(3)
})
