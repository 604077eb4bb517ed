import { readFileSync } from 'node:fs'
import { AggregatorRegistry } from 'prom-client'
import { describe, expect, test, vi } from 'vitest'
import { insertApplication } from '@/db/applications'
import { HOLDS } from '@/db/card-tries'
import { rawConnection } from '@/db/client'
import { expireOrderRows } from '@/db/orders'
import { advance } from '@/db/payment-moves'
import { findPayment, markLateRefunded, type Payment } from '@/db/payments'
import { givenOrderRow, givenPaymentRow } from '@/db/payments.test-kit'
import { releaseRefund } from '@/db/refunds'
import { insertFinding } from '@/db/sweep-findings'
import { listPutOff, listUnanswered } from '@/db/waiting'
import { later, now } from '@/lib/clock'
import { newId } from '@/lib/ids'
import { log } from '@/lib/log'
import { cancelOrder, createOrder } from '@/lib/orders/orders'
import { startPayment } from '@/lib/payments/start'
import { PATHS } from '@/lib/paynet/wire'
import { fromAddress } from '@/lib/rate-limit'
import { decideRefund } from '@/lib/refunds/operate'
import { askRefund } from '@/lib/refunds/request'
import { APPLICATION_STATUSES } from '@/lib/shared/dealers/dealer'
import { DECLINE_REASONS, PAYMENT_STATUSES, type PaymentStatus, UNSETTLED } from '@/lib/shared/payments/payment-states'
import { OPEN_REFUND, REFUND_STATUSES } from '@/lib/shared/payments/refund'
import { overAny } from '@/lib/uses'
import { ALARM_EVENTS, type AlarmEvent } from './alarm-events'
import { countAlarm, countCall, countDecline, countFromZero, countSuccess, metrics, WAITING } from './counters'
import { readMetrics } from './metrics'
import { countOf, type Series, seriesIn } from './metrics.test-kit'

// What every instance has loaded once it runs.
await import('@/lib/paynet/transport')

test('a call falls into every bucket that it fits, and one beyond them all only into the last', async () => {
  for (const ms of [1, 50, 51, 45_000, 45_001]) countCall('/v2/transaction/tds_charge', 'served', ms)
  const { text } = await readMetrics(now)
  const lines = text.split('\n').filter((line) => line.startsWith('checkout_paynet_call_seconds'))
  const value = (name: string) =>
    Number(
      lines
        .find((line) => line.startsWith(`checkout_paynet_call_seconds_${name}`))
        ?.split(' ')
        .at(-1),
    )
  expect(value('count{service="transaction/tds_charge"}')).toBe(5)
  expect(value('sum{service="transaction/tds_charge"}')).toBeCloseTo(90.103, 6)
  const bucket = (le: string) => value(`bucket{le="${le}",service="transaction/tds_charge"}`)
  expect(['0.05', '0.1', '20', '45', '+Inf'].map(bucket)).toEqual([2, 3, 3, 4, 5])
})

test('calls are told apart by how they ended, successes by what brought them, alarms by their event', async () => {
  countCall('/v1/card/list', 'lost', 1)
  countCall('/v1/transaction/list', 'served', 1)
  countSuccess('repeat')
  countAlarm('payment.review')
  const { calls, successes, alarms } = metrics()
  expect(await countOf(calls, { service: 'card/list', outcome: 'lost' })).toBe(1)
  expect(await countOf(calls, { service: 'transaction/list', outcome: 'served' })).toBe(1)
  expect([await countOf(successes, { source: 'repeat' }), await countOf(successes, { source: 'direct' })]).toEqual([1, 0])
  expect(await countOf(alarms, { event: 'payment.review' })).toBe(1)
})

