import { describe, expect, test } from 'vitest'
import { givenSent as givenApplication, stoppedClock } from '@/lib/dealers/dealers.test-kit'
import { newId } from '@/lib/ids'
import { cancelOrder, findOrder } from '@/lib/orders/orders'
import { givenOrder, stoppedClock as paymentsClock } from '@/lib/payments/payments.test-kit'
import { forgiveAll, overLimit } from '@/lib/rate-limit'
import { givenSent as givenRefund } from '@/lib/refunds/refunds.test-kit'
import * as events from './route'

const KEY = process.env.MERCHANT_API_KEY ?? ''
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const
const handlers: Record<(typeof METHODS)[number], typeof events.GET> = events
type Told = {
  id: string
  type: string
  created_at: string
  order_id: string | null
  refund_id: string | null
  application_id: string | null
}

const clock = paymentsClock()
const order = () => givenOrder(clock)
const cancel = (id: string) => cancelOrder(id, clock.at())

async function ask(query: string, method: (typeof METHODS)[number] = 'GET', key = `Bearer ${KEY}`) {
  const request = new Request(`http://localhost:3000/api/events${query}`, { method, headers: { authorization: key } })
  const response = await handlers[method](request, { params: Promise.resolve({}) })
  return { status: response.status, headers: response.headers, body: await response.json().catch(() => null) }
}

async function page(after: string | null, limit = 100): Promise<{ data: Told[]; has_more: boolean }> {
  const { status, body } = await ask(`?limit=${limit}${after === null ? '' : `&after=${after}`}`)
  expect(status).toBe(200)
  return body
}

/** All that is told behind an event. */
async function readOn(after: string | null, limit = 100): Promise<Told[]> {
  const { data, has_more } = await page(after, limit)
  expect(data.length === limit || !has_more).toBe(true)
  return has_more ? [...data, ...(await readOn(data.at(-1)?.id ?? null, limit))] : data
}

const lastId = async () => (await readOn(null)).at(-1)?.id ?? null

describe('a receiver that was away', () => {
  test('reads what it missed, in order and once, while others write and read', async () => {
    const start = await lastId()
    const orders = await Promise.all(Array.from({ length: 60 }, order))
    const writing: Promise<unknown>[] = []
    const readers: Told[][] = [[], []]
    for (let round = 0; round < 10; round++) {
      writing.push(...orders.slice(6 * round, 6 * round + 6).map(({ id }) => cancel(id)))
      const pages = readers.map(async (read) => read.push(...(await page(read.at(-1)?.id ?? start, 4)).data))
      await Promise.all(pages)
    }
    await Promise.all(writing)
    for (const read of readers) read.push(...(await readOn(read.at(-1)?.id ?? start, 7)))

    const [first, second] = readers
    expect(first?.map(({ order_id }) => order_id).sort()).toEqual(orders.map(({ id }) => id).sort())
    expect(second, 'every reader sees the same order').toEqual(first)
    expect(await readOn(start), 'and whoever starts anew').toEqual(first)
  })

  test('reads what it has just written', async () => {
    const start = await lastId()
    const { id } = await order()
    expect(await page(start)).toEqual({ data: [], has_more: false })
    await cancel(id)
    const told = { id: expect.stringMatching(/^evt_\w{22}$/), type: 'order.cancelled', order_id: id, refund_id: null, application_id: null }
    expect(await page(start)).toEqual({ data: [{ ...told, created_at: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/) }], has_more: false })
    expect(await findOrder(id, clock.at())).toMatchObject({ status: 'cancelled', version: 2 })
  })

  test('reads pages of as many as it asks for, and whether there are more', async () => {
    const start = await lastId()
    for (let made = 0; made < 3; made++) await cancel((await order()).id)
    const all = await readOn(start)
    expect(await page(start, 2)).toEqual({ data: all.slice(0, 2), has_more: true })
    expect(await page(start, 3)).toEqual({ data: all, has_more: false })
    expect(await page(all[1]?.id ?? null, 2)).toEqual({ data: all.slice(2), has_more: false })
    expect((await ask(`?after=${all[2]?.id}`)).body).toEqual({ data: [], has_more: false })
  })

  test('reads of payments, refunds and dealers’ applications', async () => {
    const start = await lastId()
    const { orderId, refundId } = await givenRefund()
    const { id } = await givenApplication(stoppedClock())
    const told = (await readOn(start)).map(({ type, order_id, refund_id, application_id }) => [type, order_id, refund_id, application_id])
    expect(told).toEqual([
      ['order.paid', orderId, null, null],
      ['refund.accepted', orderId, refundId, null],
      // It was sent, and then it was received.
      ['application.changed', null, null, id],
      ['application.changed', null, null, id],
    ])
  })
})

