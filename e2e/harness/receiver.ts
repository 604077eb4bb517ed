import { randomBytes } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Variables } from './app'

export type Received = { headers: IncomingHttpHeaders; body: string }

/** A merchant's server that webhooks go to. */
export type Receiver = {
  /** What an app is to be started with, so that it sends here. */
  env: Variables
  secret: string
  /** Oldest first. */
  received: Received[]
  /** Requests that have come and are not answered, and the most that ever were at once. */
  waiting: () => number
  mostWaiting: () => number
  /** Answers what waits, and from now on at once. */
  answer: () => void
  stop: () => Promise<void>
}

/** `hangs`: takes what comes, and answers nothing until it is told to. */
export async function startReceiver({ hangs = false } = {}): Promise<Receiver> {
  const received: Received[] = []
  const waiting = new Set<ServerResponse>()
  let most = 0
  let isAnswering = !hangs
  const server = createServer((request, response) => {
    waiting.add(response)
    most = Math.max(most, waiting.size)
    response.on('close', () => waiting.delete(response))
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() })
      if (isAnswering) response.writeHead(204).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const secret = `whsec_${randomBytes(32).toString('base64')}`
  return {
    env: { WEBHOOK_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/paynet`, WEBHOOK_SECRET: secret },
    secret,
    received,
    waiting: () => waiting.size,
    mostWaiting: () => most,
    answer() {
      isAnswering = true
      for (const response of waiting) response.writeHead(204).end()
    },
    stop() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