test('every family has its help and type, and no label can begin a line of its own', async () => {
  countAlarm('x"y\\z\n' as AlarmEvent)
  const { text, contentType } = await readMetrics(now)
  expect(contentType).toBe('text/plain; version=0.0.4; charset=utf-8')
  expect(text).toContain('checkout_alarms_total{event="x\\"y\\\\z\\n"} 1\n')
  const families = new Set([...text.matchAll(/^# TYPE (\S+) (?:counter|gauge|histogram|summary)$/gm)].map(([, name]) => name))
  expect(families.size).toBe([...text.matchAll(/^# HELP \S+ .+$/gm)].length)
  for (const line of text.split('\n').filter((each) => each !== '' && !each.startsWith('# '))) {
    expect(line).toMatch(/^[a-z_0-9]+(\{.*\})? (-?[\d.e+-]+|Nan)$/)
  }
})

describe('a scrape of a process that has done nothing yet', () => {
  test.each([
    ['checkout_alarms_total', 'event', ALARM_EVENTS],
    ['checkout_payment_moves_total', 'status', PAYMENT_STATUSES],
    ['checkout_payments_live', 'status', [...UNSETTLED, 'review']],
    ['checkout_refund_moves_total', 'status', REFUND_STATUSES],
    ['checkout_refunds_open', 'status', OPEN_REFUND],
    ['checkout_webhook_deliveries', 'status', ['pending', 'sending', 'dead', 'held']],
    ['checkout_webhook_attempts_total', 'outcome', ['delivered', 'refused', 'gone', 'timeout', 'address', 'body']],
    ['checkout_waiting', 'kind', WAITING],
    ['checkout_held_starts_total', 'by', HOLDS],
    ['checkout_declines_by_reason_total', 'reason', DECLINE_REASONS],
    ['checkout_orders_created_total', 'source', ['api', 'shop']],
    ['checkout_orders_ended_total', 'status', ['paid', 'cancelled', 'expired']],
    ['checkout_application_moves_total', 'status', APPLICATION_STATUSES],
    ['checkout_paynet_calls_total', 'service', Object.values(PATHS).map((path) => path.slice(4))],
    ['checkout_paynet_call_seconds_count', 'service', Object.values(PATHS).map((path) => path.slice(4))],
    ['checkout_starts_total', 'outcome', ['to-bank', 'to-result', 'invalid', 'rate-limited', 'refused', 'unavailable', 'error']],
    ['checkout_http_requests_total', 'route', ['page', 'checkout', 'start', 'return', 'api-orders', 'file', 'health']],
    ['checkout_http_requests_total', 'status', ['2xx', '3xx', '4xx', '5xx', 'none']],
    [
      'checkout_http_refusals_total',
      'why',
      ['wrong-key', 'wrong-metrics-key', 'foreign-origin', 'too-large', 'too-slow', 'malformed', 'busy'],
    ],
    ['checkout_rate_limited_total', 'limit', ['payments-from-address', 'payments-of-order', 'orders-from-address', 'otps']],
    ['checkout_errors_total', 'where', ['page', 'action', 'route', 'request', 'loop', 'caught']],
    ['checkout_database_troubles_total', 'kind', ['busy', 'gave-up', 'failed']],
    ['checkout_proxy_doubts_total', 'why', ['untrusted', 'missing', 'too-few', 'no-address']],
  ])('has %s at 0 for every %s', async (name, label, words) => {
    const series = (await freshScrape()).filter((each) => each.name === name)
    for (const word of words) {
      const ofWord = series.filter(({ labels }) => labels[label] === word)
      expect(ofWord.length, word).toBeGreaterThan(0)
      expect(
        ofWord.every(({ value }) => value === 0),
        word,
      ).toBe(true)
    }
  })

  test('says which version runs, and since when', async () => {
    const series = await freshScrape()
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
    expect(series.find(({ name }) => name === 'checkout_build_info')).toMatchObject({
      labels: { version, node: process.version },
      value: 1,
    })
    expect(series.find(({ name }) => name === 'checkout_start_time_seconds')?.value).toBeGreaterThan(Date.now() / 1000 - 600)
    expect(series.find(({ name }) => name === 'checkout_database_up')?.value).toBe(1)
  })
})

/** As the first scrape of another process. */
async function freshScrape(): Promise<Series[]> {
  for (const name of ['metrics', 'counts']) Reflect.deleteProperty(globalThis, Symbol.for(`paynet-checkout.${name}`))
  return seriesIn((await readMetrics(now)).text)
}

const valueIn = (series: Series[], name: string, labels: Record<string, string> = {}) =>
  series.find((each) => each.name === name && Object.entries(labels).every(([label, word]) => each.labels[label] === word))?.value
const scrape = async () => seriesIn((await readMetrics(now)).text)

test('a histogram that was counted before its services were told keeps its counts', async () => {
  await freshScrape()
  countCall('/v1/ratio/Get', 'served', 10)
  countFromZero({ paths: ['/v1/ratio/Get'] })
  expect(valueIn(await scrape(), 'checkout_paynet_call_seconds_count', { service: 'ratio/Get' })).toBe(1)
})

test('what waits is counted from the database, whoever has moved it there', async () => {
  const at = new Date()
  const [paid, twice] = [await givenOrderRow(), await givenOrderRow()]
  const first = await givenPaymentRow(paid)
  await move(first, ['awaiting_3ds', 'charging', 'unknown'], at)
  await move(await givenPaymentRow(twice), ['awaiting_3ds', 'charging', 'review'], at)
  const late = await givenPaymentRow(twice)
  await move(late, ['awaiting_3ds', 'expired'], at)
  await advance(late, { from: 'expired', to: 'succeeded', at, patch: { late: true, settledAt: at } })
  await insertFinding({ id: newId(), kind: 'orphan', referenceNo: 'r', xactId: 'x', amountKurus: 1, foundAt: at, closedAt: null })
  const application = { answers: 's', calls: 1, fence: 1, createdAt: at, updatedAt: at }
  await insertApplication({ ...application, id: newId(), status: 'verifying' })
  await insertApplication({ ...application, id: newId(), status: 'sending', sentAt: null, nextAt: at })
  await insertApplication({ ...application, id: newId(), status: 'sending', sentAt: at })
  await insertApplication({ ...application, id: newId(), status: 'received', sentAt: at })

  const series = await laterScrape()
  const waiting = WAITING.map((kind) => [kind, valueIn(series, 'checkout_waiting', { kind })])
  expect(Object.fromEntries(waiting)).toEqual({ review: 1, refund: 1, finding: 1, application: 2, unknown: 1 })
  // As the command lists them.
  expect([...(await listUnanswered(null, 10)), ...(await listPutOff(null, null, 10))]).toHaveLength(2)
  expect(valueIn(series, 'checkout_orders_ended_total', { status: 'paid' }), 'a late success pays no order').toBe(0)

  await markLateRefunded(late.id, at)
  expect(valueIn(await laterScrape(), 'checkout_waiting', { kind: 'refund' })).toBe(0)
})

let laterMs = 0

/** Refunds are looked up once a minute. */
async function laterScrape(): Promise<Series[]> {
  laterMs += 61_000
  vi.spyOn(performance, 'now').mockReturnValue(performance.now() + laterMs)
  try {
    return await scrape()
  } finally {
    vi.restoreAllMocks()
  }
}

/** One move after the other. */
async function move(payment: Payment, to: PaymentStatus[], at: Date): Promise<void> {
  let from = payment.status
  for (const status of to) {
    expect(await advance(payment, { from, to: status as never, at, patch: { nextAt: status === 'review' ? null : at } })).not.toBeNull()
    from = status
  }
}

test('refunds are counted by the status they reach, and those that are open from the database, with the age of the oldest', async () => {
  await freshScrape()
  const at = new Date()
  const paid = await givenPaymentRow(await givenOrderRow(), { xactId: `xk_${newId()}` })
  await move(paid, ['awaiting_3ds', 'charging', 'succeeded'], at)
  const payment = await findPayment(paid.id)
  if (!payment) throw new Error('no payment')
  const wanted = { amountKurus: 100, remainingKurus: null, reason: null, askedBy: 'api' } as const
  const hourAgo = later(at, -3_600_000)
  const asked = await askRefund(payment, { ...wanted, reference: 'IADE-1' }, hourAgo)
  if (!asked.ok) throw new Error('not asked')
  const refused = await askRefund(payment, { ...wanted, reference: 'IADE-2' }, at)
  expect(refused, 'what is not made does not count').toMatchObject({ ok: false })

  const series = await scrape()
  const open = (status: string) => valueIn(series, 'checkout_refunds_open', { status })
  expect(OPEN_REFUND.map(open)).toEqual([1, 0, 0, 0])
  expect(valueIn(series, 'checkout_refund_moves_total', { status: 'planned' })).toBe(1)
  const age = valueIn(series, 'checkout_oldest_open_refund_seconds') ?? 0
  expect(age).toBeGreaterThanOrEqual(3_600)
  expect(age).toBeLessThan(3_700)

  const before = valueIn(series, 'checkout_waiting', { kind: 'refund' }) ?? 0
  await releaseRefund(asked.refund, { alarms: 1 })
  expect(valueIn(await scrape(), 'checkout_waiting', { kind: 'refund' }), 'one that does not get on').toBe(before + 1)

  expect(await decideRefund(asked.refund, 'withdraw', at)).toBe(true)
  const over = await scrape()
  expect(valueIn(over, 'checkout_refunds_open', { status: 'planned' })).toBe(0)
  expect(valueIn(over, 'checkout_refund_moves_total', { status: 'withdrawn' })).toBe(1)
  expect(valueIn(over, 'checkout_oldest_open_refund_seconds')).toBe(0)
})

test('orders are counted as they are made, paid, cancelled and expire', async () => {
  await freshScrape()
  const at = new Date()
  const order = {
    reference: newId(),
    amountKurus: 100,
    description: null,
    items: [],
    customer: null,
    successUrl: null,
    cancelUrl: null,
    locale: null,
  }
  const created = await createOrder(order, at)
  if (!created.ok) throw new Error('no order')
  await cancelOrder(created.value.order.id, at)
  await cancelOrder(created.value.order.id, at)
  await givenOrderRow({ expiresAt: at })
  await expireOrderRows(at)
  const payment = await givenPaymentRow(await givenOrderRow())
  await move(payment, ['awaiting_3ds', 'charging', 'succeeded'], at)
  const series = await scrape()
  const ended = ['paid', 'cancelled', 'expired'].map((status) => valueIn(series, 'checkout_orders_ended_total', { status }))
  expect(ended).toEqual([1, 1, 1])
})

test('a limit that was used up is counted by its name, and nobody by theirs', async () => {
  await freshScrape()
  const at = new Date()
  for (let times = 0; times < 62; times += 1) await overAny(fromAddress('orders-from-address', '192.0.2.7'), at)
  const { text } = await readMetrics(now)
  expect(valueIn(seriesIn(text), 'checkout_rate_limited_total', { limit: 'orders-from-address' })).toBe(2)
  expect(text).not.toContain('192.0.2')
})

test('codes of declines cannot fill the metrics, and each decline has its reason', async () => {
  await freshScrape()
  for (let code = 0; code < 1_000; code += 1) countDecline({ source: 'bank', code: String(code) }, 'ask-bank')
  countDecline({ source: 'bank', code: 'a text of the bank' }, 'insufficient-funds')
  const series = (await scrape()).filter(({ name }) => name.startsWith('checkout_declines'))
  expect(series.filter(({ name }) => name === 'checkout_declines_total').length).toBeLessThanOrEqual(202)
  expect(valueIn(series, 'checkout_declines_by_reason_total', { reason: 'ask-bank' })).toBe(1_000)
  expect(valueIn(series, 'checkout_declines_by_reason_total', { reason: 'insufficient-funds' })).toBe(1)
})

test('a database that is gone takes only its own gauges along, and is counted', async () => {
  await freshScrape()
  const text = await withoutDatabase(async () => (await readMetrics(now)).text)
  const series = seriesIn(text)
  expect(valueIn(series, 'checkout_database_up')).toBe(0)
  const ofDatabase = [
    'waiting',
    'payments_live',
    'oldest_unsettled_seconds',
    'refunds_open',
    'oldest_open_refund_seconds',
    'sweep_findings_open',
  ]
  for (const name of ofDatabase.map((each) => `checkout_${each}`))
    expect(
      series.filter((each) => each.name === name),
      `${name} would be a lie`,
    ).toEqual([])
  expect(valueIn(series, 'checkout_alarms_total', { event: 'payment.review' })).toBe(0)

  const back = await scrape()
  expect(valueIn(back, 'checkout_database_up')).toBe(1)
  expect(valueIn(back, 'checkout_waiting', { kind: 'review' })).not.toBeUndefined()
  expect(valueIn(back, 'checkout_database_troubles_total', { kind: 'failed' })).toBeGreaterThan(0)
})

/** Work while no statement succeeds. */
async function withoutDatabase<T>(work: () => Promise<T>): Promise<T> {
  const connection = rawConnection()
  const fail = () => {
    throw Object.assign(new Error('disk I/O error'), { code: 'SQLITE_IOERR' })
  }
  const statement = 'sqlite' in connection && Object.getPrototypeOf(connection.sqlite.prepare('SELECT 1'))
  const spies = statement
    ? ['all', 'get', 'run'].map((way) => vi.spyOn(statement, way).mockImplementation(fail))
    : 'pool' in connection
      ? [vi.spyOn(connection.pool, 'query').mockImplementation(fail)]
      : []
  try {
    return await work()
  } finally {
    for (const spy of spies) spy.mockRestore()
  }
}

test('a scrape of several workers can be put together: counters add up, the database counts once', async () => {
  await freshScrape()
  log.alarm('payment.review')
  const { registry } = metrics()
  const [one, two] = [await registry.getMetricsAsJSON(), await registry.getMetricsAsJSON()]
  const together = seriesIn(await AggregatorRegistry.aggregate([one, two] as unknown as object[]).metrics())
  const alone = await scrape()
  expect(valueIn(together, 'checkout_alarms_total', { event: 'payment.review' })).toBe(2)
  for (const { name, labels, value } of alone.filter((each) =>
    /^checkout_(waiting|payments_live|refunds_open|oldest|sweep|last_sweep|restored|database_up|build)/.test(each.name),
  ))
    if (!name.includes('oldest')) expect(valueIn(together, name, labels), name).toBe(value)
  expect(valueIn(together, 'checkout_start_time_seconds')).toBe(valueIn(alone, 'checkout_start_time_seconds'))
})

test('an error counts once, by where it came out; what Next has only printed was counted when it was thrown', async () => {
  await freshScrape()
  for (const event of ['request.failed', 'loop.failed', 'loop.failed', 'printed', 'return.not-taken', 'payment.not-started'])
    log.error(event)
  const series = await scrape()
  const counts = ['page', 'action', 'route', 'request', 'loop', 'caught'].map((where) => [
    where,
    valueIn(series, 'checkout_errors_total', { where }),
  ])
  expect(Object.fromEntries(counts)).toEqual({ page: 0, action: 0, route: 0, request: 1, loop: 2, caught: 2 })
})

test('a start counts by what became of it', async () => {
  await freshScrape()
  const order = await givenOrderRow()
  const input = { orderId: order.id, idempotencyKey: newId(), shownAmountKurus: 1, method: { kind: 'saved', cardId: 'x' } as const }
  const payer = { digest: 'p', address: '192.0.2.7', userId: null }
  const failed = await startPayment(input, payer, now)
  expect(failed).toMatchObject({ ok: false, failure: { kind: 'conflict' } })
  await startPayment({ ...input, orderId: newId() }, payer, now)
  const series = await scrape()
  expect(valueIn(series, 'checkout_starts_total', { outcome: 'conflict' })).toBe(1)
  expect(valueIn(series, 'checkout_starts_total', { outcome: 'not-found' })).toBe(1)
  expect(valueIn(series, 'checkout_starts_total', { outcome: 'to-bank' })).toBe(0)
})
