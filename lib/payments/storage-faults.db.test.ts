import { afterEach, expect, test } from 'vitest'
import { rawConnection, sqliteFile } from '@/db/client'
import { isPostgres } from '@/db/dialect'
import { listPayments } from '@/db/payments'
import { openSqliteFile } from '@/db/sqlite-driver'
import type { Clock } from '@/lib/clock'
import { readHealth } from '@/lib/health'
import { paynet } from '@/scripts/test/setup'
import { completePayment } from './complete'
import {
  callsOf,
  comeBack,
  givenChallenged,
  givenOrder,
  givenPassed,
  MINUTE,
  settleByLooking,
  start,
  statusOf,
  stoppedClock,
  successes,
} from './payments.test-kit'
import { reconcile } from './reconcile'

// From outside, a SQLite file can be made to refuse writes and to be busy; a Postgres server cannot.
const onSqlite = test.runIf(!isPostgres)

/** What a full or broken disk is to the app: reads still work, no write does. */
function takeWrites(takes: boolean): void {
  const connection = rawConnection()
  if ('sqlite' in connection) connection.sqlite.pragma(`query_only = ${takes ? 'OFF' : 'ON'}`)
}

/** Another process that holds the one write lock. */
function holdWriteLock(): { release: () => void } {
  const other = openSqliteFile(sqliteFile())
  other.exec('BEGIN IMMEDIATE')
  return {
    release() {
      other.exec('ROLLBACK')
      other.close()
    },
  }
}

afterEach(() => takeWrites(true))

onSqlite('while no write is taken no payment starts and Paynet is not called', async () => {
  const clock = stoppedClock()
  const order = await givenOrder(clock)
  const before = (await paynet.calls()).length
  takeWrites(false)

  await expect(start(order, clock)).rejects.toThrow()
  expect((await readHealth()).status).toBe('unavailable')

  takeWrites(true)
  expect((await paynet.calls()).length).toBe(before)
  expect((await readHealth()).status).toBe('ok')
  expect(await start(order, clock)).toMatchObject({ ok: true })
})

onSqlite('a 3D session whose pair cannot be stored leads no browser to the bank, and the payment ends as failed', async () => {
  const clock = stoppedClock()
  const order = await givenOrder(clock)
  let readings = 0
  const diskFailsAfterTheCall = Object.assign(async () => {
    readings += 1
    if (readings === 2) takeWrites(false)
    return clock.at()
  }, clock)
  await expect(start(order, diskFailsAfterTheCall)).rejects.toThrow()
  takeWrites(true)
  const [left] = await listPayments(order.id)
  expect(left).toMatchObject({ status: 'created', challenge: null, pairDigest: null })

  clock.pass(3 * MINUTE)
  await reconcile(clock)
  expect((await listPayments(order.id)).map(({ status }) => status)).toEqual(['failed'])
})

onSqlite('a return whose intent cannot be written is not charged, and is once it is sent again', async () => {
  const passed = await givenPassed()
  takeWrites(false)
  await expect(comeBack(passed)).rejects.toThrow()
  takeWrites(true)
  expect(await callsOf(passed, 'tds_charge')).toBe(0)
  expect(await statusOf(passed)).toBe('awaiting_3ds')

  await comeBack(passed)
  expect(await statusOf(passed)).toBe('succeeded')
})

onSqlite('a charge whose outcome cannot be written is neither lost nor called a failure nor repeated', async () => {
  const passed = await givenPassed()
  let readings = 0
  const read = async () => {
    readings += 1
    if (readings === 2) takeWrites(false)
    return passed.clock.at()
  }
  const diskFailsAfterTheCall: Clock = Object.assign(read, { elapsedMs: passed.clock.elapsedMs })
  await expect(completePayment(passed.id, passed.pair, diskFailsAfterTheCall)).rejects.toThrow()
  takeWrites(true)
  expect(await successes(passed.referenceNo)).toBe(1)
  expect(await statusOf(passed)).toBe('charging')

  expect(await settleByLooking(passed)).toBe('succeeded')
  expect(await callsOf(passed, 'tds_charge')).toBe(1)
})

onSqlite('a database that is busy for a moment is waited for', async () => {
  const passed = await givenPassed()
  const lock = holdWriteLock()
  setTimeout(lock.release, 600)
  await comeBack(passed)
  expect(await statusOf(passed)).toBe('succeeded')
})

onSqlite('a database that stays busy lets nothing be charged, and the same return counts later', async () => {
  const passed = await givenChallenged()
  const lock = holdWriteLock()
  await expect(comeBack(passed)).rejects.toThrow()
  lock.release()
  expect(await callsOf(passed, 'tds_charge')).toBe(0)
  expect(await statusOf(passed)).toBe('awaiting_3ds')
})
