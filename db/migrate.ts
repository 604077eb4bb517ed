import { setTimeout as sleep } from 'node:timers/promises'
import 'server-only'
import { join } from 'node:path'
import { drizzle as drizzleSqlite } from 'drizzle-orm/better-sqlite3'
import { migrate as migrateSqlite } from 'drizzle-orm/better-sqlite3/migrator'
import { drizzle as drizzlePostgres } from 'drizzle-orm/node-postgres'
import { migrate as migratePostgres } from 'drizzle-orm/node-postgres/migrator'
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
