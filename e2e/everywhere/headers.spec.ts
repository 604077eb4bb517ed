import { expect, test } from '@/e2e/fixtures'
import { cards } from '@/e2e/harness/cards'
import type { RawAnswer } from '@/e2e/harness/raw-request'
import { rawRequest } from '@/e2e/harness/raw-request'
import { bank, expectStatus, payByCard } from '@/e2e/pages/shopper-page'

function expectCommon(answer: RawAnswer, name: string, referrer = 'strict-origin-when-cross-origin'): void {
  expect(answer.headers, name).toMatchObject({
    'x-content-type-options': 'nosniff',
    'referrer-policy': referrer,
    'cross-origin-opener-policy': 'same-origin',
    'x-frame-options': 'DENY',
    'content-security-policy': expect.stringMatching(/^default-src 'none'[^,]*$/),
  })
  for (const feature of ['payment', 'camera', 'microphone', 'geolocation']) {
    expect(answer.headers['permissions-policy'], name).toContain(`${feature}=()`)
  }
  expect(answer.headers, name).not.toHaveProperty('x-powered-by')
}

/** A policy as its directives. */
function policyOf(answer: RawAnswer, name: string): Map<string, string[]> {
  const header = answer.headers['content-security-policy']
  expect(header, `${name} has one policy`).toMatch(/^[^,]+$/)
  return new Map(
    String(header)
      .split(';')
      .map((directive): [string, string[]] => {
        const [key = '', ...values] = directive.trim().split(' ')
        return [key, values]
      }),
  )
}

function nonceOf(policy: Map<string, string[]>): string {
  return /^'nonce-([\w-]{16,})'$/.exec(policy.get('script-src')?.find((value) => value.startsWith("'nonce-")) ?? '')?.[1] ?? 'no nonce'
}

test('every answer has the common headers, whatever its status', async ({ app, orders, shopper }) => {
  const order = await orders.make()
  const challenge = await shopper.challenge(order.id, cards.good)
  const back = await shopper.approve(challenge)
  const script = /src="(\/_next\/static\/[^"]+\.js)"/.exec((await shopper.request('/')).body)?.[1] ?? ''
  const key = { Authorization: `Bearer ${app.env.MERCHANT_API_KEY}` }
  const requests: Array<[number, string, Parameters<typeof shopper.request>[1]?]> = [
    [200, '/'],
    [303, '/?lang=en'],
    [200, `/checkout/${order.id}`],
    [303, `/checkout/${order.id}?lang=en`],
    [404, `/checkout/${'A'.repeat(22)}`],
    [200, challenge.path],
    [404, `/checkout/${order.id}/3d/${'A'.repeat(22)}`],
    [200, `/checkout/${order.id}/result`],
    [404, `/checkout/${'A'.repeat(22)}/result`],
    [404, '/nothing/here'],
    [403, `/checkout/${order.id}`, { method: 'POST', body: 'x' }],
    [303, back.url],
    [404, `/api/paynet/return/${'A'.repeat(22)}`, { method: 'POST', body: '' }],
    [413, back.url, { method: 'POST', body: 'x'.repeat(20_000) }],
    [401, '/api/orders', { method: 'POST', body: '{}' }],
    [422, '/api/orders', { method: 'POST', body: '{}', headers: key }],
    [200, `/api/orders/${order.id}`, { headers: key }],
    [200, '/api/health/live'],
    [200, '/api/health/ready'],
    [404, '/api/nothing'],
    [200, '/login'],
    [200, '/forgot'],
    [200, '/register'],
    [303, '/account'],
    [200, `/reset/${'A'.repeat(22)}`],
    [200, `/r/${'A'.repeat(22)}`],
    [200, '/api/auth/csrf'],
    [200, '/api/auth/session'],
    [404, '/api/auth/_log', { method: 'POST', body: '{}' }],
    [403, '/api/auth/signout', { method: 'POST', body: '' }],
    [200, '/robots.txt'],
    [200, '/icon.svg'],
    [200, '/favicon.ico'],
    [200, '/manifest.webmanifest'],
    [404, '/icons/none.png'],
    [200, '/link-picture'],
    [200, `/checkout/${order.id}/link-picture`],
    [404, `/checkout/${'A'.repeat(22)}/link-picture`],
    [302, '/.well-known/change-password'],
    [200, '/brands/marks.svg'],
    [200, script],
    [404, '/_next/static/nothing.js'],
    [404, '/_next/nothing'],
    [404, '/products/nothing'],
    [404, '/brands/nothing.svg'],
    [404, '/icon.svgx'],
    [404, `/checkout/${order.id}/3d/${'A'.repeat(22)}/nothing`],
    [405, '/brands/marks.svg', { method: 'POST', body: 'x' }],
  ]
  for (const [status, path, request] of requests) {
    const answer = await shopper.request(path, request)
    const name = `${request?.method ?? 'GET'} ${path}`
    expect(answer.status, name).toBe(status)
    expectCommon(answer, name, /^\/(r|reset)\//.test(path) ? 'same-origin' : undefined)
    expect(answer.headers, name).not.toHaveProperty('strict-transport-security')
    const isKept = /^\/(_next|brands|icon|robots|favicon|manifest|link-picture)|link-picture$/.test(path)
    if (!isKept) expect(answer.headers['cache-control'] ?? 'no-store', name).toMatch(/no-store/)
  }
})

