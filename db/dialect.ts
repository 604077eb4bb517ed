import { inArray, type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import * as pg from 'drizzle-orm/pg-core'
import * as sqlite from 'drizzle-orm/sqlite-core'

/**
 * One schema, two databases: SQLite or Postgres by `DATABASE_URL`, both typed as SQLite's. The schema and the
 * row files import from here and know nothing else about dialects.
 */
export const databaseUrl = process.env.DATABASE_URL || 'file:./data/checkout.db'
export const isPostgres = /^postgres(ql)?:/.test(databaseUrl)

export const table = (isPostgres ? pg.pgTable : sqlite.sqliteTable) as typeof sqlite.sqliteTable
export const text = (isPostgres ? pg.text : sqlite.text) as typeof sqlite.text
export const index = (isPostgres ? pg.index : sqlite.index) as typeof sqlite.index
export const uniqueIndex = (isPostgres ? pg.uniqueIndex : sqlite.uniqueIndex) as typeof sqlite.uniqueIndex
export const check = (isPostgres ? pg.check : sqlite.check) as typeof sqlite.check
export const alias = (isPostgres ? pg.alias : sqlite.alias) as typeof sqlite.alias
export const primaryKey = (isPostgres ? pg.primaryKey : sqlite.primaryKey) as typeof sqlite.primaryKey

/** An integer, up to 2^53 on both. */
export function integer(name: string) {
  return (isPostgres ? pg.bigint(name, { mode: 'number' }) : sqlite.integer(name)) as ReturnType<typeof sqlite.integer<string, 'number'>>
}

export function boolean(name: string) {
  return (isPostgres ? pg.boolean(name) : sqlite.integer(name, { mode: 'boolean' })) as ReturnType<typeof booleanOfSqlite>
}

/** An instant to the millisecond: `timestamptz(3)`, or integer milliseconds. */
export function timestamp(name: string) {
  return (
    isPostgres ? pg.timestamp(name, { withTimezone: true, precision: 3 }) : sqlite.integer(name, { mode: 'timestamp_ms' })
  ) as ReturnType<typeof timestampOfSqlite>
}

/** A time some milliseconds before that of a column. */
export function minus(column: sqlite.SQLiteColumn, ms: number): SQL {
  return isPostgres ? sql`${column} - make_interval(secs => ${ms / 1000})` : sql`${column} - ${Math.round(ms)}`
}

/** A text column in the order and case that SQLite and this program know, whatever language a Postgres was created in. */
export function plain(column: sqlite.SQLiteColumn): SQL {
  return isPostgres ? sql`${column} COLLATE "C"` : sql`${column}`
}

/** One time where a condition holds, another where it does not, to be written into a column. */
export function eitherTime(condition: SQL, column: sqlite.SQLiteColumn, time: Date, otherwise: Date): SQL {
  const [yes, no] = [sql.param(time, column), sql.param(otherwise, column)]
  // In a CASE, Postgres takes what it is handed for text.
  return isPostgres
    ? sql`CASE WHEN ${condition} THEN ${yes}::timestamptz ELSE ${no}::timestamptz END`
    : sql`CASE WHEN ${condition} THEN ${yes} ELSE ${no} END`
}

const booleanOfSqlite = (name: string) => sqlite.integer(name, { mode: 'boolean' })
const timestampOfSqlite = (name: string) => sqlite.integer(name, { mode: 'timestamp_ms' })

/** Skips rows that another worker has locked, where the database can; SQLite has only one writer. */
export function skipLocked<T extends object>(query: T): T {
  return isPostgres && 'for' in query
    ? (query as T & { for(strength: string, config: object): T }).for('update', { skipLocked: true })
    : query
}

/**
 * `column IN (query)`, with the query run exactly once. Postgres may run a query that locks rows again for each
 * row of the outer statement, and so take more of them than its limit says.
 */
export function inOnce(column: sqlite.SQLiteColumn, query: SQLWrapper): SQL {
  return isPostgres ? sql`${column} = ANY(ARRAY${query})` : inArray(column, query)
}

/** Whether a statement failed because a unique index already has such a row. */
export function isUniqueViolation(error: unknown): boolean {
  return codesOf(error).some((code) => code === '23505' || code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY')
}

/** Whether the same statement may succeed in a moment: the database was busy, or a transaction lost a race. */
export function isTransient(error: unknown): boolean {
  return codesOf(error).some((code) => code === '40001' || code === '40P01' || code.startsWith('SQLITE_BUSY') || code === 'SQLITE_LOCKED')
}

/** Drivers put their code on the error; drizzle wraps that in a `cause`. */
function codesOf(error: unknown): string[] {
  const codes: string[] = []
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const code = (at as { code?: unknown }).code
    if (typeof code === 'string') codes.push(code)
  }
  return codes
}
