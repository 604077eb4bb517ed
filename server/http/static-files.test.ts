import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ask, serve } from './serve.test-kit'
import { loadStaticFiles, type StaticFiles } from './static-files'

const BYTES = {
  br: brotliCompressSync('a script'.repeat(100)),
  gzip: gzipSync('a script'.repeat(100)),
  identity: Buffer.from('a script'.repeat(100)),
}
const encoding = (name: keyof typeof BYTES) => ({ name, etag: `"${name}"`, bytes: BYTES[name] })
const SCRIPT = '/_next/static/chunks/a-0[b].js'
const PNG = '/products/surahi.png'
const FILES: StaticFiles = new Map([
  [
    SCRIPT,
    { type: 'text/javascript; charset=utf-8', isImmutable: true, encodings: [encoding('br'), encoding('gzip'), encoding('identity')] },
  ],
  [PNG, { type: 'image/png', isImmutable: false, encodings: [encoding('identity')] }],
])

/** The server in front of an app that has nothing to say. */
async function start() {
  const behind: string[] = []
  const answer = (request: http.IncomingMessage, response: http.ServerResponse) => {
    behind.push(request.url ?? '')
    response.end('not a file')
  }
  const port = await serve({}, answer, FILES)
  const get = (headers: Record<string, string> = {}, path = SCRIPT, method = 'GET') => ask(port, { path, method, headers })
  return { behind, get }
}

/** The header of an answer, and that its body is what it says. */
async function encodingOf(answer: http.IncomingMessage): Promise<string> {
  const name = (answer.headers['content-encoding'] ?? 'identity') as keyof typeof BYTES
  expect(answer.headers).toMatchObject({ etag: `"${name}"`, 'content-length': String(BYTES[name].length) })
  return name
}

describe('the encoding of a file', () => {
  test.each([
    [undefined, 'identity'],
    ['', 'identity'],
    ['identity', 'identity'],
    ['br', 'br'],
    ['gzip', 'gzip'],
    ['gzip, deflate, br, zstd', 'br'],
    ['GZIP', 'gzip'],
    ['*', 'br'],
    ['br;q=0, *', 'gzip'],
    ['br;q=0, gzip;q=0.0', 'identity'],
    ['br;q=0,gzip;q=0,*;q=0.5', 'identity'],
    ['br;q=0.1, gzip;q=0.5', 'gzip'],
    ['identity, gzip;q=0.5', 'identity'],
    ['gzip; q=1.0, identity; q=0.5, *;q=0', 'gzip'],
    ['identity;q=0, *', 'br'],
    ['identity;q=0, gzip', 'gzip'],
    ['deflate', 'identity'],
    ['zstd;q=1', 'identity'],
    ['brotli', 'identity'],
    ['gzip;q=none', 'identity'],
    ['gzip;q=-1', 'identity'],
    ['*;q=0', 'identity'],
    ['br;q=0, *;q=0', 'identity'],
    [';;,=,,q', 'identity'],
    ['gzip, , br', 'br'],
  ])('for Accept-Encoding "%s" is %s', async (accepted, expected) => {
    const { get } = await start()
    const answer = await get(accepted === undefined ? {} : { 'Accept-Encoding': accepted })
    expect([answer.statusCode, await encodingOf(answer), answer.headers.vary]).toEqual([200, expected, 'Accept-Encoding'])
    expect(answer.headers['content-type']).toBe('text/javascript; charset=utf-8')
  })

  test('is one of those that there are, or the answer says that there is no such, whatever is accepted', async () => {
    const { get } = await start()
    const token = fc.stringMatching(/^[ -~]{0,12}$/)
    const some = fc.oneof(token, fc.constantFrom('br', 'gzip', '*', 'identity', ';q=0', ';q=0.5', ',', ';', '"', '\\'))
    await fc.assert(
      fc.asyncProperty(fc.array(some, { maxLength: 8 }), async (parts) => {
        const answer = await get({ 'Accept-Encoding': parts.join('') })
        expect([200, 406]).toContain(answer.statusCode)
        if (answer.statusCode === 200) await encodingOf(answer)
      }),
      { numRuns: 200 },
    )
  })

  test('that would be none of those accepted is said not to be there, by no answer that anybody keeps', async () => {
    const { get } = await start()
    for (const accepted of ['identity;q=0', 'deflate, identity;q=0', 'br;q=0, gzip;q=0, identity;q=0']) {
      const answer = await get({ 'Accept-Encoding': accepted })
      expect([answer.statusCode, answer.headers.vary, answer.headers['cache-control']]).toEqual([406, 'Accept-Encoding', 'no-store'])
    }
  })

  test('is none for what is compressed already, and nothing varies', async () => {
    const { get } = await start()
    const answer = await get({ 'Accept-Encoding': 'br, gzip' }, PNG)
    expect([await encodingOf(answer), answer.headers.vary]).toEqual(['identity', undefined])
  })
})

