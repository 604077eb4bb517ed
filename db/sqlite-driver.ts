import { createRequire } from 'node:module'
import { join } from 'node:path'
import type Database from 'better-sqlite3'

/**
 * better-sqlite3, in the version that works reliably on this Node. Version 12 aborts the process on Node 24.19
 * and later whenever a statement is garbage-collected; version 13 crashes on Node 20.
 */
export function openSqliteFile(file: string, options: Database.Options = {}): Database.Database {
  const isOld = Number(process.versions.node.split('.')[0]) < 22
  const load = createRequire(join(process.cwd(), 'package.json'))
  const Driver = load(isOld ? 'better-sqlite3' : 'better-sqlite3-napi') as typeof Database
  return new Driver(file, options)
}
