import 'server-only'
import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type Database from 'better-sqlite3'
import { rawConnection } from './client'
import type { Marker } from './markers'
import sqliteJournal from './migrations/sqlite/meta/_journal.json'
import { openSqliteFile } from './sqlite-driver'

const RESTORED: Marker = 'restored'
const SESSIONS_SINCE: Marker = 'sessions-since'
/** What `endOldAccess` does, by table; a backup of an older version lacks some of them. */
const OLD_ACCESS = {
  password_resets: 'DELETE FROM password_resets',
  registrations: 'DELETE FROM registrations',
  card_otps: 'DELETE FROM card_otps',
  applications: 'UPDATE applications SET link_digest = NULL, link_expires_at = NULL',
}
/** A backup is as sensitive as the database. */
const OWNER_ALONE = 0o600

/** Why nothing was done, in one sentence. */
export type Refusal = { ok: false; why: string }

/**
 * Copies the SQLite database to a new file while the app runs. The file appears only once the copy is whole, checked and
 * on the disk; one of that name is never replaced.
 */
export async function backUp(file: string): Promise<{ ok: true; bytes: number } | Refusal> {
  const connection = rawConnection()
  if (!('sqlite' in connection)) return { ok: false, why: 'This is no SQLite database.' }
  if (resolve(file) === resolve(connection.sqlite.name)) return { ok: false, why: 'That is the database itself.' }
  if (existsSync(file)) return isThere(file)
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  return beside(file, 'unfinished', async (unfinished) => {
    closeSync(openSync(unfinished, 'wx', OWNER_ALONE))
    // All pages in one step: the app writes between steps, and each write would restart the copy.
    await connection.sqlite.backup(unfinished, { progress: () => 0x7fffffff })
    const problem = findProblem(unfinished)
    if (problem) return { ok: false, why: `The copy ${problem}.` }
    toDisk(unfinished)
    if (existsSync(file)) return isThere(file)
    renameSync(unfinished, file)
    toDisk(dirname(file))
    return { ok: true, bytes: statSync(file).size }
  })
}

function isThere(file: string): Refusal {
  return { ok: false, why: `${file} is there already, and is not replaced.` }
}

/** The name of a backup made at that time, if none is given. */
export function backupName(at: Date): string {
  return `checkout-${at.toISOString().replaceAll(/[:.]/g, '-')}.db`
}

/** Removes all but the newest backups of a folder, as many as given; only files that bear a name of `backupName`. The removed. */
export function pruneBackups(folder: string, keep: number): string[] {
  const made = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && /^checkout-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}Z\.db$/.test(entry.name))
    .map(({ name }) => name)
    .sort()
  const old = made.slice(0, Math.max(0, made.length - keep)).map((name) => join(folder, name))
  for (const file of old) rmSync(file)
  return old
}

/**
 * Puts a backup in place of the database at `target`, which is kept next to it. No payment starts in the
 * restored copy until it has been compared with Paynet's list. Refuses while any process has the database open.
 */
export async function restore(file: string, target: string, now: Date): Promise<{ ok: true; replaced: string | null } | Refusal> {
  if (!existsSync(file) || !statSync(file).isFile()) return { ok: false, why: `There is no file ${file}.` }
  if (resolve(file) === resolve(target)) return { ok: false, why: 'That is the database itself.' }
  if (existsSync(`${file}-wal`) && statSync(`${file}-wal`).size > 0) {
    return { ok: false, why: `${file} is no finished backup: what was written last is in ${file}-wal.` }
  }
  mkdirSync(dirname(target), { recursive: true })
  return beside(target, 'restoring', async (unfinished) => {
    copyFileSync(file, unfinished, constants.COPYFILE_EXCL)
    chmodSync(unfinished, OWNER_ALONE)
    const problem = findProblem(unfinished)
    if (problem) return { ok: false, why: `${file} ${problem}.` }
    markRestored(unfinished, now)
    toDisk(unfinished)
    return replace(target, unfinished, now)
  })
}

