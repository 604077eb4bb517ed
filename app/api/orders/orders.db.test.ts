import { describe, expect, test, vi } from 'vitest'
import * as cancelling from '@/app/api/orders/[orderId]/cancel/route'
import * as reopening from '@/app/api/orders/[orderId]/reopen/route'
import * as one from '@/app/api/orders/[orderId]/route'
import { clientOf } from '@/lib/cards/card-testing'
import { newId } from '@/lib/ids'
import { log } from '@/lib/log'
import { metrics } from '@/lib/metrics/counters'
import { countOf } from '@/lib/metrics/metrics.test-kit'
import { createOrder } from '@/lib/orders/orders'
import { givenReturned, goodCard, start, stoppedClock } from '@/lib/payments/payments.test-kit'
import { readOrderInput } from './order-input'
import * as list from './route'

const KEY = process.env.MERCHANT_API_KEY ?? ''
const URL_OF_ORDERS = 'http://localhost:3000/api/orders'
type Body = Record<string, unknown>

function request(method: string, body?: BodyInit, headers: Record<string, string> = { authorization: `Bearer ${KEY}` }): Request {
  return new Request(URL_OF_ORDERS, { method, headers, ...(body === undefined ? {} : { body }) })
}

async function create(body: unknown): Promise<{ status: number; body: Body }> {
  const response = await list.POST(request('POST', JSON.stringify(body)), { params: Promise.resolve({}) })
  return { status: response.status, body: (await response.json()) as Body }
}

async function find(query: string): Promise<{ status: number; body: Body }> {
  const headers = { authorization: `Bearer ${KEY}` }
  const response = await list.GET(new Request(`${URL_OF_ORDERS}?${query}`, { headers }), { params: Promise.resolve({}) })
  return { status: response.status, body: (await response.json()) as Body }
}

async function about(id: unknown, what: typeof one.GET | typeof cancelling.POST = one.GET): Promise<{ status: number; body: Body }> {
  const response = await what(request(what === one.GET ? 'GET' : 'POST'), { params: Promise.resolve({ orderId: String(id) }) })
  return { status: response.status, body: (await response.json()) as Body }
}

const wanted = (more: object = {}) => ({ reference: `R-${newId()}`, amount: 14_990, ...more })

