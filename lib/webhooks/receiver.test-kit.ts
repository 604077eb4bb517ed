import { createServer, type IncomingHttpHeaders, type RequestListener, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { Webhook } from 'standardwebhooks'
import { vi } from 'vitest'

export const SECRET = `whsec_${Buffer.from('0123456789abcdefghijklmnopqrstuv').toString('base64')}`
export const OTHER_SECRET = `whsec_${Buffer.from('vutsrqponmlkjihgfedcba9876543210').toString('base64')}`

export type Received = { method: string; path: string; headers: IncomingHttpHeaders; body: string }
type Answer = (response: ServerResponse) => void

export const answers = (status: number, headers: Record<string, string> = {}): Answer => {
  return (response) => void response.writeHead(status, headers).end()
}

/** A merchant's server on loopback: keeps what it gets, and answers as told, 204 until then. */
export async function startReceiver() {
  const received: Received[] = []
  let answer = answers(204)
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { method = '', url = '', headers } = request
      received.push({ method, path: url, headers, body: Buffer.concat(chunks).toString() })
      answer(response)
    })
  }
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/hook?key=of-the-shop`,
    port,
    received,
    answerWith: (next: Answer) => {
      answer = next
    },
    close: () => {
      server.closeAllConnections()
      return new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

export type Receiver = Awaited<ReturnType<typeof startReceiver>>

/** A port that says nothing but these bytes, whoever connects. */
export async function startTcp(bytes: string) {
  const server = createTcpServer((socket) => {
    socket.on('error', () => {})
    socket.resume().end(bytes)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { port, close: () => new Promise<void>((resolve) => server.close(() => resolve())) }
}

/**
 * What the official library reads out of a request, as a receiver does at the time of the try; throws if the signature is
 * not the secret's.
 */
export function verified({ headers, body }: Received, secret = SECRET): { type: string; timestamp: string; data: Record<string, unknown> } {
  const clock = vi.spyOn(Date, 'now').mockReturnValue(Number(headers['webhook-timestamp']) * 1_000)
  try {
    return new Webhook(secret).verify(body, headers as Record<string, string>) as ReturnType<typeof verified>
  } finally {
    clock.mockRestore()
  }
}