function replace(target: string, unfinished: string, now: Date): { ok: true; replaced: string | null } | Refusal {
  const hasOld = existsSync(target)
  const old = hasOld ? lock(target) : null
  if (old === 'in use') return { ok: false, why: 'The database is in use. Stop the app first, every instance and command of it.' }
  const replaced = `${target}.replaced-${now.toISOString().replaceAll(/[:.]/g, '-')}`
  try {
    // While it is locked, it is one file; what a damaged database left next to it must not be taken for the new
    // one's.
    for (const part of old ? [''] : ['', '-wal', '-shm', '-journal']) {
      if (existsSync(target + part)) renameSync(target + part, replaced + part)
    }
    rmSync(`${target}-shm`, { force: true })
    renameSync(unfinished, target)
    toDisk(dirname(target))
  } finally {
    old?.close()
  }
  return { ok: true, replaced: hasOld ? replaced : null }
}

/** Locks all other processes out of a database file; null if it is too damaged for that. */
function lock(file: string): Database.Database | 'in use' | null {
  const database = openSqliteFile(file, { timeout: 250 })
  try {
    database.pragma('locking_mode = EXCLUSIVE')
    // Only the sole user of the file can end its write-ahead log, which moves everything into the one file.
    database.pragma('journal_mode = DELETE')
    database.exec('BEGIN EXCLUSIVE')
    return database
  } catch (error) {
    database.close()
    return (error as { code?: unknown }).code === 'SQLITE_BUSY' ? 'in use' : null
  }
}

/** Why a file is not a database of this version, or null if it is. Leaves one file without a log. */
function findProblem(file: string): string | null {
  let database: Database.Database | undefined
  try {
    database = openSqliteFile(file)
    database.pragma('journal_mode = DELETE')
    const [found] = database.pragma('integrity_check(1)') as { integrity_check: string }[]
    if (found?.integrity_check !== 'ok') return `is damaged: ${found?.integrity_check}`
    if ((database.pragma('foreign_key_check') as unknown[]).length > 0) return 'is damaged: rows that others refer to are gone'
    const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all()
    if (!['__drizzle_migrations', 'orders', 'payments', 'facts'].every((name) => tables.includes(name)))
      return 'is no database of this program'
    const applied = database.prepare('SELECT created_at FROM __drizzle_migrations').pluck().all().map(Number)
    const known = new Set(sqliteJournal.entries.map(({ when }) => when))
    return applied.every((when) => known.has(when)) ? null : 'was written by a newer version of this program'
  } catch (error) {
    const { code } = error as { code?: unknown }
    if (code === 'SQLITE_NOTADB') return 'is no SQLite database'
    return `is damaged: ${error instanceof Error ? error.message : String(error)}`
  } finally {
    database?.close()
  }
}

function markRestored(file: string, now: Date): void {
  const database = openSqliteFile(file)
  try {
    const lastMove = database.prepare('SELECT max(moved_at) FROM payments').pluck().get() as number | null
    database.prepare('INSERT OR REPLACE INTO facts (name, at) VALUES (?, ?)').run(RESTORED, lastMove ?? now.getTime())
    // What it says about sweeps was true of the database that it was copied from.
    database.prepare("DELETE FROM facts WHERE name IN ('swept', 'sweeping')").run()
    const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all()
    for (const [table, statement] of Object.entries(OLD_ACCESS)) if (tables.includes(table)) database.exec(statement)
    database.prepare('INSERT OR REPLACE INTO facts (name, at) VALUES (?, ?)').run(SESSIONS_SINCE, now.getTime())
  } finally {
    database.close()
  }
}

/** Works on a temporary file next to the real one, and removes it however the work ends. */
async function beside<T>(file: string, word: string, work: (unfinished: string) => Promise<T>): Promise<T> {
  const unfinished = `${file}.${word}-${process.pid}`
  try {
    return await work(unfinished)
  } finally {
    for (const part of ['', '-wal', '-shm', '-journal']) rmSync(unfinished + part, { force: true })
  }
}

function toDisk(path: string): void {
  const descriptor = openSync(path, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