describe('creating an order', () => {
  test('answers 201 with the order, and its link is on APP_URL and unguessable', async () => {
    const body = wanted({ description: 'Fincan', customer: { name: 'Ayşe', email: 'a@example.com' } })
    const made = await create(body)
    expect(made).toEqual({
      status: 201,
      body: {
        id: expect.stringMatching(/^[\w-]{22}$/),
        reference: body.reference,
        status: 'open',
        amount: 14_990,
        currency: 'TRY',
        checkout_url: `http://localhost:3000/checkout/${String(made.body.id)}`,
        created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        expires_at: expect.any(String),
      },
    })
    expect(Date.parse(String(made.body.expires_at)) - Date.parse(String(made.body.created_at))).toBe(24 * 3_600_000)
  })

  test('again with an equal body answers 200 with the same order, however its keys are ordered', async () => {
    const body = wanted({
      customer: { name: 'Ayşe', phone: '5321234567' },
      paynet: { agent_id: '1001', company_amount: 9_990 },
      items: [{ name: 'a', quantity: 1, unit_amount: 14_990 }],
      currency: 'TRY',
    })
    const first = await create(body)
    const paynet = { company_amount: 9_990, iban: null, agent_id: '1001' }
    const turned = Object.fromEntries(Object.entries({ ...body, paynet, customer: { phone: '5321234567', name: 'Ayşe' } }).reverse())
    expect(await create(turned)).toEqual({ status: 200, body: first.body })
    const { currency: _currency, ...withoutDefault } = body as typeof body & { currency: string }
    expect((await create(withoutDefault)).status).toBe(200)
  })

  test.each<[string, object]>([
    ['amount', { amount: 15_000, items: undefined }],
    ['description', { description: 'y' }],
    ['customer', { customer: { name: 'Ali' } }],
    ['removed customer', { customer: undefined }],
    ['items', { items: [{ name: 'b', quantity: 1, unit_amount: 14_990 }] }],
    ['language', { locale: 'en' }],
    ['return link', { success_url: 'https://example.com/b' }],
    ['share of the company', { paynet: { agent_id: '1001', company_amount: 1 } }],
    ['removed word to Paynet', { paynet: undefined }],
  ])('again with another %s answers 409 and changes nothing', async (_name, change) => {
    const body = wanted({
      description: 'x',
      customer: { name: 'Ayşe' },
      success_url: 'https://example.com/a',
      paynet: { agent_id: '1001', company_amount: 9_990 },
      items: [{ name: 'a', quantity: 1, unit_amount: 14_990 }],
    })
    const first = await create(body)
    expect((await create({ ...body, ...change })).status).toBe(409)
    expect(await create(body)).toEqual({ status: 200, body: first.body })
  })

  test.each(['cancelled', 'expired', 'paid'])('again after it was %s answers 200 with that order and says so', async (status) => {
    const body = wanted({ items: [{ name: 'a', quantity: 1, unit_amount: 14_990 }] })
    const read = readOrderInput(body)
    if (!read.ok) throw new Error('it does not fit')
    const made = await createOrder(read.value, new Date(Date.now() - (status === 'expired' ? 25 * 3_600_000 : 0)))
    if (!made.ok) throw new Error('it was not made')
    const { order } = made.value
    if (status === 'cancelled') await about(order.id, cancelling.POST)
    if (status === 'paid') await givenReturned({ order })
    for (let time = 0; time < 2; time++) {
      expect(await create(body)).toMatchObject({
        status: 200,
        body: { id: order.id, status, checkout_url: expect.stringContaining(order.id) },
      })
    }
    expect((await create({ ...body, description: 'another' })).status).toBe(409)
  })

  test('of a hundred items in escapes fits, however long their names are', async () => {
    const items = Array.from({ length: 100 }, () => ({ name: '\ud83d\udecd'.repeat(70), quantity: 1, unit_amount: 100 }))
    const order = { ...wanted({ amount: 10_000, items }), description: 'ş'.repeat(140), customer: { name: 'ğ'.repeat(140) } }
    const escaped = JSON.stringify(order).replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    expect(escaped.length).toBeGreaterThan(80 * 1024)
    const response = await list.POST(request('POST', escaped), { params: Promise.resolve({}) })
    expect(response.status).toBe(201)
    expect((await about(((await response.json()) as Body).id)).body).toMatchObject({ description: order.description, items })
  })

  test('ten times at once creates one order', async () => {
    const body = wanted()
    const made = await Promise.all(Array.from({ length: 10 }, () => create(body)))
    expect(made.map(({ status }) => status).sort()).toEqual([...Array.from({ length: 9 }, () => 200), 201])
    expect(new Set(made.map(({ body: { id } }) => id)).size).toBe(1)
  })

  test('that does not fit answers 422 with a problem and its pointers, and never repeats what was sent', async () => {
    const response = await list.POST(request('POST', JSON.stringify({ reference: 'geheim geheim', amount: 0 })), {
      params: Promise.resolve({}),
    })
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    const text = await response.text()
    expect(JSON.parse(text)).toMatchObject({ type: expect.any(String), title: expect.any(String), status: 422, detail: expect.any(String) })
    expect((JSON.parse(text) as { errors: Body[] }).errors.map(({ pointer }) => pointer)).toEqual(['/reference', '/amount'])
    expect(text).not.toContain('geheim')
  })

  test.each<[string, BodyInit, number]>([
    ['invalid JSON', '{"reference":', 400],
    ['nothing', '', 400],
    ['broken UTF-8', new Uint8Array([0x22, 0xff, 0x22]), 400],
    ['128 KB and a byte', ' '.repeat(128 * 1024 + 1), 413],
    ['128 KB of blanks', ' '.repeat(128 * 1024), 400],
    ['128 KB of nested lists', `${'['.repeat(64 * 1024)}${']'.repeat(64 * 1024)}`, 422],
    ['a list', '[]', 422],
    ['null', 'null', 422],
    ['nesting thousands deep', '['.repeat(10_000), 400],
  ])('from %s answers as a problem, never with 5xx', async (_name, body, status) => {
    const response = await list.POST(request('POST', body), { params: Promise.resolve({}) })
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ status })
  })
})

