import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { storeSavedCard } from '@/db/saved-cards'
import { MINUTE } from '@/lib/duration'
import { newId } from '@/lib/ids'
import { givenOrder, start } from '@/lib/payments/payments.test-kit'
import { callsDuring, givenUserWithCards, onlyRowOf, rowsOf, stoppedClock } from './cards.test-kit'
import { chooseDefault, removeCard, renameCard } from './change'
import { listCards, listKnownCards } from './list'
import { findOwner } from './owner'
import { decryptDetails, findOwnCard, savedCardRow } from './saved-card'

const NOT_FOUND = { ok: false, failure: { kind: 'not-found' } }

const clock = stoppedClock()
const people = { ayse: '', mehmet: '' }
type Person = keyof typeof people
const ids: Record<string, { of: Person | null; id: string }> = {}

/** Everything that a user can do with the id of a card. */
const operations: Record<string, (userId: string, cardId: string) => Promise<unknown>> = {
  renameCard: (userId, cardId) => renameCard(userId, cardId, 'benim', clock),
  removeCard: (userId, cardId) => removeCard(userId, cardId, clock),
  chooseDefault: (userId, cardId) => chooseDefault(userId, cardId),
  findOwnCard: async (userId, cardId) => (await findOwnCard(userId, cardId)) ?? NOT_FOUND,
  startPayment: async (userId, cardId) => start(await givenOrder(clock), clock, { userId, method: { kind: 'saved', cardId } }),
}

beforeAll(async () => {
  for (const person of ['ayse', 'mehmet'] as const) {
    const { userId, first } = await givenUserWithCards(2, clock)
    people[person] = userId
    ids[`a card of ${person}`] = { of: person, id: first.id }
    clock.pass(MINUTE)
    const [found] = (await listCards(userId, clock)).cards.filter(({ id }) => id !== first.id)
    ids[`a card of ${person} that Paynet told of`] = { of: person, id: found?.id ?? '' }
    const [row] = await rowsOf(userId)
    if (!row) throw new Error('there is no card')
    const details = { ...(await decryptDetails(row)), cardHash: newId() }
    const live = await savedCardRow({ userId, paynet: 'https://api.paynet.com.tr' }, { details, expiry: null, createdAt: clock.at() })
    await storeSavedCard(live)
    ids[`a card of ${person} at another Paynet`] = { of: null, id: live.id }
    ids[`the hash of a card of ${person}`] = { of: null, id: details.cardHash }
    ids[`the name of ${person} at Paynet`] = { of: null, id: (await findOwner(userId))?.cardOwnerId ?? '' }
    ids[`the account of ${person}`] = { of: null, id: userId }
  }
  const others = ['', ' ', '0', newId(), newId().slice(1), `${newId()} `, 'null', '__proto__', '../..', 'İ'.repeat(22), '%'.repeat(22)]
  const sql = ["' OR '1'='1", "x' UNION SELECT * FROM saved_cards --", '%', '_'.repeat(22), '"; DROP TABLE saved_cards; --']
  for (const id of [...others, ...sql]) ids[`the id ${JSON.stringify(id)}`] = { of: null, id }
})

/** What both users have and see; must be the same after everything that was tried. */
async function everything(): Promise<unknown> {
  return Promise.all(
    Object.values(people).map(async (userId) => [await rowsOf(userId), await listKnownCards(userId, clock.at()), await findOwner(userId)]),
  )
}

const places = ['ayse', 'mehmet'] as const

test.each(places.flatMap((person) => Object.keys(operations).map((operation) => ({ person, operation }))))(
  '$operation by $person finds nothing that is not theirs, changes nothing and makes no call',
  async ({ person, operation }) => {
    const before = await everything()
    const called = await callsDuring(async () => {
      for (const [name, { of, id }] of Object.entries(ids)) {
        if (of === person) continue
        expect([name, await operations[operation]?.(people[person], id)]).toEqual([name, NOT_FOUND])
      }
    })
    expect(called).toEqual([])
    expect(await everything()).toEqual(before)
  },
)

test('any words at all in place of a card find nothing, change nothing and make no call', async () => {
  const before = await everything()
  const called = await callsDuring(() =>
    fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...places),
        fc.constantFrom(...Object.values(operations)),
        fc.oneof(fc.string({ maxLength: 40 }), fc.stringMatching(/^[A-Za-z0-9_-]{22}$/)),
        async (person, operation, id) => {
          expect(await operation(people[person], id)).toEqual(NOT_FOUND)
        },
      ),
      { numRuns: 200 },
    ),
  )
  expect(called).toEqual([])
  expect(await everything()).toEqual(before)
})

test('without signing in no saved card can be paid with, and Paynet is not asked', async () => {
  for (const { id } of Object.values(ids)) {
    const order = await givenOrder(clock)
    const called = await callsDuring(async () =>
      expect(await start(order, clock, { method: { kind: 'saved', cardId: id } })).toEqual({
        ok: false,
        failure: { kind: 'unauthenticated' },
      }),
    )
    expect(called).toEqual([])
  }
})

test('neither an unknown account nor a user without cards has a card by any id', async () => {
  for (const { id } of Object.values(ids)) {
    expect(await findOwnCard(newId(), id)).toBeNull()
    expect(await removeCard("' OR 1=1 --", id, clock)).toEqual(NOT_FOUND)
  }
})

test('what a user does with their card leaves another user’s card of the same number untouched', async () => {
  const other = await givenUserWithCards(1, clock)
  const mine = await givenUserWithCards(1, clock)
  clock.pass(MINUTE)
  const before = await onlyRowOf(other.userId)
  expect(await renameCard(mine.userId, mine.first.id, 'benim', clock)).toMatchObject({ ok: true })
  expect(await removeCard(mine.userId, mine.first.id, clock)).toMatchObject({ ok: true })
  expect(await onlyRowOf(other.userId)).toEqual(before)
  expect((await listCards(other.userId, clock)).cards).toHaveLength(1)
})
