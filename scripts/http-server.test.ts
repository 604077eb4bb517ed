import type http from 'node:http'
import { describe, expect, test } from 'vitest'
import { clientAddress } from './http-server'
import { ask, HTTPS, serve } from './http-server/serve.test-kit'

/** The headers that reach the app behind the server. */
async function headersBehind(
  change: Record<string, string>,
  sent: Record<string, string | string[]>,
  path = '/',
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
    'in Host "%s" changes no address that the app makes',
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

  test('behind https APP_URL is https, whatever the socket is', async () => {
    expect(await headersBehind(HTTPS, { 'X-Forwarded-Proto': 'http' })).toMatchObject({
      host: 'odeme.example.com',
      'x-forwarded-host': 'odeme.example.com',
      'x-forwarded-proto': 'https',
    })
  })

  test.each(['x-middleware-subrequest', 'x-nonce', 'x-pathname', 'content-security-policy', 'x-real-ip', 'x-forwarded-port'])(
    'in %s does not get through',
    async (name) => {
      expect(JSON.stringify(await headersBehind({}, { [name]: 'evil' }))).not.toContain('evil')
      expect(await headersBehind({}, { [name]: 'evil' }, '/api/orders')).not.toHaveProperty(name)
    },
  )

  test('in RSC reaches pages alone: Next would lead an API’s caller to another address, without the body', async () => {
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
    ['3', '1.1.1.1, 2.2.2.2', '1.1.1.1'],
    ['1', ' 1.1.1.1 ,, ', '1.1.1.1'],
    ['1', '', '127.0.0.1'],
  ])('behind %s proxies that say "%s" is %s', async (TRUSTED_PROXY_HOPS, header, address) => {
    expect(await headersBehind({ TRUSTED_PROXY_HOPS }, { 'X-Forwarded-For': header })).toMatchObject({ 'x-forwarded-for': address })
  })

  test('is the same when the header comes in several lines', async () => {
    expect(await headersBehind({ TRUSTED_PROXY_HOPS: '1' }, { 'X-Forwarded-For': ['1.1.1.1', '2.2.2.2'] })).toMatchObject({
      'x-forwarded-for': '2.2.2.2',
    })
  })

  test('is "unknown" when the socket has none any more', () => {
    const request = { headers: {}, socket: { remoteAddress: undefined } } as unknown as http.IncomingMessage
    expect(clientAddress(request, 0)).toBe('unknown')
  })
})

describe('a redirect', () => {
  test.each([
    [307, 303],
    [308, 303],
    [303, 303],
    [302, 302],
    [301, 301],
  ])('of %i leaves as %i, so that no browser posts a body again', async (status, sent) => {
    const byHead = await serve({}, (_request, response) => void response.writeHead(status, { Location: '/x' }).end())
    const byField = await serve({}, (_request, response) => {
      response.statusCode = status
      response.setHeader('Location', '/x')
      response.end()
    })
    for (const port of [byHead, byField]) {
      const { statusCode, headers } = await ask(port, { method: 'POST', path: '/api/x' })
      expect({ statusCode, location: headers.location }).toEqual({ statusCode: sent, location: '/x' })
    }
  })

  test('keeps its reason phrase, and other answers their status', async () => {
    const port = await serve({}, (_request, response) => void response.writeHead(418, 'Teapot').end())
    expect(await ask(port)).toMatchObject({ statusCode: 418, statusMessage: 'Teapot' })
  })
})

describe('every answer', () => {
  test.each([200, 303, 404, 413, 500, 503])('of %i carries the headers that all of them have', async (status) => {
    const port = await serve({}, (_request, response) => void response.writeHead(status).end())
    const { headers } = await ask(port)
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'strict-origin-when-cross-origin',
      'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=()',
      'cross-origin-opener-policy': 'same-origin',
      'x-frame-options': 'DENY',
    })
    expect(headers).not.toHaveProperty('strict-transport-security')
    expect(headers).not.toHaveProperty('x-powered-by')
  })

  test('of an https origin tells browsers to stay on https', async () => {
    const port = await serve(HTTPS, (_request, response) => void response.end())
    expect((await ask(port)).headers['strict-transport-security']).toMatch(/^max-age=\d{8}/)
  })
})
