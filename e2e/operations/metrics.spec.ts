import { randomBytes } from 'node:crypto'
import { expect, test } from '@/e2e/fixtures'
import { newAddress } from '@/e2e/harness/addresses'
import { cards } from '@/e2e/harness/cards'
import { leaveUndecided, startCharge } from '@/e2e/harness/charge-in-flight'
import { rawRequest } from '@/e2e/harness/raw-request'
import { createRawShopper } from '@/e2e/harness/raw-shopper'
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
  const stack = await ownStack()
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
    .poll(async () => lineOf(await scrape(stack), 'checkout_payment_successes_total{source="check"}'), { timeout: 20_000 })
    .toBe(1)
  expect(lineOf(await scrape(stack), 'checkout_oldest_unsettled_seconds')).toBe(0)
})