describe('metadata', () => {
  test('comes back as it came, is part of the body in any order of its keys, and is in the list', async () => {
    // As JSON.parse makes it: a key like any other.
    const metadata = JSON.parse('{"__proto__":"a","constructor":"b","toJSON":"c","cart.id":"7","empty":"","note":" a\\r\\n\\tb "}')
    const body = wanted({ metadata })
    const made = await create(body)
    expect(made.status).toBe(201)
    expect(made.body).not.toHaveProperty('metadata')
    const told = JSON.stringify((await about(made.body.id)).body.metadata)
    expect(told).toBe(JSON.stringify(metadata))
    const turned = Object.fromEntries(Object.entries(metadata).reverse())
    expect((await create({ ...body, metadata: turned })).status).toBe(200)
    expect((await create({ ...body, metadata: { ...turned, empty: 'x' } })).status).toBe(409)
    expect((await create({ ...body, metadata: undefined })).status).toBe(409)
    const page = await find(`reference=${body.reference}`)
    expect(page.body).toEqual({ data: [{ ...made.body, version: 1, metadata: expect.anything() }], has_more: false, next: null })
  })

  test('of no pairs is none', async () => {
    const body = wanted({ metadata: {} })
    const { id } = (await create(body)).body
    expect((await about(id)).body.metadata).toBeNull()
    expect((await create({ ...body, metadata: null })).status).toBe(200)
  })
})

describe('expires_at', () => {
  const MINUTES = 60_000
  const ahead = (ms: number) => new Date(Date.now() + ms).toISOString()

  test('is when the order can no longer be paid, and the same instant is the same body', async () => {
    const at = ahead(3 * 24 * 60 * MINUTES)
    const body = wanted({ expires_at: at })
    const made = await create(body)
    expect([made.status, made.body.expires_at]).toEqual([201, at])
    const inTurkey = new Date(Date.parse(at) + 180 * MINUTES).toISOString().replace('Z', '+03:00')
    expect((await create({ ...body, expires_at: inTurkey })).status).toBe(200)
    expect((await create({ ...body, expires_at: undefined })).status).toBe(409)
    const usual = wanted()
    const { expires_at } = (await create(usual)).body
    expect((await create({ ...usual, expires_at: null })).status).toBe(200)
    expect((await create({ ...usual, expires_at })).status).toBe(409)
  })

  test.each([-60, 0, 4, 30 * 24 * 60 + 1])('%d minutes ahead is refused', async (minutes) => {
    const answer = await create(wanted({ expires_at: ahead(minutes * MINUTES) }))
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer: '/expires_at' }] } })
  })

  test('that has come since does not keep an equal body from being the same order', async () => {
    const expiresAt = new Date(Date.now() - MINUTES)
    const body = wanted({ expires_at: expiresAt.toISOString() })
    const read = readOrderInput(body)
    if (!read.ok) throw new Error('not an order')
    const made = await createOrder(read.value, new Date(expiresAt.getTime() - 6 * MINUTES))
    expect(made).toMatchObject({ ok: true, value: { created: true } })
    expect(await create(body)).toMatchObject({ status: 200, body: { status: 'expired' } })
    expect((await create({ ...body, amount: 1 })).status).toBe(409)
  })
})

describe('the list', () => {
  test.each([
    ['/status', 'status=gone'],
    ['/status', 'status='],
    ['/status', 'status=open&status=paid'],
    ['/reference', 'reference=a%20b'],
    ['/created_from', 'created_from=yesterday'],
    ['/created_from', 'created_from=2026-02-30T00:00:00Z'],
    ['/created_from', 'created_from=2026-01-31T00:00:00'],
    ['/created_from', 'created_from=2026-01-31T00:00Z'],
    ['/created_to', 'created_to=9999-12-31T23:59:59-12:00'],
    ['/created_to', 'created_from=2026-01-02T00:00:00Z&created_to=2026-01-01T00:00:00Z'],
    ['/limit', 'limit=0'],
    ['/limit', 'limit=101'],
    ['/limit', 'limit=1e1'],
    ['/after', 'after='],
    ['/after', 'after=MTIz'],
    ['/a~1b', 'a/b=1'],
    ['/__proto__', '__proto__=1'],
    ['/constructor', 'constructor=1'],
  ])('refuses at %s: %s', async (pointer, query) => {
    const { status, body } = await find(query)
    expect([status, (body.errors as { pointer: string }[]).map((error) => error.pointer)]).toEqual([422, [pointer]])
  })
})

