import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import * as one from '@/app/api/orders/[orderId]/refunds/[refundId]/route'
import * as list from '@/app/api/orders/[orderId]/refunds/route'
import * as order from '@/app/api/orders/[orderId]/route'
import { newId } from '@/lib/ids'
import { inFlight } from '@/lib/in-flight'
import { type AtTheBank, givenChallenged, givenReturned } from '@/lib/payments/payments.test-kit'
import { forgiveAll, overLimit } from '@/lib/rate-limit'
import { paynet } from '@/scripts/test/setup'

vi.hoisted(() => {
  // Twelve hours from now in Istanbul: else nothing would be sent around midnight.
  process.env.PAYNET_DAY_ENDS = new Date(Date.now() + 15 * 3_600_000).toISOString().slice(11, 16)
})

const KEY = process.env.MERCHANT_API_KEY ?? ''
const PRICE = 14_990
type Body = Record<string, unknown>
type Answer = { status: number; body: Body; headers: Headers }

function request(method: string, body?: string): Request {
  const headers = { authorization: `Bearer ${KEY}` }
  return new Request('http://localhost:3000/api/orders/x/refunds', { method, headers, ...(body === undefined ? {} : { body }) })
}

async function answerOf(response: Response): Promise<Answer> {
  return { status: response.status, body: (await response.json()) as Body, headers: response.headers }
}

async function ask(orderId: string, body: unknown): Promise<Answer> {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return answerOf(await list.POST(request('POST', text), { params: Promise.resolve({ orderId }) }))
}

async function about(orderId: string, refundId: unknown): Promise<Answer> {
  return answerOf(await one.GET(request('GET'), { params: Promise.resolve({ orderId, refundId: String(refundId) }) }))
}

async function orderOf({ orderId }: Pick<AtTheBank, 'orderId'>): Promise<Body> {
  return (await answerOf(await order.GET(request('GET'), { params: Promise.resolve({ orderId }) }))).body
}

const wanted = (more: object = {}) => ({ reference: `IADE-${newId()}`, amount: PRICE, ...more })

/** Everything that answers have set going is done. */
const afterwards = () => Promise.all(inFlight())

beforeAll(() => paynet.settings({ sale_days_ago: 2, refund_callback: 'none' }))
afterAll(() => paynet.settings({ sale_days_ago: 0 }))

