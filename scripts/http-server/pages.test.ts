import { once } from 'node:events'
import http from 'node:http'
import { text } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { ask, HTTPS, serve } from './serve.test-kit'

const OURS = 'http://localhost:3000'
const FORM = { Origin: OURS, 'Content-Type': 'application/x-www-form-urlencoded' }

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
  test('has a nonce that is new each time, in the policy of the answer and in what Next reads', async () => {
    const { seen, port } = await echo()
    const policies = [await ask(port), await ask(port)].map(({ headers }) => headers['content-security-policy'])
    expect(new Set(policies).size).toBe(2)
    expect(seen.map(({ headers }) => headers['content-security-policy'])).toEqual(policies)
    for (const { headers } of seen) expect(headers['content-security-policy']).toContain(`script-src 'nonce-${headers['x-nonce']}'`)
  })

  test.each(['/', '/login', '/nothing', '/metrics', '/api/../login', '/api/%2e%2e/login', '/_next/..\\login', '/login/../api/orders'])(
    'is what %s leads to, as to its policy and its posts',
    async (path) => {
      const { seen, port } = await echo()
      expect((await ask(port, { path })).headers['content-security-policy']).toContain("default-src 'none'")
      expect((await ask(port, { path, method: 'POST', body: 'a=b' })).statusCode).toBe(403)
      expect(seen).toHaveLength(1)
    },
  )

  test.each(['/api/orders', '/_next/static/a.js', '/brands/troy.svg', '/icon.svg', '/robots.txt'])(
    'is not what %s leads to: it speaks for itself',
    async (path) => {
      const { seen, port } = await echo()
      expect((await ask(port, { path, method: 'POST', body: 'a=b' })).headers).not.toHaveProperty('content-security-policy')
      expect(seen[0]?.headers).not.toHaveProperty('x-nonce')
    },
  )

  test('that leaves for the bank is left its own policy', async () => {
    const { port } = await echo()
    expect((await ask(port, { path: '/checkout/a/3d/b' })).headers).not.toHaveProperty('content-security-policy')
  })

  test('knows its path, without what was asked of it', async () => {
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
    expect((await ask(port, { method: 'POST', headers: FORM, body: 'a=b' })).statusCode).toBe(500)
    expect((await ask(port)).statusCode).toBe(200)
  })
})

describe('a chosen language', () => {
  test('is remembered, and leads to the same page of ours without the choice', async () => {
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

  test.each(['/?lang=de', '/?lang=', '/?lang=en%0d%0a', '/api/orders?lang=en'])('is none of ours in %s', async (path) => {
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

  test.each([
    ['whole', 'a=ş&b='],
    ['in chunks', ['a=', 'ş', '&b=']],
    ['of the most that a form may have', ['a'.repeat(40_000), 'b'.repeat(25_536)]],
    ['empty', ''],
  ])('reaches it with its body as it was sent, %s', async (_, body) => {
    const { port } = await echo()
    const answer = http.request({ port, host: '127.0.0.1', method: 'POST', headers: FORM })
    for (const part of [body].flat()) if (part !== '') answer.write(part)
    answer.end()
    const [response] = (await once(answer, 'response')) as [http.IncomingMessage]
    expect(await text(response)).toBe([body].flat().join(''))
  })

  test.each([
    ['says so', 'x'.repeat(65_537)],
    ['does not say so', ['x'.repeat(40_000), 'x'.repeat(40_000)]],
  ])('that is too large and %s is refused', async (_, body) => {
    const { seen, port } = await echo()
    expect((await ask(port, { method: 'POST', headers: FORM, body })).statusCode).toBe(413)
    expect(seen).toEqual([])
  })

  test.each([
    ['a form without borders', { 'Content-Type': 'multipart/form-data' }],
    ['a form that is none', { 'Content-Type': 'multipart/form-data; boundary=x' }],
    ['a call that is none', { 'Content-Type': 'text/plain', 'Next-Action': 'a'.repeat(42) }],
  ])('of %s is refused', async (_, headers) => {
    const { seen, port } = await echo()
    expect((await ask(port, { method: 'POST', headers: { ...FORM, ...headers }, body: '--x\r\n' })).statusCode).toBe(400)
    expect(seen).toEqual([])
  })

  test('that ends early is given to nobody, and the server goes on', async () => {
    const { seen, port } = await echo()
    const broken = http.request({ port, host: '127.0.0.1', method: 'POST', headers: { ...FORM, 'Content-Length': 100 } })
    broken.on('error', () => {})
    broken.write('a=b')
    await new Promise((resolve) => setTimeout(resolve, 50))
    broken.destroy()
    expect((await ask(port, { method: 'POST', headers: FORM, body: 'a=b' })).statusCode).toBe(200)
    expect(seen).toHaveLength(1)
  })

  test('whose body the page does not want is answered all the same', async () => {
    const port = await serve({}, (request, response) => {
      request.destroy()
      setTimeout(() => response.end(), 20)
    })
    expect((await ask(port, { method: 'POST', headers: FORM, body: 'a=b' })).statusCode).toBe(200)
  })
})
