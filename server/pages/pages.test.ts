import { once } from 'node:events'
import http from 'node:http'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { ask, formOf, HTTPS, serve } from '@/server/http/serve.test-kit'

const OURS = 'http://localhost:3000'
const FORM = formOf([['a', 'b']])
const CALLBACK = `/api/paynet/refund/${'A'.repeat(22)}/${'B'.repeat(22)}`

/** What reaches the app behind the server, and what it answers: the body that it read. */
async function echo() {
  const seen: http.IncomingMessage[] = []
  const port = await serve({}, async (request, response) => {
    seen.push(request)
    response.end(await text(request))
  })
  return { seen, port }
}

describe('a page', () => {
  test('has a new nonce each time, in the answer’s policy and in what Next reads', async () => {
    const { seen, port } = await echo()
    const policies = [await ask(port), await ask(port)].map(({ headers }) => headers['content-security-policy'])
    expect(new Set(policies).size).toBe(2)
    expect(seen.map(({ headers }) => headers['content-security-policy'])).toEqual(policies)
    for (const { headers } of seen) expect(headers['content-security-policy']).toContain(`script-src 'nonce-${headers['x-nonce']}'`)
  })

  test.each([
    '/',
    '/login',
    '/nothing',
    '/api/../login',
    '/api/%2e%2e/login',
    '/_next/..\\login',
    '/_next/none',
    '/_next/data/x/index.json',
    '/_next/image',
    '/_next/static/../../login',
    '/products/none',
    '/brands/troy.svg/x',
    '/icon.svgx',
    '/robots.txtfoo',
    '/checkout/a/3d/b/c',
  ])('is what %s leads to, as to its policy and its posts', async (path) => {
    const { seen, port } = await echo()
    expect((await ask(port, { path })).headers['content-security-policy']).toContain("default-src 'none'")
    expect((await ask(port, { path, method: 'POST', body: 'a=b' })).statusCode).toBe(403)
    expect(seen).toHaveLength(1)
  })

  test.each([
    '/api/orders',
    '/api/orders/x',
    '/api/auth/callback/credentials',
    '/metrics',
    `/api/paynet/return/${'A'.repeat(22)}`,
    CALLBACK,
  ])('is not what %s leads to: it speaks for itself, from wherever it is asked, and runs no action', async (path) => {
    const { seen, port } = await echo()
    const headers = { 'Content-Type': 'application/json', 'Next-Action': 'a'.repeat(42), RSC: '1', 'Next-Router-State-Tree': 'x' }
    const answer = await ask(port, { path, method: 'POST', headers, body: '{}' })
    expect([answer.statusCode, answer.headers['content-security-policy']]).toEqual([200, expect.stringContaining("default-src 'none'")])
    expect(seen[0]?.headers).toMatchObject({ 'content-type': 'application/json' })
    for (const name of ['x-nonce', 'next-action', 'rsc', 'next-router-state-tree']) expect(seen[0]?.headers).not.toHaveProperty(name)
  })

  test('passes a multipart form on as it came only to the bank’s return and the documents', async () => {
    const { seen, port } = await echo()
    const paths = ['/api/orders', '/api/auth/signout', `/api/paynet/return/${'A'.repeat(22)}`, '/api/dealers/applications/a/documents']
    for (const path of paths) await ask(port, { path, method: 'POST', ...FORM })
    expect(seen.map(({ headers }) => headers['content-type']?.slice(0, 9))).toEqual([undefined, undefined, 'multipart', 'multipart'])
  })

  test('that leaves for the bank keeps its own policy, and has one in any case', async () => {
    const port = await serve({}, (request, response) => {
      if (request.url === '/checkout/a/3d/b') response.setHeader('Content-Security-Policy', 'its own')
      response.end()
    })
    expect((await ask(port, { path: '/checkout/a/3d/b' })).headers['content-security-policy']).toBe('its own')
    expect((await ask(port, { path: '/checkout/a/3d/c' })).headers['content-security-policy']).toContain("default-src 'none'")
  })

  test('knows its path, without the query', async () => {
    const { seen, port } = await echo()
    await ask(port, { path: '/account/cards?a=b' })
    expect(seen[0]?.headers['x-pathname']).toBe('/account/cards')
  })

  test.each(['*', 'http://evil.example/login'])('is not what "%s" leads to, nor anything else', async (path) => {
    const { seen, port } = await echo()
    expect((await ask(port, { path })).statusCode).toBe(400)
    expect(seen).toEqual([])
  })

  test('that fails is answered with 500, and the next one is answered', async () => {
    const port = await serve({}, (request, response) => {
      if (request.method === 'POST') throw new Error('planted')
      response.end()
    })
    expect((await ask(port, { method: 'POST', ...FORM })).statusCode).toBe(500)
    expect((await ask(port)).statusCode).toBe(200)
  })
})

