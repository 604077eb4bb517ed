import pg from 'pg'
import { openSqliteFile } from '@/e2e/harness/sqlite-file'

/** The states that each payment of an order went through, oldest payment first. It only reads. */
export type History = { pathsOf: (orderId: string) => Promise<string[][]>; close: () => Promise<void> }

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

export function openHistory(databaseUrl: string): History {
  if (databaseUrl.startsWith('postgres')) {
    const pool = new pg.Pool({ connectionString: databaseUrl, max: 2, options: '-c default_transaction_read_only=on' })
    return { pathsOf: async (orderId) => group((await pool.query<Row>(SQL, [orderId])).rows), close: () => pool.end() }
  }
  const database = openSqliteFile(databaseUrl.replace(/^file:/, ''), { readonly: true, fileMustExist: true })
  const statement = database.prepare(SQL.replace('$1', '?'))
  return {
    pathsOf: async (orderId) => group(statement.all(orderId) as Row[]),
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
