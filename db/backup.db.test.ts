import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { backUp, backupName, pruneBackups, restore } from './backup'
import { sqliteFile } from './client'
import { isPostgres } from './dialect'
import { writeMarker } from './markers'
import { putPasswordReset } from './password-resets'
import { findPayment } from './payments'
import { givenOrderRow, givenPaymentRow } from './payments.test-kit'
import { putRegistration } from './registrations'
import { openSqliteFile } from './sqlite-driver'
import { insertUserRow } from './users'

const at = new Date('2026-11-22T10:00:00Z')
let folder: string
let copy: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'backup-test-'))
  copy = join(folder, 'copies', 'copy.db')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** The result of one statement in a database file. */
function ask(file: string, sql: string): unknown {
  const database = openSqliteFile(file, { readonly: true })
  try {
    return database.prepare(sql).pluck().get()
  } finally {
    database.close()
  }
}

function change(file: string, sql: string): void {
  const database = openSqliteFile(file)
  database.exec(sql)
  database.close()
}

const filesIn = (path: string) => readdirSync(path).sort()

describe.runIf(!isPostgres)('a backup', () => {
  test('is complete, checked and readable only by its owner, and leaves nothing else behind', async () => {
    const payment = await givenPaymentRow(await givenOrderRow())
    expect(await backUp(copy)).toEqual({ ok: true, bytes: statSync(copy).size })
    expect(statSync(copy).mode & 0o777).toBe(0o600)
    expect(filesIn(join(folder, 'copies'))).toEqual(['copy.db'])
    expect(ask(copy, `SELECT count(*) FROM payments WHERE id = '${payment.id}'`)).toBe(1)
    expect(ask(copy, 'PRAGMA journal_mode')).toBe('delete')
  })

  test('is consistent even while the app keeps writing', async () => {
    let isOver = false
    const writing = (async () => {
      while (!isOver) {
        await givenPaymentRow(await givenOrderRow())
        // SQLite answers synchronously; without this the backup would never get its turn.
        await new Promise((resolve) => setImmediate(resolve))
      }
    })()
    for (let index = 0; index < 10; index++) {
      rmSync(copy, { force: true })
      expect(await backUp(copy)).toMatchObject({ ok: true })
      // Every payment has its order and the first line of its history.
      const stray = `SELECT count(*) FROM payments p WHERE NOT EXISTS (SELECT 1 FROM orders WHERE id = p.order_id)
        OR NOT EXISTS (SELECT 1 FROM payment_events WHERE payment_id = p.id)`
      expect(ask(copy, stray)).toBe(0)
    }
    isOver = true
    await writing
  })

  test('never replaces a file, be it a backup or something else', async () => {
    await backUp(copy)
    const before = readFileSync(copy)
    await givenPaymentRow(await givenOrderRow())
    expect(await backUp(copy)).toEqual({ ok: false, why: `${copy} is there already, and is not replaced.` })
    expect(readFileSync(copy).equals(before)).toBe(true)
    expect(await backUp(join(copy, 'below-a-file', 'x.db')).catch((error: Error) => error.message)).toMatch(/ENOTDIR|EEXIST/)
    expect(ask(copy, 'PRAGMA integrity_check')).toBe('ok')
  })

  test('keeps the newest few of those that it named itself, and touches nothing else', () => {
    const at = (minute: number) => new Date(Date.UTC(2026, 10, 28, 9, minute))
    const made = [3, 1, 2].map((minute) => backupName(at(minute)))
    const others = ['checkout.db', 'checkout-2026-11-28.db', `${backupName(at(0))}.unfinished-1`, 'notes.txt']
    for (const name of [...made, ...others]) writeFileSync(join(folder, name), 'x')
    mkdirSync(join(folder, backupName(at(0))))
    expect(pruneBackups(folder, 2)).toEqual([join(folder, backupName(at(1)))])
    for (const name of [backupName(at(0)), backupName(at(2)), backupName(at(3)), ...others])
      expect(existsSync(join(folder, name)), name).toBe(true)
    expect(pruneBackups(folder, 2)).toEqual([])
  })

  test('is never written over the database itself', async () => {
    expect(await backUp(sqliteFile())).toMatchObject({ ok: false })
  })
})