describe('a chosen language', () => {
  test('is remembered and leads to the same page without the choice', async () => {
    const { seen, port } = await echo()
    const { statusCode, headers } = await ask(port, { path: '/checkout/a?x=1&lang=en&y=%C3%A7' })
    expect([statusCode, headers.location]).toEqual([303, `${OURS}/checkout/a?x=1&y=%C3%A7`])
    expect(headers['set-cookie']).toEqual(['lang=en; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax'])
    expect(headers['cache-control']).toBe('no-store')
    expect(seen).toEqual([])
  })

  test('is a Secure cookie behind https', async () => {
    const port = await serve(HTTPS, () => {})
    const { headers } = await ask(port, { path: '/?lang=tr' })
    expect([headers.location, headers['set-cookie']?.[0]]).toEqual([`${HTTPS.APP_URL}/`, expect.stringMatching(/^lang=tr;.*; Secure$/)])
  })

  test.each([
    ['/login?next=%2Fcheckout%2Fa%3Fx%3D1&lang=en', '/login?next=%2Fcheckout%2Fa%3Fx%3D1'],
    ['/dealers/apply?agent_reference=BAYI-7&lang=tr&lang=en', '/dealers/apply?agent_reference=BAYI-7'],
    ['/x?a=1&a=2&lang=en&b=', '/x?a=1&a=2&b='],
    ['/x?lang=en&next=https://example.com', '/x?next=https%3A%2F%2Fexample.com'],
    ['/x?lang=en&a=%0d%0aSet-Cookie:b=1', '/x?a=%0D%0ASet-Cookie%3Ab%3D1'],
    ['/x?lang=en&a=%22%3E%3Cscript%3E', '/x?a=%22%3E%3Cscript%3E'],
    ['/x?lang=en&a=%ff%e4', '/x?a=%EF%BF%BD%EF%BF%BD'],
  ])('loses nothing of the address %s and reflects nothing raw', async (path, expected) => {
    const { port } = await echo()
    for (const headers of [{}, { referer: `${OURS}/login?next=/account` }]) {
      expect((await ask(port, { path, headers })).headers.location).toBe(OURS + expected)
    }
  })

  test('becomes the newest of several such cookies, because the last one counts', async () => {
    const { port } = await echo()
    const ours = 'lang=en; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax'
    const chosen = async (cookie: string) => (await ask(port, { path: '/?lang=en', headers: { cookie } })).headers['set-cookie']
    expect(await chosen('a=b; lang=tr')).toEqual([ours])
    expect(await chosen('lang=tr; a=b; lang=de')).toEqual(['lang=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax', ours])
  })

  test('leads a browser that has brought no cookie over the page that says that cookies are needed', async () => {
    const { port } = await echo()
    const headers = { 'Sec-Fetch-Mode': 'navigate' }
    const to = '/cookies?to=%2Flogin%3Fnext%3D%252Faccount&lang=en'
    expect((await ask(port, { path: '/login?next=%2Faccount&lang=en', headers })).headers.location).toBe(OURS + to)
    const known = { ...headers, Cookie: 'lang=tr' }
    expect((await ask(port, { path: '/?lang=en', headers: known })).headers.location).toBe(`${OURS}/`)
  })

  test.each(['/?lang=de', '/?lang=', '/?lang=en%0d%0a', '/api/orders?lang=en'])('is not one of ours in %s', async (path) => {
    const { port } = await echo()
    expect((await ask(port, { path })).statusCode).toBe(200)
  })
})