describe('the key', () => {
  const handlers = { list, one, cancelling, reopening }
  const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const
  const endpoints = Object.entries(handlers).flatMap(([name, module]) =>
    methods.map((method) => ({ name, method, handle: module[method] })),
  )
  const wrongKeys: Record<string, string>[] = [
    {},
    { authorization: '' },
    { authorization: 'Bearer' },
    { authorization: `Bearer ${KEY}x` },
    { authorization: `Bearer ${KEY.slice(0, -1)}` },
    { authorization: `Basic ${KEY}` },
    { authorization: KEY },
    { authorization: `Bearer ${KEY} ${KEY}` },
    { authorization: `Bearer ${KEY.toUpperCase()}` },
  ]

  test.each(endpoints)('is required at $name with $method, and a wrong one reveals nothing else', async ({ method, handle }) => {
    for (const headers of wrongKeys) {
      const response = await handle(request(method, undefined, headers), { params: Promise.resolve({ orderId: newId() }) })
      expect(response.status).toBe(401)
      expect(response.headers.get('www-authenticate')).toBe('Bearer')
    }
  })

  test('is told of in the log and counted each time that it is wrong, with the client and never the key', async () => {
    const warn = vi.spyOn(log, 'warn').mockImplementation(() => {})
    const before = await countOf(metrics().refusals, { why: 'wrong-key' })
    for (const headers of wrongKeys) {
      await list.POST(request('POST', '{}', { ...headers, 'x-forwarded-for': '192.0.2.7' }), { params: Promise.resolve({}) })
    }
    expect((await countOf(metrics().refusals, { why: 'wrong-key' })) - before).toBe(wrongKeys.length)
    expect(warn.mock.calls).toHaveLength(wrongKeys.length)
    const client = clientOf('192.0.2.7', new Date())
    for (const [event, fields] of warn.mock.calls) {
      expect([event, fields]).toEqual(['api.wrong-key', { path: '/api/orders', client, why: expect.stringMatching(/^(no|other) key$/) }])
    }
    expect(JSON.stringify(warn.mock.calls)).not.toMatch(new RegExp(`${KEY.slice(0, 12)}|192\\.0\\.2`, 'i'))
    await list.POST(request('POST', '{}'), { params: Promise.resolve({}) })
    expect(warn.mock.calls).toHaveLength(wrongKeys.length)
    warn.mockRestore()
  })

  const open: Record<string, string[]> = { list: ['GET', 'HEAD', 'POST'], one: ['GET', 'HEAD'], cancelling: ['POST'], reopening: ['POST'] }
  test.each(endpoints.filter(({ name, method }) => !open[name]?.includes(method)))(
    'opens no $method at $name',
    async ({ method, handle }) => {
      const response = await handle(request(method), { params: Promise.resolve({ orderId: newId() }) })
      expect(response.status).toBe(405)
      expect(response.headers.get('allow')).toMatch(/GET|POST/)
    },
  )

  test('may be written with any case of "Bearer"', async () => {
    const body = JSON.stringify(wanted())
    const response = await list.POST(request('POST', body, { authorization: `bearer ${KEY}` }), { params: Promise.resolve({}) })
    expect(response.status).toBe(201)
  })
})

