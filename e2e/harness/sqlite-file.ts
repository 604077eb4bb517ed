import { createRequire } from 'node:module'
import type Database from 'better-sqlite3'

const load = createRequire(import.meta.url)

/** Opens a SQLite file from outside, with the driver that this Node can trust. */
export function openSqliteFile(file: string, options: Database.Options = {}): Database.Database {
  const Driver = load(Number(process.versions.node.split('.')[0]) < 22 ? 'better-sqlite3' : 'better-sqlite3-napi') as typeof Database
  return new Driver(file, options)
}
