import { afterAll, beforeAll, expect, test } from 'vitest'
import { givenOldDatabase, insertOrder, insertPayment, numbersOf, type OldDatabase } from './upgrade.test-kit'

let database: OldDatabase

const OLD: [id: string, stored: string, payments: string[], told: string][] = [
  ['open', 'open', [], 'open'],
  ['declined', 'open', ['declined'], 'open'],
  ['settling', 'open', ['unknown'], 'open'],
  ['cancelled', 'cancelled', ['superseded'], 'cancelled'],
  ['expired', 'expired', [], 'expired'],
  ['paid', 'open', ['declined', 'succeeded'], 'paid'],
  ['paid-and-over', 'expired', ['succeeded'], 'paid'],
  ['in-review', 'expired', ['review'], 'review'],
]

beforeAll(async () => {
  database = await givenOldDatabase(11)
  for (const [id, stored, payments] of OLD) {
    await insertOrder(database, id)
    for (const status of payments) await insertPayment(database, `${id}-${status}`, id, status)
    await database.run(`UPDATE orders SET status = '${stored}' WHERE id = '${id}'`)
  }
  await database.upgrade()
})

afterAll(() => database.drop())

test.each(OLD)('an order from before is told to be what it is: %s', async (id, _stored, _payments, told) => {
  const [row] = await database.run(`SELECT told_status, version, metadata, asked_expires_at FROM orders WHERE id = '${id}'`)
  expect(numbersOf(row)).toEqual({ told_status: told, version: 1, metadata: null, asked_expires_at: null })
})

test('nothing that happened before is told', async () => {
  expect(await database.run('SELECT * FROM events')).toEqual([])
})

test('a version that knows no events still takes orders and payments, and what it changes is told', async () => {
  await insertOrder(database, 'new')
  await insertPayment(database, 'p', 'new', 'charging')
  await database.run("UPDATE payments SET status = 'succeeded' WHERE id = 'p'")
  expect(await database.run('SELECT type, order_id FROM events')).toEqual([{ type: 'order.paid', order_id: 'new' }])
})
