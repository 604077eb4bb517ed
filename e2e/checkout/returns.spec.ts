import { expect, test } from '@/e2e/fixtures'
import { cards } from '@/e2e/harness/cards'
import { rawRequest } from '@/e2e/harness/raw-request'

const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' }

test('the bank’s answer, sent twenty times and then ten times at once, makes one charge and leads to the same page', {
  tag: '@journey',
}, async ({ app, orders, shopper, simulator }) => {
  const order = await orders.make()
  const to = await shopper.approve(await shopper.challenge(order.id, cards.good))
  const result = `${app.url}/checkout/${order.id}/result`
  for (let time = 0; time < 20; time += 1) {
    const { status, headers } = await shopper.comeBack(to)
    expect([status, headers.location]).toEqual([303, result])
  }
  expect(await simulator.calls(order.reference, 'tds_charge')).toHaveLength(1)

  const second = await orders.make()
  const atOnce = await shopper.approve(await shopper.challenge(second.id, cards.good))
  await simulator.fault('slow', second.reference, { service: 'tds_charge', ms: 300 })
  const answers = await Promise.all(Array.from({ length: 10 }, () => shopper.comeBack(atOnce)))
  expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(303))
  expect(new Set(answers.map(({ headers }) => headers.location))).toEqual(new Set([`${app.url}/checkout/${second.id}/result`]))
  expect(await simulator.calls(second.reference, 'tds_charge')).toHaveLength(1)
  expect(await simulator.successes(second.reference)).toHaveLength(1)
})

test('forged and broken returns of a payment answer 303 to its result and charge nothing, and the real one still pays', {
  tag: '@journey',
}, async ({ app, orders, shopper, simulator }) => {
  const order = await orders.make()
  const challenge = await shopper.challenge(order.id, cards.good)
  const to = await shopper.approve(challenge)
  const { session_id, token_id } = challenge.pair
  const foreign = await shopper.challenge((await orders.make()).id, cards.good)
  const pair = (fields: Array<[string, string]>) => new URLSearchParams(fields).toString()
  const good: Array<[string, string]> = [
    ['session_id', session_id],
    ['token_id', token_id],
  ]
  const bodies: Array<{ name: string; headers: Record<string, string>; body: string }> = [
    { name: 'nothing', headers: {}, body: '' },
    { name: 'an empty form', headers: FORM, body: '' },
    {
      name: 'an invented pair',
      headers: FORM,
      body: pair([
        ['session_id', 'a'],
        ['token_id', 'b'],
      ]),
    },
    {
      name: 'an empty pair',
      headers: FORM,
      body: pair([
        ['session_id', ''],
        ['token_id', ''],
      ]),
    },
    { name: 'only the session', headers: FORM, body: pair([['session_id', session_id]]) },
    {
      name: 'another payment’s token',
      headers: FORM,
      body: pair([
        ['session_id', session_id],
        ['token_id', foreign.pair.token_id],
      ]),
    },
    { name: 'another payment’s pair', headers: FORM, body: pair(Object.entries(foreign.pair)) },
    {
      name: 'the pair swapped',
      headers: FORM,
      body: pair([
        ['session_id', token_id],
        ['token_id', session_id],
      ]),
    },
    {
      name: 'the session in lower case',
      headers: FORM,
      body: pair([
        ['session_id', session_id.toLowerCase()],
        ['token_id', token_id.toLowerCase()],
      ]),
    },
    {
      name: 'other names',
      headers: FORM,
      body: pair([
        ['Session_Id', session_id],
        ['Token_Id', token_id],
      ]),
    },
    { name: 'a session twice', headers: FORM, body: pair([...good, ['session_id', session_id]]) },
    { name: 'a token twice', headers: FORM, body: pair([...good, ['token_id', 'x']]) },
    {
      name: 'arrays',
      headers: FORM,
      body: pair([
        ['session_id[]', session_id],
        ['token_id[]', token_id],
      ]),
    },
    { name: 'JSON', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ session_id, token_id }) },
    { name: 'the form as text', headers: { 'Content-Type': 'text/plain' }, body: pair(good) },
    { name: 'broken multipart', headers: { 'Content-Type': 'multipart/form-data; boundary=x' }, body: '--y\r\nbroken' },
    { name: 'multipart without a boundary', headers: { 'Content-Type': 'multipart/form-data' }, body: pair(good) },
    { name: 'an unheard-of type', headers: { 'Content-Type': '\\;;=' }, body: pair(good) },
    { name: 'a thousand fields', headers: FORM, body: pair(Array.from({ length: 1000 }, (_, index) => [`f${index}`, 'x'])) },
    { name: 'broken escapes', headers: FORM, body: 'session_id=%&token_id=%zz%ff' },
    {
      name: 'NUL and line ends',
      headers: FORM,
      body: pair([
        ['session_id', '\0\r\n'],
        ['token_id', '\u2028'],
      ]),
    },
  ]
  for (const { name, headers, body } of bodies) {
    const answer = await rawRequest(to.url, { method: 'POST', headers, body })
    expect([answer.status, answer.headers.location], name).toEqual([303, `${app.url}/checkout/${order.id}/result`])
    expect(answer.headers['set-cookie'], name).toBeUndefined()
  }
  expect(await simulator.calls(order.reference, 'tds_charge')).toEqual([])
  expect((await orders.read(order.id)).payments.map(({ status }) => status)).toEqual(['awaiting_3ds'])

  expect((await shopper.comeBack(to)).status).toBe(303)
  expect((await orders.read(order.id)).status).toBe('paid')
})

