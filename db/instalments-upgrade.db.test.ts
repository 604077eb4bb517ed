import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { drizzle as drizzleSqlite } from 'drizzle-orm/better-sqlite3'
import { migrate as migrateSqlite } from 'drizzle-orm/better-sqlite3/migrator'
import { drizzle as drizzlePostgres } from 'drizzle-orm/node-postgres'
import { migrate as migratePostgres } from 'drizzle-orm/node-postgres/migrator'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createEmptyDatabase } from '@/scripts/test/setup'
import { isPostgres } from './dialect'
import { openSqliteFile } from './sqlite-driver'

/** A database that an older version made and filled, and the statements that such a version still runs beside this one. */
type OldDatabase = {
  migrate: (folder: string) => Promise<void>
  run: (statement: string) => Promise<Record<string, unknown>[]>
  close: () => Promise<void>
}

const FOLDER = join('db', 'migrations', isPostgres ? 'postgres' : 'sqlite')
const OLD_MIGRATIONS = 9

let database: OldDatabase
let drop: () => Promise<void>

beforeAll(async () => {
  const empty = await createEmptyDatabase()
  drop = empty.drop
  database = isPostgres ? onPostgres(empty.url) : onSqlite(empty.url)
  const before = mkdtempSync(join(tmpdir(), 'migrations-'))
  try {
    cpSync(FOLDER, before, { recursive: true })
    const journal = join(before, 'meta', '_journal.json')
    const all = JSON.parse(readFileSync(journal, 'utf8')) as { entries: unknown[] }
    writeFileSync(journal, JSON.stringify({ ...all, entries: all.entries.slice(0, OLD_MIGRATIONS) }))
    await database.migrate(before)
  } finally {
    rmSync(before, { recursive: true })
  }
  await insertOrder('o1')
  await insertPayment('p1', 'o1', 'succeeded')
  await insertFinding('f1', 'other-amount')
  await database.run(`UPDATE sweep_findings SET closed_at = ${time(7)} WHERE id = 'f1'`)
  await insertFinding('f2', 'orphan')
  await expect(insertFinding('f3', 'fee-short')).rejects.toThrow()
  await database.migrate(FOLDER)
})

afterAll(async () => {
  await database.close()
  await drop()
})

function onSqlite(url: string): OldDatabase {
  const file = openSqliteFile(url.replace(/^file:/, ''))
  return {
    migrate: async (migrationsFolder) => migrateSqlite(drizzleSqlite(file), { migrationsFolder }),
    run: async (statement) => {
      const prepared = file.prepare(statement)
      if (prepared.reader) return prepared.all() as Record<string, unknown>[]
      prepared.run()
      return []
    },
    close: async () => void file.close(),
  }
}

function onPostgres(url: string): OldDatabase {
  const pool = new pg.Pool({ connectionString: url, max: 1 })
  return {
    migrate: (migrationsFolder) => migratePostgres(drizzlePostgres(pool), { migrationsFolder }),
    run: async (statement) => (await pool.query(statement)).rows as Record<string, unknown>[],
    close: () => pool.end(),
  }
}

function time(ms: number): string {
  return isPostgres ? `to_timestamp(${ms / 1000})` : String(ms)
}

const no = isPostgres ? 'false' : '0'

/** Of the columns that the version before knew and that must have a value. */
const insertOrder = (id: string) =>
  database.run(
    `INSERT INTO orders (id, reference, status, amount_kurus, created_at, expires_at) VALUES ('${id}', 'R-${id}', 'open', 120000, ${time(1)}, ${time(2)})`,
  )
const insertPayment = (id: string, orderId: string, status: string, more: Record<string, string | number> = {}) =>
  database.run(
    `INSERT INTO payments (${[...'id order_id attempt_key reference_no status late amount_kurus calls fence looks none_count alarms created_at moved_at'.split(' '), ...Object.keys(more)].join()})
     VALUES (${[`'${id}', '${orderId}', 'k-${id}', 'R-${id}', '${status}', ${no}, 120000, 1, 1, 0, 0, 0, ${time(1)}, ${time(1)}`, ...Object.values(more)].join()})`,
  )
