import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type PostOptions, post } from './post'
import { answers, OTHER_SECRET, type Receiver, SECRET, startReceiver, startTcp, verified } from './receiver.test-kit'

const at = new Date('2026-11-29T10:00:00.700Z')
const message = { secrets: [SECRET], id: 'evt_0123456789abcdef012345', body: '{"type":"order.paid","data":{"ü":1}}', at }

let receiver: Receiver
beforeEach(async () => {
  receiver = await startReceiver()
})
afterEach(() => receiver.close())

const send = (url = receiver.url, more: Partial<PostOptions> = {}) => post({ ...message, url }, { allowsLoopback: true, ...more })
const ms = expect.any(Number)

test('is signed so that the official library verifies it, and says who sends it', async () => {
  expect(await send()).toEqual({ kind: 'delivered', status: 204, ms })
  const [request] = receiver.received
  if (!request) throw new Error('nothing came')
  expect(verified(request)).toEqual(JSON.parse(message.body))
  expect(() => verified(request, OTHER_SECRET)).toThrow()
  expect(() => verified({ ...request, body: `${request.body} ` })).toThrow()
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
  expect(request).toMatchObject({ method: 'POST', path: '/hook?key=of-the-shop', body: message.body })
  expect(request.headers).toMatchObject({
    'content-type': 'application/json',
    'user-agent': `paynet-checkout/${version}`,
    'webhook-id': message.id,
    'webhook-timestamp': '1795946400',
    connection: 'close',
  })
})

test('with two secrets is signed with both', async () => {
  await post({ ...message, secrets: [SECRET, OTHER_SECRET], url: receiver.url }, { allowsLoopback: true })
  const [request] = receiver.received
  if (!request) throw new Error('nothing came')
  for (const secret of [SECRET, OTHER_SECRET]) expect(verified(request, secret)).toEqual(JSON.parse(message.body))
  expect(request.headers['webhook-signature']).toMatch(/^v1,\S{44} v1,\S{44}$/)
})

test.each([200, 201, 202, 204, 299])('%i is delivered', async (status) => {
  receiver.answerWith(answers(status))
  expect(await send()).toEqual({ kind: 'delivered', status, ms })
})

test.each([300, 304, 400, 401, 404, 409, 429, 500, 503, 599])('%i is refused', async (status) => {
  receiver.answerWith(answers(status))
  expect(await send()).toEqual({ kind: 'refused', status, retryAfterMs: null, ms })
})

test.each([301, 302, 303, 307, 308])('a redirect with %i is refused and not followed', async (status) => {
  receiver.answerWith(answers(status, { location: '/elsewhere' }))
  expect(await send()).toEqual({ kind: 'refused', status, retryAfterMs: null, ms })
  expect(receiver.received).toHaveLength(1)
})

test('410 is gone', async () => {
  receiver.answerWith(answers(410))
  expect(await send()).toEqual({ kind: 'gone', status: 410, ms })
})

test('says how long the receiver asks to wait', async () => {
  receiver.answerWith(answers(429, { 'retry-after': '90' }))
  expect(await send()).toMatchObject({ kind: 'refused', status: 429, retryAfterMs: 90_000 })
  receiver.answerWith(answers(503, { 'retry-after': 'Sun, 29 Nov 2026 10:01:00 GMT' }))
  expect(await send()).toMatchObject({ kind: 'refused', status: 503, retryAfterMs: 59_300 })
})

test('an endless answer is cut, and its status counts', async () => {
  let written = 0
  receiver.answerWith((response) => {
    response.writeHead(200)
    const more = () => {
      written += 1
      if (!response.destroyed) response.write('a'.repeat(1_000), () => setImmediate(more))
    }
    more()
  })
  expect(await send()).toEqual({ kind: 'delivered', status: 200, ms })
  expect(written).toBeLessThan(10_000)
})

describe('no whole answer within the deadline', () => {
  const short = { deadlineMs: 50 }

  test('when none comes', async () => {
    receiver.answerWith(() => {})
    expect(await send(undefined, short)).toEqual({ kind: 'failed', why: 'timeout', ms })
  })

  test('when its head never ends', async () => {
    receiver.answerWith((response) => void response.socket?.write('HTTP/1.1 200 OK\r\nx: '))
    expect(await send(undefined, short)).toEqual({ kind: 'failed', why: 'timeout', ms })
  })

  test('when its body never ends', async () => {
    receiver.answerWith((response) => void response.writeHead(200).write('a'))
    expect(await send(undefined, short)).toEqual({ kind: 'failed', why: 'timeout', ms })
  })
})