test('a return for a missing payment gets 404, whatever it brings', async ({ app, orders, shopper, simulator }) => {
  const order = await orders.make()
  const to = await shopper.approve(await shopper.challenge(order.id, cards.good))
  const body = new URLSearchParams(to.fields).toString()
  for (const id of ['A'.repeat(22), 'x', '%00', '..%2f..', order.id, '-1', `${'9'.repeat(500)}`]) {
    for (const method of ['POST', 'GET']) {
      const answer = await rawRequest(`${app.url}/api/paynet/return/${id}`, {
        method,
        headers: FORM,
        ...(method === 'POST' ? { body } : {}),
      })
      expect(answer.status, `${method} ${id}`).toBe(404)
    }
  }
  expect(await simulator.calls(order.reference, 'tds_charge')).toEqual([])
})

test('a return that is too large gets 413, and one of 30 MB does no harm', async ({ app, orders, shopper, simulator }) => {
  const order = await orders.make()
  const challenge = await shopper.challenge(order.id, cards.good)
  const to = await shopper.approve(challenge)
  const pair = new URLSearchParams(to.fields).toString()
  for (const size of [17 * 1024, 30 * 1024 * 1024]) {
    const answer = await rawRequest(to.url, { method: 'POST', headers: FORM, body: `${pair}&x=${'x'.repeat(size)}` })
    expect(answer.status).toBe(413)
  }
  expect((await rawRequest(`${app.url}/api/health/live`)).status).toBe(200)
  expect(await simulator.calls(order.reference, 'tds_charge')).toEqual([])
  await shopper.comeBack(to)
  expect((await orders.read(order.id)).status).toBe('paid')
})

test('opening the return address charges nothing, with any method but POST, even with the pair in the query', async ({
  app,
  orders,
  shopper,
  simulator,
}) => {
  const order = await orders.make()
  const to = await shopper.approve(await shopper.challenge(order.id, cards.good))
  const url = `${to.url}?${new URLSearchParams(to.fields)}`
  for (const method of ['GET', 'HEAD']) {
    const answer = await rawRequest(url, { method })
    expect([answer.status, answer.headers.location], method).toEqual([303, `${app.url}/checkout/${order.id}/result`])
  }
  for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
    const { status } = await rawRequest(url, { method })
    expect(status, method).toBeLessThan(500)
  }
  expect(await simulator.calls(order.reference, 'tds_charge')).toEqual([])
  expect((await orders.read(order.id)).status).toBe('open')
})

test('a page that says that nothing was charged does not go on saying so once the real return has come', async ({
  page,
  app,
  orders,
  shopper,
}) => {
  const order = await orders.make()
  const to = await shopper.approve(await shopper.challenge(order.id, cards.good))
  await rawRequest(to.url, { method: 'GET' })
  await page.goto(`${app.url}/checkout/${order.id}/result`)
  const main = page.locator('main')
  await expect(main).toContainText('Kartınızdan ücret alınmadı.')
  await expect(main, 'unless it still is confirmed').toContainText('ödemeyi bankanızda onaylamadığınız sürece ücret alınmaz')
  await shopper.comeBack(to)
  await expect(main).toHaveAttribute('data-payment-status', 'succeeded', { timeout: 60_000 })
  await expect(main).not.toContainText('ücret alınmadı')
})

test('the real return works from any origin and without one', async ({ orders, shopper, simulator }) => {
  for (const origin of [undefined, 'null', 'https://acs.bank.example', 'not an origin']) {
    const order = await orders.make()
    const to = await shopper.approve(await shopper.challenge(order.id, cards.good))
    const answer = await rawRequest(to.url, {
      method: 'POST',
      headers: { ...FORM, ...(origin === undefined ? {} : { Origin: origin }) },
      body: new URLSearchParams(to.fields).toString(),
    })
    expect(answer.status, origin ?? 'no origin').toBe(303)
    expect(await simulator.successes(order.reference), origin ?? 'no origin').toHaveLength(1)
  }
})
