import { cards } from './cards'
import { expect, test } from './fixtures'
import type { Orders } from './orders'
import { type RawAnswer, rawRequest } from './raw-request'

/** An answer that is a problem as RFC 9457 has it. */
function expectProblem(answer: RawAnswer, status: number, about: string): { errors?: Array<{ pointer: string; detail: string }> } {
  expect(answer.status, about).toBe(status)
  expect(answer.headers['content-type'], about).toMatch(/^application\/problem\+json/)
  const problem = JSON.parse(answer.body)
  expect(problem, about).toMatchObject({
    type: expect.stringMatching(/.+/),
    title: expect.stringMatching(/.+/),
    status,
    detail: expect.stringMatching(/.+/),
  })
  return problem
}

function order(orders: Orders, more: Record<string, unknown> = {}): Record<string, unknown> {
  return { reference: orders.newReference(), amount: 14_990, currency: 'TRY', ...more }
}

test.describe('the orders API', () => {
  let send: (path: string, method: string, body?: unknown, key?: string | null) => Promise<RawAnswer>

  test.beforeEach(({ app }) => {
    send = (path, method, body, key = `Bearer ${app.env.MERCHANT_API_KEY}`) =>
      rawRequest(`${app.url}/api/orders${path}`, {
        method,
        headers: { 'Content-Type': 'application/json', ...(key === null ? {} : { Authorization: key }) },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
  })

  test('makes an order once: 201, then 200 for the same body in any key order, 409 for another', async ({ app, orders }) => {
    const wanted = order(orders, {
      items: [{ name: 'Fincan', quantity: 2, unit_amount: 7495 }],
      customer: { name: 'Ayşe', email: 'a@b.example' },
    })
    const made = await send('', 'POST', wanted)
    expect(made.status).toBe(201)
    const body = JSON.parse(made.body)
    expect(body).toEqual({
      id: expect.stringMatching(/^[\w-]{22}$/),
      reference: wanted.reference,
      status: 'open',
      amount: 14_990,
      currency: 'TRY',
      checkout_url: `${app.url}/checkout/${body.id}`,
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/),
      expires_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/),
    })
    expect(Date.parse(body.expires_at) - Date.parse(body.created_at)).toBe(24 * 3600_000)

    const turned = {
      customer: { email: 'a@b.example', name: 'Ayşe' },
      items: [{ unit_amount: 7495, quantity: 2, name: 'Fincan' }],
      ...wanted,
    }
    const again = await send('', 'POST', JSON.stringify(turned, null, 3))
    expect([again.status, JSON.parse(again.body)]).toEqual([200, body])
    expectProblem(await send('', 'POST', { ...wanted, description: 'x' }), 409, 'another body')
    expectProblem(await send('', 'POST', { ...wanted, items: undefined }), 409, 'without the items')
  })

  test('makes one order of ten equal requests at once', async ({ orders }) => {
    const wanted = order(orders)
    const answers = await Promise.all(Array.from({ length: 10 }, () => send('', 'POST', wanted)))
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(9).fill(200), 201])
    expect(new Set(answers.map(({ body }) => body)).size).toBe(1)
  })

  test('names each field that does not fit by its pointer', async ({ orders }) => {
    const cases: Array<[Record<string, unknown> | unknown[] | string | number | null, string]> = [
      [{}, '/reference'],
      [{ reference: 'A' }, '/amount'],
      [order(orders, { reference: '' }), '/reference'],
      [order(orders, { reference: 'a'.repeat(41) }), '/reference'],
      [order(orders, { reference: 'sipariş 1' }), '/reference'],
      [order(orders, { amount: 0 }), '/amount'],
      [order(orders, { amount: -5 }), '/amount'],
      [order(orders, { amount: 149.9 }), '/amount'],
      [order(orders, { amount: '14990' }), '/amount'],
      [order(orders, { amount: 10_000_000_001 }), '/amount'],
      [order(orders, { currency: 'USD' }), '/currency'],
      [order(orders, { locale: 'de' }), '/locale'],
      [order(orders, { description: 'x'.repeat(141) }), '/description'],
      [order(orders, { items: [] }), '/items'],
      [order(orders, { items: [{ name: 'x', quantity: 1, unit_amount: 14_989 }] }), '/items'],
      [order(orders, { items: [{ name: 'x', quantity: 1.5, unit_amount: 14_990 }] }), '/items/0/quantity'],
      [order(orders, { items: [{ name: 'x', quantity: 1 }] }), '/items/0/unit_amount'],
      [order(orders, { items: Array(101).fill({ name: 'x', quantity: 1, unit_amount: 1 }) }), '/items'],
      [order(orders, { customer: { name: 'x', tckn: '1' } }), '/customer/tckn'],
      [order(orders, { success_url: 'javascript:alert(1)' }), '/success_url'],
      [order(orders, { success_url: 'http://magaza.example/' }), '/success_url'],
      [order(orders, { cancel_url: `https://magaza.example/${'x'.repeat(256)}` }), '/cancel_url'],
      [order(orders, { card: '4355084355084358' }), '/card'],
      [order(orders, { 'a/b~c': 1 }), '/a~1b~0c'],
    ]
    for (const [body, pointer] of cases) {
      const { errors = [] } = expectProblem(await send('', 'POST', body), 422, pointer)
      expect(
        errors.map((error) => error.pointer),
        pointer,
      ).toContain(pointer)
      expect(
        errors.every(({ detail }) => detail.length > 0),
        pointer,
      ).toBe(true)
    }
    for (const body of [[], 'null', '"text"', '7']) expectProblem(await send('', 'POST', body), 422, String(body))
  })

  test('takes the largest and the smallest order that fit', async ({ orders }) => {
    const url = `https://magaza.example/${'x'.repeat(256 - 'https://magaza.example/'.length)}`
    const largest = {
      reference: `${orders.newReference()}-_.`.padEnd(40, 'x'),
      amount: 10_000_000_000,
      success_url: url,
      cancel_url: 'http://localhost:1/',
      description: 'ş'.repeat(140),
      locale: 'en',
    }
    expect((await send('', 'POST', largest)).status).toBe(201)
    expect((await send('', 'POST', { reference: orders.newReference(), amount: 1 })).status).toBe(201)
  })

  test('refuses what is no JSON with 400, and more than 32 KB with 413', async () => {
    for (const body of ['', '{', '{"a":1,}', 'reference=A&amount=1', '\uFFFE'])
      expectProblem(await send('', 'POST', body), 400, JSON.stringify(body))
    expectProblem(await send('', 'POST', `{"description":"${'x'.repeat(33 * 1024)}"}`), 413, '33 KB')
    expectProblem(await send('', 'POST', `"${'x'.repeat(5 * 1024 * 1024)}"`), 413, '5 MB')
  })

  test('asks for its key first, on every path and method', async ({ app, orders }) => {
    const { id } = await orders.make()
    const key = app.env.MERCHANT_API_KEY ?? ''
    const wrong = [
      null,
      '',
      'Bearer',
      'Bearer ',
      `Bearer ${key}x`,
      `Bearer ${key.slice(1)}`,
      `Basic ${key}`,
      key,
      `Bearer ${'x'.repeat(5000)}`,
    ]
    for (const path of ['', `/${id}`, `/${id}/cancel`, '/unknown']) {
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
        expectProblem(await send(path, method, undefined, null), 401, `${method} ${path}`)
      }
      expect((await send(path, 'HEAD', undefined, null)).status).toBe(401)
      for (const authorization of wrong) expectProblem(await send(path, 'POST', {}, authorization), 401, String(authorization))
    }
    expect((await orders.read(id)).status).toBe('open')
  })

  test('tells an order with its payments, newest first, and answers 404 for one that is not there', async ({ orders, shopper }) => {
    const made = await orders.make()
    expect(await orders.read(made.id)).toEqual({ ...made, payments: [] })
    await shopper.pay(made.id, cards.noLimit)
    await shopper.pay(made.id, cards.good)
    const { status, payments } = await orders.read(made.id)
    expect(status).toBe('paid')
    expect(payments.map((payment) => payment.status)).toEqual(['succeeded', 'declined'])
    expect(payments[1]).toMatchObject({ xact_id: null, card: '435508******0051', settled_at: expect.any(String) })
    for (const id of ['A'.repeat(22), 'x', '%00', '..%2F..', `${made.id}x`]) expectProblem(await send(`/${id}`, 'GET'), 404, id)
  })

  test('cancels an open order, twice without harm, and none that is paid, in review or being settled', async ({
    orders,
    shopper,
    simulator,
    page,
  }) => {
    const open = await orders.make()
    const cancelled = await send(`/${open.id}/cancel`, 'POST')
    expect([cancelled.status, JSON.parse(cancelled.body)]).toEqual([200, { ...open, status: 'cancelled' }])
    expect((await send(`/${open.id}/cancel`, 'POST')).status).toBe(200)
    await page.goto(open.checkout_url)
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sipariş iptal edildi')
    await expect(page.locator('input[autocomplete^="cc-"]')).toHaveCount(0)

    const paid = await orders.make()
    await shopper.pay(paid.id, cards.good)
    expectProblem(await send(`/${paid.id}/cancel`, 'POST'), 409, 'paid')
    const review = await orders.make()
    await simulator.fault('wrong-amount', review.reference, { service: 'tds_charge' })
    await shopper.pay(review.id, cards.good)
    expectProblem(await send(`/${review.id}/cancel`, 'POST'), 409, 'in review')
    const settling = await orders.make()
    await simulator.fault('answer-lost-after', settling.reference, { service: 'tds_charge' })
    await simulator.fault('http-500', settling.reference, { service: 'check', times: 2 })
    await shopper.pay(settling.id, cards.good)
    expectProblem(await send(`/${settling.id}/cancel`, 'POST'), 409, 'being settled')
    expectProblem(await send(`/${'A'.repeat(22)}/cancel`, 'POST'), 404, 'unknown')
  })

  test('an order that is cancelled while the shopper is at the bank is not charged', async ({ orders, shopper, simulator }) => {
    const made = await orders.make()
    const to = await shopper.approve(await shopper.challenge(made.id, cards.good))
    expect(await orders.cancel(made.id)).toBe(200)
    expect((await shopper.comeBack(to)).status).toBe(303)
    expect(await simulator.calls(made.reference, 'tds_charge')).toEqual([])
    expect((await orders.read(made.id)).status).toBe('cancelled')
  })

  test('an unwanted method is 405 and names the ones there are', async () => {
    const answer = await send('', 'DELETE')
    expectProblem(answer, 405, 'DELETE')
    expect(answer.headers.allow).toBe('POST')
  })
})

test('health needs no key and tells no secret', async ({ app }) => {
  const live = await rawRequest(`${app.url}/api/health/live`)
  expect([live.status, JSON.parse(live.body)]).toEqual([200, { status: 'ok' }])
  const ready = await rawRequest(`${app.url}/api/health/ready`)
  expect(ready.status).toBe(200)
  expect(JSON.parse(ready.body)).toHaveProperty('oldest_unsettled_seconds')
  for (const name of ['PAYNET_SECRET_KEY', 'AUTH_SECRET', 'DATA_KEY', 'MERCHANT_API_KEY']) expect(ready.body).not.toContain(app.env[name])
})
