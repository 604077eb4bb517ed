import { once } from 'node:events'
import net from 'node:net'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { afterEach, describe, expect, test } from 'vitest'
import { createHttpServer } from '@/server/http-server'
import { ask, environment, serve } from './serve.test-kit'

const sockets = new Set<net.Socket>()
afterEach(() => {
  for (const socket of sockets) socket.destroy()
  sockets.clear()
})

type Client = { socket: net.Socket; isClosed: Promise<void>; received: () => string }

/** A connection over which exactly this is sent; it stays open on our side when the server ends it. */
async function connect(port: number, sent = ''): Promise<Client> {
  const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  sockets.add(socket)
  let received = ''
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    received += chunk
  })
  socket.on('error', () => {})
  const isClosed = new Promise<void>((resolve) => {
    socket.once('end', resolve).once('close', resolve)
  })
  await once(socket, 'connect')
  if (sent !== '') socket.write(sent)
  return { socket, isClosed, received: () => received }
}

const get = (path: string, more = '') => `GET ${path} HTTP/1.1\r\nHost: a\r\n${more}\r\n`
const UPGRADE = 'Connection: Upgrade\r\nUpgrade: websocket\r\n'
const BODY = 'POST /api/orders HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nx'

/** An app that answers when it is told to. */
async function heldApp(change: Record<string, string> = {}) {
  const held: Array<{ path: string; answer: () => void }> = []
  const port = await serve(change, (request, response) => {
    held.push({ path: request.url ?? '', answer: () => response.end(request.url) })
  })
  const arrived = (many: number) => expect.poll(() => held.length).toBe(many)
  return { port, held, arrived }
}

const H2C = 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n'

describe('a request that asks for another protocol', () => {
  test.each([
    ['Java’s client and curl', H2C],
    ['nginx’s usual lines', 'Connection: upgrade\r\n'],
    ['a browser’s socket', `${UPGRADE}Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n`],
    ['something that nobody knows', 'Connection: keep-alive, Upgrade\r\nUpgrade: foo/2, bar\r\n'],
  ])('as %s does, is answered in this one, its body too, and the connection goes on', async (_, more) => {
    const seen: string[] = []
    const port = await serve({}, async (request, response) => {
      const line = `${request.method} ${request.url} ${await text(request)}`
      seen.push(line)
      response.end(line)
    })
    const requests = [
      ['GET', '/api/health/live', '', ''],
      ['POST', '/api/orders', 'Content-Length: 7\r\n', '{"a":1}'],
      ['POST', '/api/orders', 'Transfer-Encoding: chunked\r\n', '3\r\n{"a\r\n4\r\n":2}\r\n0\r\n\r\n'],
      ['GET', '/api/orders/x', '', ''],
    ]
    const client = await connect(port)
    for (const [index, [method, path, length, body]] of requests.entries()) {
      client.socket.write(`${method} ${path} HTTP/1.1\r\nHost: a\r\n${more}${length}\r\n${body}`)
      await expect.poll(() => client.received().match(/HTTP\/1\.1 200 OK/g)?.length).toBe(index + 1)
    }
    expect(seen).toEqual(['GET /api/health/live ', 'POST /api/orders {"a":1}', 'POST /api/orders {"a":2}', 'GET /api/orders/x '])
    expect(client.received()).not.toContain('101 ')
  })

  test('is no way to begin more than one request at a time', async () => {
    const { port, held, arrived } = await heldApp()
    const client = await connect(port, get('/metrics', H2C))
    await arrived(1)
    client.socket.write(get('/metrics', H2C).repeat(3_000))
    await connect(port, get('/metrics?next', H2C))
    await arrived(2)
    expect(held[1]?.path).toBe('/metrics?next')
  })

  test('for a tunnel is not answered: the connection is closed', async () => {
    const { port } = await heldApp()
    await (await connect(port, 'CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n')).isClosed
  })
})

