import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'

export type Peer = { url: string; port: number; received: () => string; connections: () => number; close: () => Promise<void> }

/**
 * A server that does what it is told with the bytes of a connection. `speak` gets the request so far,
 * each time more of it has come, and how often it was called for this connection.
 */
export async function listen(speak: (socket: Socket, request: string, turn: number) => void): Promise<Peer> {
  const received: Buffer[] = []
  const sockets = new Set<Socket>()
  let connections = 0
  const server: Server = createServer((socket) => {
    connections += 1
    sockets.add(socket)
    let request = ''
    let turn = 0
    socket.on('data', (chunk: Buffer) => {
      received.push(chunk)
      request += chunk.toString()
      speak(socket, request, turn++)
    })
    socket.on('error', () => sockets.delete(socket))
    socket.on('close', () => sockets.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (typeof address !== 'object' || !address) throw new Error('the server has no address')
  return {
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    received: () => Buffer.concat(received).toString(),
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      }),
  }
}

/** A whole HTTP answer. */
export function http(status: string, body = '', headers: Record<string, string> = {}): string {
  const lines = Object.entries({
    'Content-Type': 'application/json; charset=UTF-8',
    'Content-Length': String(Buffer.byteLength(body)),
    ...headers,
  })
  return `HTTP/1.1 ${status}\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`
}

/** Once the request's body is there, which ends in a brace. */
export function isWhole(request: string): boolean {
  const [head = '', body = ''] = request.split('\r\n\r\n')
  const length = /content-length: (\d+)/i.exec(head)?.[1]
  return length !== undefined && Buffer.byteLength(body) >= Number(length)
}
