import http from 'node:http'
import net from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type NetworkFault, type ProxiedRequest, startTcpProxy, type TcpProxy } from './tcp-proxy'

/** A server that acts on every request, and a proxy in front of it. */
let acted: string[]
let server: http.Server
let proxy: TcpProxy
let fault: NetworkFault | null
let heard: Array<[ProxiedRequest, string]>
const ANSWER = JSON.stringify({ done: true, padding: 'x'.repeat(400) })

beforeEach(async () => {
  acted = []
  heard = []
  fault = null
  server = http.createServer(async (request, response) => {
    let body = ''
    for await (const piece of request) body += piece
    acted.push(body)
    response.setHeader('Content-Length', Buffer.byteLength(ANSWER)).end(ANSWER)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as net.AddressInfo
  proxy = await startTcpProxy({
    to: { host: '127.0.0.1', port },
    judge: () => fault,
    hear: (request, answer) => heard.push([request, answer]),
  })
})

afterEach(async () => {
  await proxy.close()
  server.closeAllConnections()
  server.close()
})

type Seen = { status: number | null; body: string; error: string | null; ms: number }

const PATIENT_MS = 60_000

/** What a client gets. */
function ask(body = 'pay', agent: http.Agent | false = false, waitsMs = PATIENT_MS): Promise<Seen> {
  const startedAt = performance.now()
  const seen: Seen = { status: null, body: '', error: null, ms: 0 }
  return new Promise((resolve) => {
    const end = (error: string | null) => resolve({ ...seen, error, ms: performance.now() - startedAt })
    const request = http.request(`${proxy.url}/v2/pay`, { method: 'POST', agent, signal: AbortSignal.timeout(waitsMs) })
    request.on('error', (error: NodeJS.ErrnoException) => end(error.name === 'AbortError' ? 'deadline' : (error.code ?? error.message)))
    request.on('response', (response) => {
      seen.status = response.statusCode ?? null
      response.setEncoding('utf8').on('data', (piece: string) => {
        seen.body += piece
      })
      response.on('error', (error: NodeJS.ErrnoException) => end(error.name === 'AbortError' ? 'deadline' : (error.code ?? error.message)))
      response.on('end', () => end(null))
    })
    request.setHeader('Content-Length', Buffer.byteLength(body)).end(body)
  })
}

test('without a fault, requests and answers pass unchanged, one after the other on a keep-alive connection', async () => {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
  expect(await ask('one', agent)).toMatchObject({ status: 200, body: ANSWER, error: null })
  expect(await ask('two', agent)).toMatchObject({ status: 200, body: ANSWER, error: null })
  expect(acted).toEqual(['one', 'two'])
  expect(heard.map(([request, answer]) => [request.path, request.body, answer])).toEqual([
    ['/v2/pay', 'one', ANSWER],
    ['/v2/pay', 'two', ANSWER],
  ])
  agent.destroy()
})

const silent = [
  { kind: 'reset', error: 'ECONNRESET' },
  { kind: 'close', error: 'ECONNRESET' },
  { kind: 'half-close', error: 'ECONNRESET' },
  { kind: 'black-hole', error: 'deadline' },
] as const

for (const { kind, error } of silent) {
  test(`${kind} before: the server is never asked, and no byte comes back`, async () => {
    fault = { kind, acts: false }
    expect(await ask('pay', false, error === 'deadline' ? 500 : PATIENT_MS)).toMatchObject({ status: null, body: '', error })
    await sleep(50)
    expect(acted).toEqual([])
  })

  test(`${kind} after: the server has acted once, and no byte comes back`, async () => {
    fault = { kind, acts: true }
    expect(await ask('pay', false, error === 'deadline' ? 500 : PATIENT_MS)).toMatchObject({ status: null, body: '', error })
    await expect.poll(() => [acted, heard.length]).toEqual([['pay'], 1])
  })
}

/** What a bare socket sees when the proxy ends an exchange, and when the socket then writes on. */
async function endingOf(kind: 'reset' | 'close' | 'half-close'): Promise<string[]> {
  fault = { kind, acts: false }
  const words: string[] = []
  const client = net.connect({ host: '127.0.0.1', port: Number(new URL(proxy.url).port), allowHalfOpen: true })
  client.on('end', () => words.push('FIN')).on('error', (error: NodeJS.ErrnoException) => words.push(error.code ?? ''))
  client.write('POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n')
  // The proxy's end is seen before anything more is written.
  await expect.poll(() => words.length).toBeGreaterThan(0)
  for (let times = 0; times < 1_000 && client.writable && words.length < 2 && kind !== 'half-close'; times++) {
    client.write('more')
    await sleep(10)
  }
  if (client.writable) client.write('more')
  await sleep(50)
  client.destroy()
  return words
}

test('a reset is an RST, a close is a FIN after which nothing is read, and after a half-close reading goes on', async () => {
  expect(await endingOf('reset')).toEqual(['ECONNRESET'])
  expect(await endingOf('close')).toEqual(['FIN', expect.stringMatching(/ECONNRESET|EPIPE/)])
  expect(await endingOf('half-close')).toEqual(['FIN'])
})

test('a late request arrives once, after its delay, although the caller has gone', async () => {
  fault = { kind: 'late', ms: 5_000 }
  expect(await ask('pay', false, 500)).toMatchObject({ status: null, error: 'deadline' })
  expect(acted).toEqual([])
  await expect.poll(() => acted, { timeout: 60_000 }).toEqual(['pay'])
})

test('a hang-up is an immediate reset, and the server acts anyway', async () => {
  fault = { kind: 'hang-up' }
  expect(await ask()).toMatchObject({ status: null, error: 'ECONNRESET' })
  await expect.poll(() => acted).toEqual(['pay'])
})

test('an answer cut off in its head is no answer', async () => {
  fault = { kind: 'cut', in: 'head', by: 'close' }
  expect(await ask()).toMatchObject({ status: null, error: expect.any(String) })
  expect(acted).toEqual(['pay'])
})

for (const by of ['close', 'reset'] as const) {
  test(`an answer cut off in its body by a ${by} has a status and half of its bytes`, async () => {
    fault = { kind: 'cut', in: 'body', by }
    const { status, body, error } = await ask()
    expect({ status, error }).toEqual({ status: 200, error: 'ECONNRESET' })
    expect(body).toBe(ANSWER.slice(0, ANSWER.length >> 1))
    expect(acted).toEqual(['pay'])
  })
}

test('a dripping answer is complete if there is time for it, and otherwise not', async () => {
  fault = { kind: 'drip', bytes: 100, ms: 5 }
  expect(await ask()).toMatchObject({ status: 200, body: ANSWER, error: null })
  fault = { kind: 'drip', bytes: 1, ms: 20 }
  expect(await ask('pay', false, 500)).toMatchObject({ error: 'deadline' })
  await expect.poll(() => acted).toHaveLength(2)
})

test('a delayed answer arrives complete after its delay, and the connection can be reused', async () => {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
  fault = { kind: 'delay', ms: 200 }
  const seen = await ask('one', agent)
  expect(seen).toMatchObject({ status: 200, body: ANSWER })
  expect(seen.ms).toBeGreaterThanOrEqual(195)
  fault = null
  expect(await ask('two', agent)).toMatchObject({ status: 200, body: ANSWER })
  agent.destroy()
})

for (const acts of [true, false]) {
  test(`an answer given instead of the server's arrives, and the server has ${acts ? '' : 'not '}acted`, async () => {
    fault = { kind: 'replace', answer: 'HTTP/1.1 405 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n', acts }
    expect(await ask()).toMatchObject({ status: 405, body: '' })
    expect(acted).toHaveLength(acts ? 1 : 0)
  })
}

test('refused means that nothing listens, even for a connection that was open, until it recovers', async () => {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
  await ask('one', agent)
  await proxy.refuse()
  expect(await ask()).toMatchObject({ error: 'ECONNREFUSED' })
  expect((await ask('two', agent)).error).toMatch(/ECONNRE/)
  await proxy.recover()
  expect(await ask('three')).toMatchObject({ status: 200 })
  expect(acted).toEqual(['one', 'three'])
  agent.destroy()
})

test('reset at once means that a connection is made and lost, even one that was open, until it recovers', async () => {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
  await ask('one', agent)
  proxy.resetAll()
  expect((await ask()).error).toBe('ECONNRESET')
  expect((await ask('two', agent)).error).toBe('ECONNRESET')
  await proxy.recover()
  expect(await ask('three')).toMatchObject({ status: 200 })
  expect(acted).toEqual(['one', 'three'])
  agent.destroy()
})
