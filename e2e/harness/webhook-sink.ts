import { createHash, randomBytes } from 'node:crypto'
import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'
import type { Variables } from './app'

/** What the sink did with a request. `cut`: no answer, and the connection is gone. `slow`: one that comes after the deadline. */
export type SinkAnswer = 'taken' | '500' | '429' | '302' | 'cut' | 'slow'

/** One request; without a right signature, only its id and bytes are known. `attempt` counts those of its id. */
export type Seen = {
  id: string
  attempt: number
  digest: string
  isSigned: boolean
  type: string | null
  orderId: string | null
  orderVersion: number | null
  /** In true time. */
  at: number
  answer: SinkAnswer
}

export type WebhookSink = {
  url: string
  /** For the app that is to send here. */
  variables: Variables
  seen: () => Seen[]
  /** From now on everything is taken. */
  takeAll: () => void
  close: () => Promise<void>
}

type Options = {
  /** What a request is answered with; it is taken if this is left out. */
  answer?: (attempt: number) => SinkAnswer
  /** What the sender's clock may say now, since tests set it. */
  times?: () => number[]
}

const PATH = '/webhooks'
const AFTER_THE_DEADLINE_MS = 16_000

/** Mostly what passes at once; an answer that is too slow holds up one of the few senders, so it is rare. */
const BAD_ANSWERS: SinkAnswer[] = [...Array.from({ length: 10 }, (): SinkAnswer[] => ['500', '429', '302', 'cut']).flat(), 'slow']

/** Answers that are bad as often as `rate` says. `next`: random numbers from 0 up to 1. */
export function badly(rate: number, next: () => number): (attempt: number) => SinkAnswer {
  return () => (next() < rate ? (BAD_ANSWERS[Math.floor(next() * BAD_ANSWERS.length)] ?? '500') : 'taken')
}

/** A merchant's server on loopback: verifies what comes by the official library, keeps what it saw, and answers as told. */
export async function startWebhookSink({ answer = () => 'taken', times = () => [Date.now()] }: Options = {}): Promise<WebhookSink> {
  const secret = `whsec_${randomBytes(32).toString('base64')}`
  const verifier = new Webhook(secret)
  const seen: Seen[] = []
  const timers = new Set<NodeJS.Timeout>()
  let takesAll = false

  function receive(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
    const id = String(request.headers['webhook-id'] ?? '')
    // A redirect that was followed comes to another path.
    const isMeant = request.method === 'POST' && request.url === PATH
    const told = isMeant ? readTold(verifier, request, body, times()) : null
    const attempt = seen.filter((one) => one.id === id).length + 1
    const what = takesAll ? 'taken' : answer(attempt)
    const digest = createHash('sha256').update(body).digest('hex')
    seen.push({ id, attempt, digest, isSigned: told !== null, ...(told ?? NOTHING), at: Date.now(), answer: what })
    if (what === 'taken') response.writeHead(204).end()
    else if (what === '429') response.writeHead(429, { 'retry-after': '1' }).end()
    else if (what === '302') response.writeHead(302, { location: `${PATH}/followed` }).end()
    else if (what === 'cut') request.socket.destroy()
    else if (what === 'slow') timers.add(setTimeout(() => response.writeHead(204).end(), AFTER_THE_DEADLINE_MS))
    else response.writeHead(500).end()
  }

  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = []
    // A sender may be killed in the middle of its request.
    request.on('error', () => {})
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => receive(request, response, Buffer.concat(chunks)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${PATH}`
  return {
    url,
    variables: { WEBHOOK_URL: url, WEBHOOK_SECRET: secret },
    seen: () => [...seen],
    takeAll: () => {
      takesAll = true
    },
    close: () => {
      timers.forEach(clearTimeout)
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

const NOTHING = { type: null, orderId: null, orderVersion: null }
type Told = { type: string; data: { order?: { id: string }; order_version?: number } }

/** What a request tells, if its signature is right and its time is that of one of the clocks; null otherwise. */
function readTold(verifier: Webhook, { headers }: IncomingMessage, body: Buffer, times: number[]) {
  for (const time of times) {
    const realNow = Date.now
    try {
      Date.now = () => time
      const { type, data } = verifier.verify(body, headers as Record<string, string>) as Told
      return { type, orderId: data.order?.id ?? null, orderVersion: data.order_version ?? null }
    } catch {
      // Perhaps by the next clock.
    } finally {
      Date.now = realNow
    }
  }
  return null
}