describe('requests sent one after another without waiting', () => {
  test.each([1, 64 * 1024, 200 * 1024, 3 * 1024 * 1024])(
    'are answered after one of %i bytes whose answer did not wait for them all',
    async (length) => {
      const port = await serve({}, (request, response) => {
        // As Next reads: what nobody asks for stays where it is.
        Readable.toWeb(request)
        setTimeout(() => response.end(request.url), 50)
      })
      const client = await connect(port, `POST /api/orders HTTP/1.1\r\nHost: a\r\nContent-Length: ${length}\r\n\r\n`)
      client.socket.write(Buffer.alloc(length, 'x'))
      client.socket.write(get('/api/orders/next'))
      await expect.poll(() => client.received()).toContain('/api/orders/next')
      expect(client.received().match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2)
    },
  )

  test('are answered one at a time, in their order', async () => {
    const { port, held, arrived } = await heldApp()
    const client = await connect(port, [1, 2, 3].map((number) => get(`/metrics?${number}`)).join(''))
    for (const number of [1, 2, 3]) {
      await arrived(number)
      expect(held.at(-1)?.path).toBe(`/metrics?${number}`)
      held.at(-1)?.answer()
    }
    await expect.poll(client.received).toMatch(/metrics\?1.+metrics\?2.+metrics\?3/s)
  })

  test('end the connection if there are too many, and no second one is begun', async () => {
    const { port, held, arrived } = await heldApp()
    const client = await connect(port, get('/metrics'))
    await arrived(1)
    client.socket.write(get('/metrics').repeat(3_000))
    await client.isClosed
    await connect(port, get('/metrics?next'))
    await arrived(2)
    expect(held[1]?.path).toBe('/metrics?next')
  })
})

describe('if there are too many connections', () => {
  test('of one client, its longest inactive one makes room, and one being answered stays', async () => {
    const { port, held, arrived } = await heldApp({ TRUSTED_PROXY_HOPS: '0' })
    const asking = await connect(port, get('/metrics'))
    await arrived(1)
    const [idle, half] = [await connect(port), await connect(port, BODY)]
    for (let more = 0; more < 255; more += 1) await connect(port, 'GET / HTTP/1.1\r\nHos')
    await Promise.all([idle.isClosed, half.isClosed])
    held[0]?.answer()
    await expect.poll(asking.received).toContain('200 OK')
  })

  test('a shopper gets through even if slow clients hold every connection', async () => {
    const { port, held, arrived } = await heldApp({ TRUSTED_PROXY_HOPS: '1' })
    for (let slow = 0; slow < 1_024; slow += 1) await connect(port, slow % 2 === 0 ? BODY : 'GET / HT')
    const shopper = await connect(port, get('/metrics'))
    await arrived(1)
    held[0]?.answer()
    await expect.poll(shopper.received).toContain('200 OK')
  })
})

describe('at the end of the process', () => {
  async function start(answer: Parameters<typeof createHttpServer>[1]) {
    const { server, end } = createHttpServer(environment(), answer)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return { port: (server.address() as net.AddressInfo).port, end }
  }

  test('owed answers are given, and idle, slow and half-sent clients are not waited for', async () => {
    let answer = () => {}
    const { port, end } = await start((request, response) => {
      if (request.url === '/metrics?slow') response.write('x'.repeat(50_000_000))
      else if (request.method === 'GET') answer = () => response.end('done')
    })
    const owed = ask(port, { path: '/metrics' })
    const slow = await connect(port, get('/metrics?slow'))
    slow.socket.pause()
    const others = await Promise.all([connect(port), connect(port, BODY), connect(port, 'GET / HT')])
    await expect.poll(() => answer.length === 0 && slow.socket.bytesRead >= 0).toBe(true)
    let isOver = false
    const over = end(60_000).then(() => {
      isOver = true
    })
    await Promise.all(others.map(({ isClosed }) => isClosed))
    expect(isOver, 'while an answer is owed').toBe(false)
    answer()
    expect(await text(await owed)).toBe('done')
    await over
  })

  test('no client is waited for beyond the deadline', async () => {
    const { port, end } = await start(() => {})
    const client = await connect(port, get('/metrics'))
    await end(50)
    await client.isClosed
  })
})
