import { afterEach, expect, test } from 'vitest'
import { rawConnection } from '@/db/client'
import { cardsAtPaynet, givenUser, ownerRow, rowsOf } from '@/lib/cards/cards.test-kit'
import { listCards } from '@/lib/cards/list'
import { tapPaynet } from '@/scripts/test/wiretap'
import { comeBack, givenPassed, MINUTE, orderStatus, payment, statusOf, stoppedClock, successes } from './payments.test-kit'
import { givenKnown, saving } from './save-while-paying.test-kit'

async function run(statement: string): Promise<void> {
  const connection = rawConnection()
  if ('sqlite' in connection) connection.sqlite.exec(statement)
  else await connection.pool.query(statement)
}

/** What stands in the way of a table's writes, on either database. */
async function refuseWrites(table: 'saved_cards' | 'card_owners' | 'payments', what: 'INSERT' | 'UPDATE', when = '1 = 1'): Promise<void> {
  if ('sqlite' in rawConnection()) {
    await run(`CREATE TRIGGER in_the_way BEFORE ${what} ON ${table} WHEN ${when} BEGIN SELECT RAISE(ABORT, 'in the way'); END`)
    return
  }
  await run("CREATE FUNCTION in_the_way() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'in the way'; END $$ LANGUAGE plpgsql")
  await run(`CREATE TRIGGER in_the_way BEFORE ${what} ON ${table} FOR EACH ROW WHEN (${when}) EXECUTE FUNCTION in_the_way()`)
}

async function letWrites(): Promise<void> {
  await run('sqlite' in rawConnection() ? 'DROP TRIGGER IF EXISTS in_the_way' : 'DROP FUNCTION IF EXISTS in_the_way CASCADE')
}

const wire = await tapPaynet()

afterEach(letWrites)

test.each([
  ['the card', 'saved_cards', 'INSERT'],
  ['Paynet’s name of its owner', 'card_owners', 'UPDATE'],
] as const)('when %s cannot be written the payment is paid all the same, and of the card there is nothing', async (_name, table, what) => {
  const [userId, clock] = [await givenUser(), stoppedClock()]
  const passed = await givenPassed({ clock, userId, method: saving() })
  await refuseWrites(table, what)
  await comeBack(passed)
  expect(await payment(passed.id)).toMatchObject({ status: 'succeeded', late: false, saveOutcome: 'unknown', savedCardId: null })
  expect(await orderStatus(passed)).toBe('paid')
  expect([await rowsOf(userId), (await ownerRow(userId)).cardOwnerId]).toEqual([[], null])
})

test('a card that could not be written is found by the next list, with what was agreed to', async () => {
  const { userId, clock } = await givenKnown()
  const passed = await givenPassed({ clock, userId, method: saving() })
  await refuseWrites('saved_cards', 'INSERT')
  await comeBack(passed)
  await letWrites()
  expect(await payment(passed.id)).toMatchObject({ status: 'succeeded', saveOutcome: 'unknown' })
  clock.pass(MINUTE)
  await listCards(userId, clock)
  const { savedCardId, saveOutcome } = await payment(passed.id)
  expect(saveOutcome).toBe('saved')
  expect((await rowsOf(userId)).find(({ id }) => id === savedCardId)).toMatchObject({
    consentVersion: expect.any(String),
    expiryYear: 2040,
  })
})

test('as long as the success cannot be written, neither is the card nor the name of its owner', async () => {
  const [userId, clock] = [await givenUser(), stoppedClock()]
  const passed = await givenPassed({ clock, userId, method: saving() })
  await refuseWrites('payments', 'UPDATE', "NEW.status = 'succeeded'")
  await expect(comeBack(passed)).rejects.toThrow()
  expect(await successes(passed.referenceNo)).toBe(1)
  expect(await statusOf(passed)).toBe('charging')
  expect([await rowsOf(userId), (await ownerRow(userId)).cardOwnerId]).toEqual([[], null])
})

test('the name of an owner whose card is not told is written with the success, or without it the payment is paid all the same', async () => {
  const without = (body: Record<string, unknown>) => ({ ...body, card_hash: null })
  const [userId, clock] = [await givenUser(), stoppedClock()]
  const passed = await givenPassed({ clock, userId, method: saving() })
  wire.change('tds_charge', without)
  await refuseWrites('payments', 'UPDATE', "NEW.status = 'succeeded'")
  await expect(comeBack(passed)).rejects.toThrow()
  expect([await statusOf(passed), (await ownerRow(userId)).cardOwnerId]).toEqual(['charging', null])
  await letWrites()

  const other = await givenPassed({ clock, userId, method: saving() })
  wire.change('tds_charge', without)
  await refuseWrites('card_owners', 'UPDATE')
  await comeBack(other)
  expect(await payment(other.id)).toMatchObject({ status: 'succeeded', late: false, saveOutcome: 'unknown' })
  expect((await ownerRow(userId)).cardOwnerId).toBeNull()
})

test('a reader during the write of a success sees the payment with its card, or neither', async () => {
  for (let round = 0; round < 5; round++) {
    const [userId, clock] = [await givenUser(), stoppedClock()]
    const passed = await givenPassed({ clock, userId, method: saving() })
    let isOver = false
    const charged = comeBack(passed).finally(() => {
      isOver = true
    })
    while (!isOver) {
      // The payment is read first: what it says of the card must be there by then.
      const { saveOutcome, savedCardId } = await payment(passed.id)
      const [owner, rows] = [await ownerRow(userId), await rowsOf(userId)]
      if (saveOutcome === 'saved') expect([rows.map(({ id }) => id), owner.cardOwnerId === null]).toEqual([[savedCardId], false])
      await new Promise((resolve) => setImmediate(resolve))
    }
    await charged
    expect(await cardsAtPaynet(userId)).toHaveLength(1)
  }
})
