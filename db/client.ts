import 'server-only'
import { chmodSync, mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type Database from 'better-sqlite3'
import { type Placeholder, sql } from 'drizzle-orm'
import { type BetterSQLite3Database, drizzle as drizzleSqlite } from 'drizzle-orm/better-sqlite3'
import { drizzle as drizzlePostgres } from 'drizzle-orm/node-postgres'
import pg from 'pg'
import { count } from './counts'
import { databaseUrl, isPostgres, isTransient, isUniqueViolation } from './dialect'
import { openSqliteFile } from './sqlite-driver'

/** What row functions build statements with: no transactions, no raw handles. */
export type Db = Pick<BetterSQLite3Database, 'select' | 'insert' | 'update' | 'delete'>

/** A statement that `atomically` can run. */
export type Statement = { all(): unknown[] } & PromiseLike<unknown[]>

/** Statements to run in a transaction with others, all or none; built when it begins, on its connection. */
export type Statements = (db: Db) => Statement[]

/** A lock that is taken first and held to the end, and what is written under it if the statements were undone. */
export type Fallback = { lock: Statements; instead: Statements }

type Connection = { sqlite: Database.Database; compiling: Database.Database } | { pool: pg.Pool }

const BUSY_TIMEOUT_MS = 50
/** Nothing waits for us before the port is open, and another instance may be creating the file. */
const OPEN_TIMEOUT_MS = 10_000
const RETRY_FOR_MS = 3_000
/** SQLite starts its log again after 4 MB, unless a long reader, such as a backup, was in the way. */
const WAL_MOST_BYTES = 8 * 1024 * 1024
/** Sent as a statement: poolers in front of Postgres refuse them as parameters of the connection. */
const SESSION = 'SET statement_timeout = 10000; SET synchronous_commit = on'
/** More than the app has; a list of values makes a separate text for each length. */
const MOST_COMPILED = 500

// One connection per process, although a bundler may load this file more than once.
const slot = Symbol.for('paynet-checkout.database')
const shared = globalThis as typeof globalThis & { [slot]?: Connection }

function connect(): Connection {
  shared[slot] ??= isPostgres ? openPostgres() : openSqlite()
  return shared[slot]
}

/**
 * The builders of this copy of the file: drizzle takes several times as long over tables of another copy of itself.
 * Typed as SQLite's on both databases, which is the same as far as row functions use them.
 */
let builders: { over: Connection; db: Db } | undefined

function buildersOver(connection: Connection): Db {
  if (builders?.over !== connection) {
    const db = 'sqlite' in connection ? drizzleSqlite(connection.compiling) : (drizzlePostgres(connection.pool) as unknown as Db)
    builders = { over: connection, db }
  }
  return builders.db
}

function openSqlite(): Connection {
  const file = sqliteFile()
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true })
  for (const part of ['', '-wal', '-shm']) keepFromOthers(file + part)
  const database = openSqliteFile(file, { timeout: OPEN_TIMEOUT_MS })
  // better-sqlite3 opens a WAL file with synchronous=NORMAL, which may lose a commit when the power fails.
  for (const pragma of ['journal_mode = WAL', 'synchronous = FULL', 'foreign_keys = ON', 'trusted_schema = OFF']) {
    database.pragma(pragma)
  }
  // Otherwise the log stays as long as it ever was.
  database.pragma(`journal_size_limit = ${WAL_MOST_BYTES}`)
  database.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`)
  if (database.pragma('synchronous', { simple: true }) !== 2) throw new Error('SQLite did not accept synchronous=FULL')
  return { sqlite: database, compiling: compilingOnce(database) }
}

/** Removes the rights that a file of an earlier version gives other users. SQLite's own files next to it inherit its rights. */
function keepFromOthers(file: string): void {
  const mode = statSync(file, { throwIfNoEntry: false })?.mode ?? 0
  if ((mode & 0o077) === 0) return
  try {
    chmodSync(file, mode & 0o700)
  } catch (error) {
    process.emitWarning(`${file} is open to other users, and stays so: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** Compiling a statement costs several times as much as running it, so each text is compiled once. */
function compilingOnce(sqlite: Database.Database): Database.Database {
  const compiled = new Map<string, Database.Statement>()
  const prepare = (text: string) => {
    const known = compiled.get(text)
    // It still returns rows in the form that was last asked for.
    if (known) return known.reader ? known.raw(false) : known
    const statement = sqlite.prepare(text)
    const [oldest] = compiled.size === MOST_COMPILED ? compiled.keys() : []
    if (oldest !== undefined) compiled.delete(oldest)
    compiled.set(text, statement)
    return statement
  }
  return Object.create(sqlite, { prepare: { value: prepare } }) as Database.Database
}

function openPostgres(): Connection {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: 10,
    connectionTimeoutMillis: 5_000,
    // The server's own timeout does not help once the server has gone silent.
    query_timeout: 15_000,
    keepAlive: true,
    onConnect: async (client) => {
      // Nor must one in use, to which the pool does not listen; the statement that runs reports it.
      client.on('error', () => {})
      await client.query(SESSION)
    },
  })
  // An idle connection closed by the server must not crash the process; the next statement reports it.
  pool.on('error', () => {})
  return { pool }
}

export function sqliteFile(): string {
  return databaseUrl.replace(/^file:/, '')
}

export function rawConnection(): Connection {
  return connect()
}

