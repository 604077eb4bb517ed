import pg from 'pg'
import { openSqliteFile } from '@/e2e/harness/sqlite-file'

/** A payment's row, as far as it tells of money, and what a person was told to look at. */
export type MoneyRow = {
  referenceNo: string
  status: string
  amountKurus: number
  feeKurus: number
  instalments: number
  ratioCode: string | null
  finding: string | null
  findingKurus: number | null
}

/** A refund's row, the states that it went through, and what its payment says of what was given back. */
export type RefundRow = {
  id: string
  /** Null for one that was only seen at Paynet. */
  reference: string | null
  status: string
  path: string[]
  amountKurus: number
  /** How often Paynet was asked about it. */
  looks: number
  reservedKurus: number
  refundedKurus: number
}

/** What became of an order's payments and refunds, the oldest first. It only reads. */
export type History = {
  /** The states that each payment went through. */
  pathsOf: (orderId: string) => Promise<string[][]>
  moneyOf: (orderId: string) => Promise<MoneyRow[]>
  refundsOf: (orderId: string) => Promise<RefundRow[]>
  close: () => Promise<void>
}

/** Lets time pass for the limits that a whole matrix reaches: on SMS codes, on cards saved in a day, on requests for refunds. */
export function forgetUses(databaseUrl: string): Promise<void> {
  return change(databaseUrl, "DELETE FROM rate_limits WHERE key LIKE 'otps%' OR key LIKE 'cards-in-all%' OR key LIKE 'refunds-of-api%'")
}

/** Lets time pass until a refund is sent again or looked at, or stops it, so that nobody looks at it any more. */
export function setNextLook(databaseUrl: string, refundId: string, next: 'now' | 'never'): Promise<void> {
  if (!/^[\w-]+$/.test(refundId)) throw new Error(`${refundId} is no id`)
  const to = next === 'now' ? 'created_at' : 'NULL'
  return change(databaseUrl, `UPDATE refunds SET next_at = ${to} WHERE id = '${refundId}' AND settled_at IS NULL`)
}

async function change(databaseUrl: string, sql: string): Promise<void> {
  if (databaseUrl.startsWith('postgres')) {
    const client = new pg.Client({ connectionString: databaseUrl })
    await client.connect()
    await client.query(sql).finally(() => client.end())
    return
  }
  const database = openSqliteFile(databaseUrl.replace(/^file:/, ''), { fileMustExist: true, timeout: 5_000 })
  database.exec(sql)
  database.close()
}

const PATHS = `SELECT p.id AS of, e.to_status AS word FROM payments p JOIN payment_events e ON e.payment_id = p.id
WHERE p.order_id = $1 AND e.kind = 'move' ORDER BY p.created_at, p.id, e.seq`

const MONEY = `SELECT p.reference_no, p.status, p.amount_kurus, p.fee_kurus, p.instalment, p.ratio_code, f.kind, f.amount_kurus AS finding_kurus
FROM payments p LEFT JOIN sweep_findings f ON f.reference_no = p.reference_no WHERE p.order_id = $1 ORDER BY p.created_at, p.id`

const REFUNDS = `SELECT r.id, r.reference, r.status, r.amount_kurus, r.looks, p.reserved_kurus, p.refunded_kurus
FROM refunds r JOIN payments p ON p.id = r.payment_id WHERE p.order_id = $1 ORDER BY r.created_at, r.id`

const REFUND_MOVES = `SELECT p.id AS of, e.detail AS word FROM payments p JOIN payment_events e ON e.payment_id = p.id
WHERE p.order_id = $1 AND e.kind = 'refund-move' ORDER BY p.created_at, p.id, e.seq`

type Raw = Record<string, string | number | null>
/** One word of the history of one thing. */
type Step = { of: string; word: string }

export function openHistory(databaseUrl: string): History {
  const { all, close } = openToRead(databaseUrl)
  return {
    pathsOf: async (orderId) => group((await all(PATHS, orderId)) as Step[]),
    moneyOf: async (orderId) => (await all(MONEY, orderId)).map(readMoney),
    refundsOf: async (orderId) => {
      const moves = ((await all(REFUND_MOVES, orderId)) as Step[]).flatMap(({ word }) => readRefundMove(word))
      const paths = new Map(moves.map(({ of }) => [of, moves.filter((move) => move.of === of).map(({ word }) => word)]))
      return (await all(REFUNDS, orderId)).map((row) => readRefund(row, paths))
    },
    close,
  }
}

function openToRead(databaseUrl: string): { all: (sql: string, orderId: string) => Promise<Raw[]>; close: () => Promise<void> } {
  if (databaseUrl.startsWith('postgres')) {
    const pool = new pg.Pool({ connectionString: databaseUrl, max: 2, options: '-c default_transaction_read_only=on' })
    return { all: async (sql, orderId) => (await pool.query<Raw>(sql, [orderId])).rows, close: () => pool.end() }
  }
  const database = openSqliteFile(databaseUrl.replace(/^file:/, ''), { readonly: true, fileMustExist: true })
  return {
    all: async (sql, orderId) => database.prepare(sql.replace('$1', '?')).all(orderId) as Raw[],
    close: async () => {
      database.close()
    },
  }
}

function readMoney(row: Raw): MoneyRow {
  return {
    referenceNo: String(row.reference_no),
    status: String(row.status),
    amountKurus: Number(row.amount_kurus),
    feeKurus: Number(row.fee_kurus),
    instalments: Number(row.instalment),
    ratioCode: row.ratio_code === null ? null : String(row.ratio_code),
    finding: row.kind === null ? null : String(row.kind),
    findingKurus: row.finding_kurus === null ? null : Number(row.finding_kurus),
  }
}

function readRefund(row: Raw, paths: Map<string, string[]>): RefundRow {
  const [id, reference] = [String(row.id), row.reference === null ? null : String(row.reference)]
  return {
    id,
    reference,
    status: String(row.status),
    path: paths.get(reference ?? id) ?? [],
    amountKurus: Number(row.amount_kurus),
    looks: Number(row.looks),
    reservedKurus: Number(row.reserved_kurus),
    refundedKurus: Number(row.refunded_kurus),
  }
}

/** Of a line of the history, whose move it tells of and where it led: `refund IADE-1 of 50.00 TRY: sending -> unknown; …`. */
function readRefundMove(line: string): Step[] {
  const [, of, word] = /^refund (\S+) of \S+ TRY: (?:\w+ -> )?(\w+)/.exec(line) ?? []
  return of && word ? [{ of, word }] : []
}

function group(steps: Step[]): string[][] {
  const paths = new Map<string, string[]>()
  for (const { of, word } of steps) paths.set(of, [...(paths.get(of) ?? []), word])
  return [...paths.values()]
}
