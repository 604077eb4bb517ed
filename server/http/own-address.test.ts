import { describe, expect, test } from 'vitest'
import { ask, formOf, HTTPS, serve } from './serve.test-kit'

const OURS = 'http://localhost:3000'
const PUBLIC = HTTPS.APP_URL

/** Where a page that is opened so leads; null if it is shown. */
async function led(port: number, path: string, headers: Record<string, string>): Promise<string | null> {
  const { statusCode, headers: answered } = await ask(port, { path, headers })
  if (statusCode !== 303) return statusCode === 200 ? null : String(statusCode)
  expect(answered['cache-control']).toBe('no-store')
  return answered.location ?? ''
}

const page = (change: Record<string, string> = {}) => serve(change, (_request, response) => void response.end())

describe('a page that is opened under another name than APP_URL', () => {
  test.each([
    ['another name of this machine', { Host: '127.0.0.1:3000' }],
    ['another port', { Host: 'localhost:8080' }],
    ['another host', { Host: 'www.example.com' }],
    ['no name at all', { Host: 'evil.example#localhost:3000' }],
  ])('leads to the same page there, its query too: %s', async (_, headers) => {
    const port = await page()
    expect(await led(port, '/checkout/a?x=%C3%A7&y=1', headers)).toBe(`${OURS}/checkout/a?x=%C3%A7&y=1&moved=1`)
    expect(await led(port, '//evil.example/', headers)).toBe(`${OURS}//evil.example/?moved=1`)
  })

  test('is so over http as well, if a proxy says so behind an https APP_URL', async () => {
    const port = await page(HTTPS)
    expect(await led(port, '/login', { 'X-Forwarded-Proto': 'http' })).toBe(`${PUBLIC}/login?moved=1`)
    expect(await led(port, '/login', { 'X-Forwarded-Proto': 'https, http' })).toBeNull()
  })

  test.each([
    ['as it is', { Host: 'odeme.example.com' }],
    ['with its port', { Host: 'odeme.example.com:443' }],
    ['in capitals', { Host: 'Odeme.Example.COM' }],
    ['with a dot at its end', { Host: 'odeme.example.com.' }],
    ['as a proxy passes it on beside its own', { Host: '10.0.0.7:3000', 'X-Forwarded-Host': 'odeme.example.com' }],
  ])('is not one that was opened under APP_URL, %s', async (_, headers) => {
    expect(await led(await page(HTTPS), '/login', headers)).toBeNull()
  })

  test('arrives at its own address without a trace', async () => {
    expect(await led(await page(), '/login?moved=1&next=/account', {})).toBe(`${OURS}/login?next=%2Faccount`)
  })

  test('never leads round in a circle where a proxy passes on another Host: it comes back once, and is shown from then on', async () => {
    const port = await page(HTTPS)
    const proxied = { Host: 'checkout' }
    const back = await led(port, '/checkout/a', proxied)
    expect(back).toBe(`${PUBLIC}/checkout/a?moved=1`)
    expect(await led(port, '/checkout/a?moved=1', proxied)).toBeNull()
    expect(await led(port, '/checkout/b', proxied), 'no more redirects by this proxy').toBeNull()
    expect(await led(port, '/checkout/b', { Host: 'other' }), 'other names are not its own').toBe(`${PUBLIC}/checkout/b?moved=1`)
  })

  test('leads on under any number of names', async () => {
    const port = await page()
    for (let name = 0; name < 100; name += 1) expect(await led(port, '/', { Host: `n${name}.example` })).toBe(`${OURS}/?moved=1`)
    for (let name = 0; name < 100; name += 1) expect(await led(port, '/?moved=1', { Host: `n${name}.example` })).toBeNull()
  })

  test.each(['/api/health/live', '/metrics', '/api/orders/x', `/api/paynet/return/${'A'.repeat(22)}`, '/logo'])(
    'is not what %s is: it answers under any name',
    async (path) => {
      expect(await led(await page(), path, { Host: '127.0.0.1:3000' })).toBeNull()
    },
  )
})

describe('a form that is posted under another name than APP_URL', () => {
  const { headers, body } = formOf([['a', 'b']])
  const post = async (more: Record<string, string>) => {
    const port = await page()
    const sent = { ...headers, Host: '127.0.0.1:3000', Origin: 'http://127.0.0.1:3000', ...more }
    const response = await fetch(`http://127.0.0.1:${port}/checkout/a?x=1`, { method: 'POST', headers: sent, body, redirect: 'manual' })
    return { status: response.status, type: response.headers.get('content-type'), text: await response.text(), headers: response.headers }
  }

  test('is refused with a page that says where to go, in the browser’s language', async () => {
    const turkish = await post({ Accept: 'text/html,*/*' })
    expect([turkish.status, turkish.type]).toEqual([403, 'text/html; charset=utf-8'])
    expect(turkish.text).toContain('<html lang="tr">')
    expect(turkish.text).toContain(`href="${OURS}/checkout/a?x=1"`)
    expect(turkish.text).toContain('destek@example.com')
    expect(turkish.headers.get('cache-control')).toBe('no-store')
    expect((await post({ Accept: 'text/html', 'Accept-Language': 'en-GB' })).text).toContain('This page only works at localhost:3000')
    expect((await post({ Accept: 'text/html', Cookie: 'a=b; lang=en' })).text).toContain('<html lang="en">')
  })

  test('is refused with a sentence if a script has sent it', async () => {
    expect(await post({ Accept: 'text/x-component' })).toMatchObject({ status: 403, type: 'text/plain; charset=utf-8' })
  })
})
