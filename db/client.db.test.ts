import { statSync } from 'node:fs'
import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { atomically, now, query, rawConnection, sqliteFile } from './client'
import { isPostgres } from './dialect'
import { cancelOrderRow, findOrderRow, insertOrder, listOrderItems, type OrderRow } from './orders'
import { givenOrderRow } from './payments.test-kit'
import { countUse, findUses, forgetOverWindows } from './rate-limits'
import { markers, orders } from './schema'
import { openSqliteFile } from './sqlite-driver'

const at = new Date('2026-11-22T10:00:00Z')
const afterMs = (ms: number) => new Date(at.getTime() + ms)

describe('statements that belong together', () => {
  test('are all undone when one of them touches no row', async () => {
    const order = await givenOrderRow()
    const done = await atomically((db) => [
      db.update(orders).set({ status: 'cancelled' }).where(eq(orders.id, order.id)).returning(),
      db.update(orders).set({ status: 'cancelled' }).where(eq(orders.id, 'nobody')).returning(),
    ])
    expect(done).toBeNull()
    expect((await findOrderRow(order.id))?.status).toBe('open')
  })

  test('are all undone when one of them fails, and the failure is reported', async () => {
    const order = await givenOrderRow()
    const other = await givenOrderRow()
    const work = atomically((db) => [
      db.update(orders).set({ status: 'cancelled' }).where(eq(orders.id, order.id)).returning(),
      db.update(orders).set({ reference: other.reference }).where(eq(orders.id, order.id)).returning(),
    ])
    await expect(work).rejects.toThrow()
    expect((await findOrderRow(order.id))?.status).toBe('open')
  })

  test('return the rows of each', async () => {
    const order = await givenOrderRow()
    const done = await atomically((db) => [
      db.update(orders).set({ description: 'a' }).where(eq(orders.id, order.id)).returning(),
      db.update(orders).set({ description: 'b' }).where(eq(orders.id, order.id)).returning(),
    ])
    expect(done).toMatchObject([[{ description: 'a' }], [{ description: 'b' }]])
  })

  test('run exactly once each, even fifty at a time', async () => {
    await query((db) => db.insert(markers).values({ name: 'counter', at }))
    const order = await givenOrderRow({ amountKurus: 1 })
    const steps = Array.from({ length: 50 }, (_each, index) =>
      atomically((db) => [
        db
          .update(orders)
          .set({ amountKurus: index + 2 })
          .where(eq(orders.id, order.id))
          .returning(),
        db.update(markers).set({ at }).where(eq(markers.name, 'counter')).returning(),
      ]),
    )
    expect((await Promise.all(steps)).every((done) => done !== null)).toBe(true)
  })

  test.skipIf(isPostgres)('take the write lock before the first of them, so that what one has read cannot change', async () => {
    const order = await givenOrderRow()
    const other = openSqliteFile(sqliteFile(), { timeout: 0 })
    const write = () => other.prepare('UPDATE orders SET description = ? WHERE id = ?').run('somebody else', order.id)
    await atomically((db) => {
      expect(write).toThrow('locked')
      return [db.update(orders).set({ description: 'ours' }).where(eq(orders.id, order.id)).returning()]
    })
    other.close()
    expect(await findOrderRow(order.id)).toMatchObject({ description: 'ours' })
  })
})

test('an order and its items are written together or not at all', async () => {
  const order = await givenOrderRow()
  const item = { orderId: 'second', position: 0, name: 'a', quantity: 1, unitAmountKurus: 1 }
  await expect(insertOrder({ ...order, id: 'second' }, [item])).rejects.toThrow()
  expect(await findOrderRow('second')).toBeNull()
  expect(await listOrderItems('second')).toEqual([])
})

test('the database refuses an order without an amount', async () => {
  await expect(givenOrderRow({ amountKurus: 0 })).rejects.toThrow()
})

test('an amount and a time come back as they were written', async () => {
  const createdAt = new Date('2026-11-22T10:00:00.123Z')
  const order = await givenOrderRow({ amountKurus: 10_000_000_000, createdAt, expiresAt: createdAt })
  expect(await findOrderRow(order.id)).toEqual(order)
})

test('of two cancellations at once exactly one succeeds', async () => {
  const order = await givenOrderRow()
  const done = await Promise.all([cancelOrderRow(order.id), cancelOrderRow(order.id), cancelOrderRow(order.id)])
  expect(done.filter(Boolean)).toHaveLength(1)
})

