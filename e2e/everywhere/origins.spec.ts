import { expect, test } from '@/e2e/fixtures'
import { cards } from '@/e2e/harness/cards'
import { rawRequest } from '@/e2e/harness/raw-request'

const foreign = (appUrl: string): Array<[string, string | string[] | undefined]> => [
  ['none', undefined],
  ['empty', ''],
  ['null', 'null'],
  ['foreign', 'https://evil.example'],
  ['the bank', 'http://127.0.0.1:4010'],
  ['longer', `${appUrl}.evil.example`],
  ['with a path', `${appUrl}/`],
  ['another port', appUrl.replace(/\d+$/, '1')],
  ['another scheme', appUrl.replace('http:', 'https:')],
  ['another name of this machine', appUrl.replace('localhost', '127.0.0.1')],
  ['malformed', 'http://['],
  ['no URL', 'javascript:alert(1)'],
  ['two', [appUrl, 'https://evil.example']],
]

test('a form from another origin, or without one, is refused and never run', async ({ app, orders, shopper, simulator }) => {
  const order = await orders.make()
  const fields = await shopper.fillForm(order.id, cards.good)
  const shop = await shopper.request('/')
  const buy = /<form[\s\S]*?<\/form>/.exec(shop.body)?.[0] ?? ''
  expect(buy).toContain('name="product"')
  const host = new URL(app.url).host
  for (const [name, origin] of foreign(app.url)) {
    for (const forged of [
      {},
      { 'X-Forwarded-Host': 'evil.example', Host: host },
      { 'X-Forwarded-Host': 'evil.example', Host: 'evil.example' },
    ]) {
      const headers: Record<string, string | string[]> = { ...forged }
      if (origin !== undefined) headers.Origin = origin
      for (const path of [
        `/checkout/${order.id}`,
        `/checkout/${order.id}/result`,
        '/login',
        '/register',
        '/account',
        '/',
        '/nothing',
        '/_next/none',
        '/products/none',
        '/icon.svgx',
        '/api/none',
        '/brands/marks.svg',
      ]) {
        const body = new URLSearchParams(fields).toString()
        const asForm = await rawRequest(`${app.url}${path}`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
          body,
        })
        const asAction = await rawRequest(`${app.url}${path}`, {
          method: 'POST',
          headers: { 'Content-Type': 'text/plain;charset=UTF-8', 'Next-Action': 'a'.repeat(42), ...headers },
          body: '[]',
        })
        for (const { status } of [asForm, asAction]) {
          expect(status, `${name} ${path}`).toBeGreaterThanOrEqual(400)
          expect(status, `${name} ${path}`).toBeLessThan(500)
        }
      }
    }
  }
  expect((await orders.read(order.id)).payments).toEqual([])
  expect(await simulator.calls(order.reference)).toEqual([])

  expect((await shopper.postForm(`/checkout/${order.id}`, fields)).status, 'the same form from our own page runs').toBe(303)
  expect((await orders.read(order.id)).payments).toHaveLength(1)
})

test('a hostile or broken form post is refused and never causes a server error', async ({ app, orders, shopper }) => {
  const order = await orders.make()
  const good = await shopper.fillForm(order.id, cards.good)
  const without = (name: string) => good.filter(([field]) => field !== name)
  const forms: Array<[string, Array<[string, string]>]> = [
    ['without a key', without('attempt_key')],
    ['with another order’s key', [...without('attempt_key'), ['attempt_key', 'x'.repeat(22)]]],
    ['with another amount', [...without('shown_amount'), ['shown_amount', '1']]],
    ['without an amount', without('shown_amount')],
    ['with a number twice', [...good, ['number', '1']]],
    ['with a huge name', [...without('holder'), ['holder', 'x'.repeat(20_000)]]],
  ]
  for (const [name, fields] of forms) {
    const { status } = await shopper.postForm(`/checkout/${order.id}`, fields)
    expect(status, name).toBeLessThan(500)
  }
  const fresh = await shopper.fillForm((await orders.make()).id, cards.good)
  const cheaper = await shopper.postForm(
    `/checkout/${order.id}`,
    fresh.map(([field, value]) => [field, field === 'shown_amount' ? '1' : value]),
  )
  expect(cheaper.body).toContain('Sipariş tutarı değişti, kartınızdan ücret alınmadı.')
  const misplaced = fresh.filter(([field]) => field !== 'shown_amount')
  const answered = await shopper.postForm(`/checkout/${order.id}`, [...misplaced, ['shown_amount', '1'], ['saved_card', cards.good.number]])
  expect(answered.status, 'a card number in the place of a choice').toBe(200)
  expect(answered.body).not.toContain(cards.good.number)
  const large = await shopper.postForm(`/checkout/${order.id}`, [...good, ['more', 'x'.repeat(100_000)]])
  expect(large.status).toBe(413)
  for (const body of ['', 'x', '--x--', '[]', '{"a":1}']) {
    for (const type of [
      'multipart/form-data',
      'multipart/form-data; boundary=x',
      'application/json',
      'text/plain',
      'application/x-www-form-urlencoded',
    ]) {
      const { status } = await rawRequest(order.checkout_url, { method: 'POST', headers: { Origin: app.url, 'Content-Type': type }, body })
      expect(status, `${type} ${body}`).toBeLessThan(500)
    }
  }
})

