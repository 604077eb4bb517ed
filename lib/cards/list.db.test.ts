import { afterEach, describe, expect, test } from 'vitest'
import { storeSavedCard } from '@/db/saved-cards'
import { DAY, MINUTE } from '@/lib/duration'
import { newId } from '@/lib/ids'
import { renameCard as renameAtPaynet } from '@/lib/paynet/cards'
import { HANGS_MS, meeting, paynet } from '@/scripts/test/setup'
import { tapPaynet } from '@/scripts/test/wiretap'
import {
  amexCard,
  cardsAtPaynet,
  givenCard,
  givenUser,
  givenUserWithCards,
  otherCard,
  ownerRow,
  rowsOf,
  stoppedClock,
} from './cards.test-kit'
import { chooseDefault } from './change'
import { listCards } from './list'
import { decryptDetails, savedCardRow } from './saved-card'

const wire = await tapPaynet()

afterEach(() => paynet.clearFaults())

/** The names of what is listed, in the order in which it is. */
const names = ({ cards }: { cards: { description: string }[] }) => cards.map(({ description }) => description)

test('every page of the list is read, and every card of it is the same card the next time', async () => {
  const clock = stoppedClock()
  const { userId, first } = await givenUserWithCards(25, clock)
  clock.pass(MINUTE)
  const list = await listCards(userId, clock)
  expect(list.isFresh).toBe(true)
  expect(list.cards).toHaveLength(25)
  expect(new Set(list.cards.map(({ id }) => id)).size).toBe(25)
  expect(list.cards.map(({ id }) => id)).toContain(first.id)

  clock.pass(MINUTE)
  const again = await listCards(userId, clock)
  expect(again.cards).toEqual(list.cards)
})

test.each([
  ['no row of the three that are counted', { total: 3, has_more: false, Data: [] }],
  ['nothing that says whether more follow', { has_more: 'belki' }],
])('a list with %s makes no card look deleted', async (_what, change) => {
  const clock = stoppedClock()
  const { userId } = await givenUserWithCards(3, clock)
  clock.pass(MINUTE)
  const { cards } = await listCards(userId, clock)
  expect(cards).toHaveLength(3)
  wire.change('card/list', (body) => ({ ...body, ...change }))
  clock.pass(MINUTE)
  expect(await listCards(userId, clock)).toEqual({ cards, isFresh: false, untold: null })
})

test.each(['true', 1])('a short page that says that more follow as %j is not the whole list', async (has_more) => {
  const clock = stoppedClock()
  const { userId } = await givenUserWithCards(12, clock)
  clock.pass(MINUTE)
  expect((await listCards(userId, clock)).cards).toHaveLength(12)
  wire.change('card/list', (body) => ({ ...body, has_more, Data: (body.Data as object[]).slice(0, 4) }))
  clock.pass(MINUTE)
  const { cards, isFresh } = await listCards(userId, clock)
  expect([cards.length, isFresh]).toEqual([12, true])
})

test('a card is shown by what its owner knows it by, and by nothing of the number but its ends', async () => {
  const clock = stoppedClock(new Date('2026-11-22T10:00:00Z'))
  const userId = await givenUser()
  await givenCard(userId, clock, { card: amexCard, description: 'İş kartı' })
  clock.pass(MINUTE)
  expect((await listCards(userId, clock)).cards).toEqual([
    {
      id: expect.any(String),
      description: 'İş kartı',
      brand: 'american-express',
      brandName: 'AMEX',
      lastFour: '5014',
      bank: 'Bonus',
      kind: 'cc',
      expiry: { month: 7, year: 2038 },
      validity: 'good',
      lastUsedAt: null,
      isDefault: false,
    },
  ])
})

test('a card that was deleted at Paynet disappears, and so do those of a whole page', async () => {
  const clock = stoppedClock()
  const { userId } = await givenUserWithCards(12, clock)
  clock.pass(MINUTE)
  await listCards(userId, clock)
  for (const { card_hash: hash } of (await cardsAtPaynet(userId)).slice(0, 11)) await paynet.deleteCard(hash)
  clock.pass(MINUTE)
  const list = await listCards(userId, clock)
  expect([list.isFresh, names(list)]).toEqual([true, ['Kart 12']])

  for (const { card_hash: hash } of await cardsAtPaynet(userId)) await paynet.deleteCard(hash)
  clock.pass(MINUTE)
  expect(await listCards(userId, clock)).toEqual({ cards: [], isFresh: true, untold: null })
})

