import type http from 'node:http'
import { connect } from 'node:net'
import { describe, expect, test } from 'vitest'
import { whereFrom } from '@/server/http/client-address'
import { ask, HTTPS, serve } from '@/server/http/serve.test-kit'

/** The headers that reach the app behind the server. */
async function headersBehind(
  change: Record<string, string>,
  sent: Record<string, string | string[]>,
  path = '/api/orders',
): Promise<http.IncomingHttpHeaders> {
  let seen: http.IncomingHttpHeaders = {}
  const port = await serve(change, (request, response) => {
    seen = request.headers
    response.end()
  })
  await ask(port, { headers: sent, path })
  return seen
}

describe('what a client says about itself', () => {
  test.each(['evil.example', 'localhost:3000.evil.example', 'evil.example#localhost:3000', '127.0.0.1'])(
    'in Host "%s" changes no address that the app generates',
    async (host) => {
      const seen = await headersBehind(
        {},
        { Host: host, 'X-Forwarded-Host': host, 'X-Forwarded-Proto': 'https', 'X-Forwarded-Port': '443', Forwarded: `host=${host}` },
      )
      expect(seen).toMatchObject({ host: 'localhost:3000', 'x-forwarded-host': 'localhost:3000', 'x-forwarded-proto': 'http' })
      expect(seen).not.toHaveProperty('forwarded')
      expect(seen).not.toHaveProperty('x-forwarded-port')
    },
  )

  test('behind an https APP_URL is https, whatever the socket is', async () => {
    expect(await headersBehind(HTTPS, { 'X-Forwarded-Proto': 'http' })).toMatchObject({
      host: 'odeme.example.com',
      'x-forwarded-host': 'odeme.example.com',
      'x-forwarded-proto': 'https',
    })
  })

  test.each(['x-middleware-subrequest', 'x-nonce', 'x-pathname', 'x-query', 'content-security-policy', 'x-real-ip', 'x-forwarded-port'])(
    'in %s does not get through',
    async (name) => {
      expect(JSON.stringify(await headersBehind({}, { [name]: 'evil' }))).not.toContain('evil')
      expect(await headersBehind({}, { [name]: 'evil' }, '/api/orders')).not.toHaveProperty(name)
    },
  )

  test('in RSC reaches only pages: Next would redirect an API’s caller to another address, without the body', async () => {
    expect(await headersBehind({}, { RSC: '1' }, '/api/orders')).not.toHaveProperty('rsc')
    expect(await headersBehind({}, { RSC: '1' }, '/account')).toMatchObject({ rsc: '1' })
  })

  test('in everything else does', async () => {
    const sent = { Origin: 'null', Cookie: 'payer=1', 'Accept-Language': 'en' }
    expect(await headersBehind({}, sent)).toMatchObject({ origin: 'null', cookie: 'payer=1', 'accept-language': 'en' })
  })
})

describe("a client's address", () => {
  test.each([
    ['0', '1.1.1.1, 2.2.2.2', '127.0.0.1'],
    ['1', '1.1.1.1, 2.2.2.2', '2.2.2.2'],
    ['2', '1.1.1.1, 2.2.2.2', '1.1.1.1'],
    ['2', '9.9.9.9, 1.1.1.1, 2.2.2.2', '1.1.1.1'],
    ['1', ' 1.1.1.1 ,, ', '1.1.1.1'],
    ['1', '', '127.0.0.1'],
    ['1', '9.9.9.9, 192.0.2.7:20001', '192.0.2.7'],
    ['1', '[2001:db8::7]:20001', '2001:db8::7'],
    ['1', '[2001:db8::7]', '2001:db8::7'],
    ['1', '2001:db8::7', '2001:db8::7'],
    ['1', '::ffff:192.0.2.7', '192.0.2.7'],
  ])('behind %s proxies that say "%s" is %s', async (TRUSTED_PROXY_HOPS, header, address) => {
    expect(await headersBehind({ TRUSTED_PROXY_HOPS }, { 'X-Forwarded-For': header })).toMatchObject({ 'x-forwarded-for': address })
  })

  test.each([
    ['more proxies than entries', '3', '1.1.1.1, 2.2.2.2'],
    ['a name', '1', 'unknown'],
    ['a hidden name', '1', '_gazonk'],
    ['an address with more than a port', '1', '192.0.2.7:1:2'],
    ['an invalid port', '1', '192.0.2.7:x'],
    ['no port', '1', '192.0.2.7:'],
    ['half an address', '1', '192.0.2'],
    ['half a bracket', '1', '[2001:db8::7'],
    ['a name in brackets', '1', '[x]:1'],
  ])('is the socket’s if the header says %s', async (_, TRUSTED_PROXY_HOPS, header) => {
    expect(await headersBehind({ TRUSTED_PROXY_HOPS }, { 'X-Forwarded-For': header })).toMatchObject({ 'x-forwarded-for': '127.0.0.1' })
  })

  test('is the same if the header comes in several lines', async () => {
    expect(await headersBehind({ TRUSTED_PROXY_HOPS: '1' }, { 'X-Forwarded-For': ['1.1.1.1', '2.2.2.2'] })).toMatchObject({
      'x-forwarded-for': '2.2.2.2',
    })
  })

  test('is "unknown" once the socket no longer has one', () => {
    const request = { headers: {}, socket: { remoteAddress: undefined } } as unknown as http.IncomingMessage
    expect(whereFrom(request, 0).address).toBe('unknown')
  })
})

