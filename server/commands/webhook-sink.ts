import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook, WebhookVerificationError } from 'standardwebhooks'
import { SECOND } from '@/lib/duration'
import { DEADLINE_MS } from '@/lib/webhooks/post'

/** What the sink answers: a status; `slow`, too late; `half`, a 500 to every other. */
export type SinkAnswer = number | 'slow' | 'half'

export type Sunk = {
  id: string
  /** Null if the signature is not the secret's, or too old. */
  event: { type: string; data?: Record<string, unknown> } | null
  /** What it was answered; null if too late. */
  status: number | null
  /** How often this id has come, with this time. */
  times: number
}

/** Far more than any order needs. */
const MOST_BYTES = 1024 * 1024

/**
 * A merchant's server for trying things out, on loopback only: verifies what comes with the library of Standard Webhooks and
 * passes it on. What is not signed is answered 400, whatever the answer would be.
 */
export async function startSink(
  { port, secret, answer }: { port: number; secret: string; answer: SinkAnswer },
  took: (sunk: Sunk) => void,
): Promise<{ url: string; stop(): Promise<void> }> {
  const webhook = new Webhook(secret)
  const times = new Map<string, number>()
  let count = 0
  const statusOf = (): number | null => {
    count += 1
    if (answer === 'slow') return null
    return answer === 'half' ? (count % 2 === 1 ? 500 : 204) : answer
  }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > MOST_BYTES) request.destroy()
      else chunks.push(chunk)
    })
    request.on('end', () => {
      const id = String(request.headers['webhook-id'] ?? '')
      const event = read(webhook, Buffer.concat(chunks).toString(), request.headers as Record<string, string>)
      const status = event ? statusOf() : 400
      if (event) times.set(id, (times.get(id) ?? 0) + 1)
      took({ id, event, status, times: times.get(id) ?? 1 })
      end(response, status)
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    stop: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

function read(webhook: Webhook, body: string, headers: Record<string, string>): Sunk['event'] {
  try {
    return webhook.verify(body, headers) as Sunk['event']
  } catch (error) {
    if (error instanceof WebhookVerificationError || error instanceof SyntaxError) return null
    throw error
  }
}

function end(response: ServerResponse, status: number | null): void {
  if (status !== null) return void response.writeHead(status).end()
  const late = setTimeout(() => response.writeHead(204).end(), DEADLINE_MS + 2 * SECOND)
  response.once('close', () => clearTimeout(late))
}