test('a card that was renamed at Paynet has its new name here and is the same card', async () => {
  const clock = stoppedClock()
  const { userId, first, cardOwnerId } = await givenUserWithCards(1, clock)
  const [kept] = await cardsAtPaynet(userId)
  await renameAtPaynet({ cardHash: kept?.card_hash ?? '', cardOwnerId }, 'Yeni ad')
  clock.pass(MINUTE)
  expect((await listCards(userId, clock)).cards).toEqual([{ ...first, description: 'Yeni ad', kind: 'cc', brandName: 'VISA' }])
})

describe('while Paynet does not tell the whole list', () => {
  test.each([
    { fault: 'answer-lost-before' },
    { fault: 'answer-lost-after' },
    { fault: 'slow', ms: HANGS_MS },
    { fault: 'slow-body', ms: HANGS_MS },
    { fault: 'truncated' },
    { fault: 'oversized' },
    { fault: 'html' },
    { fault: 'http-404-html' },
    { fault: 'http-404' },
    { fault: 'http-503-html' },
    { fault: 'http-401' },
    { fault: 'http-429' },
    { fault: 'redirect' },
    { fault: 'bad-json' },
    { fault: 'empty-body' },
    { fault: 'wrong-object' },
    { fault: 'code-8' },
    { fault: 'code-10' },
    { fault: 'code-13' },
  ])('because of $fault, the last known one is shown and nothing is lost', async (fault) => {
    const clock = stoppedClock()
    const { userId, first } = await givenUserWithCards(1, clock)
    const rows = await rowsOf(userId)
    clock.pass(MINUTE)
    await paynet.fault({ service: 'card_list', ...fault })
    const told = await meeting(fault.fault, () => listCards(userId, clock))
    expect(told).toEqual({ cards: [first], isFresh: false, untold: null })
    expect(await rowsOf(userId)).toEqual(rows)
    expect(await listCards(userId, clock)).toMatchObject({ isFresh: true, cards: [{ id: first.id }] })
  })

  test.each(['truncated', 'html', 'code-8', 'answer-lost-before'])(
    'but half of it, because page two meets %s, nothing is lost',
    async (fault) => {
      const clock = stoppedClock()
      const { userId, cardOwnerId } = await givenUserWithCards(21, clock)
      clock.pass(MINUTE)
      const whole = await listCards(userId, clock)
      clock.pass(MINUTE)
      await paynet.fault({ fault: 'slow', ms: 0, service: 'card_list', reference_prefix: cardOwnerId })
      await paynet.fault({ fault, service: 'card_list', reference_prefix: cardOwnerId })
      expect(await listCards(userId, clock)).toEqual({ cards: whole.cards, isFresh: false, untold: null })
      clock.pass(MINUTE)
      expect(await listCards(userId, clock)).toEqual(whole)
    },
  )

  test('but says for ever that there is more, it is not asked for ever and nothing is lost', async () => {
    const clock = stoppedClock()
    const { userId, cardOwnerId } = await givenUserWithCards(12, clock)
    clock.pass(MINUTE)
    const whole = await listCards(userId, clock)
    const before = (await paynet.calls(cardOwnerId)).length
    await paynet.fault({ fault: 'has-more-lies', service: 'card_list', times: 99 })
    clock.pass(MINUTE)
    expect(await listCards(userId, clock)).toEqual({ cards: whole.cards, isFresh: false, untold: null })
    expect((await paynet.calls(cardOwnerId)).length - before).toBeLessThanOrEqual(3)
  })
})

test('an expiry that was told at the save is remembered where Paynet says 0, and a card without one has none', async () => {
  const clock = stoppedClock()
  const { userId, first } = await givenUserWithCards(2, clock)
  await paynet.fault({ fault: 'expiry-zero', service: 'card_list' })
  clock.pass(MINUTE)
  const { cards } = await listCards(userId, clock)
  expect(cards.map(({ id, expiry, validity }) => [id === first.id, expiry, validity])).toEqual(
    expect.arrayContaining([
      [true, { month: 12, year: 2040 }, 'good'],
      [false, null, 'unknown'],
    ]),
  )
})