describe('counting uses', () => {
  test('counts every one of a hundred concurrent uses', async () => {
    const counts = await Promise.all(Array.from({ length: 100 }, () => countUse('many', 1_000, at)))
    expect(counts.map(({ count }) => count).sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_each, index) => index + 1))
    expect(new Set(counts.map(({ resetAt }) => resetAt.getTime()))).toEqual(new Set([at.getTime() + 1_000]))
  })

  test('starts again when the window is over, and not a moment sooner', async () => {
    await countUse('window', 1_000, at)
    expect(await countUse('window', 1_000, afterMs(999))).toEqual({ key: 'window', count: 2, resetAt: afterMs(1_000) })
    expect(await countUse('window', 1_000, afterMs(1_000))).toEqual({ key: 'window', count: 1, resetAt: afterMs(2_000) })
  })

  test('are over if a clock that has been set back since has opened them', async () => {
    const [window, back] = [600_000, afterMs(-7_200_000)]
    for (let times = 0; times < 3; times++) await countUse('ahead', window, at)
    expect(await findUses('ahead', window, back)).toBeNull()
    expect(await countUse('ahead', window, back)).toMatchObject({ count: 1 })
    expect(await findUses('ahead', window, back)).toMatchObject({ count: 1 })
    expect(await countUse('ahead', window, afterMs(-7_200_000 - 4_000)), 'clocks differ a little').toMatchObject({ count: 2 })
  })

  test('forgets windows that are over, and only those', async () => {
    await countUse('over', 1_000, at)
    await countUse('runs', 5_000, at)
    await forgetOverWindows(afterMs(1_000))
    expect(await countUse('runs', 5_000, afterMs(1_001))).toMatchObject({ count: 2 })
    expect(await countUse('over', 1_000, at)).toMatchObject({ count: 1 })
  })
})

test('the clock of leases shows the current time', async () => {
  expect(Math.abs((await now()).getTime() - Date.now())).toBeLessThan(5_000)
})

test('a commit is on the disk before it is confirmed', async () => {
  const connection = rawConnection()
  if ('sqlite' in connection) {
    const { sqlite } = connection
    const pragmas = ['journal_mode', 'synchronous', 'foreign_keys', 'trusted_schema'].map((name) => sqlite.pragma(name, { simple: true }))
    expect(pragmas).toEqual(['wal', 2, 1, 0])
  } else {
    const { rows } = await connection.pool.query('SHOW synchronous_commit')
    expect(rows).toEqual([{ synchronous_commit: 'on' }])
  }
  expect('sqlite' in connection).toBe(!isPostgres)
})

test.skipIf(isPostgres)('a write-ahead log that grew while somebody read for long shrinks again', async () => {
  const size = () => statSync(`${sqliteFile()}-wal`).size
  const reader = openSqliteFile(sqliteFile())
  try {
    reader.exec('BEGIN')
    reader.prepare('SELECT count(*) FROM facts').get()
    const large = 'x'.repeat(1_000_000)
    const rows: OrderRow[] = []
    for (let times = 0; times < 20; times++) rows.push(await givenOrderRow({ description: large }))
    expect(size()).toBeGreaterThan(16_000_000)
    reader.exec('COMMIT')
    const startedAt = performance.now()
    for (let times = 0; times < 3; times++) await query((db) => db.update(markers).set({ at }).returning())
    for (let times = 0; times < 3; times++) await givenOrderRow()
    expect(performance.now() - startedAt).toBeLessThan(2_000)
    expect(size()).toBeLessThanOrEqual(8 * 1024 * 1024)
    expect((await findOrderRow(rows[7]?.id ?? ''))?.description).toBe(large)
  } finally {
    reader.close()
  }
})

test.skipIf(!isPostgres)('every connection ends a statement after ten seconds and waits for the disk', async () => {
  const connection = rawConnection()
  if (!('pool' in connection)) throw new Error('no Postgres')
  const clients = await Promise.all(Array.from({ length: 4 }, () => connection.pool.connect()))
  try {
    for (const client of clients) {
      expect(
        (await client.query("SELECT current_setting('statement_timeout') AS t, current_setting('synchronous_commit') AS s")).rows,
      ).toEqual([{ t: '10s', s: 'on' }])
    }
  } finally {
    for (const client of clients) client.release()
  }
})