describe('a copy that a browser keeps', () => {
  test('is kept for good where the address changes with the content, and only there', async () => {
    const { get } = await start()
    expect((await get()).headers['cache-control']).toBe('public, max-age=31536000, immutable')
    expect((await get({}, PNG)).headers['cache-control']).toBe('public, max-age=0, must-revalidate')
    expect((await get({}, '/_next/static/chunks/none.js')).headers['cache-control']).toBe('no-store')
  })

  test.each([
    ['"br"', 304],
    ['W/"br"', 304],
    ['"x", "br"', 304],
    ['*', 304],
    ['"gzip"', 200],
    ['"identity"', 200],
    ['"b', 200],
    ['', 200],
  ])('under %s is answered with %i where it would get br', async (tag, status) => {
    const { get } = await start()
    for (const method of ['GET', 'HEAD']) {
      const { statusCode, headers } = await get({ 'Accept-Encoding': 'br', 'If-None-Match': tag }, SCRIPT, method)
      expect([statusCode, headers.etag, headers.vary]).toEqual([status, '"br"', 'Accept-Encoding'])
      if (status === 304) expect(headers).not.toHaveProperty('content-length')
    }
  })

  test.each([
    ['"br"', 200],
    ['"gzip", "br"', 200],
    ['*', 200],
    ['"gzip"', 412],
    ['W/"br"', 412],
  ])('that has to match %s is answered with %i', async (tag, status) => {
    const { get } = await start()
    expect((await get({ 'Accept-Encoding': 'br', 'If-Match': tag })).statusCode).toBe(status)
  })

  test('is described by HEAD as it would come by GET', async () => {
    const { get } = await start()
    for (const accepted of ['br', 'gzip', 'identity']) {
      const [head, whole] = [await get({ 'Accept-Encoding': accepted }, SCRIPT, 'HEAD'), await get({ 'Accept-Encoding': accepted })]
      const { date: _, ...described } = head.headers
      expect(whole.headers).toMatchObject(described)
      await encodingOf(head)
    }
  })
})

describe('a range', () => {
  const part = async (range: string, more: Record<string, string> = {}) => {
    const { get } = await start()
    const { statusCode, headers } = await get({ Range: range, ...more })
    return [statusCode, headers['content-range'], headers['content-length']]
  }
  const SIZE = BYTES.identity.length

  test.each([
    ['bytes=0-0', 206, `bytes 0-0/${SIZE}`],
    ['bytes=1-9', 206, `bytes 1-9/${SIZE}`],
    ['Bytes=790-', 206, `bytes 790-799/${SIZE}`],
    ['bytes=790-5000', 206, `bytes 790-799/${SIZE}`],
    ['bytes=-10', 206, `bytes 790-799/${SIZE}`],
    ['bytes=-5000', 206, `bytes 0-799/${SIZE}`],
    ['bytes=800-', 416, `bytes */${SIZE}`],
    ['bytes=99999999999999999999-', 416, `bytes */${SIZE}`],
    ['bytes=-0', 416, `bytes */${SIZE}`],
    ['bytes=5-1', 200, undefined],
    ['bytes=-', 200, undefined],
    ['bytes=a-b', 200, undefined],
    ['bytes=0-1,3-4', 200, undefined],
    ['lines=0-1', 200, undefined],
  ])('of %s is answered with %i', async (range, status, contentRange) => {
    expect((await part(range)).slice(0, 2)).toEqual([status, contentRange])
  })

  test('is one of the bytes that would come without it, so that its parts make one whole', async () => {
    const port = await serve({}, () => {}, FILES)
    for (const name of ['br', 'gzip', 'identity'] as const) {
      const parts: Buffer[] = []
      for (const range of ['bytes=0-7', 'bytes=8-']) {
        const answer = await askWhole(port, { 'Accept-Encoding': name, Range: range, 'If-Range': `"${name}"` })
        expect([answer.status, answer.headers['content-encoding'] ?? 'identity', answer.headers.etag]).toEqual([206, name, `"${name}"`])
        expect(answer.headers['content-range']).toMatch(new RegExp(`/${BYTES[name].length}$`))
        parts.push(answer.body)
      }
      expect(Buffer.concat(parts).equals(BYTES[name])).toBe(true)
    }
  })

  test('of another encoding, or of an earlier file, is not mixed with this one', async () => {
    for (const condition of ['"gzip"', 'W/"br"', 'Sat, 28 Nov 2026 00:00:00 GMT'])
      expect((await part('bytes=0-3', { 'Accept-Encoding': 'br', 'If-Range': condition }))[0]).toBe(200)
  })

  test('is nothing to HEAD, and yields to a copy that is still good', async () => {
    const { get } = await start()
    expect((await get({ Range: 'bytes=0-3' }, SCRIPT, 'HEAD')).statusCode).toBe(200)
    expect((await get({ Range: 'bytes=0-3', 'If-None-Match': '"identity"' })).statusCode).toBe(304)
  })
})