describe('asking for a refund', () => {
  test('answers 201 at once with the refund, which is then asked of Paynet once', async () => {
    const paid = await givenReturned()
    const body = wanted({ amount: 5_000, remaining: PRICE, reason: 'customer' })
    const made = await ask(paid.orderId, body)
    expect(made).toMatchObject({ status: 201 })
    expect(made.body).toEqual({
      id: expect.stringMatching(/^[\w-]{22}$/),
      reference: body.reference,
      order_id: paid.orderId,
      payment_id: paid.id,
      amount: 5_000,
      status: 'planned',
      planned_for: expect.stringMatching(/Z$/),
      created_at: expect.stringMatching(/Z$/),
      settled_at: null,
    })
    expect(made.headers.get('cache-control')).toBe('no-store')
    await afterwards()
    expect(await paynet.refunds(paid.referenceNo)).toMatchObject([{ amount_kurus: 5_000, by: 'request' }])
    const { status, body: later } = await about(paid.orderId, made.body.id)
    expect(status).toBe(200)
    expect(later).toEqual({ ...made.body, status: 'accepted', planned_for: null })
  })

  test('again with an equal body answers 200 with the same refund, whatever has become of it, and nothing leaves twice', async () => {
    const paid = await givenReturned()
    const body = wanted({ amount: 5_000, remaining: PRICE, reason: 'other' })
    const first = await ask(paid.orderId, body)
    await afterwards()
    // What was left has changed by it; that it is the same request still counts first.
    for (const again of [body, { ...body, payment_id: paid.id }, { ...body, payment_id: null }]) {
      expect(await ask(paid.orderId, again)).toMatchObject({ status: 200, body: { id: first.body.id, status: 'accepted' } })
    }
    await afterwards()
    expect(await paynet.refunds(paid.referenceNo)).toHaveLength(1)
  })

  test('ten times at once with an equal body makes one refund', async () => {
    const paid = await givenReturned()
    const body = wanted({ amount: 5_000 })
    const made = await Promise.all(Array.from({ length: 10 }, () => ask(paid.orderId, body)))
    expect(made.map(({ status }) => status).sort()).toEqual([...Array.from({ length: 9 }, () => 200), 201])
    expect(new Set(made.map(({ body: { id } }) => id)).size).toBe(1)
    await afterwards()
    expect(await paynet.refunds(paid.referenceNo)).toHaveLength(1)
  })

  test('ten times at once under ten references makes one refund, and tells the others what is left', async () => {
    const paid = await givenReturned()
    const made = await Promise.all(Array.from({ length: 10 }, () => ask(paid.orderId, wanted({ amount: 5_000, remaining: PRICE }))))
    expect(made.filter(({ status }) => status === 201)).toHaveLength(1)
    // The last of them may come when the one is over.
    for (const { body } of made.filter(({ status }) => status !== 201)) {
      expect(body).toMatchObject({ status: 409, type: expect.stringMatching(/\/(refund-open|remaining-changed)$/), remaining: 9_990 })
    }
    await afterwards()
    expect(await paynet.refunds(paid.referenceNo)).toHaveLength(1)
  })

  test.each<[string, object]>([
    ['amount', { amount: 4_999 }],
    ['reason', { reason: 'fraud' }],
    ['removed reason', { reason: null }],
  ])('again with another %s answers 409 and changes nothing', async (_name, change) => {
    const paid = await givenReturned()
    const body = wanted({ amount: 5_000, reason: 'customer' })
    await ask(paid.orderId, body)
    expect(await ask(paid.orderId, { ...body, ...change })).toMatchObject({
      status: 409,
      body: { type: expect.stringMatching(/\/reference-taken$/), remaining: 9_990 },
    })
    expect(await orderOf(paid)).toMatchObject({ refunds: [{ amount: 5_000 }] })
  })

  test('of more than is left answers 422 with what is left, and its pointer', async () => {
    const paid = await givenReturned()
    expect(await ask(paid.orderId, wanted({ amount: PRICE + 1 }))).toMatchObject({
      status: 422,
      body: { remaining: PRICE, errors: [{ pointer: '/amount', detail: expect.stringContaining(String(PRICE)) }] },
    })
    expect(await orderOf(paid)).toMatchObject({ refunds: [], refunded_amount: 0 })
  })

  test('by who believes that another sum is left answers 409 with what is', async () => {
    const paid = await givenReturned()
    for (const remaining of [0, 1, PRICE - 1, PRICE + 1]) {
      expect(await ask(paid.orderId, wanted({ amount: 1, remaining }))).toMatchObject({
        status: 409,
        body: { type: expect.stringMatching(/\/remaining-changed$/), remaining: PRICE },
      })
    }
  })

  test('of an order that nobody has paid answers 409, also while its payer is at the bank', async () => {
    const waiting = await givenChallenged()
    for (const more of [{}, { payment_id: waiting.id }]) {
      expect(await ask(waiting.orderId, wanted(more))).toMatchObject({
        status: 409,
        body: { type: expect.stringMatching(/\/not-refundable$/), remaining: 0 },
      })
    }
  })

  test('of a payment in review is of the whole, or answers 409 with what is left', async () => {
    const review = await givenReturned({ fault: { fault: 'wrong-amount', times: 1 } })
    const { remaining } = (await ask(review.orderId, wanted({ amount: 1 }))).body
    expect(remaining).toBeGreaterThan(1)
    const whole = await ask(review.orderId, wanted({ amount: remaining }))
    expect(whole).toMatchObject({ status: 201, body: { payment_id: review.id, amount: remaining } })
  })

  test("names its payment, and only one of the order's own", async () => {
    const [paid, other] = [await givenReturned(), await givenReturned()]
    for (const payment_id of [other.id, newId(), '', "' OR 1=1"]) {
      expect(await ask(paid.orderId, wanted({ payment_id }))).toMatchObject({
        status: 422,
        body: { errors: [{ pointer: '/payment_id' }] },
      })
    }
    expect(await ask(paid.orderId, wanted({ payment_id: paid.id }))).toMatchObject({ status: 201 })
  })

  test('of a missing order is not found', async () => {
    for (const id of ['', 'x', newId(), "' OR 1=1 --", '\u0000']) expect((await ask(id, wanted())).status).toBe(404)
  })

  test.each<[string, unknown, number, string[]?]>([
    ['invalid JSON', '{', 400],
    ['nothing', '', 400],
    ['more than 4 KB', ' '.repeat(4 * 1024 + 1), 413],
    ['null', null, 422, ['']],
    ['a list', [], 422, ['']],
    ['nothing in it', {}, 422, ['/reference', '/amount']],
    ['an unknown key', wanted({ notes: 'x' }), 422, ['/notes']],
    ['an amount of nothing', wanted({ amount: 0 }), 422, ['/amount']],
    ['a negative amount', wanted({ amount: -1 }), 422, ['/amount']],
    ['a fraction of a kuruş', wanted({ amount: 1.5 }), 422, ['/amount']],
    ['an amount as text', wanted({ amount: '14990' }), 422, ['/amount']],
    ['an amount of null', wanted({ amount: null }), 422, ['/amount']],
    ['an amount above the largest', wanted({ amount: 10_000_000_001 }), 422, ['/amount']],
    ['a negative remaining', wanted({ remaining: -1 }), 422, ['/remaining']],
    ['a remaining as text', wanted({ remaining: '149,90' }), 422, ['/remaining']],
    ['another reason', wanted({ reason: 'bored' }), 422, ['/reason']],
    ['an empty reference', wanted({ reference: '' }), 422, ['/reference']],
    ['a reference of forty-one', wanted({ reference: 'x'.repeat(41) }), 422, ['/reference']],
    ['a reference with a blank', wanted({ reference: 'IADE 1' }), 422, ['/reference']],
    ['a reference that is a card number', wanted({ reference: '4355084355084358' }), 422, ['/reference']],
    ['a payment that is a number', wanted({ payment_id: 1 }), 422, ['/payment_id']],
  ])('with %s answers as a problem, and asks for nothing', async (_name, body, status, pointers) => {
    const paid = await givenReturned()
    const answer = await ask(paid.orderId, body)
    expect(answer).toMatchObject({ status, body: { status } })
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    if (pointers) expect((answer.body.errors as Body[]).map(({ pointer }) => pointer)).toEqual(pointers)
    expect(await orderOf(paid)).toMatchObject({ refunds: [] })
  })

  test('with null for what is optional is as if that were absent', async () => {
    const paid = await givenReturned()
    const body = wanted({ amount: 5_000 })
    const first = await ask(paid.orderId, { ...body, remaining: null, reason: null, payment_id: null })
    expect(first.status).toBe(201)
    expect(await ask(paid.orderId, body)).toMatchObject({ status: 200, body: { id: first.body.id } })
  })

  test('more than 600 times a minute answers 429 with the time to wait, and asks for nothing', async () => {
    const paid = await givenReturned()
    await forgiveAll('refunds-of-api', 'all')
    const at = new Date()
    for (let use = 0; use < 600; use++) await overLimit('refunds-of-api', 'all', at)
    const answer = await ask(paid.orderId, wanted())
    expect(answer).toMatchObject({ status: 429, body: { title: 'Too Many Requests', status: 429 } })
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
    expect(Number(answer.headers.get('retry-after'))).toBeLessThanOrEqual(60)
    await forgiveAll('refunds-of-api', 'all')
    expect(await orderOf(paid)).toMatchObject({ refunds: [] })
  })
})

