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

/** The states that each payment of an order went through, and its money, oldest payment first. It only reads. */
export type History = {
  pathsOf: (orderId: string) => Promise<string[][]>
  moneyOf: (orderId: string) => Promise<MoneyRow[]>
  close: () => Promise<void>
}

/** Lets time pass for the limits that a whole matrix reaches: on SMS codes, and on cards that are saved in a day. */
export async function forgetUses(databaseUrl: string): Promise<void> {
  const sql = "DELETE FROM rate_limits WHERE key LIKE 'otps%' OR key LIKE 'cards-in-all%'"
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

type Row = { payment: string; status: string }

const SQL = `SELECT p.id AS payment, e.to_status AS status FROM payments p JOIN payment_events e ON e.payment_id = p.id
WHERE p.order_id = $1 AND e.kind = 'move' ORDER BY p.created_at, p.id, e.seq`

const MONEY = `SELECT p.reference_no, p.status, p.amount_kurus, p.fee_kurus, p.instalment, p.ratio_code, f.kind, f.amount_kurus AS finding_kurus
FROM payments p LEFT JOIN sweep_findings f ON f.reference_no = p.reference_no WHERE p.order_id = $1 ORDER BY p.created_at, p.id`

type Raw = Record<string, string | number | null>

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

export function openHistory(databaseUrl: string): History {
  if (databaseUrl.startsWith('postgres')) {
    const pool = new pg.Pool({ connectionString: databaseUrl, max: 2, options: '-c default_transaction_read_only=on' })
    return {
      pathsOf: async (orderId) => group((await pool.query<Row>(SQL, [orderId])).rows),
      moneyOf: async (orderId) => (await pool.query<Raw>(MONEY, [orderId])).rows.map(readMoney),
      close: () => pool.end(),
    }
  }
  const database = openSqliteFile(databaseUrl.replace(/^file:/, ''), { readonly: true, fileMustExist: true })
  const statement = database.prepare(SQL.replace('$1', '?'))
  const money = database.prepare(MONEY.replace('$1', '?'))
  return {
    pathsOf: async (orderId) => group(statement.all(orderId) as Row[]),
    moneyOf: async (orderId) => (money.all(orderId) as Raw[]).map(readMoney),
    close: async () => {
      database.close()
    },
  }
}

function group(rows: Row[]): string[][] {
  const paths = new Map<string, string[]>()
  for (const { payment, status } of rows) paths.set(payment, [...(paths.get(payment) ?? []), status])
  return [...paths.values()]
}