describe('a query that does not fit answers 422', () => {
  const WHOLE = 'must be a whole number from 1 to 100'
  const UNKNOWN = 'is no event that is known here: leave it out to begin anew with the oldest one'

  test.each([
    ['?limit=0', '/limit', WHOLE],
    ['?limit=101', '/limit', WHOLE],
    ['?limit=-1', '/limit', WHOLE],
    ['?limit=1.5', '/limit', WHOLE],
    ['?limit=1e1', '/limit', WHOLE],
    ['?limit=0x10', '/limit', WHOLE],
    ['?limit=', '/limit', WHOLE],
    ['?limit', '/limit', WHOLE],
    ['?limit=%2010', '/limit', WHOLE],
    [`?limit=${'9'.repeat(400)}`, '/limit', WHOLE],
    ['?limit=5&limit=5', '/limit', 'must not be repeated'],
    ['?after=', '/after', UNKNOWN],
    ['?after=evt_', '/after', UNKNOWN],
    ['?after=1', '/after', UNKNOWN],
    [`?after=evt_${'0'.repeat(22)}`, '/after', UNKNOWN],
    [`?after=EVT_${'0'.repeat(22)}`, '/after', UNKNOWN],
    [`?after=evt_${'0'.repeat(22)}%00`, '/after', UNKNOWN],
    [`?after=${newId()}`, '/after', UNKNOWN],
    ["?after='%20OR%201=1", '/after', UNKNOWN],
    [`?after=evt_${'0'.repeat(22)}&after=evt_${'1'.repeat(22)}`, '/after', 'must not be repeated'],
    ['?before=x', '/before', 'is not a known key'],
    ['?a/b~c=x&a/b~c=y', '/a~1b~0c', 'is not a known key'],
    ['?__proto__=x', '/__proto__', 'is not a known key'],
    ['?constructor=x', '/constructor', 'is not a known key'],
    ['?=x', '/', 'is not a known key'],
  ])('%s', async (query, pointer, detail) => {
    const { status, headers, body } = await ask(query)
    expect([status, headers.get('content-type')]).toEqual([422, 'application/problem+json'])
    expect(body).toMatchObject({ type: 'urn:paynet-checkout:invalid-query', status: 422, errors: [{ pointer, detail }] })
  })

  test('and tells all that does not fit', async () => {
    const { body } = await ask('?after=x&limit=y&z=1')
    expect((body.errors as { pointer: string }[]).map(({ pointer }) => pointer).sort()).toEqual(['/after', '/limit', '/z'])
  })
})

test.each(METHODS)('the key is asked for first, with %s', async (method) => {
  for (const key of ['', 'Bearer', `Bearer ${KEY}x`]) expect((await ask('?limit=x', method, key)).status).toBe(401)
  expect((await ask('', method)).status).toBe(['GET', 'HEAD'].includes(method) ? 200 : 405)
})

test('more than 600 lists a minute answer 429 with the time to wait', async () => {
  await forgiveAll('lists-of-api', 'all')
  const at = new Date()
  for (let use = 0; use < 600; use++) await overLimit('lists-of-api', 'all', at)
  const { status, headers, body } = await ask('')
  expect([status, body]).toEqual([429, expect.objectContaining({ type: 'urn:paynet-checkout:too-many-lists' })])
  expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
  expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(60)
  await forgiveAll('lists-of-api', 'all')
})