test('markup in what Paynet says of a card stays text', async () => {
  const clock = stoppedClock()
  const { userId } = await givenUserWithCards(1, clock)
  await paynet.fault({ fault: 'list-hostile', service: 'card_list' })
  clock.pass(MINUTE)
  const { cards } = await listCards(userId, clock)
  // Its bank is known by its letters, whatever stands beside them.
  expect(cards).toMatchObject([{ description: '<script>window.__hostile=true</script>', bank: 'Axess' }])
  expect(JSON.stringify(cards)).not.toContain('collector.example')
})

test("another owner's card in the list is not taken in, and no other card is lost", async () => {
  const clock = stoppedClock()
  const { userId, first } = await givenUserWithCards(1, clock)
  await paynet.fault({ fault: 'list-foreign-row', service: 'card_list' })
  clock.pass(MINUTE)
  const list = await listCards(userId, clock)
  expect([list.isFresh, list.cards.map(({ id }) => id)]).toEqual([true, [first.id]])
  expect(await rowsOf(userId)).toHaveLength(1)
})

test('the default card comes first, then what was last used or added, and what has expired last, even as the default', async () => {
  const clock = stoppedClock(new Date('2026-11-22T10:00:00Z'))
  const userId = await givenUser()
  const expiring = await givenCard(userId, clock, { card: { ...amexCard, expiry: '12/26' }, description: 'biten' })
  clock.pass(MINUTE)
  const old = await givenCard(userId, clock, { description: 'eski' })
  clock.pass(MINUTE)
  await givenCard(userId, clock, { card: otherCard, description: 'yeni' })
  const listed = async () => (await listCards(userId, clock)).cards.map(({ description, isDefault }) => [description, isDefault])
  clock.pass(MINUTE)
  expect((await listed()).map(([name]) => name)).toEqual(['yeni', 'eski', 'biten'])
  await chooseDefault(userId, old.id)
  expect(await listed()).toEqual([
    ['eski', true],
    ['yeni', false],
    ['biten', false],
  ])
  await chooseDefault(userId, expiring.id)
  expect((await listed()).map(([name]) => name)).toEqual(['biten', 'yeni', 'eski'])
  clock.pass(60 * DAY)
  expect(await listed()).toEqual([
    ['yeni', false],
    ['eski', false],
    ['biten', true],
  ])
})

describe('whose cards are listed', () => {
  test('two people see their own cards and no other', async () => {
    const clock = stoppedClock()
    const [one, two] = [await givenUserWithCards(3, clock), await givenUserWithCards(2, clock)]
    clock.pass(MINUTE)
    const [ofOne, ofTwo] = await Promise.all([listCards(one.userId, clock), listCards(two.userId, clock)])
    expect([ofOne.cards.length, ofTwo.cards.length]).toEqual([3, 2])
    const ids = new Set(ofOne.cards.map(({ id }) => id))
    expect(ofTwo.cards.filter(({ id }) => ids.has(id))).toEqual([])
  })

  test('a user without cards gets an empty list without asking Paynet, and no id there', async () => {
    const userId = await givenUser()
    const before = (await paynet.calls()).length
    expect(await listCards(userId, stoppedClock())).toEqual({ cards: [], isFresh: true, untold: null })
    expect((await paynet.calls()).length).toBe(before)
    await expect(ownerRow(userId)).rejects.toThrow()
  })

  test('a card that another Paynet keeps is never shown, chosen or taken for one of this', async () => {
    const clock = stoppedClock()
    const { userId, first } = await givenUserWithCards(1, clock)
    const [row] = await rowsOf(userId)
    if (!row) throw new Error('there is no card')
    const elsewhere = { userId, paynet: 'https://api.paynet.com.tr' }
    const { cardHash, ...details } = await decryptDetails(row)
    const rowOf = (hash: string) =>
      savedCardRow(elsewhere, { details: { ...details, cardHash: hash, description: 'canlı' }, expiry: null, createdAt: clock.at() })
    const live = await rowOf(newId())
    await storeSavedCard(live)
    await storeSavedCard(await rowOf(cardHash))
    clock.pass(MINUTE)
    expect((await listCards(userId, clock)).cards.map(({ id }) => id)).toEqual([first.id])
    expect(await chooseDefault(userId, live.id)).toEqual({ ok: false, failure: { kind: 'not-found' } })
  })
})
