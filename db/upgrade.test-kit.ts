import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { drizzle as drizzleSqlite } from 'drizzle-orm/better-sqlite3'
import { migrate as migrateSqlite } from 'drizzle-orm/better-sqlite3/migrator'
import { drizzle as drizzlePostgres } from 'drizzle-orm/node-postgres'
import { migrate as migratePostgres } from 'drizzle-orm/node-postgres/migrator'
import pg from 'pg'
import { createEmptyDatabase } from '@/scripts/test/setup'
import { isPostgres } from './dialect'
import { openSqliteFile } from './sqlite-driver'

/** A database that an older version made, and the statements that such a version still runs beside this one. */
export type OldDatabase = {
  run: (statement: string) => Promise<Record<string, unknown>[]>
  /** Brings it to this version. */
  upgrade: () => Promise<void>
  drop: () => Promise<void>
}

type Opened = Pick<OldDatabase, 'run'> & { migrate: (folder: string) => Promise<void>; close: () => Promise<void> }

const FOLDER = join('db', 'migrations', isPostgres ? 'postgres' : 'sqlite')

/** A database as it was after so many migrations. */
export async function givenOldDatabase(migrations: number): Promise<OldDatabase> {
  const empty = await createEmptyDatabase()
  const { migrate, run, close } = isPostgres ? onPostgres(empty.url) : onSqlite(empty.url)
  const before = mkdtempSync(join(tmpdir(), 'migrations-'))
  try {
    cpSync(FOLDER, before, { recursive: true })
    const journal = join(before, 'meta', '_journal.json')
    const all = JSON.parse(readFileSync(journal, 'utf8')) as { entries: unknown[] }
    writeFileSync(journal, JSON.stringify({ ...all, entries: all.entries.slice(0, migrations) }))
    await migrate(before)
  } finally {
    rmSync(before, { recursive: true })
  }
  return {
    run,
    upgrade: () => migrate(FOLDER),
    drop: async () => {
      await close()
      await empty.drop()
    },
  }
}

function onSqlite(url: string): Opened {
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

function onPostgres(url: string): Opened {
  const pool = new pg.Pool({ connectionString: url, max: 1 })
  // Dropping the database may end a connection that is only just being closed.
  pool.on('error', () => {})
  return {
    migrate: (migrationsFolder) => migratePostgres(drizzlePostgres(pool), { migrationsFolder }),
    run: async (statement) => (await pool.query(statement)).rows as Record<string, unknown>[],
    close: () => pool.end(),
  }
}

export function time(ms: number): string {
  return isPostgres ? `to_timestamp(${ms / 1000})` : String(ms)
}

const no = isPostgres ? 'false' : '0'

/** Of the columns that the version before knew and that must have a value. */
export const insertOrder = ({ run }: OldDatabase, id: string) =>
  run(
    `INSERT INTO orders (id, reference, status, amount_kurus, created_at, expires_at) VALUES ('${id}', 'R-${id}', 'open', 120000, ${time(1)}, ${time(2)})`,
  )
export const insertPayment = (
  { run }: OldDatabase,
  id: string,
  orderId: string,
  status: string,
  more: Record<string, string | number> = {},
) =>
  run(
    `INSERT INTO payments (${[...'id order_id attempt_key reference_no status late amount_kurus calls fence looks none_count alarms created_at moved_at'.split(' '), ...Object.keys(more)].join()})
     VALUES (${[`'${id}', '${orderId}', 'k-${id}', 'R-${id}', '${status}', ${no}, 120000, 1, 1, 0, 0, 0, ${time(1)}, ${time(1)}`, ...Object.values(more)].join()})`,
  )
export const insertFinding = ({ run }: OldDatabase, id: string, kind: string) =>
  run(
    `INSERT INTO sweep_findings (id, kind, reference_no, xact_id, amount_kurus, found_at) VALUES ('${id}', '${kind}', 'R-1', 'xk_${id}', 5, ${time(3)})`,
  )

/** Postgres tells its numbers as text. */
export const numbersOf = (row: Record<string, unknown> | undefined) =>
  Object.fromEntries(
    Object.entries(row ?? {}).map(([name, value]) => [name, typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value]),
  )