describe('a post to a page', () => {
  test.each([undefined, 'null', 'https://evil.example', `${OURS}/`])('from %s never reaches it', async (origin) => {
    const { seen, port } = await echo()
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      const answer = await ask(port, { method, headers: origin === undefined ? {} : { Origin: origin } })
      expect([answer.statusCode, answer.headers['cache-control']]).toEqual([403, 'no-store'])
    }
    expect(seen).toEqual([])
  })

  test.each<[string, Array<[string, string]>]>([
    [
      'as typed',
      [
        ['holder', 'Ayşe "Yılmaz"\r\n--x--\n%22'],
        ['b', ''],
        ['b', '2'],
      ],
    ],
    ['of the most that a form may have', [['a', 'x'.repeat(65_000)]]],
  ])('reaches it with its fields %s, in a rewritten body', async (_, fields) => {
    const { seen, port } = await echo()
    const { headers, body } = formOf(fields)
    for (const parts of [body, [body.slice(0, 90), body.slice(90)]]) {
      const request = http.request({ port, host: '127.0.0.1', method: 'POST', headers: { ...headers, Trailer: 'x' } })
      if (typeof parts === 'string') request.end(parts)
      else {
        for (const part of parts) request.write(part)
        request.end()
      }
      const [response] = (await once(request, 'response')) as [http.IncomingMessage]
      const read = await text(response)
      const { headers: given, rawHeaders } = seen.pop() as http.IncomingMessage
      expect(given).toMatchObject({
        'content-length': String(Buffer.byteLength(read)),
        'content-type': expect.not.stringContaining('aBrowsersBoundary'),
      })
      for (const name of ['transfer-encoding', 'trailer']) expect([...Object.keys(given), ...rawHeaders]).not.toContain(name)
      const form = await new Response(read, { headers: { 'Content-Type': String(given['content-type']) } }).formData()
      expect([...form].slice(1)).toEqual(fields)
    }
  })

  test.each([
    ['says so', 'x'.repeat(65_537)],
    ['does not say so', ['x'.repeat(40_000), 'x'.repeat(40_000)]],
  ])('that is too large and %s is refused', async (_, body) => {
    const { seen, port } = await echo()
    expect((await ask(port, { method: 'POST', headers: FORM.headers, body })).statusCode).toBe(413)
    expect(seen).toEqual([])
  })

  test('that cannot name an action reaches it without its body', async () => {
    const { seen, port } = await echo()
    const headers = { Origin: OURS, 'Content-Type': 'application/x-www-form-urlencoded' }
    expect((await ask(port, { method: 'POST', headers, body: 'a=1' })).statusCode).toBe(200)
    expect(seen[0]?.headers).toMatchObject({ 'content-length': '0', 'content-type': expect.stringMatching(/^text\/plain/) })
  })

  test.each([
    ['a form without a boundary', { 'Content-Type': 'multipart/form-data' }],
    ['an invalid form', { 'Content-Type': 'multipart/form-data; boundary=x' }],
    ['an invalid call', { 'Content-Type': 'text/plain', 'Next-Action': 'a'.repeat(42) }],
    ['something else', { 'Content-Type': 'application/json' }],
  ])('of %s is refused', async (_, headers) => {
    const { seen, port } = await echo()
    expect((await ask(port, { method: 'POST', headers: { Origin: OURS, ...headers }, body: '--x\r\n' })).statusCode).toBe(400)
    expect(seen).toEqual([])
  })

  test.each(['PUT', 'DELETE', 'OPTIONS', 'PATCH'])('is no %s', async (method) => {
    const { seen, port } = await echo()
    expect((await ask(port, { ...FORM, method })).statusCode).toBe(405)
    expect(seen).toEqual([])
  })

  test('that ends early reaches no handler, and the server goes on', async () => {
    const { seen, port } = await echo()
    const broken = http.request({ port, host: '127.0.0.1', method: 'POST', headers: { ...FORM.headers, 'Content-Length': 1_000 } })
    broken.on('error', () => {})
    broken.write('a=b')
    await sleep(50)
    broken.destroy()
    expect((await ask(port, { method: 'POST', ...FORM })).statusCode).toBe(200)
    expect(seen).toHaveLength(1)
  })

  test('whose body the page does not want is answered all the same', async () => {
    const port = await serve({}, (request, response) => {
      request.destroy()
      setTimeout(() => response.end(), 20)
    })
    expect((await ask(port, { method: 'POST', ...FORM })).statusCode).toBe(200)
  })
})

test('a document of megabytes reaches its handler whole', async () => {
  let read = ''
  const port = await serve({}, async (request, response) => {
    read = await text(request)
    response.end()
  })
  const body = 'x'.repeat(5_000_000)
  expect((await ask(port, { path: '/api/dealers/applications/a/documents', method: 'POST', body })).statusCode).toBe(200)
  expect(read === body).toBe(true)
})

describe.each([
  ['the bank’s return', `/api/paynet/return/${'A'.repeat(22)}`],
  ['Paynet’s word about a refund', CALLBACK],
])('%s', (_name, path) => {
  test('reaches its handler whole, even if the browser has gone meanwhile', async () => {
    let read = ''
    const port = await serve({}, async (request) => {
      if (!request.socket.destroyed) await once(request.socket, 'close')
      read = await text(request)
    })
    const request = http.request({ port, host: '127.0.0.1', method: 'POST', path })
    request.on('error', () => {})
    request.end('session_id=a&token_id=b', () => setTimeout(() => request.destroy(), 50))
    await expect.poll(() => read).toBe('session_id=a&token_id=b')
  })

  test.each([
    ['says so', 'x'.repeat(17_000)],
    ['does not say so', ['x'.repeat(9_000), 'x'.repeat(9_000)]],
  ])('is reported to its handler as too large if it is and %s', async (_, body) => {
    const { seen, port } = await echo()
    await ask(port, { path, method: 'POST', body })
    expect(seen.map(({ headers }) => headers['content-length'])).toEqual(['16385'])
  })
})