/** Runs one statement; while the database is busy, waits a little and tries again, for three seconds at most. */
export async function query<T>(statement: (db: Db) => PromiseLike<T>): Promise<T> {
  return retrying(async () => statement(buildersOver(connect())))
}

type Built<Row> = { execute(values: { key: string }): PromiseLike<Row[]> }

/**
 * Rows from a fixed statement. It is built once per process and then only run, since building one costs ten
 * times as much as running it.
 */
export function preparedBy<Row>(build: (db: Db, key: Placeholder<'key'>) => PromiseLike<Row[]>): (key: string) => Promise<Row[]> {
  const built = new WeakMap<Connection, Built<Row>>()
  return (key) =>
    retrying(async () => {
      const connection = connect()
      const statement = built.get(connection) ?? prepare(build(buildersOver(connection), sql.placeholder('key')))
      built.set(connection, statement)
      return statement.execute({ key })
    })
}

/** Unnamed, so that a pooler in front of Postgres need not know it. */
function prepare<Row>(builder: PromiseLike<Row[]>): Built<Row> {
  return (builder as PromiseLike<Row[]> & { prepare(name: string): Built<Row> }).prepare('')
}

/** Several parts as one, in order. */
export function together(...parts: Statements[]): Statements {
  return (db) => parts.flatMap((part) => part(db))
}

/**
 * Runs statements in one write transaction, all or none: if one of them touches no row, all are undone and the
 * result is null. So a first statement can lock a row and put its conditions into its `where`. Every statement
 * ends in `returning()`; no reads and no awaits inside.
 *
 * With a fallback, its lock is taken first, and if the statements were undone, its own are written before
 * anyone else gets the lock. The result is null then, too.
 */
export async function atomically(statements: Statements, fallback?: Fallback): Promise<unknown[][] | null> {
  const connection = connect()
  try {
    if ('sqlite' in connection) {
      const { sqlite } = connection
      const db = buildersOver(connection)
      const all = (of: Statements) => of(db).map((statement) => touched(statement.all()))
      const run = sqlite.transaction(() => {
        if (!fallback) return all(statements)
        all(fallback.lock)
        try {
          return sqlite.transaction(() => all(statements))()
        } catch (error) {
          if (error === NOTHING_TOUCHED) all(fallback.instead)
          else throw error
          return null
        }
      })
      return await retrying(async () => run.immediate())
    }
    const all = async (transaction: unknown, of: Statements) => {
      const results: unknown[][] = []
      for (const statement of of(transaction as Db)) results.push(touched(await statement))
      return results
    }
    return await retrying(() =>
      withClient(connection.pool, (client) =>
        drizzlePostgres(client).transaction(async (transaction) => {
          if (!fallback) return all(transaction, statements)
          await all(transaction, fallback.lock)
          try {
            return await transaction.transaction((inner) => all(inner, statements))
          } catch (error) {
            if (error === NOTHING_TOUCHED) await all(transaction, fallback.instead)
            else throw error
            return null
          }
        }),
      ),
    )
  } catch (error) {
    if (error === NOTHING_TOUCHED) return null
    throw error
  }
}

const NOTHING_TOUCHED = new Error('a statement touched no row')

/**
 * Runs a transaction on a connection of the pool. Drizzle's own way never gives one back whose BEGIN failed, and gives
 * back one whose ROLLBACK failed, on which the next COMMIT would be that of the failed transaction, too.
 */
async function withClient<T>(pool: pg.Pool, transaction: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  try {
    const result = await transaction(client)
    client.release()
    return result
  } catch (error) {
    // If the server said no, or nobody but us did, the transaction has been undone; otherwise nobody knows.
    client.release(!(error === NOTHING_TOUCHED || isFromServer(error)))
    throw error
  }
}

/**
 * Only Postgres's own errors have a severity; their class may be that of another copy of the driver. With some it ends the
 * connection (57P…, 08…).
 */
function isFromServer(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined
  return cause instanceof Error && 'severity' in cause && 'code' in cause && !/^(57P|08)/.test(String(cause.code))
}

function touched(rows: unknown[]): unknown[] {
  if (rows.length === 0) throw NOTHING_TOUCHED
  return rows
}

async function retrying<T>(work: () => Promise<T>): Promise<T> {
  const giveUpAt = performance.now() + RETRY_FOR_MS
  for (let waitMs = 5; ; waitMs = Math.min(waitMs * 2, 200)) {
    try {
      return await work()
    } catch (error) {
      const isBusy = isTransient(error)
      const isOver = !isBusy || performance.now() > giveUpAt
      if (isBusy) count('troubles', isOver ? 'gave-up' : 'busy')
      else if (error !== NOTHING_TOUCHED && !isUniqueViolation(error)) count('troubles', 'failed')
      if (isOver) throw error
      await sleep(waitMs)
    }
  }
}

/** The clock of leases and deadlines: Postgres's own, so that instances agree; on SQLite this host's. */
export async function now(): Promise<Date> {
  const connection = connect()
  if ('sqlite' in connection) return new Date()
  const { rows } = await retrying(() => connection.pool.query<{ now: Date }>('SELECT now()'))
  return rows[0]?.now ?? new Date()
}

export async function close(): Promise<void> {
  const connection = shared[slot]
  delete shared[slot]
  if (!connection) return
  if ('sqlite' in connection) connection.sqlite.close()
  else await connection.pool.end()
}
