import pg from 'pg'
import { openSqliteFile } from './sqlite-file'

/** The app's rows, seen from outside, on either database. */
export type Books = {
  payments: (where?: string) => Promise<PaymentRow[]>
  moves: () => Promise<Move[]>
  orders: () => Promise<OrderRow[]>
  /** What merchants are told of orders. */
  events: () => Promise<EventRow[]>
  /** How each event of an order is on its way; null if that has not begun. */
  deliveries: () => Promise<DeliveryRow[]>
  refunds: () => Promise<RefundRow[]>
  /** What is told by mail. */
  mails: () => Promise<MailRow[]>
  /** What a person was told to look at. */
  findings: () => Promise<FindingRow[]>
  /** Every row of every table as text, to search in. */
  everything: () => Promise<string>
  /** "ok", or what SQLite finds broken; Postgres looks after itself. */
  integrity: () => Promise<string>
  /** Lets time pass for payments whose money is not moving: one waiting at the bank has then waited that long. */
  ageWaiting: (ms: number) => Promise<void>
  /** Makes every refund due that is to be sent or asked about. */
  ageRefunds: () => Promise<void>
  close: () => Promise<void>
}

export type PaymentRow = {
  id: string
  orderId: string
  referenceNo: string
  status: string
  late: boolean
  /** The order's price; with the fee, what is drawn from the card. */
  amountKurus: number
  feeKurus: number
  instalments: number
  /** Null where no plans were on offer. */
  monthlyKurus: number | null
  calls: number
  fence: number
  drawnKurus: number | null
  reservedKurus: number
  refundedKurus: number
}
/** Money that is given back; `askedBy` is `paynet` for what was only seen there. */
export type RefundRow = {
  id: string
  paymentId: string | null
  reference: string | null
  amountKurus: number
  status: string
  askedBy: string
  calls: number
}
/** A line of a payment's history: `from` is null for its beginning. */
export type Move = { paymentId: string; from: string | null; to: string; at: number }
export type FindingRow = { referenceNo: string; kind: string; amountKurus: number | null }
/** `version` grows with each event. */
export type OrderRow = { id: string; reference: string; status: string; amountKurus: number; version: number }
/** `version`: the order's, with what it tells. `at`: in true time, however clocks were set. */
export type EventRow = { id: string; type: string; orderId: string; refundId: string | null; version: number; at: number }
/** `nextAt`: when it is sent next, by the app's clock; null once it is over. */
export type DeliveryRow = { eventId: string; status: string | null; attempts: number; nextAt: number | null }
/** `why`: what became of the last try. `doubts`: tries that may have succeeded. `nextAt`: when it is tried next, by the app's clock; null once it is over. */
export type MailRow = {
  id: string
  kind: string
  subjectId: string
  status: string
  why: string | null
  attempts: number
  doubts: number
  nextAt: number | null
}

type Raw = Record<string, unknown>
type Run = (sql: string) => Promise<Raw[]>

export function openBooks(databaseUrl = ''): Books {
  return databaseUrl.startsWith('postgres') ? postgresBooks(databaseUrl) : sqliteBooks(databaseUrl.replace(/^file:/, ''))
}

function sqliteBooks(file: string): Books {
  const database = openSqliteFile(file, { fileMustExist: true, timeout: 5_000 })
  const run: Run = async (sql) => {
    const statement = database.prepare(sql)
    if (statement.reader) return statement.all() as Raw[]
    statement.run()
    return []
  }
  return {
    ...readWith(run),
    everything: () => everyTable(run, "SELECT name FROM sqlite_master WHERE type = 'table'"),
    integrity: async () => String(database.pragma('integrity_check', { simple: true })),
    async ageWaiting(ms) {
      const then = Date.now() - ms
      await run(
        `UPDATE payments SET created_at = MIN(created_at, ${then}), challenged_at = MIN(challenged_at, ${then}), next_at = 0 WHERE ${WAITING}`,
      )
    },
    ageRefunds: async () => {
      await run(`UPDATE refunds SET due_at = MIN(due_at, ${Date.now()}), next_at = ${Date.now()} WHERE ${OPEN}`)
    },
    close: async () => {
      database.close()
    },
  }
}

function postgresBooks(url: string): Books {
  const pool = new pg.Pool({ connectionString: url, max: 2 })
  pool.on('error', () => {})
  const run: Run = async (sql) => (await pool.query<Raw>(sql)).rows
  return {
    ...readWith(run),
    everything: () => everyTable(run, "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'"),
    integrity: async () => 'ok',
    async ageWaiting(ms) {
      const ago = `interval '${ms} milliseconds'`
      await run(
        `UPDATE payments SET created_at = LEAST(created_at, now() - ${ago}), challenged_at = LEAST(challenged_at, now() - ${ago}), next_at = now() - ${ago} WHERE ${WAITING}`,
      )
    },
    ageRefunds: async () => {
      await run(`UPDATE refunds SET due_at = LEAST(due_at, now()), next_at = now() WHERE ${OPEN}`)
    },
    close: () => pool.end(),
  }
}