describe('no answer', () => {
  test('when the connection is cut after the request', async () => {
    receiver.answerWith((response) => void response.socket?.destroy())
    expect(await send()).toEqual({ kind: 'failed', why: 'connection', ms })
    expect(receiver.received).toHaveLength(1)
  })

  test('when it is cut within the answer', async () => {
    receiver.answerWith((response) => {
      response.writeHead(200, { 'content-length': '100' }).write('a', () => response.socket?.destroy())
    })
    expect(await send()).toEqual({ kind: 'failed', why: 'connection', ms })
  })

  test('when nothing listens', async () => {
    await receiver.close()
    expect(await send()).toEqual({ kind: 'failed', why: 'connection', ms })
  })

  test('that is HTTP', async () => {
    const { port, close } = await startTcp('SSH-2.0-OpenSSH_9.9\r\n')
    expect(await send(`http://127.0.0.1:${port}/`)).toEqual({ kind: 'failed', why: 'answer', ms })
    await close()
  })

  test('that switches to another protocol', async () => {
    receiver.answerWith(
      (response) => void response.socket?.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'),
    )
    expect(await send()).toMatchObject({ kind: 'failed' })
  })

  test('when the name is not known', async () => {
    const lookup = ((_host: string, _options: object, done: (error: Error) => void) =>
      done(Object.assign(new Error('x'), { code: 'ENOTFOUND', syscall: 'getaddrinfo' }))) as never
    expect(await send('https://shop.example.com/', { lookup })).toEqual({ kind: 'failed', why: 'dns', ms })
  })

  test('when there is no TLS', async () => {
    expect(await send(receiver.url.replace('http:', 'https:'))).toEqual({ kind: 'failed', why: 'tls', ms })
    expect(receiver.received).toEqual([])
  })

  test.runIf(hasOpenssl())('when the certificate is its own', async () => {
    const received: unknown[] = []
    const server = createTlsServer(selfSigned(), (request, response) => {
      received.push(request.url)
      response.end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    expect(await send(`https://localhost:${port}/`, { lookup: foundAt('127.0.0.1').lookup })).toEqual({ kind: 'failed', why: 'tls', ms })
    expect(received).toEqual([])
    await new Promise<void>((resolve) => server.close(() => resolve()))
  })
})

describe('a name server that does not answer', () => {
  test('is asked for one name at a time, so that Paynet’s can be looked up meanwhile, and each try ends', async () => {
    const asked: (() => void)[] = []
    const lookup = ((_host: string, _options: object, done: (error: null, found: object[]) => void) => {
      asked.push(() => done(null, [{ address: '127.0.0.1', family: 4 }]))
    }) as never
    const url = `http://shop.example.com:${receiver.port}/`
    const waiting = Array.from({ length: 4 }, () => send(url, { lookup, deadlineMs: 300 }))
    expect(await Promise.all(waiting)).toEqual(Array(4).fill({ kind: 'failed', why: 'dns', ms }))
    expect(await send(url, { lookup, deadlineMs: 300 })).toEqual({ kind: 'failed', why: 'dns', ms })
    expect(asked, 'the first is still under way').toHaveLength(1)
    asked[0]?.()
    const next = send(url, { lookup })
    await expect.poll(() => asked).toHaveLength(2)
    asked[1]?.()
    expect(await next, 'once it answers').toEqual({ kind: 'delivered', status: 204, ms })
    expect(receiver.received).toHaveLength(1)
  })
})

describe('an address that may not receive', () => {
  test.each([
    '127.0.0.1',
    '2130706433',
    '0x7f.1',
    '017700000001',
    '127.1',
    '127.0.0.1.',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[::127.0.0.1]',
    '[64:ff9b::7f00:1]',
    '0',
    '169.254.169.254',
  ])('is refused as a literal: %s', async (host) => {
    expect(await send(`http://${host}:${receiver.port}/`, { allowsLoopback: false })).toEqual({ kind: 'failed', why: 'address', ms })
    expect(receiver.received).toEqual([])
  })

  test('is refused behind a name, at each connection anew', async () => {
    const { lookup, asked } = foundAt('127.0.0.1')
    const url = `http://shop.example.com:${receiver.port}/`
    expect(await send(url, { lookup })).toMatchObject({ kind: 'delivered' })
    expect(await send(url, { lookup, allowsLoopback: false })).toEqual({ kind: 'failed', why: 'address', ms })
    expect(asked).toHaveLength(2)
    expect(receiver.received).toHaveLength(1)
  })

  test('is not reached by a name that changes: a connection looks it up once, and goes where that led', async () => {
    const { lookup, asked } = foundAt('127.0.0.1', '10.0.0.1')
    const url = `http://shop.example.com:${receiver.port}/`
    expect(await send(url, { lookup })).toMatchObject({ kind: 'delivered' })
    expect(asked).toHaveLength(1)
    expect(await send(url, { lookup })).toEqual({ kind: 'failed', why: 'address', ms })
    expect(asked).toHaveLength(2)
  })
})

/** A name server that says one address after the other. */
function foundAt(...addresses: string[]) {
  const asked: string[] = []
  const lookup = ((host: string, _options: object, done: (error: null, found: object[]) => void) => {
    const address = addresses[Math.min(asked.length, addresses.length - 1)]
    asked.push(host)
    setImmediate(done, null, [{ address, family: 4 }])
  }) as never
  return { lookup, asked }
}

function hasOpenssl(): boolean {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

function selfSigned(): { key: Buffer; cert: Buffer } {
  const folder = mkdtempSync(join(tmpdir(), 'self-signed-'))
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')] as const
  const about = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1']
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-days',
      '1',
      ...about,
      '-keyout',
      key,
      '-out',
      cert,
    ],
    { stdio: 'ignore' },
  )
  const made = { key: readFileSync(key), cert: readFileSync(cert) }
  rmSync(folder, { recursive: true })
  return made
}
