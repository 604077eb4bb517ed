import type http from 'node:http'
import type net from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

const MOST_CONNECTIONS = 1_024
/** A carrier puts many phones behind one address. */
const MOST_OF_ONE = 256
/** Browsers and proxies send the next request once they have the answer. */
const MOST_PIPELINED = 8
/** During shutdown: how long to wait for clients that are only owed the rest of an answer, or have not asked yet. */
const GRACE_MS = 3_000

type Connection = {
  socket: net.Socket
  from: string
  current: { request: http.IncomingMessage; response: http.ServerResponse } | null
  waiting: Array<() => void>
  /** During shutdown: since when the client has been owed nothing. */
  owedNothingSince: number | null
}

export type Connections = {
  /** Answers the requests of a connection one after another. */
  inOrder(answer: http.RequestListener): http.RequestListener
  /**
   * Accepts no new clients and resolves once every connection is closed: where an answer is owed, after it has
   * been given; elsewhere after a few seconds; whatever is left, after `withinMs`.
   */
  end(withinMs: number): Promise<void>
}

/**
 * Bounds what connections can hold. If there are too many, the one that has been idle, half-sent or slow for
 * longest makes room for the newcomer, so that clients that merely hold connections keep no one out.
 *
 * @param networkOf what counts as one client; null if all connections come from a proxy
 */
export function watchConnections(server: http.Server, networkOf: ((address: string) => string) | null): Connections {
  /** The connection that has been inactive for longest comes first. */
  const connections = new Set<Connection>()
  const bySocket = new WeakMap<net.Socket, Connection>()
  const counts = new Map<string, number>()
  const count = (from: string, change: number) => {
    const sum = (counts.get(from) ?? 0) + change
    if (sum > 0) counts.set(from, sum)
    else counts.delete(from)
  }

  server.on('connection', (socket: net.Socket) => {
    const from = networkOf?.(socket.remoteAddress ?? '') ?? null
    const connection: Connection = { socket, from: from ?? '', current: null, waiting: [], owedNothingSince: null }
    const isTooMany = from !== null && (counts.get(from) ?? 0) >= MOST_OF_ONE
    if ((isTooMany || connections.size >= MOST_CONNECTIONS) && !makeRoom(isTooMany ? from : null)) return void socket.destroy()
    connections.add(connection)
    bySocket.set(socket, connection)
    count(connection.from, 1)
    socket.once('close', () => forget(connection))
  })

  function makeRoom(from: string | null): boolean {
    for (const connection of connections) {
      if (isOwed(connection) || (from !== null && connection.from !== from)) continue
      connection.socket.destroy()
      forget(connection)
      return true
    }
    return false
  }

  function forget(connection: Connection): void {
    if (connections.delete(connection)) count(connection.from, -1)
  }

  return {
    inOrder: (answer) => (request, response) => {
      const connection = bySocket.get(request.socket)
      if (!connection || request.socket.destroyed) return
      const { socket, waiting } = connection
      const start = () => {
        if (socket.destroyed) return
        connection.current = { request, response }
        response.once('close', () => {
          connection.current = null
          if (connections.delete(connection)) connections.add(connection)
          waiting.shift()?.()
        })
        answer(request, response)
      }
      if (connection.current === null) start()
      else if (waiting.push(start) > MOST_PIPELINED) cutOff(socket)
    },

    async end(withinMs) {
      server.close()
      const startedAt = performance.now()
      while (connections.size > 0) {
        server.closeIdleConnections()
        const now = performance.now()
        for (const connection of connections) {
          connection.owedNothingSince = isOwed(connection) ? null : (connection.owedNothingSince ?? now)
          const isOver = connection.owedNothingSince !== null && now - connection.owedNothingSince >= GRACE_MS
          if (isOver || now - startedAt >= withinMs) connection.socket.destroy()
        }
        await delay(100)
      }
    },
  }
}

/** Tells Node's parser that another protocol follows, so that it stops instead of making requests out of everything it has read. */
const READ_NO_FURTHER = 2

function cutOff(socket: net.Socket & { parser?: { onIncoming: () => number } | null }): void {
  if (socket.parser) socket.parser.onIncoming = () => READ_NO_FURTHER
  socket.destroy()
}

/** The request is complete and nothing has been answered yet. */
function isOwed({ current }: Connection): boolean {
  if (current === null) return false
  return current.request.complete && !current.response.headersSent
}