test('a form that two parsers could read differently is refused', async ({ app, orders, shopper }) => {
  const order = await orders.make()
  const fields = await shopper.fillForm(order.id, cards.good)
  const write = (more: string) =>
    `${fields.map(([name, value]) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n${more}\r\n${value}\r\n`).join('')}--b--\r\n`
  const spellings: Array<[type: string, body: string]> = [
    ['multipart/form-data; boundary=b', write('Content-Transfer-Encoding: base64\r\n')],
    ['multipart/form-data; boundary=b', write('Content-Type: text/plain; charset=utf-16le\r\n')],
    ['multipart/form-data; boundary=b', `${write('')}${write('')}`],
    ['multipart/form-data; boundary=b; boundary=c', write('')],
    ['multipart/form-data; boundary=b; charset=utf-16le', write('')],
    ['multipart/form-dataX; boundary=b', write('')],
  ]
  for (const path of [`/checkout/${order.id}`, '/nothing', '/products/none']) {
    for (const [type, body] of spellings) {
      const headers = { Origin: app.url, 'Content-Type': type }
      const { status } = await rawRequest(`${app.url}${path}`, { method: 'POST', headers, body })
      expect(status, `${path} ${type} ${body.slice(0, 80)}`).toBe(400)
    }
  }
  expect((await orders.read(order.id)).payments).toEqual([])
  const headers = { Origin: app.url, 'Content-Type': 'multipart/form-data; boundary=b' }
  const { status } = await rawRequest(order.checkout_url, { method: 'POST', headers, body: write('') })
  expect(status, 'the same form, spelt as browsers do, runs').toBe(303)
})

test('action arguments that none of our pages sends are refused, and none of them is logged', async ({ app, orders, shopper }) => {
  const order = await orders.make()
  const fields = await shopper.fillForm(order.id, cards.good)
  const id = /"id":"(\w{42})"/.exec(fields.find(([name]) => name === '$ACTION_1:0')?.[1] ?? '')?.[1] ?? ''
  const form = fields.filter(([name]) => !name.startsWith('$ACTION_')).map(([name, value]): [string, string] => [`_1_${name}`, value])
  const call = (args: string) => shopper.postForm(`/checkout/${order.id}`, [...form, ['0', args]], { 'Next-Action': id })
  const canary = 'sızdı-42\n{"level":"error"}'
  const before = app.log().length
  for (const hostile of [canary, `["${order.id}","$1:__proto__:then","$K1"]`, '["$@0"]', `[${'0,'.repeat(5_000)}0]`, '{"then":1}', '']) {
    expect((await call(hostile)).status, hostile.slice(0, 40)).toBe(400)
    const bound = fields.map(([name, value]): [string, string] => [name, name === '$ACTION_1:1' ? hostile : value])
    expect((await shopper.postForm(`/checkout/${order.id}`, bound)).status, hostile.slice(0, 40)).toBe(400)
  }
  expect(app.log().slice(before)).not.toMatch(/sızdı|not valid JSON/)
  expect((await orders.read(order.id)).payments).toEqual([])

  const led = await call(JSON.stringify([order.id, {}, '$K1']))
  expect(String(led.headers['x-action-redirect']), 'the arguments that our page sends run').toMatch(/\/3d\//)
})

test('whatever host a request claims, Paynet, merchants and browsers get addresses on APP_URL', async ({
  app,
  orders,
  shopper,
  simulator,
}) => {
  const forgeries: Array<Record<string, string>> = [
    { Host: 'evil.example' },
    { 'X-Forwarded-Host': 'evil.example' },
    { Host: 'evil.example', 'X-Forwarded-Host': 'evil.example', 'X-Forwarded-Proto': 'https', 'X-Forwarded-Port': '444' },
    { Forwarded: 'host=evil.example;proto=https' },
    { 'X-Forwarded-Proto': 'https' },
    { 'X-Original-Host': 'evil.example', 'X-Host': 'evil.example', 'X-Rewrite-Url': 'http://evil.example/' },
  ]
  for (const forged of forgeries) {
    const fresh = await orders.make()
    const form = await shopper.fillForm(fresh.id, cards.good)
    const started = await shopper.postForm(`/checkout/${fresh.id}`, form, forged)
    expect(started.status).toBe(303)
    expect(new URL(started.headers.location ?? '', app.url).origin).toBe(app.url)
    const [call] = await simulator.calls(fresh.reference, 'tds_initial')
    const [payment] = (await orders.read(fresh.id)).payments
    expect(call?.return_url).toBe(`${app.url}/api/paynet/return/${payment?.id}`)
    expect(call?.domain).toBe('localhost')
    for (const path of ['/', '/?lang=en', `/checkout/${fresh.id}`, `/checkout/${fresh.id}?lang=tr`, call?.return_url ?? '']) {
      const answer = await shopper.request(path, { headers: forged })
      expect(answer.status, path).toBeLessThan(400)
      expect(`${answer.headers.location ?? ''}${answer.body}`, path).not.toContain('evil.example')
    }
    const made = await rawRequest(`${app.url}/api/orders`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${app.env.MERCHANT_API_KEY}`, ...forged },
      body: JSON.stringify({ reference: orders.newReference(), amount: 100 }),
    })
    expect(JSON.parse(made.body).checkout_url).toMatch(new RegExp(`^${app.url}/checkout/`))
  }
})

test('the language link leads only to its own page', async ({ app, shopper }) => {
  for (const path of [
    '//evil.example/',
    '/\\evil.example',
    '/%2f%2fevil.example',
    '/%5cevil.example',
    '/.//evil.example',
    '/@evil.example',
  ]) {
    const answer = await rawRequest(`${app.url}${path}?lang=en&next=https://evil.example`)
    expect(answer.status, path).toBeLessThan(500)
    const { location } = answer.headers
    if (location !== undefined) expect(new URL(location, app.url).origin, path).toBe(app.url)
  }
  const chosen = await shopper.request('/?lang=en')
  expect([chosen.status, new URL(chosen.headers.location ?? '', app.url).href]).toEqual([303, `${app.url}/`])
})
