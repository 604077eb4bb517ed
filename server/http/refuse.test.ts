import { once } from 'node:events'
import http from 'node:http'
import { text } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { serve } from './serve.test-kit'

/** Everything of an answer. */
async function read(port: number, method: string, path: string, headers: Record<string, string> = {}) {
  const request = http.request({ port, host: '127.0.0.1', method, path, headers: { Host: 'localhost:3000', ...headers } })
  request.end()
  const [response] = (await once(request, 'response')) as [http.IncomingMessage]
  return { status: response.statusCode, headers: response.headers, body: await text(response) }
}

const broken = () =>
  serve({}, () => {
    throw new Error('planted')
  })
const BROWSER = { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }

describe('a program that asks the API gets a problem it can read', () => {
  test.each(['/api', '/api/', '/api/none', '/api/orders/a/b', '/api/none/?x=1', '//api//none'])(
    'where nothing is, at %s, with any method and from a browser too',
    async (path) => {
      const port = await broken()
      for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
        const { status, headers, body } = await read(port, method, path, BROWSER)
        expect([status, headers['content-type']]).toEqual([404, 'application/problem+json'])
        expect(JSON.parse(body)).toMatchObject({ type: 'urn:paynet-checkout:not-found', title: 'Not Found', status: 404 })
      }
    },
  )

  test.each([
    ['POST', '/api/health/live', 'GET'],
    ['DELETE', '/api/health/ready', 'GET'],
    ['PUT', `/api/paynet/return/${'A'.repeat(22)}`, 'GET, POST'],
    ['OPTIONS', '/api/auth/csrf', 'GET, POST'],
    ['PATCH', '/api/dealers/applications/a/documents', 'GET, POST'],
  ])('for %s of %s, with the methods that there are', async (method, path, allow) => {
    const { status, headers, body } = await read(await broken(), method, path)
    expect([status, headers.allow, headers['content-type']]).toEqual([405, allow, 'application/problem+json'])
    expect(JSON.parse(body)).toMatchObject({ type: 'urn:paynet-checkout:method-not-allowed', status: 405 })
  })

  test('when a handler breaks', async () => {
    const { status, body } = await read(await broken(), 'GET', '/api/orders/x')
    expect([status, JSON.parse(body).status]).toEqual([500, 500])
  })

  test.each([
    ['ACCOUNTS', '/api/auth/csrf'],
    ['ACCOUNTS', '/api/auth/callback/credentials/'],
    ['DEALERS', '/api/dealers/applications/a/documents'],
  ])('where %s is switched off, at %s, whatever the method', async (name, path) => {
    const port = await serve({ [name]: 'off' }, (_request, response) => void response.end())
    for (const method of ['GET', 'POST', 'PUT', 'OPTIONS']) expect((await read(port, method, path)).status).toBe(404)
    const other = await serve({}, (_request, response) => void response.end())
    expect((await read(other, 'GET', path)).status).toBe(200)
  })
})

describe('a browser gets a whole page with help on it, and is told about its money', () => {
  test('when a page breaks', async () => {
    const port = await broken()
    const turkish = await read(port, 'GET', '/checkout/a/3d/b', BROWSER)
    expect([turkish.status, turkish.headers['content-type']]).toEqual([500, 'text/html; charset=utf-8'])
    for (const part of ['<html lang="tr">', 'Örnek Mağaza', 'mailto:destek@example.com', 'tekrar ödemeyin'])
      expect(turkish.body).toContain(part)
    expect((await read(port, 'GET', '/', { ...BROWSER, 'Accept-Language': 'en' })).body).toContain('do not pay again')
  })

  test.each([
    ['/%ff', 400],
    [`/?${'a'.repeat(9_000)}`, 414],
    ['/_global-error', 404],
    [`/api/paynet/return/${'A'.repeat(22)}`, 500],
  ])('at %s', async (path, expected) => {
    const { status, body } = await read(await broken(), 'GET', path, BROWSER)
    expect([status, body]).toEqual([expected, expect.stringContaining('</html>')])
  })

  test.each([
    ['in pieces', (response: http.ServerResponse) => [response.write('<html id="__next_error__">'), response.end('</html>')]],
    ['at once', (response: http.ServerResponse) => response.end('<html id="__next_error__"></html>')],
    [
      'with its head first',
      (response: http.ServerResponse) => [response.flushHeaders(), response.write('<html id="__next_error__">'), response.end()],
    ],
    ['in one call', (response: http.ServerResponse) => response.writeHead(500, { 'Content-Length': '3' }).end('bad')],
  ])('when Next answers for a page that broke, %s', async (_, answer) => {
    const port = await serve({}, (_request, response) => {
      response.statusCode = 500
      response.setHeader('Content-Type', 'text/html; charset=utf-8').setHeader('Content-Encoding', 'gzip').setHeader('ETag', '"x"')
      answer(response)
    })
    const { status, headers, body } = await read(port, 'GET', '/checkout/a?x=1&y="', BROWSER)
    expect([status, headers['content-encoding'], headers.etag, headers['cache-control']]).toEqual([500, undefined, undefined, 'no-store'])
    for (const part of ['Örnek Mağaza', 'mailto:destek@example.com', 'tekrar ödemeyin', '/checkout/a?x=1&#38;y=%22">Yeniden dene</a>'])
      expect(body).toContain(part)
    expect(body).not.toContain('__next_error__')
    expect(body.match(/<\/html>/g)).toHaveLength(1)
    expect((await read(port, 'GET', '/checkout/a', { Accept: 'text/x-component' })).status, 'for Next in the browser it stays').toBe(500)
    expect((await read(port, 'GET', '/api/health/live', BROWSER)).body).not.toContain('Yeniden dene')
  })

  test('and where it may work the next time, the way there', async () => {
    expect((await read(await broken(), 'GET', '/checkout/a/3d/b?x', BROWSER)).body).toContain('/checkout/a/3d/b?x">Yeniden dene</a>')
  })

  test('in the language that was chosen, whatever another program on the domain keeps under the same name', async () => {
    for (const cookie of ['lang=en', 'lang=de; lang=en', 'lang="en"']) {
      const { body } = await read(await broken(), 'GET', '/', { ...BROWSER, Cookie: cookie })
      expect(body, cookie).toContain('<html lang="en">')
    }
  })

  test('and anything else gets a sentence', async () => {
    const { status, headers, body } = await read(await broken(), 'GET', '/')
    expect([status, headers['content-type'], body.length > 10]).toEqual([500, 'text/plain; charset=utf-8', true])
  })
})
