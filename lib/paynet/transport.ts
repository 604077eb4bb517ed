import 'server-only'
import http from 'node:http'
import https from 'node:https'
import type { Socket } from 'node:net'
import { SECOND } from '@/lib/duration'
import { env } from '@/lib/env'
import { type CallOutcome, countCall, countFromZero } from '@/lib/metrics/counters'
import { isMaybe, isNo, PATHS, refusesUs, returnCode } from './wire'

/**
 * What became of one POST.
 *
 * `not-sent`: proven that no byte of the request left (DNS, refused, TLS, or our own send gate).
 * `lost`: it may have arrived, but no whole answer came (timeout, reset, short or too long a body).
 * `answered`: a whole answer; `json` is undefined when it was no JSON. Redirects are answers too and
 * are never followed: the body would go to another host. `serverTime`: what its `Date` says, where it has one.
 */
export type Reply = { durationMs: number } & (
  | { kind: 'answered'; status: number; json: unknown; retryAfterMs: number | null; serverTime?: Date }
  | { kind: 'not-sent'; why: string }
  | { kind: 'lost'; why: string }
)

export type PostOptions = {
  /** A connection of its own: a kept one that Paynet has just closed would make a charge look lost. */
  freshConnection?: boolean
  /** Looked at last thing before the first byte is written; false keeps the request from being sent. */
  maySend?: () => boolean
  /** One deadline for everything, body included; by default `PAYNET_TIMEOUT_MS` from now. */
  deadline?: AbortSignal
}

const MAX_REPLY_BYTES = 256 * 1024
const GATE_CLOSED = 'send gate closed'
const DEADLINE_PASSED = 'deadline passed'

countFromZero({ paths: Object.values(PATHS) })

// Shorter than a server's usual five seconds, so that a kept connection is rarely one that it has just closed.
const keptHttp = new http.Agent({ keepAlive: true, timeout: 4 * SECOND })
const keptHttps = new https.Agent({ keepAlive: true, timeout: 4 * SECOND })

/** Posts JSON to Paynet with the secret key. Never throws, never follows, never repeats. */
export async function post(path: string, body: Record<string, unknown>, options: PostOptions = {}): Promise<Reply> {
  const startedAt = performance.now()
  const outcome = await exchange(path, JSON.stringify(body), options)
  const durationMs = Math.round(performance.now() - startedAt)
  const reply = { ...outcome, durationMs }
  countCall(path, outcomeOf(reply), durationMs)
  return reply
}

/** How a call counts. An outage often answers: with HTTP 503, with a page for people, or with a code of its own. */
function outcomeOf(reply: Reply): CallOutcome {
  if (reply.kind === 'not-sent') return reply.why === GATE_CLOSED ? 'withheld' : 'not-sent'
  if (reply.kind === 'lost') return reply.why === DEADLINE_PASSED ? 'timeout' : 'lost'
  if (refusesUs(reply)) return 'refused'
  if (reply.status >= 500 || isMaybe(returnCode(reply))) return 'server-error'
  return isNo(reply) || (typeof reply.json === 'object' && reply.json !== null) ? 'served' : 'unreadable'
}

type Outcome = Reply extends infer R ? (R extends Reply ? Omit<R, 'durationMs'> : never) : never

function exchange(path: string, body: string, { freshConnection, maySend, deadline }: PostOptions): Promise<Outcome> {
  const { paynet } = env()
  const isHttps = paynet.url.startsWith('https:')
  const kept = isHttps ? keptHttps : keptHttp
  return new Promise((resolve) => {
    let sent = false
    const request = (isHttps ? https : http).request(`${paynet.url}${path}`, {
      method: 'POST',
      agent: freshConnection ? false : kept,
      signal: deadline ?? AbortSignal.timeout(paynet.timeoutMs),
      headers: {
        // Paynet takes the key as it is after "Basic", not encoded.
        Authorization: `Basic ${paynet.secretKey}`,
        'Content-Type': 'application/json; charset=UTF-8',
        'Content-Length': Buffer.byteLength(body),
        Accept: 'application/json; charset=UTF-8',
      },
    })
    const failed = (error: Error) => resolve({ kind: sent ? 'lost' : 'not-sent', why: reasonOf(error) })
    request.on('error', failed)
    request.on('socket', (socket) =>
      whenConnected(socket, isHttps, () => {
        if (maySend && !maySend()) {
          request.destroy(new Error(GATE_CLOSED))
          return
        }
        sent = true
        request.end(body)
      }),
    )
    request.on('response', (response) => {
      const chunks: Buffer[] = []
      let size = 0
      response.on('data', (chunk: Buffer) => {
        size += chunk.length
        chunks.push(chunk)
        if (size > MAX_REPLY_BYTES) request.destroy(new Error('reply too long'))
      })
      response.on('error', failed)
      response.on('aborted', () => failed(new Error('reply cut short')))
      response.on('end', () => {
        if (!response.complete) return failed(new Error('reply cut short'))
        resolve({
          kind: 'answered',
          status: response.statusCode ?? 0,
          json: parseJson(Buffer.concat(chunks)),
          retryAfterMs: retryAfter(response.headers['retry-after']),
          ...serverTime(response.headers.date),
        })
      })
    })
  })
}

function whenConnected(socket: Socket, isHttps: boolean, then: () => void): void {
  if (!socket.connecting && (!isHttps || (socket as { secureConnecting?: boolean }).secureConnecting !== true)) then()
  else socket.once(isHttps ? 'secureConnect' : 'connect', then)
}

/**
 * A body's JSON whatever its label says: error pages of servers in between often have none, or another one. A
 * control character inside a sentence is a blank; anywhere else it was white space, or the JSON is still none.
 */
export function parseJson(body: Buffer): unknown {
  const text = decode(body)
  for (const each of [text, text.replace(/\p{Cc}/gu, ' ')]) {
    try {
      return JSON.parse(each)
    } catch {
      // The next one, or none.
    }
  }
  return undefined
}

/**
 * Names, codes and amounts are the same in every encoding but UTF-16, so a sentence that arrives damaged hides none
 * of them. Bytes that are no UTF-8 are read as windows-1254, Turkish Windows' own, unless some of the others are.
 */
function decode(body: Buffer): string {
  // JSON holds no NUL, and begins with ASCII or with a byte order mark.
  const [first, second] = body
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return new TextDecoder('utf-16le').decode(body)
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0)) return new TextDecoder('utf-16be').decode(body)
  const text = new TextDecoder('utf-8').decode(body)
  const isUtf8 = first === 0xef || !text.includes('\ufffd') || /[\u0080-\ufffc]/.test(text)
  return isUtf8 ? text : new TextDecoder('windows-1254').decode(body)
}

function retryAfter(header: string | undefined): number | null {
  return header !== undefined && /^\d{1,5}$/.test(header) ? Number(header) * SECOND : null
}

function serverTime(header: string | undefined): { serverTime?: Date } {
  const at = Date.parse(header ?? '')
  return Number.isNaN(at) ? {} : { serverTime: new Date(at) }
}

/** A word for the log and the timeline; never a message, which could quote what was sent. */
function reasonOf(error: Error): string {
  if (error.name === 'AbortError' || error.name === 'TimeoutError') return DEADLINE_PASSED
  const { code } = error as { code?: unknown }
  if (typeof code === 'string') return code
  return [GATE_CLOSED, 'reply too long', 'reply cut short'].includes(error.message) ? error.message : error.name
}
