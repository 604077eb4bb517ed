import { afterEach, describe, expect, test, vi } from 'vitest'
import { http, isWhole, listen, type Peer } from './transport.test-kit'

const KEY = 'sck_raw+/=key:with?signs'
const peers: Peer[] = []

afterEach(async () => {
  await Promise.all(peers.splice(0).map((peer) => peer.close()))
  vi.unstubAllEnvs()
})

/** The configuration is read once, so each test gets the modules afresh, with its own server as Paynet. */
async function posting(url: string, timeoutMs = 2_000): Promise<typeof import('./transport')['post']> {
  vi.resetModules()
  vi.stubEnv('PAYNET_API_URL', url)
  vi.stubEnv('PAYNET_SECRET_KEY', KEY)
  vi.stubEnv('PAYNET_TIMEOUT_MS', String(timeoutMs))
  vi.stubEnv('PAYNET_QUIET_MS', String(2 * timeoutMs))
  return (await import('./transport')).post
}

async function paynetThat(...args: Parameters<typeof listen>): Promise<Peer> {
  const peer = await listen(...args)
  peers.push(peer)
  return peer
}

/** A Paynet that answers a whole request with this text. */
function answering(text: string, then: 'stay' | 'end' = 'stay'): Promise<Peer> {
  return paynetThat((socket, request) => {
    if (!isWhole(request)) return
    socket.write(text)
    if (then === 'end') socket.end()
  })
}

describe('what is sent', () => {
  test('carries the key as it is after "Basic", and JSON with its length', async () => {
    const peer = await answering(http('200 OK', '{"code":0}'))
    const post = await posting(peer.url)
    expect(await post('/v2/x', { amount: '149,90', name: 'Ş' })).toMatchObject({ kind: 'answered', status: 200, json: { code: 0 } })
    const [head = '', body] = peer.received().split('\r\n\r\n')
    expect(head).toMatch(/^POST \/v2\/x HTTP\/1\.1\r\n/)
    expect(head.split('\r\n')).toEqual(
      expect.arrayContaining([`Authorization: Basic ${KEY}`, 'Content-Type: application/json; charset=UTF-8', 'Content-Length: 31']),
    )
    expect(body).toBe('{"amount":"149,90","name":"Ş"}')
  })

  test('does not leave while the send gate is closed: not a byte', async () => {
    const peer = await answering(http('200 OK', '{}'))
    const post = await posting(peer.url)
    expect(await post('/x', {}, { freshConnection: true, maySend: () => false })).toMatchObject({
      kind: 'not-sent',
      why: 'send gate closed',
    })
    expect(peer.received()).toBe('')
  })

  test('passes an open gate, which is asked once and after the connection stands', async () => {
    const peer = await answering(http('200 OK', '{}'))
    const post = await posting(peer.url)
    const asked: number[] = []
    const maySend = () => asked.push(peer.connections()) > 0
    expect(await post('/x', {}, { freshConnection: true, maySend })).toMatchObject({ kind: 'answered' })
    expect(asked).toHaveLength(1)
  })

  test('goes out on a connection of its own when it moves money, on a kept one otherwise', async () => {
    const peer = await paynetThat((socket, request, turn) => {
      if (isWhole(request) || turn > 0) socket.write(http('200 OK', '{}'))
    })
    const post = await posting(peer.url)
    await post('/x', {})
    await post('/x', {})
    expect(peer.connections()).toBe(1)
    for (const count of [2, 3, 4]) {
      await post('/x', {}, { freshConnection: true })
      expect(peer.connections()).toBe(count)
    }
  })
})

