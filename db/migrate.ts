import { setTimeout as sleep } from 'node:timers/promises'
import 'server-only'
import { join } from 'node:path'
import { drizzle as drizzleSqlite } from 'drizzle-orm/better-sqlite3'
import { migrate as migrateSqlite } from 'drizzle-orm/better-sqlite3/migrator'
import { drizzle as drizzlePostgres } from 'drizzle-orm/node-postgres'
import { migrate as migratePostgres } from 'drizzle-orm/node-postgres/migrator'
import type pg from 'pg'
import { rawConnection } from './client'
import postgresJournal from './migrations/postgres/meta/_journal.json'
import sqliteJournal from './migrations/sqlite/meta/_journal.json'

/** Any number, the same on every instance: the one that holds the lock migrates, the others wait. */
const MIGRATION_LOCK = 7_296_001

/** How long a start waits for another process that is migrating the same SQLite file. */
const WAIT_FOR_OTHER_MS = 10_000

/** Brings the database to this version's schema. Run before the port opens; safe to run in several processes at once. */
export async function migrate(): Promise<void> {
  const folder = join(process.cwd(), 'db', 'migrations')
  const connection = rawConnection()
  if ('sqlite' in connection) {
    const giveUpAt = performance.now() + WAIT_FOR_OTHER_MS
    for (;;) {
      try {
        migrateSqlite(drizzleSqlite(connection.sqlite), { migrationsFolder: join(folder, 'sqlite') })
        return
      } catch (error) {
        // Migrating is one transaction, so a process that lost the race finds everything done when it looks
        // again.
        if (performance.now() > giveUpAt) throw error
        await sleep(100)
      }
    }
  }
  await expectSessions(connection.pool)
  const client = await connection.pool.connect()
  try {
    await client.query('SET statement_timeout = 0')
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK])
    await migratePostgres(drizzlePostgres(client), { migrationsFolder: join(folder, 'postgres') })
    await client.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK])
  } finally {
    // Not returned to the pool: the lock and the settings end with the connection, whatever happened.
    client.release(true)
  }
}

/**
 * Throws if a pooler in front of Postgres hands its connections on after each transaction or statement: timeouts
 * that were set and locks that are held would be other clients'. It shows when a second client begins a transaction
 * on the first one's connection, or moves it to another.
 */
async function expectSessions(pool: pg.Pool): Promise<void> {
  const [one, other] = await Promise.all([pool.connect(), pool.connect()])
  const connectionOf = async (client: pg.PoolClient) => (await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0]?.pid
  const isShared = async () => {
    const before = await connectionOf(one)
    await other.query('BEGIN')
    const taken = await connectionOf(other)
    const after = await connectionOf(one)
    await other.query('COMMIT')
    return taken === before || after !== before
  }
  try {
    for (let times = 0; times < 3; times++) if (await isShared()) throw new Error(NO_SESSIONS)
  } catch (error) {
    // PgBouncer's words for a transaction where it allows none.
    throw error instanceof Error && error.message.includes('statement pooling') ? new Error(NO_SESSIONS) : error
  } finally {
    one.release(true)
    other.release(true)
  }
}

const NO_SESSIONS =
  'DATABASE_URL leads to a pooler that gives each transaction another connection. ' +
  'Use its session mode (PgBouncer: pool_mode = session) or the address of Postgres itself; docs/operations.md says why.'

/** Whether every migration of this version has been applied. */
export async function isMigrated(): Promise<boolean> {
  const connection = rawConnection()
  if ('sqlite' in connection) {
    const row = connection.sqlite.prepare('SELECT count(*) AS applied FROM __drizzle_migrations').get() as { applied: number }
    return row.applied >= sqliteJournal.entries.length
  }
  const { rows } = await connection.pool.query<{ applied: string }>('SELECT count(*) AS applied FROM drizzle.__drizzle_migrations')
  return Number(rows[0]?.applied ?? 0) >= postgresJournal.entries.length
}
