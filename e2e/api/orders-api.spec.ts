import { expect, test } from '@/e2e/fixtures'
import { cards } from '@/e2e/harness/cards'
import { NOTHING_SENT, type Orders } from '@/e2e/harness/orders'
import { type RawAnswer, rawRequest } from '@/e2e/harness/raw-request'
import { expectProblem, misfits } from './orders-api-cases'

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
        ...(body === undefined ? {} : { body: typeof body === 'string' || body instanceof Buffer ? body : JSON.stringify(body) }),
      })
  })

  test('creates an order once: 201, then 200 for the same body in any key order, 409 for another', { tag: '@journey' }, async ({
    app,
    orders,
  }) => {
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
    // The same values, spelt differently.
    const spelled = JSON.stringify(wanted).replace('14990', '1.499e4').replace('Ay', '\\u0041y')
    expect((await send('', 'POST', spelled)).status, spelled).toBe(200)
    expectProblem(await send('', 'POST', { ...wanted, description: 'x' }), 409, 'another body')
    expectProblem(await send('', 'POST', { ...wanted, customer: { name: 'Ayşe' } }), 409, 'another customer')
    expectProblem(await send('', 'POST', { ...wanted, items: undefined }), 409, 'without the items')
  })

  test('creates one order from ten equal simultaneous requests', async ({ orders }) => {
    const wanted = order(orders)
    const answers = await Promise.all(Array.from({ length: 10 }, () => send('', 'POST', wanted)))
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(9).fill(200), 201])
    expect(new Set(answers.map(({ body }) => body)).size).toBe(1)
  })

  test('points to each field that does not fit', async ({ orders }) => {
    for (const [change, pointer] of misfits) {
      const body = order(orders, change)
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
    for (const body of ['[]', 'null', '"text"', '7', 'true']) {
      expect(expectProblem(await send('', 'POST', body), 422, body).errors).toEqual([
        { pointer: '', detail: expect.stringMatching(/object/) },
      ])
    }
    const several = { reference: 'a b', amount: '1', customer: { tckn: '1' }, items: [{ name: '', quantity: 0, unit_amount: -1 }], x: 1 }
    const { errors = [] } = expectProblem(await send('', 'POST', several), 422, 'several at once')
    const pointers = ['/amount', '/customer/tckn', '/items/0/name', '/items/0/quantity', '/items/0/unit_amount', '/reference', '/x']
    expect(errors.map((error) => error.pointer).sort()).toEqual(pointers)
  })

  test('accepts the largest and the smallest valid order', async ({ orders }) => {
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

  test('refuses invalid JSON with 400 and more than 128 KB with 413', async ({ orders }) => {
    for (const body of ['', '{', '{"a":1,}', 'reference=A&amount=1', '\uFFFE'])
      expectProblem(await send('', 'POST', body), 400, JSON.stringify(body))
    const latin1 = Buffer.from('{"reference":"A","amount":1,"description":"\xfc"}', 'latin1')
    expectProblem(await send('', 'POST', latin1), 400, 'no UTF-8')
    const small = JSON.stringify(order(orders))
    expect((await send('', 'POST', small.padEnd(128 * 1024))).status, '128 KB').toBe(201)
    expectProblem(await send('', 'POST', small.padEnd(128 * 1024 + 1)), 413, '128 KB and a byte')
    expectProblem(await send('', 'POST', `{"description":"${'x'.repeat(129 * 1024)}"}`), 413, '129 KB')
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
    for (const path of ['', `/${id}`, `/${id}/cancel`, `/${id}/reopen`, '/unknown']) {
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
        expectProblem(await send(path, method, undefined, null), 401, `${method} ${path}`)
      }
      expect((await send(path, 'HEAD', undefined, null)).status).toBe(401)
      for (const authorization of wrong) expectProblem(await send(path, 'POST', {}, authorization), 401, String(authorization))
    }
    expect((await orders.read(id)).status).toBe('open')
  })

  test('returns an order with its payments, newest first, and 404 for a missing one', { tag: '@journey' }, async ({
    orders,
    shopper,
    simulator,
  }) => {
    const made = await orders.make()
    expect(await orders.read(made.id)).toEqual({ ...made, ...NOTHING_SENT, payments: [] })
    await shopper.pay(made.id, cards.noLimit)
    await shopper.pay(made.id, cards.good)
    const { status, payments } = await orders.read(made.id)
    expect(status).toBe('paid')
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/)
    const about = {
      id: expect.stringMatching(/^[\w-]{22}$/),
      amount: made.amount,
      fee_amount: 0,
      fee_payer: null,
      instalment: 1,
      monthly_amount: null,
      late: false,
      created_at: time,
      settled_at: time,
    }
    const told = {
      id: expect.any(Number),
      xact_date: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+\+03:00$/),
      bank_reference_code: expect.any(String),
      bank_order_id: expect.any(String),
      bank_id: expect.stringMatching(/^[A-Z]{4}$/),
      bank_name: expect.any(String),
      md_status: 1,
      // A simulated fiftieth, and a fifth of that as tax.
      net_amount: 120_487,
      commission: 2_469,
      commission_tax: 494,
    }
    const referenceNo = expect.stringMatching(new RegExp(`^${made.reference}-[\\w-]+$`))
    const [success] = await simulator.successes(made.reference)
    expect(payments).toEqual([
      {
        ...about,
        status: 'succeeded',
        reference_no: success?.reference_no,
        charged_amount: made.amount,
        xact_id: success?.xact_id,
        card: '435508******4358',
        decline: null,
        paynet: { ...told, authorization_code: expect.stringMatching(/^\d{6}$/), bank_error_id: null },
      },
      {
        ...about,
        status: 'declined',
        reference_no: referenceNo,
        charged_amount: null,
        xact_id: null,
        card: '435508******0051',
        decline: 'insufficient-funds',
        paynet: { ...told, authorization_code: null, bank_error_id: '51' },
      },
    ])
    expect(new Set(payments.map((payment) => payment.reference_no)).size).toBe(2)
    for (const id of ['A'.repeat(22), 'x', '%00', '..%2F..', `${made.id}x`]) expectProblem(await send(`/${id}`, 'GET'), 404, id)
  })

  test('an order with all that it may have is paid, and read back as it was sent, its customer aside', async ({ orders, shopper }) => {
    const sent = {
      description: 'İki fincan',
      items: [{ name: 'Fincan', quantity: 2, unit_amount: 7495 }],
      success_url: 'https://magaza.example/tamam?no={REFERENCE}',
      cancel_url: 'https://magaza.example/sepet',
      return: 'auto',
      locale: 'en',
      paynet: {
        agent_id: '1001',
        company_amount: 9990,
        agent_reference_no: 'B-1001',
        agent_customer_name: 'Örnek Bayi A.Ş.',
        is_escrow: true,
        iban: 'TR330006100519786457841326',
        ratio_code: 'KASIM',
      },
    }
    const customer = { name: 'Ayşe Yılmaz', email: 'ayse@example.com', phone: '+90 532 123 45 67' }
    const made = await orders.make({ amount: 14_990, ...sent, customer })
    await shopper.pay(made.id, cards.good)
    const read = await orders.read(made.id)
    expect(read).toEqual({
      ...made,
      ...sent,
      max_instalments: null,
      status: 'paid',
      payments: [expect.objectContaining({ charged_amount: 14_990 })],
      refunded_amount: 0,
      refunds: [],
      version: 2,
      metadata: null,
    })
    expect(JSON.stringify(read)).not.toMatch(/Yılmaz|ayse@|532 ?123/)
  })

  test('cancels an open order, harmlessly twice, but none that is paid, in review or being settled', async ({
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

  test('opens a cancelled order again, once, but none that is open, paid or in review', async ({ orders, shopper, simulator }) => {
    const over = await orders.make()
    await orders.cancel(over.id)
    const reopened = await send(`/${over.id}/reopen`, 'POST')
    expect([reopened.status, JSON.parse(reopened.body)]).toEqual([200, { ...over, expires_at: expect.any(String) }])
    expect(JSON.parse(reopened.body).expires_at > over.expires_at).toBe(true)
    expectProblem(await send(`/${over.id}/reopen`, 'POST'), 409, 'open')
    expectProblem(await send(`/${over.id}/reopen`, 'POST', { x: 1 }), 422, 'an unknown key')
    await shopper.pay(over.id, cards.good)
    expect(await simulator.successes(over.reference)).toHaveLength(1)
    expectProblem(await send(`/${over.id}/reopen`, 'POST'), 409, 'paid')
    const review = await orders.make()
    await simulator.fault('wrong-amount', review.reference, { service: 'tds_charge' })
    await shopper.pay(review.id, cards.good)
    expectProblem(await send(`/${review.id}/reopen`, 'POST'), 409, 'in review')
    expectProblem(await send(`/${'A'.repeat(22)}/reopen`, 'POST'), 404, 'unknown')
  })

  test('an order cancelled while the shopper is at the bank is not charged', async ({ orders, shopper, simulator }) => {
    const made = await orders.make()
    const to = await shopper.approve(await shopper.challenge(made.id, cards.good))
    expect(await orders.cancel(made.id)).toBe(200)
    expect((await shopper.comeBack(to)).status).toBe(303)
    expect(await simulator.calls(made.reference, 'tds_charge')).toEqual([])
    expect((await orders.read(made.id)).status).toBe('cancelled')
  })

  test('lists orders page by page, the newest first, and finds one by its reference', async ({ orders }) => {
    const [first, second] = [await orders.make(), await orders.make()]
    const list = async (query: string) => JSON.parse((await send(query, 'GET')).body)
    const from = `created_from=${first.created_at}&status=open`
    const page = await list(`?${from}&limit=1`)
    expect(page).toMatchObject({ has_more: true, next: expect.any(String) })
    const rest = await list(`?${from}&limit=100&after=${page.next}`)
    const ids = [...page.data, ...rest.data].map(({ id }) => id)
    expect(ids).toEqual(expect.arrayContaining([first.id, second.id]))
    expect(new Set(ids).size).toBe(ids.length)
    const { id, reference, status, amount, currency, checkout_url, created_at, expires_at, version, metadata } = await orders.read(first.id)
    const listed = { id, reference, status, amount, currency, checkout_url, created_at, expires_at, version, metadata }
    expect(await list(`?reference=${reference}`)).toEqual({ data: [listed], has_more: false, next: null })
    expectProblem(await send('?status=gone', 'GET'), 422, 'an unknown status')
  })

  test('an unsupported method gets 405 and a list of the supported ones', async ({ orders }) => {
    const { id } = await orders.make()
    const wanted: Array<[string, string]> = [
      ['', 'GET, POST'],
      [`/${id}`, 'GET'],
      [`/${id}/cancel`, 'POST'],
      [`/${id}/reopen`, 'POST'],
    ]
    for (const [path, method] of wanted) {
      for (const other of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].filter((name) => !method.includes(name))) {
        const answer = await send(path, other)
        expectProblem(answer, 405, `${other} ${path}`)
        expect(answer.headers.allow).toBe(method)
      }
    }
    expect((await orders.read(id)).status).toBe('open')
  })
})
