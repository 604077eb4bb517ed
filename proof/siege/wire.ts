import http from 'node:http'
import net from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Field, KINDS, type Tally } from './attack'

export function newTally(): Tally {
  return Object.fromEntries(KINDS.map((kind) => [kind, 0])) as Tally
}

export function kindOf(status: number): keyof Tally {
  if (status === 429 || status === 503) return `${status}`
  return status < 300 ? '2xx' : status < 400 ? '3xx' : status < 500 ? '4xx' : '5xx'
}

/** The n-th attacker's address, as a proxy would report it. */
export function addressOf({ addresses }: Field, n: number): string {
  const one = n % addresses
  return `10.66.${one >> 8}.${one & 255}`
}

/** A loopback address of its own, on systems that need no setup for that. */
function socketAddressOf({ addresses }: Field, n: number): { localAddress?: string } {
  const one = n % addresses
  return process.platform === 'linux' ? { localAddress: `127.66.${one >> 8}.${(one & 255) + 1}` } : {}
}

const portOf = ({ target }: Field) => Number(new URL(target.url).port)

/** The head of a request, up to but without the empty line. */
export function head(field: Field, n: number, method: string, path: string, headers: Record<string, string> = {}): string {
  const lines = { Host: new URL(field.target.url).host, 'X-Forwarded-For': addressOf(field, n), ...headers }
  return `${method} ${path} HTTP/1.1\r\n${Object.entries(lines)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')}`
}

export type Connection = { socket: net.Socket; closed: Promise<void> }

/**
 * A raw connection that counts its answers, `expected` of them. Once it ends, the missing ones count as closed,
 * or as unanswered if we left first. `closed` resolves at the end, whichever side closed it.
 */
export async function connect(field: Field, n: number, expected: number): Promise<Connection> {
  const socket = net.connect({ port: portOf(field), host: '127.0.0.1', allowHalfOpen: true, ...socketAddressOf(field, n) })
  let answers = 0
  let tail = ''
  let isTheirs = false
  socket.on('data', (chunk: Buffer) => {
    tail += chunk.toString('latin1')
    for (const [, status] of tail.matchAll(/HTTP\/1\.1 (\d{3}) /g)) {
      answers += 1
      field.tally[kindOf(Number(status))] += 1
    }
    // An answer's first line may span two chunks; one that was counted is longer than this.
    tail = tail.slice(-12)
  })
  socket.on('error', () => {
    isTheirs = true
  })
  socket.on('end', () => {
    isTheirs = true
    socket.destroy()
  })
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => {
      field.tally[isTheirs ? 'closed' : 'unanswered'] += Math.max(0, expected - answers)
      resolve()
    })
  })
  await new Promise<void>((resolve) => {
    socket.once('connect', resolve)
    socket.once('close', () => resolve())
  })
  return { socket, closed }
}

/** Waits until the other side closes, the attack ends or the time is up; then closes. */
export async function holdOn({ over }: Field, { socket, closed }: Connection, ms?: number): Promise<void> {
  await Promise.race([closed, over, ...(ms === undefined ? [] : [sleep(ms)])])
  socket.destroy()
  await closed
}

/** Sends a request's beginning at once and the rest at a byte a second. */
export async function trickle(field: Field, n: number, start: string, rest: string): Promise<void> {
  const connection = await connect(field, n, 1)
  const { socket } = connection
  socket.write(start)
  const timer = setInterval(() => {
    const at = socket.bytesWritten - start.length
    if (!socket.destroyed) socket.write(rest[at % rest.length] ?? 'x')
  }, 1_000)
  await holdOn(field, connection)
  clearInterval(timer)
}

export type Asked = {
  method?: string
  headers?: Record<string, string>
  body?: string | Uint8Array
  agent?: http.Agent
}
export type Answer = { status: number; headers: http.IncomingHttpHeaders; body: string }

/** One request as the attacker, with its answer counted; null if the connection was closed. */
export function ask(
  field: Field,
  n: number,
  path: string,
  { method = 'GET', headers = {}, body, agent }: Asked = {},
): Promise<Answer | null> {
  return new Promise((resolve) => {
    const length = body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) }
    const request = http.request({
      port: portOf(field),
      host: '127.0.0.1',
      ...socketAddressOf(field, n),
      method,
      path,
      agent: agent ?? false,
      headers: { Host: new URL(field.target.url).host, 'X-Forwarded-For': addressOf(field, n), ...length, ...headers },
    })
    const end = (answer: Answer | null) => {
      clearInterval(watch)
      resolve(answer)
    }
    // The end of the attack ends this request, too.
    const watch = setInterval(() => {
      if (!field.isOver()) return
      field.tally.unanswered += 1
      request.removeAllListeners('error').on('error', () => {})
      request.destroy()
      end(null)
    }, 200)
    request.once('error', () => {
      field.tally.closed += 1
      end(null)
    })
    request.once('response', (response) => {
      const chunks: Buffer[] = []
      request.removeAllListeners('error').on('error', () => {})
      field.tally[kindOf(response.statusCode ?? 0)] += 1
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.once('close', () =>
        end({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString('utf8') }),
      )
      response.on('error', () => {})
    })
    request.end(body)
  })
}