describe('a redirect', () => {
  test.each([
    [307, 303],
    [308, 303],
    [303, 303],
    [302, 302],
    [301, 301],
  ])('of %i leaves as %i, so that no browser reposts a body', async (status, sent) => {
    const byHead = await serve({}, (_request, response) => void response.writeHead(status, { Location: '/x' }).end())
    const byField = await serve({}, (_request, response) => {
      response.statusCode = status
      response.setHeader('Location', '/x')
      response.end()
    })
    for (const port of [byHead, byField]) {
      const { statusCode, headers } = await ask(port, { method: 'POST', path: '/api/orders/x' })
      expect({ statusCode, location: headers.location }).toEqual({ statusCode: sent, location: '/x' })
    }
  })

  test('keeps its reason phrase, and other answers their status', async () => {
    const port = await serve({}, (_request, response) => void response.writeHead(418, 'Teapot').end())
    expect(await ask(port)).toMatchObject({ statusCode: 418, statusMessage: 'Teapot' })
  })
})

describe('every answer', () => {
  test.each([200, 303, 404, 413, 500, 503])('of %i carries the common headers', async (status) => {
    const port = await serve({}, (_request, response) => void response.writeHead(status).end())
    const { headers } = await ask(port)
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'strict-origin-when-cross-origin',
      'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=()',
      'cross-origin-opener-policy': 'same-origin',
      'x-frame-options': 'DENY',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
    })
    expect(headers).not.toHaveProperty('strict-transport-security')
    expect(headers).not.toHaveProperty('x-powered-by')
  })

  test('of an https origin tells browsers to stay on https', async () => {
    const port = await serve(HTTPS, (_request, response) => void response.end())
    expect((await ask(port)).headers['strict-transport-security']).toMatch(/^max-age=\d{8}/)
  })
})

describe('a request whose head is too large', () => {
  test('is refused before anything reads it, for many headers or a long address', async () => {
    const seen: string[] = []
    const port = await serve({}, (request, response) => {
      seen.push(request.url ?? '')
      response.end()
    })
    const headers = Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`x-${index}`, '1']))
    expect((await ask(port, { headers })).statusCode).toBe(431)
    expect((await ask(port, { path: `/?${'a&'.repeat(5_000)}` })).statusCode).toBe(414)
    expect((await ask(port, { path: `/?${'a&'.repeat(4_000)}` })).statusCode).toBe(200)
    expect(seen).toHaveLength(1)
  })
})

describe('a body that nobody reads', () => {
  const MB = 1024 * 1024

  /** A client that reads nothing before it has sent everything, as browsers do; how much it could send, and what it read. */
  async function post(port: number, bytes: number): Promise<{ sent: number; answer: string }> {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => {})
    const chunk = Buffer.alloc(64 * 1024, 'x')
    const write = (what: Buffer | string) => new Promise<boolean>((resolve) => socket.write(what, (error) => resolve(!error)))
    await write(`POST /nothing HTTP/1.1\r\nHost: localhost:3000\r\nAccept: text/html\r\nContent-Length: ${bytes}\r\n\r\n`)
    let sent = 0
    while (sent < bytes && (await write(chunk.subarray(0, bytes - sent)))) sent += Math.min(chunk.length, bytes - sent)
    let answer = ''
    socket.on('data', (read: Buffer) => {
      answer += read.toString()
    })
    if (sent === bytes) await expect.poll(() => answer).toContain('</html>')
    socket.destroy()
    return { sent, answer }
  }

  test.each([5 * MB, 20 * MB])('of %i bytes is dropped, so that a browser comes to read why it was refused', async (bytes) => {
    const { answer } = await post(await serve({}, () => {}), bytes)
    expect(answer).toMatch(/^HTTP\/1\.1 403 /)
  })

  test('that does not end is cut off', async () => {
    const { sent } = await post(await serve({}, () => {}), 1024 * MB)
    expect(sent).toBeGreaterThan(20 * MB)
    expect(sent).toBeLessThan(60 * MB)
  })
})

test.each(['TRACE', 'PROPFIND', 'QUERY', 'LINK'])('a request whose method is %s reaches nothing', async (method) => {
  let seen = 0
  const port = await serve({}, (_request, response) => {
    seen += 1
    response.end()
  })
  for (const path of ['/', '/api/orders', '/icon.svg']) expect((await ask(port, { method, path })).statusCode).toBe(405)
  expect(seen).toBe(0)
})

test.each(['/_global-error', '/%5fglobal-error', '/x/../_global-error', '/_global-error.rsc'])(
  '%s, which answers 500, is not found',
  async (path) => {
    const port = await serve({}, (_request, response) => void response.end())
    expect((await ask(port, { path })).statusCode).toBe(404)
  },
)
