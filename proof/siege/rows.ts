import { setTimeout as sleep } from 'node:timers/promises'
import type Database from 'better-sqlite3'
import { openSqliteFile } from '@/e2e/harness/sqlite-file'
import type { Stack } from '@/e2e/harness/stack'

const SETTLES_WITHIN_MS = 30_000
const LOOK_EVERY_MS = 100
const ROWS_AT_ONCE = 250

type Row = Record<string, string | number | bigint | Buffer | null>
/** What differs in the n-th copy of a row. */
type Change = (n: number) => Row

/** Waits until the payments are paid, half a minute at most; returns how many are. */
export async function waitUntilPaid(stack: Pick<Stack, 'folder'>, ids: string[]): Promise<number> {
  const giveUpAt = performance.now() + SETTLES_WITHIN_MS
  return within(stack, async (database) => {
    const paid = database.prepare("SELECT id FROM payments WHERE status = 'succeeded'").pluck()
    for (;;) {
      const found = new Set(paid.all())
      const settled = ids.filter((id) => found.has(id)).length
      if (settled === ids.length || performance.now() > giveUpAt) return settled
      await sleep(LOOK_EVERY_MS)
    }
  })
}

/** How long it takes until an order's payment is paid; null if `atMostMs` was not enough. */
export async function timeUntilPaid(stack: Pick<Stack, 'folder'>, orderId: string, atMostMs: number): Promise<number | null> {
  const startedAt = performance.now()
  return within(stack, async (database) => {
    const isPaid = database.prepare("SELECT 1 FROM payments WHERE status = 'succeeded' AND order_id = ?").pluck()
    while (performance.now() - startedAt < atMostMs) {
      if (isPaid.get(orderId) !== undefined) return performance.now() - startedAt
      await sleep(LOOK_EVERY_MS)
    }
    return null
  })
}

/** Writes many payments like an order's, each with an order of its own. */
export async function copyPayment(
  stack: Pick<Stack, 'folder'>,
  orderId: string,
  times: number,
  name: string,
  change: Change,
): Promise<void> {
  await within(stack, async (database) => {
    const order = database.prepare('SELECT * FROM orders WHERE id = ?').get(orderId) as Row
    const payment = database.prepare('SELECT * FROM payments WHERE order_id = ?').get(orderId) as Row
    for (let from = 0; from < times; from += ROWS_AT_ONCE) {
      database.transaction(() => {
        for (let n = from; n < Math.min(from + ROWS_AT_ONCE, times); n++) {
          const id = `${name}${n}`.padEnd(22, '_')
          insert(database, 'orders', { ...order, id, reference: `${name}${n}` })
          const own = { id, order_id: id, attempt_key: id, reference_no: `${name}${n}-aaaaaaaa`, pair_digest: id }
          insert(database, 'payments', { ...payment, ...own, ...change(n) })
        }
      })()
      // The app writes at the same time.
      await sleep(20)
    }
  })
}

/** How many copied payments have a status. */
export async function countCopies(stack: Pick<Stack, 'folder'>, name: string, status: string): Promise<number> {
  const sql = 'SELECT count(*) FROM payments WHERE id LIKE ? AND status = ?'
  return within(stack, async (database) => Number(database.prepare(sql).pluck().get(`${name}%`, status)))
}

function insert(database: Database.Database, table: 'orders' | 'payments', row: Row): void {
  const columns = Object.keys(row)
  const values = columns.map((column) => `@${column}`)
  database.prepare(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${values.join(', ')})`).run(row)
}

async function within<T>({ folder }: Pick<Stack, 'folder'>, work: (database: Database.Database) => Promise<T>): Promise<T> {
  const database = openSqliteFile(`${folder}/checkout.db`, { fileMustExist: true, timeout: 5_000 })
  try {
    return await work(database)
  } finally {
    database.close()
  }
}