async function askWhole(port: number, headers: Record<string, string>) {
  const request = http.get({ port, host: '127.0.0.1', path: SCRIPT, headers })
  const [response] = (await once(request, 'response')) as [http.IncomingMessage]
  return { status: response.statusCode, headers: response.headers, body: await buffer(response) }
}

describe('a path', () => {
  test('in another spelling is the same file, and may have a query', async () => {
    const { get, behind } = await start()
    for (const path of [`${SCRIPT}?x=1`, SCRIPT.replace('[', '%5B'), SCRIPT.replace('[b]', '%5bb%5D')]) {
      expect((await get({}, path)).headers.etag, path).toBe('"identity"')
    }
    expect(behind).toEqual([])
  })

  test.each([
    '/_next/static/../../package.json',
    '/_next/static/%2e%2e/%2e%2e/package.json',
    '/_next/static/..%2f..%2fpackage.json',
    '/_next/static/%252e%252e/package.json',
    '/_next/static/..\\..\\package.json',
    '/_next/static/....//package.json',
    '/_next/static//chunks/a-0[b].js',
    '/_next/static/chunks/a-0[b].js/',
    '/_next/static/chunks/a-0[b].js%00',
    '/_next/static/chunks/a-0[b].JS',
    '/_next/static/chunks',
    '/_next/static/constructor',
    '/brands/none.svg',
    '//etc/passwd',
  ])('to nothing that was packed, %s, leads to no file', async (path) => {
    const { get } = await start()
    const answer = await get({}, path)
    expect([404, 200, 400]).toContain(answer.statusCode)
    // What may be a page is the app's to answer.
    if (answer.statusCode === 200) expect(answer.headers).not.toHaveProperty('etag')
  })

  test('to a missing file is not found, by us and without asking the app', async () => {
    const { get, behind } = await start()
    for (const path of ['/_next/static/chunks/none.js', '/products/none.svg', '/robots.txt'])
      for (const method of ['GET', 'HEAD', 'POST']) expect((await get({}, path, method)).statusCode, path).toBe(404)
    expect(behind).toEqual([])
  })

  test('to what came into public/ after the build leads nowhere, in any spelling', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'paynet-checkout-files-'))
    writeFileSync(join(folder, 'index.json'), JSON.stringify({ '/a.txt': { type: 'text/plain', isImmutable: false, encodings: [] } }))
    mkdirSync(join(folder, 'public/below'), { recursive: true })
    writeFileSync(join(folder, 'public/a.txt'), '')
    writeFileSync(join(folder, 'public/below/later.txt'), '')
    symlinkSync('/etc/hostname', join(folder, 'public/link.txt'))
    const files = loadStaticFiles(folder, join(folder, 'public'))
    rmSync(folder, { recursive: true })
    expect([...files].map(([path, file]) => [path, file !== null]).toSorted()).toEqual([
      ['/a.txt', true],
      ['/below/later.txt', false],
      ['/link.txt', false],
    ])
    const port = await serve({}, (_request, response) => void response.end(), files)
    for (const path of [
      '/link.txt',
      '/%6cink.txt',
      '/x/../link.txt',
      '/link.txt?x',
      '/below/later.txt',
      '/below%2flater.txt',
      '/below\\later.txt',
    ]) {
      expect((await ask(port, { path })).statusCode, path).toBe(404)
    }
  })

  test('to a file can only be read', async () => {
    const { get, behind } = await start()
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      const answer = await get({}, SCRIPT, method)
      expect([answer.statusCode, answer.headers.allow]).toEqual([405, 'GET, HEAD'])
    }
    expect(behind).toEqual([])
  })
})

test('a file that is opened by itself runs nothing, loads nothing and is framed nowhere', async () => {
  const { get } = await start()
  for (const path of [SCRIPT, PNG]) {
    const { headers } = await get({}, path)
    expect([headers['content-security-policy'], headers['x-frame-options'], headers['x-content-type-options']]).toEqual([
      "default-src 'none'; sandbox",
      'DENY',
      'nosniff',
    ])
  }
})

test('a developer’s server leaves files to Next', async () => {
  const seen: string[] = []
  const answer = (request: http.IncomingMessage, response: http.ServerResponse) => {
    seen.push(request.url ?? '')
    response.end()
  }
  const port = await serve({}, answer, 'development')
  for (const path of [SCRIPT, '/robots.txt']) expect((await ask(port, { path })).statusCode).toBe(200)
  expect(seen).toEqual([SCRIPT, '/robots.txt'])
})
