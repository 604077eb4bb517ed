import { afterAll, beforeAll, expect, test } from 'vitest'
import { givenOldDatabase, insertFinding, insertOrder, insertPayment, numbersOf, type OldDatabase, time } from './upgrade.test-kit'

let database: OldDatabase

beforeAll(async () => {
  database = await givenOldDatabase(9)
  await insertOrder(database, 'o1')
  await insertPayment(database, 'p1', 'o1', 'succeeded')
  await insertFinding(database, 'f1', 'other-amount')
  await database.run(`UPDATE sweep_findings SET closed_at = ${time(7)} WHERE id = 'f1'`)
  await insertFinding(database, 'f2', 'orphan')
  await expect(insertFinding(database, 'f3', 'fee-short')).rejects.toThrow()
  await database.upgrade()
})

afterAll(() => database.drop())

const SINGLE = { instalment: 1, fee_kurus: 0, monthly_kurus: null, fee_payer: null, ratio_code: null, card_type: null, bank_id: null }

test('an old payment is a single one of its price, for which no plans were on offer', async () => {
  const [row] = await database.run("SELECT * FROM payments WHERE id = 'p1'")
  expect(numbersOf(row)).toMatchObject({ ...SINGLE, amount_kurus: 120_000, status: 'succeeded', reference_no: 'R-p1' })
  const [order] = await database.run("SELECT * FROM orders WHERE id = 'o1'")
  expect(order).toMatchObject({ max_instalments: null, reference: 'R-o1' })
})

test('findings are as they were, open and closed, and there is one more kind of them', async () => {
  const rows = await database.run('SELECT id, kind, closed_at FROM sweep_findings ORDER BY id')
  expect(rows.map(({ id, kind, closed_at }) => [id, kind, closed_at !== null])).toEqual([
    ['f1', 'other-amount', true],
    ['f2', 'orphan', false],
  ])
  await insertFinding(database, 'f4', 'fee-short')
  await expect(insertFinding(database, 'f5', 'of-tomorrow')).rejects.toThrow()
  await expect(
    database.run(
      `INSERT INTO sweep_findings SELECT 'f6', kind, reference_no, xact_id, 1, found_at, closed_at FROM sweep_findings WHERE id = 'f4'`,
    ),
  ).rejects.toThrow(/unique/i)
})

test('a version that knows no instalments still begins and moves payments, and the timeline is written', async () => {
  await insertOrder(database, 'o2')
  await insertPayment(database, 'p2', 'o2', 'created')
  await database.run("UPDATE payments SET status = 'awaiting_3ds' WHERE id = 'p2'")
  const [row] = await database.run("SELECT * FROM payments WHERE id = 'p2'")
  expect(numbersOf(row)).toMatchObject({ ...SINGLE, status: 'awaiting_3ds' })
  const events = await database.run("SELECT kind, from_status, to_status FROM payment_events WHERE payment_id = 'p2' ORDER BY seq")
  expect(events).toEqual([
    { kind: 'move', from_status: null, to_status: 'created' },
    { kind: 'move', from_status: 'created', to_status: 'awaiting_3ds' },
  ])
  await expect(insertPayment(database, 'p3', 'o1', 'charging'), 'an order is still charged once').rejects.toThrow(/unique/i)
})

test.each([
  ['a difference below nothing', { fee_kurus: -1 }],
  ['no instalments', { instalment: 0 }],
  ['instalments below nothing', { instalment: -6 }],
  ['more instalments than Paynet takes', { instalment: 37 }],
  ['a difference that is nothing', { fee_kurus: 'NULL' }],
  ['instalments that are nothing', { instalment: 'NULL' }],
])('%s is in no row', async (_, more) => {
  await expect(insertPayment(database, 'p4', 'o1', 'created', more)).rejects.toThrow(/check|null/i)
  await expect(
    database.run(`UPDATE payments SET ${Object.entries(more).map(([name, value]) => `${name} = ${value}`)} WHERE id = 'p1'`),
  ).rejects.toThrow(/check|null/i)
})

test.each([1, 2, 36])('%i instalments are in a row', async (instalment) => {
  await insertOrder(database, `o${instalment}i`)
  await insertPayment(database, `i${instalment}`, `o${instalment}i`, 'created', { instalment, fee_kurus: instalment - 1 })
})
