import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { cancelOrderRow, expireOrderRows, type OrderFilter, type OrderPlace, type OrderRow } from '@/db/orders'
import { insertFoundPayment } from '@/db/payment-moves'
import { givenOrderRow, newPayment } from '@/db/payments.test-kit'
import { findOrder, listOrders } from './orders'

vi.setConfig({ testTimeout: 60_000 })

const HOUR = 3_600_000
const any: OrderFilter = { reference: null, status: null, from: null, before: null }

/** Every page of a filter, with what is done between two of them. */
async function readAll(filter: OrderFilter, limit: number, now: Date, between: () => Promise<unknown> = async () => {}) {
  const read = []
  let after: OrderPlace | null = null
  do {
    const { orders, next } = await listOrders(filter, { after, limit }, now)
    expect(orders.length).toBeLessThanOrEqual(limit)
    read.push(...orders)
    after = next
    await between()
  } while (after !== null)
  return read
}

test('pages give each order once, the newest first, however many were made at once and while others are made', async () => {
  const day = Date.parse('2031-01-01T00:00:00Z')
  const moments = Array.from({ length: 240 }, (_, at) => new Date(day + Math.floor(at / 60)))
  const made: OrderRow[] = []
  for (const createdAt of moments) made.push(await givenOrderRow({ createdAt, expiresAt: new Date(day + HOUR) }))
  const filter = { ...any, from: new Date(day), before: new Date(day + 4) }
  const inOrder = (await readAll(filter, 100, new Date(day))).map(({ id }) => id)
  expect([...inOrder].sort()).toEqual(made.map(({ id }) => id).sort())
  const added: string[] = []
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 17, max: 100 }), async (limit) => {
      const read = await readAll(filter, limit, new Date(day), async () => {
        added.push((await givenOrderRow({ createdAt: new Date(day + 2), expiresAt: new Date(day + HOUR) })).id)
      })
      const ids = read.map(({ id }) => id)
      expect(new Set(ids).size).toBe(ids.length)
      expect(ids.filter((id) => !added.includes(id))).toEqual(inOrder)
      expect(read.map(({ createdAt }) => createdAt.getTime())).toEqual(
        read.map(({ createdAt }) => createdAt.getTime()).sort((a, b) => b - a),
      )
    }),
    { numRuns: 8 },
  )
})

test('a status lists exactly the orders that are shown with it', async () => {
  const day = Date.parse('2032-01-01T00:00:00Z')
  const now = new Date(day + HOUR)
  const given = (minute: number, expiresAt: Date) => givenOrderRow({ createdAt: new Date(day + Math.floor(minute / 2)), expiresAt })
  const [past, ahead] = [new Date(day + HOUR), new Date(day + HOUR + 1)]
  for (let at = 0; at < 24; at += 1) {
    const order = await given(at, at % 2 === 0 ? past : ahead)
    const status = (['charging', 'unknown', 'succeeded', 'review', 'failed'] as const)[at % 6]
    if (status) await insertFoundPayment(newPayment(order, { status, nextAt: now }))
    if (at % 8 === 5) await cancelOrderRow(order.id)
  }
  const filter = { ...any, from: new Date(day), before: new Date(day + HOUR) }
  const check = async () => {
    const all = await readAll(filter, 7, now)
    for (const order of all) expect((await findOrder(order.id, now))?.status).toBe(order.status)
    const statuses = ['open', 'paid', 'review', 'cancelled', 'expired'] as const
    const counts = await Promise.all(
      statuses.map(async (status) => {
        const read = await readAll({ ...filter, status }, 2, now)
        expect(read.map(({ id }) => id)).toEqual(all.filter((order) => order.status === status).map(({ id }) => id))
        return read.length
      }),
    )
    expect(counts.every((count) => count > 0)).toBe(true)
  }
  await check()
  // Some are stored as expired, the rest only by their time.
  await expireOrderRows(now, 3)
  await check()
})