const WAITING = "status IN ('created', 'awaiting_3ds')"
/** One that is being sent has a lease, and is looked at when that is over. */
const OPEN = "status IN ('planned', 'unknown', 'accepted')"

function readWith(run: Run): Pick<Books, 'payments' | 'moves' | 'orders' | 'events' | 'deliveries' | 'findings' | 'refunds' | 'mails'> {
  return {
    payments: async (where = 'true') => {
      const rows = await run(
        `SELECT id, order_id, reference_no, status, late, amount_kurus, fee_kurus, instalment, monthly_kurus, calls, fence, drawn_kurus, reserved_kurus, refunded_kurus FROM payments WHERE ${where} ORDER BY created_at`,
      )
      return rows.map((row) => ({
        id: String(row.id),
        orderId: String(row.order_id),
        referenceNo: String(row.reference_no),
        status: String(row.status),
        late: Boolean(row.late),
        amountKurus: Number(row.amount_kurus),
        feeKurus: Number(row.fee_kurus),
        instalments: Number(row.instalment),
        monthlyKurus: row.monthly_kurus === null ? null : Number(row.monthly_kurus),
        calls: Number(row.calls),
        fence: Number(row.fence),
        drawnKurus: row.drawn_kurus === null ? null : Number(row.drawn_kurus),
        reservedKurus: Number(row.reserved_kurus),
        refundedKurus: Number(row.refunded_kurus),
      }))
    },
    refunds: async () => {
      const rows = await run(
        'SELECT id, payment_id, reference, amount_kurus, status, asked_by, calls FROM refunds WHERE finding_id IS NULL ORDER BY created_at',
      )
      return rows.map((row) => ({
        id: String(row.id),
        paymentId: row.payment_id === null ? null : String(row.payment_id),
        reference: row.reference === null ? null : String(row.reference),
        amountKurus: Number(row.amount_kurus),
        status: String(row.status),
        askedBy: String(row.asked_by),
        calls: Number(row.calls),
      }))
    },
    moves: async () => {
      const rows = await run(
        "SELECT payment_id, from_status, to_status, at FROM payment_events WHERE kind = 'move' ORDER BY payment_id, seq",
      )
      return rows.map(({ payment_id, from_status, to_status, at }) => ({
        paymentId: String(payment_id),
        from: from_status === null ? null : String(from_status),
        to: String(to_status),
        at: timeOf(at),
      }))
    },
    findings: async () => {
      const rows = await run('SELECT reference_no, kind, amount_kurus FROM sweep_findings')
      return rows.map(({ reference_no, kind, amount_kurus }) => ({
        referenceNo: String(reference_no),
        kind: String(kind),
        amountKurus: amount_kurus === null ? null : Number(amount_kurus),
      }))
    },
    orders: async () => {
      const rows = await run('SELECT id, reference, status, amount_kurus, version FROM orders')
      return rows.map((row) => ({
        id: String(row.id),
        reference: String(row.reference),
        status: String(row.status),
        amountKurus: Number(row.amount_kurus),
        version: Number(row.version),
      }))
    },
    events: async () => {
      const rows = await run('SELECT id, type, order_id, refund_id, version, at FROM events WHERE order_id IS NOT NULL ORDER BY version')
      return rows.map((row) => ({
        id: String(row.id),
        type: String(row.type),
        orderId: String(row.order_id),
        refundId: row.refund_id === null ? null : String(row.refund_id),
        version: Number(row.version),
        at: timeOf(row.at),
      }))
    },
    deliveries: async () => {
      const rows = await run(
        'SELECT id, status, attempts, next_at FROM events LEFT JOIN deliveries ON event_id = id WHERE order_id IS NOT NULL',
      )
      return rows.map((row) => ({
        eventId: String(row.id),
        status: row.status === null ? null : String(row.status),
        attempts: Number(row.attempts ?? 0),
        nextAt: row.next_at === null ? null : timeOf(row.next_at),
      }))
    },
    mails: async () => {
      const rows = await run('SELECT id, kind, subject_id, status, why, attempts, doubts, next_at FROM mails ORDER BY created_at')
      return rows.map((row) => ({
        id: String(row.id),
        kind: String(row.kind),
        subjectId: String(row.subject_id),
        status: String(row.status),
        attempts: Number(row.attempts),
        why: row.why === null ? null : String(row.why),
        doubts: Number(row.doubts),
        nextAt: row.next_at === null ? null : timeOf(row.next_at),
      }))
    },
  }
}

function timeOf(value: unknown): number {
  return value instanceof Date ? value.getTime() : Number(value)
}

async function everyTable(run: Run, tables: string): Promise<string> {
  const texts: string[] = []
  for (const { name } of await run(tables)) texts.push(JSON.stringify(await run(`SELECT * FROM "${String(name)}"`)))
  return texts.join('\n')
}