describe('a request that provably never left', () => {
  test('is one that was refused', async () => {
    const peer = await listen(() => {})
    await peer.close()
    const post = await posting(peer.url)
    expect(await post('/x', {})).toMatchObject({ kind: 'not-sent', why: 'ECONNREFUSED' })
  })

  test('is one whose TLS did not come about', async () => {
    const peer = await paynetThat((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
    const post = await posting(peer.url.replace('http:', 'https:'))
    expect((await post('/x', { pan: '4355084355084358' })).kind).toBe('not-sent')
    expect(peer.received()).not.toContain('4355084355084358')
  })

  test('is one whose deadline passed before it stood', async () => {
    const peer = await answering(http('200 OK', '{}'))
    const post = await posting(peer.url)
    expect(await post('/x', {}, { deadline: AbortSignal.abort() })).toMatchObject({ kind: 'not-sent', why: 'deadline passed' })
    expect(peer.received()).toBe('')
  })
})

describe('an answer that was lost', () => {
  test.each([
    ['a reset after the request', (socket: import('node:net').Socket) => socket.resetAndDestroy()],
    ['an end without an answer', (socket: import('node:net').Socket) => socket.end()],
    ['half a header', (socket: import('node:net').Socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Le')],
    [
      'a body that is cut short',
      (socket: import('node:net').Socket) => socket.end(http('200 OK', '{"is_succeed":true}', { 'Content-Length': '99' })),
    ],
    [
      'chunks without their end',
      (socket: import('node:net').Socket) =>
        socket.end('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n'),
    ],
    ['no HTTP at all', (socket: import('node:net').Socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n')],
  ])('is what %s means', async (_name, speak) => {
    const peer = await paynetThat((socket, request) => {
      if (isWhole(request)) speak(socket)
    })
    const post = await posting(peer.url)
    expect((await post('/x', {}, { freshConnection: true })).kind).toBe('lost')
  })

  test.each([
    ['never comes', ''],
    ['stops after its header', 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n'],
    ['stops in the middle of its body', 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{"a"'],
  ])('is what the deadline makes of one that %s, and one deadline covers it all', async (_name, text) => {
    const peer = await answering(text)
    const post = await posting(peer.url, 500)
    const startedAt = performance.now()
    expect(await post('/x', {})).toMatchObject({ kind: 'lost', why: 'deadline passed' })
    expect(performance.now() - startedAt).toBeLessThan(2_000)
  })

  test('is what a body becomes that drips on past the deadline', async () => {
    const peer = await paynetThat((socket, request) => {
      if (!isWhole(request)) return
      socket.write('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{')
      const drip = setInterval(() => socket.write(' '), 20)
      socket.on('close', () => clearInterval(drip))
    })
    const post = await posting(peer.url, 500)
    expect(await post('/x', {})).toMatchObject({ kind: 'lost', why: 'deadline passed' })
  })

  test('is one of more than 256 KB; one byte less is an answer', async () => {
    const body = (bytes: number) => `{"a":"${'x'.repeat(bytes - 8)}"}`
    const [fits, long] = [await answering(http('200 OK', body(256 * 1024))), await answering(http('200 OK', body(256 * 1024 + 1)))]
    expect(await (await posting(fits.url, 3_500))('/x', {})).toMatchObject({ kind: 'answered', status: 200 })
    expect(await (await posting(long.url, 3_500))('/x', {})).toMatchObject({ kind: 'lost', why: 'reply too long' })
  })

  test('is an endless one, long before the memory is full', async () => {
    let written = 0
    const peer = await paynetThat((socket, request) => {
      if (!isWhole(request)) return
      socket.write('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{"a":"')
      const flood = setInterval(() => {
        written += 64 * 1024
        socket.write('x'.repeat(64 * 1024))
      }, 1)
      socket.on('close', () => clearInterval(flood))
    })
    const post = await posting(peer.url, 3_500)
    expect(await post('/x', {})).toMatchObject({ kind: 'lost', why: 'reply too long' })
    expect(written).toBeLessThan(8 * 1024 * 1024)
  })
})

describe('an answer', () => {
  test.each(['301 Moved', '302 Found', '303 See Other', '307 Temporary Redirect', '308 Permanent Redirect'])(
    'of %s is never followed: the second host gets not a byte',
    async (status) => {
      const second = await answering(http('200 OK', '{"is_succeed":true}'))
      const first = await answering(http(status, '', { Location: `${second.url}/v2/transaction/tds_initial` }))
      const post = await posting(first.url)
      expect(await post('/x', { pan: '4355084355084358' })).toMatchObject({ kind: 'answered', status: Number(status.slice(0, 3)) })
      expect(second.connections()).toBe(0)
    },
  )

  const turkish = Buffer.from('{"message":"Başarılı İşlem"}')
  /** As Turkish Windows writes it: ş, ı and İ are one byte each. */
  const windows1254 = Buffer.from('{"message":"Ba\xfear\xfdl\xfd \xdd\xfelem"}', 'latin1')

  test.each<[name: string, type: string | null, body: Buffer | string, json: unknown]>([
    ['is JSON', 'application/json', turkish, { message: 'Başarılı İşlem' }],
    ['is JSON under a type in capitals', 'Application/JSON', '[1]', [1]],
    ['is JSON under text/plain', 'text/plain', turkish, { message: 'Başarılı İşlem' }],
    ['is JSON under text/html', 'text/html; charset=iso-8859-9', '{"a":1}', { a: 1 }],
    ['is JSON without a type', null, '{"a":1}', { a: 1 }],
    ['is JSON behind a byte order mark', 'application/json', '\ufeff{"a":1}', { a: 1 }],
    ['is JSON in windows-1254', 'application/json; charset=windows-1254', windows1254, { message: 'Başarılı İşlem' }],
    ['is JSON in windows-1254 that says it is UTF-8', 'application/json; charset=utf-8', windows1254, { message: 'Başarılı İşlem' }],
    ['is JSON in iso-8859-9', 'application/json; charset=iso-8859-9', windows1254, { message: 'Başarılı İşlem' }],
    ['is UTF-8 that says it is iso-8859-9', 'application/json; charset=iso-8859-9', turkish, { message: 'Başarılı İşlem' }],
    [
      'is UTF-8 but for one byte',
      'application/json',
      Buffer.concat([turkish.subarray(0, 14), Buffer.from([0xff]), turkish.subarray(14)]),
      { message: 'Ba\ufffdşarılı İşlem' },
    ],
    [
      'is UTF-8 cut in the middle of a letter',
      'application/json',
      Buffer.concat([turkish.subarray(0, -3), Buffer.from([0xc5]), Buffer.from('"}')]),
      { message: 'Başarılı İşle\ufffd' },
    ],
    ['is ASCII but for one byte', 'application/json', Buffer.from('{"message":"\xff","code":51}', 'latin1'), { message: 'ÿ', code: 51 }],
    [
      'is ASCII but for one byte, behind a byte order mark',
      'application/json',
      Buffer.from('\xef\xbb\xbf{"message":"\xdd","code":51}', 'latin1'),
      { message: '\ufffd', code: 51 },
    ],
    ['is UTF-16', 'application/json; charset=utf-16', Buffer.from('\ufeff{"message":"İ"}', 'utf16le'), { message: 'İ' }],
    ['is UTF-16 without a mark', 'application/json', Buffer.from('{"message":"İ"}', 'utf16le'), { message: 'İ' }],
    ['is UTF-16 the other way round', 'application/json', Buffer.from('\ufeff{"message":"İ"}', 'utf16le').swap16(), { message: 'İ' }],
    ['has a line break and a NUL in a sentence', 'application/json', '{"message":"a\nb\u0000c","code":51}', { message: 'a b c', code: 51 }],
    ['has a byte within a number', 'application/json', Buffer.from('{"code":5\xff1}', 'latin1'), undefined],
    ['has a control character within a number', 'application/json', '{"code":5\u00001}', undefined],
    ['is an HTML page', 'text/html', '<h1>502</h1>', undefined],
    ['is no JSON', 'application/json', '{"a":,}', undefined],
    ['is half of one', 'application/json', '{"a":1', undefined],
    ['is empty', 'application/json', '', undefined],
  ])('that %s is read as far as it may be', async (_name, type, body, json) => {
    const peer = await paynetThat((socket, request) => {
      if (!isWhole(request)) return
      const label = type === null ? '' : `Content-Type: ${type}\r\n`
      socket.write(`HTTP/1.1 200 OK\r\n${label}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n`)
      socket.write(body)
    })
    const reply = await (await posting(peer.url))('/x', {})
    expect(reply).toMatchObject({ kind: 'answered', status: 200 })
    expect(reply.kind === 'answered' && reply.json).toEqual(json)
  })

  test.each([
    ['2', 2_000],
    ['0', 0],
    ['soon', null],
    ['Wed, 21 Oct 2026 07:28:00 GMT', null],
    ['999999999999', null],
  ])('with Retry-After "%s" asks for a pause of %j ms', async (header, retryAfterMs) => {
    const peer = await answering(http('429 Too Many Requests', '{}', { 'Retry-After': header }))
    expect(await (await posting(peer.url))('/x', {})).toMatchObject({ kind: 'answered', status: 429, retryAfterMs })
  })
})

test('why something failed is told in a word that quotes nothing of what was sent', async () => {
  const peer = await paynetThat((socket, request) => {
    if (isWhole(request)) socket.end(`HTTP/1.1 ${'4355084355084358'.repeat(2)}\r\n\r\n`)
  })
  const reply = await (await posting(peer.url))('/x', { pan: '4355084355084358' })
  expect(reply.kind).toBe('lost')
  expect(JSON.stringify(reply)).not.toMatch(/\d{12}/)
})

describe('a call counts as', () => {
  const PAGE = '<!doctype html><title>Bakım</title>'
  test.each([
    ['served', http('200 OK', '{"code":0}')],
    ['served', http('200 OK', '{"code":1,"bank_error_id":"51"}')],
    ['served', http('200 OK', '{"Data":[]}')],
    ['served', http('200 OK', '{"code":12}')],
    ['served', http('400 Bad Request', '{"code":400,"result_code":11}')],
    ['served', http('404 Not Found', '{"code":404,"result_code":12}')],
    ['server-error', http('503 Service Unavailable', '{"code":0}')],
    ['server-error', http('503 Service Unavailable', PAGE)],
    ['server-error', http('500 Internal Server Error')],
    ['server-error', http('502 Bad Gateway', PAGE)],
    ['server-error', http('504 Gateway Timeout')],
    ['server-error', http('200 OK', '{"code":8}')],
    ['server-error', http('200 OK', '{"code":10}')],
    ['unreadable', http('200 OK', PAGE)],
    ['unreadable', http('200 OK')],
    ['unreadable', http('200 OK', '"ok"')],
    ['unreadable', http('200 OK', 'null')],
    ['unreadable', http('408 Request Timeout', PAGE)],
    ['refused', http('401 Unauthorized', '{}')],
    ['refused', http('403 Forbidden', PAGE)],
    ['refused', http('429 Too Many Requests')],
    ['refused', http('302 Found', '', { Location: 'https://elsewhere.example' })],
    ['refused', http('404 Not Found', PAGE)],
    ['refused', http('200 OK', '{"code":2}')],
    ['lost', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"code":0}'],
  ])('%s after %j', async (outcome, answer) => {
    const peer = await answering(answer, outcome === 'lost' ? 'end' : 'stay')
    const post = await posting(peer.url)
    await post('/v1/transaction/check', {})
    expect(await outcomes()).toEqual([outcome])
  })

  test('timeout if the answer never comes, not-sent if nobody is there, and withheld if we sent nothing', async () => {
    const silent = await paynetThat(() => {})
    await (await posting(silent.url, 100))('/v1/transaction/check', {})
    expect(await outcomes()).toEqual(['timeout'])
    await (await posting('http://127.0.0.1:9'))('/v1/transaction/check', {})
    expect(await outcomes()).toContain('not-sent')
    const open = await answering(http('200 OK', '{}'))
    await (await posting(open.url))('/v1/transaction/check', {}, { freshConnection: true, maySend: () => false })
    expect(await outcomes()).toContain('withheld')
  })

  /** How the calls to this path have ended since the last test. */
  async function outcomes(): Promise<unknown[]> {
    const { metrics } = await import('@/lib/metrics/counters')
    const { values } = await metrics().calls.get()
    return values.filter(({ labels, value }) => labels.service === 'transaction/check' && value > 0).map(({ labels }) => labels.outcome)
  }

  afterEach(async () => (await import('@/lib/metrics/counters')).metrics().calls.reset())
})
