import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { integrityOf } from '@/e2e/harness/database'
import { settablePostgresClock } from '@/e2e/harness/settable-clock'
import { openSqliteFile } from '@/e2e/harness/sqlite-file'
import type { PaymentStatus } from '@/lib/shared/payments/payment-states'
import type { RefundAsker, RefundStatus } from '@/lib/shared/payments/refund'

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
  drawn_kurus: number | null
  reserved_kurus: number
  refunded_kurus: number
  calls: number
  fence: number
  lease_until: number | null
  next_at: number | null
  returned_at: number | null
  resumed_by: string | null
}

/** The same of a refund's. */
export type RefundRow = {
  id: string
  reference: string | null
  status: RefundStatus
  asked_by: RefundAsker
  amount_kurus: number
  calls: number
  fence: number
  looks: number
  lease_until: number | null
  next_at: number | null
  due_at: number
}

/** An event of an order, and how it is on its way: null until that has begun. */
export type DeliveryRow = {
  id: string
  type: string
  version: number
  /** The order's, as it is now. */
  order_version: number
  status: string | null
  fence: number | null
  body: string | null
  next_at: number | null
  lease_until: number | null
}

/** An entry of a payment's history, its refunds' included. */
export type Event = {
  payment_id: string
  seq: number
  kind: 'move' | 'call' | 'note' | 'refund-move' | 'refund-call'
  from_status: string | null
  to_status: string | null
  detail: string | null
}

/** A case's own database, read from outside the app. */
export type CrashDatabase = {
  url: string
  folder: string
  /** An order's payments, oldest first. */
  payments: (orderId: string) => Promise<Row[]>
  /** Refunds of them, oldest first. */
  refunds: (orderId: string) => Promise<RefundRow[]>
  /** Their histories, in order. */
  events: (orderId: string) => Promise<Event[]>
  /** An order's events, in order. */
  deliveries: (orderId: string) => Promise<DeliveryRow[]>
  /** "ok", or what is broken. */
  integrity: () => Promise<unknown>
  /** Sets the clock that leases are measured by. */
  setAhead: (ms: number) => Promise<void>
  drop: () => Promise<void>
}

const TIMES = ['lease_until', 'next_at', 'returned_at']
const COLUMNS = [
  'id',
  'reference_no',
  'status',
  'late',
  'amount_kurus',
  'fee_kurus',
  'instalment',
  'xact_id',
  'calls',
  'fence',
  'drawn_kurus',
  'reserved_kurus',
  'refunded_kurus',
  'resumed_by',
]
const REFUND_TIMES = ['lease_until', 'next_at', 'due_at']
const REFUND_COLUMNS = ['id', 'reference', 'status', 'asked_by', 'amount_kurus', 'calls', 'fence', 'looks']
const ORDERS_REFUNDS = 'FROM refunds WHERE payment_id IN (SELECT id FROM payments WHERE order_id ='
const COUNTS = /_kurus$|^calls$|^fence$|^looks$|^instalment$/
const EVENTS = `SELECT e.payment_id, e.seq, e.kind, e.from_status, e.to_status, e.detail
  FROM payment_events e JOIN payments p ON p.id = e.payment_id WHERE p.order_id = `

const deliveriesBy = (time: (column: string) => string) => `SELECT e.id, e.type, e.version, o.version AS order_version,
    d.status, d.fence, d.body, ${time('next_at')}, ${time('lease_until')}
  FROM events e JOIN orders o ON o.id = e.order_id LEFT JOIN deliveries d ON d.event_id = e.id WHERE e.order_id = `

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
    refunds: async (orderId) =>
      read(`SELECT ${[...REFUND_COLUMNS, ...REFUND_TIMES].join(', ')} ${ORDERS_REFUNDS} ?) ORDER BY created_at`, orderId),
    events: async (orderId) => read(`${EVENTS} ? ORDER BY e.payment_id, e.seq`, orderId),
    deliveries: async (orderId) => read(`${deliveriesBy((column) => `d.${column}`)} ? ORDER BY e.version`, orderId),
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
  const timesOf = (columns: string[]) => columns.map((column) => `(extract(epoch FROM ${column}) * 1000)::float8 AS ${column}`)
  const countsOf = (columns: string[]) => columns.map((column) => (COUNTS.test(column) ? `${column}::float8` : column))
  return {
    url: url.href,
    folder,
    async payments(orderId) {
      const sql = `SELECT ${[...countsOf(COLUMNS), ...timesOf(TIMES)].join(', ')} FROM payments WHERE order_id = $1 ORDER BY created_at`
      return (await pool.query<Row>(sql, [orderId])).rows
    },
    async refunds(orderId) {
      const columns = [...countsOf(REFUND_COLUMNS), ...timesOf(REFUND_TIMES)].join(', ')
      return (await pool.query<RefundRow>(`SELECT ${columns} ${ORDERS_REFUNDS} $1) ORDER BY created_at`, [orderId])).rows
    },
    async events(orderId) {
      const { rows } = await pool.query<Event>(`${EVENTS} $1 ORDER BY e.payment_id, e.seq`, [orderId])
      return rows.map((row) => ({ ...row, seq: Number(row.seq) }))
    },
    async deliveries(orderId) {
      const sql = deliveriesBy((column) => `(extract(epoch FROM d.${column}) * 1000)::float8 AS ${column}`)
      const { rows } = await pool.query<DeliveryRow>(`${sql} $1 ORDER BY e.version`, [orderId])
      return rows.map((row) => ({
        ...row,
        version: Number(row.version),
        order_version: Number(row.order_version),
        fence: row.fence === null ? null : Number(row.fence),
      }))
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
