import { afterAll, beforeAll, expect, test } from 'vitest'
import { givenOldDatabase, insertOrder, type OldDatabase, time } from './upgrade.test-kit'

let database: OldDatabase

const AHEAD = '2100-01-01'

/** What the version before has left of an order. */
const OLD: [id: string, stored: string, told: string, kept: string, isAhead: boolean, erased: string | null][] = [
  ['open', 'open', 'open', 'NULL', true, null],
  ['past', 'open', 'open', 'NULL', false, 'paynet'],
  ['cancelled', 'cancelled', 'cancelled', 'NULL', true, 'paynet'],
  ['expired', 'expired', 'expired', 'NULL', false, 'paynet'],
  ['cancelled-and-whole', 'cancelled', 'cancelled', "'x'", true, null],
  ['paid', 'open', 'paid', 'NULL', false, 'paynet'],
]

beforeAll(async () => {
  database = await givenOldDatabase(12)
  for (const [id, stored, told, kept, isAhead] of OLD) {
    await insertOrder(database, id)
    const ahead = isAhead ? `, expires_at = ${time(Date.parse(AHEAD))}` : ''
    await database.run(`UPDATE orders SET status = '${stored}', told_status = '${told}', paynet = ${kept}${ahead} WHERE id = '${id}'`)
  }
  await database.upgrade()
})

afterAll(() => database.drop())

test.each(OLD)('an order from before is not paid again if what Paynet was to be told may be gone: %s', async (id, ...rest) => {
  const [row] = await database.run(`SELECT erased, return_mode FROM orders WHERE id = '${id}'`)
  expect(row).toEqual({ erased: rest.at(-1), return_mode: 'link' })
})