const insertFinding = (id: string, kind: string) =>
  database.run(
    `INSERT INTO sweep_findings (id, kind, reference_no, xact_id, amount_kurus, found_at) VALUES ('${id}', '${kind}', 'R-1', 'xk_${id}', 5, ${time(3)})`,
  )

const numbersOf = (row: Record<string, unknown> | undefined) =>
  Object.fromEntries(
    Object.entries(row ?? {}).map(([name, value]) => [name, typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value]),
  )

const SINGLE = { instalment: 1, fee_kurus: 0, monthly_kurus: null, fee_payer: null, ratio_code: null, card_type: null, bank_id: null }

test('an old payment is a single one of its price, for which no plans were on offer', async () => {
  const [row] = await database.run("SELECT * FROM payments WHERE id = 'p1'")
  expect(numbersOf(row)).toMatchObject({ ...SINGLE, amount_kurus: 120_000, status: 'succeeded', reference_no: 'R-p1' })
  const [order] = await database.run("SELECT * FROM orders WHERE id = 'o1'")
  expect(order).toMatchObject({ max_instalments: null, reference: 'R-o1' })
})

test('findings are as they were, open and closed, and there is one more kind of them', async () => {
  const rows = await database.run('SELECT id, kind, closed_at FROM sweep_findings ORDER BY id')
  expect(rows.map(({ id, kind, closed_at }) => [id, kind, closed_at !== null])).toEqual([
    ['f1', 'other-amount', true],
    ['f2', 'orphan', false],
  ])
  await insertFinding('f4', 'fee-short')
  await expect(insertFinding('f5', 'of-tomorrow')).rejects.toThrow()
  await expect(
    database.run(
      `INSERT INTO sweep_findings SELECT 'f6', kind, reference_no, xact_id, 1, found_at, closed_at FROM sweep_findings WHERE id = 'f4'`,
    ),
  ).rejects.toThrow(/unique/i)
})

test('a version that knows no instalments still begins and moves payments, and the timeline is written', async () => {
  await insertOrder('o2')
  await insertPayment('p2', 'o2', 'created')
  await database.run("UPDATE payments SET status = 'awaiting_3ds' WHERE id = 'p2'")
  const [row] = await database.run("SELECT * FROM payments WHERE id = 'p2'")
  expect(numbersOf(row)).toMatchObject({ ...SINGLE, status: 'awaiting_3ds' })
  const events = await database.run("SELECT kind, from_status, to_status FROM payment_events WHERE payment_id = 'p2' ORDER BY seq")
  expect(events).toEqual([
    { kind: 'move', from_status: null, to_status: 'created' },
    { kind: 'move', from_status: 'created', to_status: 'awaiting_3ds' },
  ])
  await expect(insertPayment('p3', 'o1', 'charging'), 'an order is still charged once').rejects.toThrow(/unique/i)
})

test.each([
  ['a difference below nothing', { fee_kurus: -1 }],
  ['no instalments', { instalment: 0 }],
  ['instalments below nothing', { instalment: -6 }],
  ['more instalments than Paynet takes', { instalment: 37 }],
  ['a difference that is nothing', { fee_kurus: 'NULL' }],
  ['instalments that are nothing', { instalment: 'NULL' }],
])('%s is in no row', async (_, more) => {
  await expect(insertPayment('p4', 'o1', 'created', more)).rejects.toThrow(/check|null/i)
  await expect(
    database.run(`UPDATE payments SET ${Object.entries(more).map(([name, value]) => `${name} = ${value}`)} WHERE id = 'p1'`),
  ).rejects.toThrow(/check|null/i)
})

test.each([1, 2, 36])('%i instalments are in a row', async (instalment) => {
  await insertOrder(`o${instalment}i`)
  await insertPayment(`i${instalment}`, `o${instalment}i`, 'created', { instalment, fee_kurus: instalment - 1 })
})