describe.runIf(!isPostgres)('a restore', () => {
  test('puts the copy in place, keeps what was there, and remembers how far the copy reaches', async () => {
    const payment = await givenPaymentRow(await givenOrderRow())
    await writeMarker('swept', at)
    await backUp(copy)
    const target = join(folder, 'checkout.db')
    copyFileSync(copy, target)
    change(target, "UPDATE payments SET payer = 'later'")

    const done = await restore(copy, target, at)
    if (!done.ok || !done.replaced) throw new Error('not restored')
    expect(ask(done.replaced, "SELECT count(*) FROM payments WHERE payer = 'later'")).toBeGreaterThan(0)
    expect(ask(target, "SELECT count(*) FROM payments WHERE payer = 'later'")).toBe(0)
    expect(ask(target, `SELECT count(*) FROM payments WHERE id = '${payment.id}'`)).toBe(1)
    expect(ask(target, "SELECT at FROM facts WHERE name = 'restored'")).toBe(ask(copy, 'SELECT max(moved_at) FROM payments'))
    expect(ask(target, "SELECT count(*) FROM facts WHERE name = 'swept'")).toBe(0)
    expect(statSync(target).mode & 0o777).toBe(0o600)
    expect(filesIn(folder)).toEqual(['checkout.db', done.replaced.slice(folder.length + 1), 'copies'].sort())
  })

  test('revives no earlier link, code or session, even from a version that lacks some of them', async () => {
    await insertUserRow({ id: 'u', email: 'x', emailDigest: 'x', passwordHash: 'x', sessionVersion: 1, createdAt: at })
    await putPasswordReset({ userId: 'u', tokenDigest: 'x', expiresAt: at })
    const registration = { id: 'r', sealed: 'x', emailDigest: 'y', tokenDigest: 'x', createdAt: at, expiresAt: at }
    await putRegistration(registration, [], () => [])
    await backUp(copy)
    change(copy, 'DROP TABLE card_otps')
    const target = join(folder, 'checkout.db')
    expect(await restore(copy, target, at)).toMatchObject({ ok: true })
    expect(ask(copy, 'SELECT count(*) FROM password_resets')).toBe(1)
    expect(ask(target, 'SELECT count(*) FROM password_resets')).toBe(0)
    expect(ask(copy, 'SELECT count(*) FROM registrations')).toBe(1)
    expect(ask(target, 'SELECT count(*) FROM registrations')).toBe(0)
    expect(ask(target, "SELECT at FROM facts WHERE name = 'sessions-since'")).toBe(at.getTime())
  })

  test('works where there is no database yet', async () => {
    await backUp(copy)
    const target = join(folder, 'new', 'checkout.db')
    expect(await restore(copy, target, at)).toEqual({ ok: true, replaced: null })
    expect(ask(target, 'PRAGMA integrity_check')).toBe('ok')
  })

  test('refuses while anything has the database open, idle or not', async () => {
    await backUp(copy)
    const before = statSync(sqliteFile()).ino
    expect(await restore(copy, sqliteFile(), at)).toMatchObject({ ok: false, why: expect.stringContaining('in use') })
    expect(statSync(sqliteFile()).ino).toBe(before)
    expect(await findPayment('x')).toBeNull()
  })

  test('replaces a database that is too damaged to open, and keeps what was there', async () => {
    await backUp(copy)
    const target = join(folder, 'checkout.db')
    writeFileSync(target, 'not a database at all, and longer than a header has to be'.repeat(100))
    writeFileSync(`${target}-wal`, 'remains')
    const done = await restore(copy, target, at)
    if (!done.ok || !done.replaced) throw new Error('not restored')
    expect([existsSync(done.replaced), existsSync(`${target}-wal`)]).toEqual([true, false])
    expect(ask(target, 'PRAGMA integrity_check')).toBe('ok')
  })

  const refused: [name: string, spoil: (file: string) => void, why: RegExp][] = [
    ['a file that is not there', (file) => rmSync(file), /no file/],
    ['an empty file', (file) => truncateSync(file, 0), /is no database of this program/],
    ['a file that is no database', (file) => writeFileSync(file, 'x'.repeat(10_000)), /is no SQLite database/],
    ['half a file', (file) => truncateSync(file, 4096 * 10), /is damaged/],
    ['a database of something else', (file) => change(file, 'DROP TABLE facts'), /is no database/],
    [
      'a newer schema',
      (file) => change(file, "INSERT INTO __drizzle_migrations (hash, created_at) VALUES ('x', 9999999999999)"),
      /newer version/,
    ],
    [
      'a payment without its order',
      (file) => change(file, "PRAGMA foreign_keys = OFF; UPDATE payments SET order_id = 'gone'"),
      /is damaged/,
    ],
    ['a copy whose last writes are in another file', (file) => writeFileSync(`${file}-wal`, 'x'), /no finished backup/],
  ]

  test.each(refused)('of %s is refused, and changes nothing', async (_name, spoil, why) => {
    await givenPaymentRow(await givenOrderRow())
    await backUp(copy)
    const target = join(folder, 'checkout.db')
    copyFileSync(copy, target)
    const before = statSync(target)
    spoil(copy)
    const refusal = await restore(copy, target, at)
    expect(refusal).toMatchObject({ ok: false })
    if (!refusal.ok) expect(refusal.why).toMatch(why)
    expect(statSync(target)).toMatchObject({ ino: before.ino, mtimeMs: before.mtimeMs, size: before.size })
    expect(filesIn(folder)).toEqual(['checkout.db', 'copies'])
  })
})
