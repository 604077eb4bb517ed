import { afterEach, describe, expect, test } from 'vitest'
import { MINUTE } from '@/lib/duration'
import { paynet } from '@/scripts/test/setup'
import { tapPaynet } from '@/scripts/test/wiretap'
import { cardsAtPaynet, givenUserWithCards, otherCard, save, stoppedClock } from './cards.test-kit'
import { removeCard, renameCard } from './change'
import { listCards, listKnownCards } from './list'

const wire = await tapPaynet()

afterEach(() => paynet.clearFaults())

describe('a list that is older than what happened while it came', () => {
  test('does not lose a card that was saved meanwhile', async () => {
    const clock = stoppedClock()
    const { userId, first } = await givenUserWithCards(1, clock)
    clock.pass(MINUTE)
    wire.meanwhile('list', async () => {
      clock.pass(5)
      expect(await save(userId, clock, { card: otherCard, description: 'yeni' })).toMatchObject({ ok: true })
      clock.pass(5)
    })
    const during = await listCards(userId, clock)
    expect(during.cards.map(({ description }) => description)).toEqual(['yeni', first.description])
    clock.pass(MINUTE)
    expect((await listCards(userId, clock)).cards.map(({ id }) => id)).toEqual(during.cards.map(({ id }) => id))
  })

  test('does not lose a card that was deleted before and saved again meanwhile', async () => {
    const clock = stoppedClock()
    const { userId, first } = await givenUserWithCards(2, clock)
    clock.pass(MINUTE)
    await removeCard(userId, first.id, clock)
    clock.pass(MINUTE)
    wire.meanwhile('list', async () => {
      clock.pass(5)
      expect(await save(userId, clock, { description: 'yine' })).toMatchObject({ ok: true })
      clock.pass(5)
    })
    expect((await listCards(userId, clock)).cards.map(({ id }) => id)).toContain(first.id)
  })

  test('does not bring a card back that was deleted meanwhile', async () => {
    const clock = stoppedClock()
    const { userId, first } = await givenUserWithCards(2, clock)
    clock.pass(MINUTE)
    wire.meanwhile('list', async () => {
      clock.pass(5)
      expect(await removeCard(userId, first.id, clock)).toMatchObject({ ok: true })
      clock.pass(5)
    })
    expect((await listCards(userId, clock)).cards.map(({ description }) => description)).toEqual(['Kart 2'])
    clock.pass(MINUTE)
    expect((await listCards(userId, clock)).cards.map(({ description }) => description)).toEqual(['Kart 2'])
  })

  test('does not give a card its old name back that was renamed meanwhile, for longer than until the next list', async () => {
    const clock = stoppedClock()
    const { userId, first } = await givenUserWithCards(1, clock)
    clock.pass(MINUTE)
    wire.meanwhile('list', async () => {
      clock.pass(5)
      expect(await renameCard(userId, first.id, 'yeni', clock)).toMatchObject({ ok: true })
    })
    await listCards(userId, clock)
    clock.pass(MINUTE)
    expect((await listCards(userId, clock)).cards).toMatchObject([{ id: first.id, description: 'yeni' }])
  })
})

test('two lists at once are one list', async () => {
  const clock = stoppedClock()
  const { userId } = await givenUserWithCards(12, clock)
  clock.pass(MINUTE)
  const lists = await Promise.all([1, 2, 3].map(() => listCards(userId, clock)))
  expect(lists.map(({ cards }) => cards.length)).toEqual([12, 12, 12])
  expect(await listKnownCards(userId, clock.at())).toEqual(lists[0]?.cards)
  expect(await cardsAtPaynet(userId)).toHaveLength(12)
})

test('cards that came with one list keep their places when one of them changes', async () => {
  const clock = stoppedClock()
  const { userId } = await givenUserWithCards(6, clock)
  clock.pass(MINUTE)
  const before = (await listCards(userId, clock)).cards.map(({ id }) => id)
  for (const id of before.slice(0, 3)) {
    clock.pass(MINUTE)
    await renameCard(userId, id, 'yeni', clock)
    expect((await listKnownCards(userId, clock.at())).map((card) => card.id)).toEqual(before)
  }
})

test('a list that says that there is more and then shows nothing is not the whole list', async () => {
  const clock = stoppedClock()
  const { userId } = await givenUserWithCards(12, clock)
  clock.pass(MINUTE)
  const whole = await listCards(userId, clock)
  clock.pass(MINUTE)
  wire.change('list', (body) => body)
  wire.change('list', (body) => ({ ...body, has_more: true, Data: [] }))
  expect(await listCards(userId, clock)).toEqual({ cards: whole.cards, isFresh: false, untold: null })
})

test('a list without a word about more ends with its first page that is not full', async () => {
  const clock = stoppedClock()
  const { userId } = await givenUserWithCards(12, clock)
  clock.pass(MINUTE)
  wire.change('list', ({ has_more: _, ...body }) => body)
  wire.change('list', ({ has_more: _, ...body }) => body)
  const list = await listCards(userId, clock)
  expect([list.isFresh, list.cards.length]).toEqual([true, 12])
})

test.each([
  ['has not got as many rows as there are cards in all', (body: Record<string, unknown>) => ({ ...body, total: 99 })],
  ['has the two counts of the published sample', (body: Record<string, unknown>) => ({ ...body, total: 1, total_count: 2 })],
])('a list that %s is believed by its rows', async (_name, change) => {
  const clock = stoppedClock()
  const { userId } = await givenUserWithCards(2, clock)
  clock.pass(MINUTE)
  wire.change('list', change)
  const list = await listCards(userId, clock)
  expect([list.isFresh, list.cards.length]).toEqual([true, 2])
})