describe('an order', () => {
  test('shows its payments, newest first, with a masked card and nothing more', async () => {
    const clock = stoppedClock()
    const paid = await givenReturned({ clock, card: { ...goodCard, number: '4355080000030051' } })
    clock.pass(1_000)
    await start(paid.order, clock)
    const nothing = {
      id: null,
      xact_date: null,
      authorization_code: null,
      bank_reference_code: null,
      bank_order_id: null,
      bank_id: null,
      bank_name: null,
      bank_error_id: null,
      md_status: null,
      net_amount: null,
      commission: null,
      commission_tax: null,
    }
    const { status, body } = await about(paid.orderId)
    expect(status).toBe(200)
    expect(body).toMatchObject({ id: paid.orderId, status: 'open', amount: 14_990 })
    expect(body.payments).toEqual([
      expect.objectContaining({
        status: 'awaiting_3ds',
        settled_at: null,
        xact_id: null,
        instalment: 1,
        charged_amount: null,
        late: false,
        decline: null,
        paynet: nothing,
      }),
      {
        id: paid.id,
        status: 'declined',
        reference_no: paid.referenceNo,
        amount: 14_990,
        charged_amount: null,
        fee_amount: 0,
        fee_payer: null,
        xact_id: null,
        card: '435508******0051',
        instalment: 1,
        monthly_amount: null,
        late: false,
        decline: 'insufficient-funds',
        created_at: expect.stringMatching(/Z$/),
        settled_at: expect.stringMatching(/Z$/),
        paynet: {
          id: expect.any(Number),
          xact_date: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*\+03:00$/),
          authorization_code: null,
          bank_reference_code: expect.any(String),
          bank_order_id: expect.stringMatching(/^[0-9A-F]{32}$/),
          bank_id: expect.stringMatching(/^[A-Z]{4}$/),
          bank_name: expect.any(String),
          bank_error_id: '51',
          md_status: 1,
          net_amount: 14_630,
          commission: 300,
          commission_tax: 60,
        },
      },
    ])
    expect(paid.referenceNo.startsWith(`${paid.order.reference}-`)).toBe(true)
  })

  test('that is paid says so, and cannot be cancelled', async () => {
    const paid = await givenReturned()
    expect((await about(paid.orderId)).body).toMatchObject({
      status: 'paid',
      payments: [
        {
          status: 'succeeded',
          xact_id: expect.any(String),
          charged_amount: 14_990,
          late: false,
          decline: null,
          paynet: { authorization_code: expect.stringMatching(/^\d{6}$/), bank_error_id: null, net_amount: 14_630 },
        },
      ],
    })
    expect((await about(paid.orderId, cancelling.POST)).status).toBe(409)
  })

  test('gives back what was sent with it, its customer aside', async () => {
    const sent = {
      description: 'Fincan',
      items: [{ name: 'Fincan', quantity: 2, unit_amount: 7_495 }],
      success_url: 'https://example.com/a',
      cancel_url: 'https://example.com/b?no={REFERENCE}',
      return: 'auto',
      locale: 'en',
      max_instalments: 6,
      paynet: { is_escrow: true, iban: 'TR330006100519786457841326', company_amount: 9_990, agent_id: '1001' },
    }
    const { body } = await create(wanted({ ...sent, customer: { name: 'Ayşe', email: 'a@example.com', phone: '5321234567' } }))
    expect(await about(body.id)).toEqual({
      status: 200,
      body: { ...body, ...sent, payments: [], version: 1, metadata: null, refunded_amount: 0, refunds: [] },
    })
    const bare = await create(wanted())
    const nulls = {
      description: null,
      items: [],
      success_url: null,
      cancel_url: null,
      return: 'link',
      locale: null,
      max_instalments: null,
      paynet: null,
    }
    expect((await about(bare.body.id)).body).toEqual({
      ...bare.body,
      ...nulls,
      payments: [],
      version: 1,
      metadata: null,
      refunded_amount: 0,
      refunds: [],
    })
  })

  test('is the same order with max_instalments left out or null, and another one with another limit', async () => {
    const { body } = await create(wanted())
    expect((await create(wanted({ reference: body.reference, max_instalments: null }))).status).toBe(200)
    expect((await create(wanted({ reference: body.reference, max_instalments: 1 }))).status).toBe(409)
    const limited = await create(wanted({ reference: 'SIP-LIMITED', max_instalments: 3 }))
    expect(limited.status).toBe(201)
    expect((await create(wanted({ reference: 'SIP-LIMITED', max_instalments: 3 }))).body.id).toBe(limited.body.id)
    expect((await create(wanted({ reference: 'SIP-LIMITED' }))).status).toBe(409)
  })

  test.each([0, 37, 1.5, -1, '6', true])('is not made with a max_instalments of %j', async (max_instalments) => {
    const { status, body } = await create(wanted({ max_instalments }))
    expect(status).toBe(422)
    expect(body.errors).toEqual([{ pointer: '/max_instalments', detail: expect.any(String) }])
  })

  test('that is open can be cancelled, twice', async () => {
    const { body } = await create(wanted())
    for (let time = 0; time < 2; time++) {
      expect(await about(body.id, cancelling.POST)).toEqual({ status: 200, body: { ...body, status: 'cancelled' } })
    }
  })

  test.each(['', 'x', newId(), "' OR 1=1 --", '../../etc/passwd', '\u0000', 'ş'.repeat(22)])('of the id %j is not found', async (id) => {
    expect((await about(id)).status).toBe(404)
    expect((await about(id, cancelling.POST)).status).toBe(404)
  })
})
