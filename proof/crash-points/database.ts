import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { integrityOf } from '@/e2e/harness/database'
import { settablePostgresClock } from '@/e2e/harness/settable-clock'
import { openSqliteFile } from '@/e2e/harness/sqlite-file'
import type { PaymentStatus } from '@/lib/shared/payments/payment-states'

/** The parts of a payment's row that a case looks at. Times are milliseconds since 1970. */
export type Row = {
  id: string
  reference_no: string
  status: PaymentStatus
  late: boolean
  amount_kurus: number
  /** With the amount, what the page showed. */
  fee_kurus: number
  instalment: number
  xact_id: string | null
  calls: number
  fence: number
  lease_until: number | null
  next_at: number | null
  returned_at: number | null
}

/** An entry of a payment's history. */
export type Event = {
  payment_id: string
  seq: number
  kind: 'move' | 'call' | 'note'
  from_status: string | null
  to_status: string | null
}

/** A case's own database, read from outside the app. */
export type CrashDatabase = {
  url: string
  folder: string
  /** An order's payments, oldest first. */
  payments: (orderId: string) => Promise<Row[]>
  /** Their histories, in order. */
  events: (orderId: string) => Promise<Event[]>
  /** "ok", or what is broken. */
  integrity: () => Promise<unknown>
  /** Sets the clock that leases are measured by. */
  setAhead: (ms: number) => Promise<void>
  drop: () => Promise<void>
}

const TIMES = ['lease_until', 'next_at', 'returned_at']
const COLUMNS = ['id', 'reference_no', 'status', 'late', 'amount_kurus', 'fee_kurus', 'instalment', 'xact_id', 'calls', 'fence']
const EVENTS = `SELECT e.payment_id, e.seq, e.kind, e.from_status, e.to_status
  FROM payment_events e JOIN payments p ON p.id = e.payment_id WHERE p.order_id = `

export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'paynet-checkout-crash-'))
}

export function newSqlite(): CrashDatabase {
  const folder = newFolder()
  const read = <T>(sql: string, orderId: string): T[] => {
    const database = openSqliteFile(join(folder, 'checkout.db'), { readonly: true, fileMustExist: true, timeout: 5_000 })
    try {
      return database.prepare(sql).all(orderId) as T[]
    } finally {
      database.close()
    }
  }
  return {
    url: `file:${join(folder, 'checkout.db')}`,
    folder,
    payments: async (orderId) =>
      read(`SELECT ${[...COLUMNS, ...TIMES].join(', ')} FROM payments WHERE order_id = ? ORDER BY created_at`, orderId),
    events: async (orderId) => read(`${EVENTS} ? ORDER BY e.payment_id, e.seq`, orderId),
    integrity: async () => integrityOf({ folder }),
    setAhead: async () => {},
    drop: async () => rmSync(folder, { recursive: true, force: true }),
  }
}

/**
 * A separate database in a server. Its `now()` is a function of ours that can be set ahead: to every instance
 * at once, the server's clock seems to have moved on.
 */
export async function newPostgres(server: string, name: string): Promise<CrashDatabase> {
  const folder = newFolder()
  await within(server, async (client) => {
    await client.query(`CREATE DATABASE ${name}`)
  })
  const url = new URL(server)
  url.pathname = `/${name}`
  const clock = await settablePostgresClock(url.href)
  const pool = new pg.Pool({ connectionString: url.href, max: 2 })
  // Connections may still be closing when their database is dropped.
  pool.on('error', () => {})
  const times = TIMES.map((column) => `(extract(epoch FROM ${column}) * 1000)::float8 AS ${column}`)
  const counts = COLUMNS.map((column) => (['amount_kurus', 'calls', 'fence'].includes(column) ? `${column}::float8` : column))
  return {
    url: url.href,
    folder,
    async payments(orderId) {
      const sql = `SELECT ${[...counts, ...times].join(', ')} FROM payments WHERE order_id = $1 ORDER BY created_at`
      return (await pool.query<Row>(sql, [orderId])).rows
    },
    async events(orderId) {
      const { rows } = await pool.query<Event>(`${EVENTS} $1 ORDER BY e.payment_id, e.seq`, [orderId])
      return rows.map((row) => ({ ...row, seq: Number(row.seq) }))
    },
    integrity: async () => 'ok',
    setAhead: clock.set,
    async drop() {
      await Promise.all([clock.close(), pool.end()])
      await within(server, (client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function within(url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}