describe('an order', () => {
  test('tells its refunds, newest first and as they are told alone, and how much has really gone back', async () => {
    const paid = await givenReturned()
    expect(await orderOf(paid)).toMatchObject({ refunded_amount: 0, refunds: [] })
    const first = await ask(paid.orderId, wanted({ amount: 5_000 }))
    await afterwards()
    expect(await orderOf(paid), 'Paynet has taken the request, which is not yet the money').toMatchObject({
      status: 'paid',
      refunded_amount: 0,
      refunds: [{ id: first.body.id, status: 'accepted' }],
    })
  })

  test("shows no refund under another order's address", async () => {
    const [paid, other] = [await givenReturned(), await givenReturned()]
    const { body } = await ask(paid.orderId, wanted())
    expect((await about(other.orderId, body.id)).status).toBe(404)
    for (const id of ['', 'x', newId(), '\u0000']) expect((await about(paid.orderId, id)).status).toBe(404)
  })
})

test.each([
  ['refunds', list, ['POST']],
  ['a refund', one, ['GET', 'HEAD']],
] as const)('the key is required at %s with every method, and no other method is taken', async (_name, module, methods) => {
  const params = Promise.resolve({ orderId: newId(), refundId: newId() })
  for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const) {
    const keyless = new Request('http://localhost:3000/api/orders/x/refunds', { method })
    expect((await module[method](keyless, { params })).status).toBe(401)
    if (!(methods as readonly string[]).includes(method)) expect((await module[method](request(method), { params })).status).toBe(405)
  }
})
