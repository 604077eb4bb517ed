import { once } from 'node:events'
import http from 'node:http'

export type Balancer = {
  port: number
  /** Sends nothing more to this port until it is admitted again. */
  drain: (port: number) => void
  admit: (port: number) => void
  /** How many requests went to each port. */
  counts: () => number[]
  close: () => Promise<void>
}

/**
 * A plain proxy in front of several instances, as an operator would have one: takes turns, tries the next one
 * when a connection is refused, repeats nothing that was sent, and answers 502 when an answer breaks off. It
 * passes `X-Forwarded-For` on unchanged: its callers stand at the edge.
 */
export async function startBalancer(ports: number[]): Promise<Balancer> {
  const drained = new Set<number>()
  const counts = new Map(ports.map((port) => [port, 0]))
  let turn = 0
  const nextPorts = () => {
    turn += 1
    const inTurn = ports.map((_, offset) => ports[(turn + offset) % ports.length] ?? 0)
    const open = inTurn.filter((port) => !drained.has(port))
    const [first] = open
    if (first !== undefined) counts.set(first, (counts.get(first) ?? 0) + 1)
    return open
  }
  const server = http.createServer((incoming, outgoing) => forward(incoming, outgoing, nextPorts()))
  server.listen(0)
  await once(server, 'listening')
  const address = server.address()
  if (typeof address !== 'object' || !address) throw new Error('the balancer has no address')
  return {
    port: address.port,
    drain: (port) => drained.add(port),
    admit: (port) => drained.delete(port),
    counts: () => [...counts.values()],
    async close() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

function forward(incoming: http.IncomingMessage, outgoing: http.ServerResponse, [port, ...others]: number[]): void {
  if (port === undefined) {
    outgoing.writeHead(503).end('no instance takes requests\n')
    return
  }
  const { method, url, headers } = incoming
  const request = http.request({ host: '127.0.0.1', port, method, path: url, headers, agent: false })
  let isConnected = false
  request.on('socket', (socket) =>
    socket.once('connect', () => {
      isConnected = true
      incoming.pipe(request)
    }),
  )
  request.on('response', (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.on('error', () => outgoing.destroy()).pipe(outgoing)
  })
  request.on('error', () => {
    if (!isConnected) forward(incoming, outgoing, others)
    else if (outgoing.headersSent) outgoing.destroy()
    else outgoing.writeHead(502).end('the instance broke off\n')
  })
  outgoing.on('close', () => request.destroy())
}
