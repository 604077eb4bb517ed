import { afterAll, beforeAll, expect, test } from 'vitest'
import { givenOldDatabase, insertFinding, insertOrder, insertPayment, numbersOf, type OldDatabase, time } from './upgrade.test-kit'

let database: OldDatabase

const KEPT: [id: string, details: string | null, xactNumber: number | null][] = [
  ['told', JSON.stringify({ id: 7_438_118, xactDate: '2026-11-28T01:12:48+03:00', bankId: 'WRLD' }), 7_438_118],
  ['last', JSON.stringify({ bankId: '12', id: 5 }), 5],
  ['untold', JSON.stringify({ id: null, bankId: '12' }), null],
  ['none', null, null],
  ['damaged', '{"id":', null],
  ['no-json', 'id', null],
]

beforeAll(async () => {
  database = await givenOldDatabase(10)
  for (const [id, details] of KEPT) {
    await insertOrder(database, id)
    await insertPayment(database, id, id, 'succeeded', details === null ? {} : { details: `'${details}'` })
  }
  await insertFinding(database, 'f1', 'orphan')
  await database.run(`UPDATE sweep_findings SET closed_at = ${time(7)} WHERE id = 'f1'`)
  await insertFinding(database, 'f2', 'fee-short')
  await expect(insertFinding(database, 'f3', 'foreign-refund')).rejects.toThrow()
  await database.upgrade()
})

afterAll(() => database.drop())

test.each(KEPT)("Paynet's number of an old payment is filled from what it told, where it did: %s", async (id, _, xactNumber) => {
  const [row] = await database.run(`SELECT * FROM payments WHERE id = '${id}'`)
  expect(numbersOf(row)).toMatchObject({ xact_number: xactNumber, drawn_kurus: null, reserved_kurus: 0, refunded_kurus: 0 })
})

test('findings are as they were, and there are more kinds of them', async () => {
  const rows = await database.run('SELECT id, kind, closed_at FROM sweep_findings ORDER BY id')
  expect(rows.map(({ id, kind, closed_at }) => [id, kind, closed_at !== null])).toEqual([
    ['f1', 'orphan', true],
    ['f2', 'fee-short', false],
  ])
  for (const kind of ['foreign-refund', 'refund-missing', 'other-refund', 'refund-withdrawn']) await insertFinding(database, kind, kind)
  await expect(insertFinding(database, 'f4', 'of-tomorrow')).rejects.toThrow()
})

test('a version that knows no refunds still begins and moves payments', async () => {
  await insertOrder(database, 'o2')
  await insertPayment(database, 'p2', 'o2', 'created')
  await database.run("UPDATE payments SET status = 'succeeded' WHERE id = 'p2'")
  const [row] = await database.run("SELECT * FROM payments WHERE id = 'p2'")
  expect(numbersOf(row)).toMatchObject({ status: 'succeeded', reserved_kurus: 0, refunded_kurus: 0 })
})

test.each([
  ['reserved than drawn', 'drawn_kurus = 100, reserved_kurus = 101'],
  ['reserved where nothing is known to be drawn', 'drawn_kurus = NULL, reserved_kurus = 1'],
  ['given back than reserved', 'drawn_kurus = 100, reserved_kurus = 50, refunded_kurus = 51'],
])('no payment has more %s', async (_, change) => {
  await expect(database.run(`UPDATE payments SET ${change} WHERE id = 'told'`)).rejects.toThrow(/check/i)
})

/** Of a transaction, in a status; `more` may change the finding and Paynet's number of it. */
const insertRefund = (
  id: string,
  xactId: string,
  status: string,
  { paymentId = 'told', reference = id, findingId = 'NULL', ref = 'NULL' } = {},
) =>
  database.run(
    `INSERT INTO refunds (id, payment_id, xact_id, finding_id, reference, amount_kurus, status, asked_by, due_at, calls, fence, looks, alarms, paynet_ref, created_at, moved_at)
     VALUES ('${id}', '${paymentId}', '${xactId}', ${findingId}, '${reference}', 100, '${status}', 'api', ${time(1)}, 0, 0, 0, 0, ${ref}, ${time(1)}, ${time(1)})`,
  )

test('of a transaction one refund is open, of a finding one is not over without money, and a reference and a number name one', async () => {
  await insertRefund('r1', 'xk_1', 'planned')
  for (const status of ['planned', 'sending', 'unknown', 'accepted'])
    await expect(insertRefund('r2', 'xk_1', status)).rejects.toThrow(/unique/i)
  await insertRefund('r3', 'xk_1', 'refunded', { ref: "'7'" })
  await insertRefund('r4', 'xk_1', 'refused')
  await expect(insertRefund('r5', 'xk_1', 'refunded', { ref: "'7'" })).rejects.toThrow(/unique/i)
  await expect(insertRefund('r6', 'xk_2', 'refused', { reference: 'r1' })).rejects.toThrow(/unique/i)
  await insertRefund('r7', 'xk_2', 'refused', { reference: 'r1', paymentId: 'last' })
  await insertRefund('r8', 'xk_3', 'refunded', { findingId: "'f1'" })
  await expect(insertRefund('r9', 'xk_3', 'planned', { findingId: "'f1'" })).rejects.toThrow(/unique/i)
  await expect(insertRefund('r10', 'xk_4', 'of-tomorrow')).rejects.toThrow(/check/i)
})