test('every page allows only scripts with its own nonce, and every script in it has that nonce', async ({ orders, shopper }) => {
  const order = await orders.make()
  const paid = await orders.make()
  await shopper.pay(paid.id, cards.good)
  const nonces = new Set<string>()
  const pages = [
    '/',
    `/checkout/${order.id}`,
    `/checkout/${paid.id}/result`,
    `/checkout/${'A'.repeat(22)}`,
    '/login',
    '/register',
    '/nothing',
  ]
  for (const path of pages) {
    const answer = await shopper.request(path)
    const policy = policyOf(answer, path)
    const nonce = nonceOf(policy)
    nonces.add(nonce)
    expect(Object.fromEntries(policy), path).toMatchObject({
      'default-src': ["'none'"],
      'script-src': [`'nonce-${nonce}'`, "'strict-dynamic'"],
      'style-src': ["'self'", `'nonce-${nonce}'`],
      'connect-src': ["'self'"],
      'form-action': ["'self'"],
      'base-uri': ["'none'"],
      'frame-ancestors': ["'none'"],
      'object-src': ["'none'"],
    })
    const scripts = answer.body.match(/<script\b[^>]*>/g) ?? []
    expect(scripts.length, path).toBeGreaterThan(3)
    expect(
      scripts.filter((tag) => !tag.includes(` nonce="${nonce}"`)),
      path,
    ).toEqual([])
    expect(answer.body, path).not.toMatch(/<[^>]+\son\w+="/)
    expect(answer.headers['cache-control'], path).toContain('no-store')
  }
  expect(nonces.size, 'a fresh nonce each time').toBe(pages.length)
})

test('the page that leaves for the bank allows a form to go to the bank, runs only its own script and is not stored', async ({
  orders,
  shopper,
}) => {
  const { path } = await shopper.challenge((await orders.make()).id, cards.good)
  const answer = await shopper.request(path)
  const policy = policyOf(answer, path)
  const nonce = nonceOf(policy)
  expect(Object.fromEntries(policy)).toEqual({
    'default-src': ["'none'"],
    'script-src': [`'nonce-${nonce}'`],
    'style-src': [`'nonce-${nonce}'`],
    'form-action': ['https:', 'http:'],
    'base-uri': ["'none'"],
    'frame-ancestors': ["'none'"],
  })
  expect(answer.body.match(/<script\b[^>]*>/g)).toEqual([`<script nonce="${nonce}">`])
  expect(answer.headers['cache-control']).toContain('no-store')
})

test('behind https there is HSTS, and the payer’s cookie is Secure and has the __Host- prefix', async ({ ownStack, address }) => {
  const stack = await ownStack({ APP_URL: 'https://localhost' })
  const { app, orders } = stack
  const order = await orders.make()
  expect(order.checkout_url).toBe(`https://localhost/checkout/${order.id}`)
  const headers = { Host: 'localhost', 'X-Forwarded-For': address }
  const page = await rawRequest(`${app.url}/checkout/${order.id}`, { headers })
  expectCommon(page, 'checkout')
  expect(page.headers['strict-transport-security']).toMatch(/max-age=\d{7,}/)
  const language = await rawRequest(`${app.url}/?lang=en`, { headers })
  expect(language.headers.location).toBe('https://localhost/')
  expect(String(language.headers['set-cookie'])).toMatch(/; Secure/i)
})

test('from the shop to the receipt nothing breaks the policy, no script fails, and no other host is contacted before the bank', {
  tag: '@journey',
}, async ({ page, app, simulator }) => {
  const faults: string[] = []
  const origins: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') faults.push(message.text())
  })
  page.on('pageerror', (error) => faults.push(error.message))
  page.on('request', (request) => origins.push(new URL(request.url()).origin))
  await page.goto('/')
  await page.getByRole('button', { name: 'Satın al' }).first().click()
  await expect(page).toHaveURL(/\/checkout\//)
  await payByCard(page, cards.good)
  await bank.approve(page)
  await expectStatus(page, 'succeeded')
  await page.reload()
  await expectStatus(page, 'succeeded')

  expect(faults).toEqual([])
  const atBank = origins.indexOf(simulator.url)
  expect(atBank).toBeGreaterThan(0)
  expect(new Set(origins.slice(0, atBank))).toEqual(new Set([app.url]))
  expect(new Set(origins)).toEqual(new Set([app.url, simulator.url]))
})
