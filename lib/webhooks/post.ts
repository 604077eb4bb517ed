import 'server-only'
import type { lookup } from 'node:dns'
import http from 'node:http'
import https from 'node:https'
import { isIP } from 'node:net'
import { Webhook } from 'standardwebhooks'
import { SECOND } from '@/lib/duration'
import { readVersion } from '@/lib/metrics/counters'
import { checkedLookup, mayReceive, REFUSED_ADDRESS } from './address'
import { readRetryAfter } from './schedule'

/** An event as it is sent. `at`: of this try. `secrets`: each of them signs. */
export type Message = { url: string; secrets: string[]; id: string; body: string; at: Date }

/**
 * What became of one POST; `ms`: how long it took. `delivered`: 2xx. `gone`: 410. `refused`: any other status, a redirect
 * too; `retryAfterMs`: how long its `Retry-After` asks to wait. `failed`: no whole answer came, but the event may have
 * arrived, unless the address, its name or TLS was why.
 */
export type PostOutcome = { ms: number } & (
  | { kind: 'delivered' | 'gone'; status: number }
  | { kind: 'refused'; status: number; retryAfterMs: number | null }
  | { kind: 'failed'; why: 'timeout' | 'connection' | 'tls' | 'address' | 'dns' | 'answer' }
)

export type PostOptions = {
  allowsLoopback: boolean
  /** One deadline for everything, the answer's body included. A third of it is for the lookup of the host. */
  deadlineMs?: number
  lookup?: typeof lookup
}

export const DEADLINE_MS = 15 * SECOND
/** Enough to let a usual answer end in peace; nothing of it is kept. */
const MOST_READ_BYTES = 4_096

/** Posts an event, signed as Standard Webhooks say, over a connection of its own. Never follows, never repeats. */
export async function post(message: Message, options: PostOptions): Promise<PostOutcome> {
  const startedAt = performance.now()
  const outcome = await exchange(message, options)
  return { ...outcome, ms: Math.round(performance.now() - startedAt) }
}

type Outcome = PostOutcome extends infer O ? (O extends PostOutcome ? Omit<O, 'ms'> : never) : never

function exchange({ url, secrets, id, body, at }: Message, options: PostOptions): Promise<Outcome> {
  const { allowsLoopback, deadlineMs = DEADLINE_MS, lookup } = options
  const { protocol, hostname } = new URL(url)
  const literal = hostname.replace(/^\[|\]$/g, '')
  // A literal is never looked up.
  if (isIP(literal) !== 0 && !mayReceive(literal, allowsLoopback)) return Promise.resolve({ kind: 'failed', why: 'address' })
  const isHttps = protocol === 'https:'
  const deadline = AbortSignal.timeout(deadlineMs)
  return new Promise((resolve) => {
    let isShakingHands = false
    const request = (isHttps ? https : http).request(url, {
      method: 'POST',
      agent: false,
      signal: deadline,
      lookup: checkedLookup(allowsLoopback, deadlineMs / 3, lookup),
      ...(isHttps ? { rejectUnauthorized: true } : {}),
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'user-agent': `paynet-checkout/${readVersion()}`,
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(' '),
      },
    })
    const failed = (error?: Error) =>
      resolve({ kind: 'failed', why: deadline.aborted ? 'timeout' : isShakingHands ? 'tls' : reasonOf(error) })
    request.on('socket', (socket) => {
      if (!isHttps) return
      socket.once('connect', () => {
        isShakingHands = true
      })
      socket.once('secureConnect', () => {
        isShakingHands = false
      })
    })
    request.on('response', (response) => {
      const answered = () => {
        resolve(outcomeOf(response, at))
        request.destroy()
      }
      let size = 0
      response.on('data', (chunk: Buffer) => {
        size += chunk.length
        if (size > MOST_READ_BYTES) answered()
      })
      response.on('error', failed)
      response.on('end', () => (response.complete ? answered() : failed()))
    })
    request.on('error', failed)
    request.on('close', () => failed())
    request.end(body)
  })
}

function outcomeOf({ statusCode: status = 0, headers }: http.IncomingMessage, at: Date): Outcome {
  if (status >= 200 && status < 300) return { kind: 'delivered', status }
  if (status === 410) return { kind: 'gone', status }
  return { kind: 'refused', status, retryAfterMs: readRetryAfter(headers['retry-after'], at) }
}

/** One of our words; never a message, which could quote the address. */
function reasonOf(error: Error | undefined): 'address' | 'dns' | 'answer' | 'connection' {
  const { code, syscall } = (error ?? {}) as { code?: unknown; syscall?: unknown }
  if (code === REFUSED_ADDRESS) return 'address'
  if (syscall === 'getaddrinfo') return 'dns'
  return typeof code === 'string' && code.startsWith('HPE_') ? 'answer' : 'connection'
}
