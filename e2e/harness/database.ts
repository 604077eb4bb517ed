import type Database from 'better-sqlite3'
import { openSqliteFile } from './sqlite-file'
import type { Stack } from './stack'

/** Looks into the app's database file without changing it. */
function reading<T>({ folder }: Pick<Stack, 'folder'>, look: (database: Database.Database) => T): T {
  const database = openSqliteFile(`${folder}/checkout.db`, { readonly: true, fileMustExist: true })
  try {
    return look(database)
  } finally {
    database.close()
  }
}

/** "ok", or what SQLite finds broken in the file. */
export function integrityOf(stack: Pick<Stack, 'folder'>): unknown {
  return reading(stack, (database) => database.pragma('integrity_check', { simple: true }))
}

/** Statuses of an order's payments as stored on disk, oldest first. */
export function storedStatuses(stack: Pick<Stack, 'folder'>, orderId: string): unknown[] {
  const sql = 'SELECT status FROM payments WHERE order_id = ? ORDER BY created_at'
  return reading(stack, (database) => database.prepare(sql).pluck().all(orderId))
}

/** A second connection that may write, for tests that damage or lock the database. */
export function openToWrite({ folder }: Pick<Stack, 'folder'>): Database.Database {
  return openSqliteFile(`${folder}/checkout.db`, { fileMustExist: true })
}
