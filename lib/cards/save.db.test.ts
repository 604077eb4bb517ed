import { afterEach, describe, expect, test, vi } from 'vitest'
import { later } from '@/lib/clock'
import { DAY, MINUTE } from '@/lib/duration'
import { newId } from '@/lib/ids'
import { log } from '@/lib/log'
import { metrics } from '@/lib/metrics/counters'
import { countOf } from '@/lib/metrics/metrics.test-kit'
import { declinedCard, givenReturned, statusOf } from '@/lib/payments/payments.test-kit'
import { overLimit } from '@/lib/rate-limit'
import { CONSENT_VERSION } from '@/lib/shared/cards/saved-card'
import { paynet } from '@/scripts/test/setup'
import { tapPaynet } from '@/scripts/test/wiretap'
import {
  amexCard,
  callsDuring,
  cardOwnerIdOf,
  cardsAtPaynet,
  cardToKeep,
  givenCard,
  givenNewcomer,
  givenUser,
  onlyRowOf,
  otherCard,
  ownerRow,
  refusedCard,
  rowsOf,
  save,
  stoppedClock,
} from './cards.test-kit'
import { removeCard } from './change'
import { listCards } from './list'

const wire = await tapPaynet()

afterEach(() => paynet.clearFaults())

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

test('the first save names its user by a random id of ours, every later one only by Paynet’s', async () => {
  const clock = stoppedClock()
  const userId = await givenUser()
  await givenCard(userId, clock)
  const first = wire.last('save')
  expect(first?.user_unique_id).toMatch(UUID)
  expect(first).not.toHaveProperty('card_owner_id')
  expect(first?.user_unique_id).not.toContain(userId)

  await givenCard(userId, clock, { card: otherCard })
  expect(wire.last('save')).toMatchObject({ card_owner_id: await cardOwnerIdOf(userId) })
  expect(wire.last('save')).not.toHaveProperty('user_unique_id')
})

test('a card travels once, as text, with its name and without anything that was not asked for', async () => {
  const userId = await givenUser()
  await save(userId, stoppedClock(), { card: otherCard, description: '  Maaş\u0000 kartım ' })
  const { userUniqueId } = await ownerRow(userId)
  expect(wire.last('save')).toEqual({
    card_desc: 'Maaş kartım',
    card_holder: 'Ayşe Yılmaz',
    card_number: '5571135571135575',
    expire_month: '03',
    expire_year: '39',
    user_unique_id: userUniqueId,
  })
})

describe('the bank', () => {
  test('is asked only when there is a security code: without one its no is not heard', async () => {
    expect(await save(await givenUser(), stoppedClock(), { card: refusedCard })).toMatchObject({ ok: true })
    expect(wire.last('save')).not.toHaveProperty('cvv')
  })

  test('that refuses a card leaves none here and none at Paynet', async () => {
    const userId = await givenUser()
    const refused = await save(userId, stoppedClock(), { card: { ...refusedCard, cvc: '739' } })
    expect(refused).toEqual({ ok: false, failure: { kind: 'refused' } })
    expect(wire.last('save')).toMatchObject({ cvv: '739' })
    const { userUniqueId, cardOwnerId } = await ownerRow(userId)
    expect([await rowsOf(userId), cardOwnerId]).toEqual([[], null])
    expect((await paynet.cards()).filter((card) => card.user_unique_id === userUniqueId)).toEqual([])
  })

  test('is not asked about a card that Paynet refuses by its number, which reads like any other refusal', async () => {
    const refused = await save(await givenUser(), stoppedClock(), { card: { ...cardToKeep, number: '4355080000050018' } })
    expect(refused).toEqual({ ok: false, failure: { kind: 'refused' } })
  })
})

test('what was agreed to and when, the expiry and the ends of the number are remembered, the number is not', async () => {
  const clock = stoppedClock()
  const userId = await givenUser()
  await save(userId, clock, { card: amexCard, description: 'İş' })
  const row = await onlyRowOf(userId)
  expect(row).toMatchObject({ consentVersion: CONSENT_VERSION, consentedAt: clock.at(), expiryMonth: 7, expiryYear: 2038, goneAt: null })
  expect(row.opened).toMatchObject({ description: 'İş', bank: 'Bonus', kind: 'cc', brandName: 'AMEX' })
  expect(row.opened.mask).toMatch(/^375622\*+5014$/)
  expect(JSON.stringify(row)).not.toContain('00548')
})

test.each([
  ['', cardToKeep, 'Visa 4358'],
  [' \u200b ', otherCard, 'Mastercard 5575'],
  ['', amexCard, 'American Express 5014'],
  ['Annemin\n\tkartı', cardToKeep, 'Annemin kartı'],
  ['x'.repeat(50), cardToKeep, 'x'.repeat(50)],
])('the description %j of a card becomes its name', async (description, card, name) => {
  const userId = await givenUser()
  expect(await save(userId, stoppedClock(), { card, description })).toEqual({ ok: true, value: { description: name } })
  expect((await cardsAtPaynet(userId)).map((kept) => kept.card_desc)).toEqual([name])
})

test.each([
  ['x'.repeat(51), 'description-long'],
  ['4355084355084358', 'description-digits'],
  ['kart 4355 0843', 'description-digits'],
])('the description %j is refused before any call', async (description, problem) => {
  const userId = await givenUser()
  const called = await callsDuring(async () => {
    expect(await save(userId, stoppedClock(), { description })).toEqual({
      ok: false,
      failure: { kind: 'invalid', fields: [{ field: 'description', problem }] },
    })
  })
  expect(called).toEqual([])
})

test('a card that cannot be right is refused before any call and uses up no limit', async () => {
  const [userId, clock] = [await givenUser(), stoppedClock()]
  const called = await callsDuring(async () => {
    for (const number of ['', '4355', 'abc', '1'.repeat(20)])
      expect(await save(userId, clock, { card: { ...cardToKeep, number } })).toMatchObject({ failure: { kind: 'invalid' } })
  })
  expect(called).toEqual([])
  for (const card of [cardToKeep, otherCard, amexCard]) expect(await save(userId, clock, { card })).toMatchObject({ ok: true })
})

describe('an account that has not paid', () => {
  test('saves no card and makes no call, until it has', async () => {
    const [userId, clock, before] = [await givenNewcomer(), stoppedClock(), await countOf(metrics().cardSaves, { outcome: 'held' })]
    const called = await callsDuring(async () =>
      expect(await save(userId, clock)).toEqual({ ok: false, failure: { kind: 'conflict', because: 'pay-first' } }),
    )
    expect([called, await countOf(metrics().cardSaves, { outcome: 'held' })]).toEqual([[], before + 1])
    expect(await statusOf(await givenReturned({ clock, userId }))).toBe('succeeded')
    expect(await save(userId, clock)).toMatchObject({ ok: true })
  })

  test('is not helped by a payment that was declined', async () => {
    const [userId, clock] = [await givenNewcomer(), stoppedClock()]
    expect(await statusOf(await givenReturned({ clock, userId, card: declinedCard }))).toBe('declined')
    expect(await save(userId, clock)).toMatchObject({ failure: { because: 'pay-first' } })
  })
})

describe('the limits on trying cards', () => {
  const LIMITED = { ok: false, failure: { kind: 'rate-limited', retryAfterSeconds: DAY / 1000 } }

  test('are three a day and account, whatever came of them, and the fourth makes no call', async () => {
    const [userId, clock] = [await givenUser(), stoppedClock()]
    await paynet.fault({ fault: 'answer-lost-before', service: 'card_save' })
    await save(userId, clock)
    await save(userId, clock, { card: { ...refusedCard, cvc: '739' } })
    await save(userId, clock)
    expect(await callsDuring(async () => expect(await save(userId, clock, { card: otherCard })).toEqual(LIMITED))).toEqual([])
    clock.pass(DAY - 1)
    expect(await save(userId, clock, { card: otherCard })).toMatchObject({ failure: { kind: 'rate-limited', retryAfterSeconds: 1 } })
    clock.pass(1)
    expect(await save(userId, clock, { card: otherCard })).toMatchObject({ ok: true })
  })

  test('are five a day from an address, for all accounts together, and the sixth makes no call', async () => {
    const [clock, address] = [stoppedClock(), newId()]
    for (let count = 0; count < 5; count++) expect(await save(await givenUser(), clock, { address })).toMatchObject({ ok: true })
    const sixth = await givenUser()
    expect(await callsDuring(async () => expect(await save(sixth, clock, { address })).toEqual(LIMITED))).toEqual([])
    expect(await save(sixth, clock)).toMatchObject({ ok: true })
  })
})

test.each([
  ['one after the other', false],
  ['at once', true],
])('the same form sent twice %s is one call and one card', async (_name, atOnce) => {
  const [userId, clock, formKey] = [await givenUser(), stoppedClock(), newId()]
  const send = () => save(userId, clock, { formKey })
  const called = await callsDuring(async () => {
    const answers = atOnce ? await Promise.all([send(), send()]) : [await send(), await send()]
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1)
    expect(answers).toContainEqual({ ok: false, failure: { kind: 'conflict', because: 'attempt-over' } })
  })
  expect(called).toEqual(['card_save'])
})

test.each(['', 'x', "' OR 1=1 --", 'x'.repeat(22).concat('x')])(
  'the form key %j, which is none of ours, makes no call',
  async (formKey) => {
    const userId = await givenUser()
    const called = await callsDuring(async () =>
      expect(await save(userId, stoppedClock(), { formKey })).toMatchObject({ failure: { because: 'attempt-over' } }),
    )
    expect(called).toEqual([])
  },
)

test('the same number saved twice is one card, with the newer name and consent', async () => {
  const [userId, clock] = [await givenUser(), stoppedClock()]
  const first = await givenCard(userId, clock, { description: 'eski' })
  clock.pass(MINUTE)
  await save(userId, clock, { description: 'yeni', card: { ...cardToKeep, expiry: '11/41' } })
  expect(await onlyRowOf(userId)).toMatchObject({
    id: first.id,
    expiryYear: 2041,
    consentedAt: clock.at(),
    opened: { description: 'yeni' },
  })
})

test('a card that was deleted and is saved again is there again, as the same card', async () => {
  const [userId, clock] = [await givenUser(), stoppedClock()]
  const first = await givenCard(userId, clock)
  clock.pass(MINUTE)
  await removeCard(userId, first.id, clock)
  expect((await listCards(userId, clock)).cards).toEqual([])
  clock.pass(MINUTE)
  await save(userId, clock, { description: 'yine' })
  clock.pass(MINUTE)
  expect((await listCards(userId, clock)).cards).toMatchObject([{ id: first.id, description: 'yine' }])
})

test("an answer with another owner's name keeps nothing and alarms people", async () => {
  const [userId, clock] = [await givenUser(), stoppedClock()]
  const first = await givenCard(userId, clock)
  const [before, owner] = [await rowsOf(userId), await ownerRow(userId)]
  const alarm = vi.spyOn(log, 'alarm')
  wire.change('save', (body) => ({ ...body, card_owner_id: 'somebody-else' }))
  expect(await save(userId, clock, { card: otherCard })).toEqual({ ok: false, failure: { kind: 'unknown' } })
  expect(alarm.mock.calls).toEqual([['card.other-owner', { client: expect.any(String) }]])
  alarm.mockRestore()
  expect([await rowsOf(userId), await ownerRow(userId)]).toEqual([before, owner])
  expect(before.map(({ id }) => id)).toEqual([first.id])
})

test('two first cards saved at once are both there, under one name at Paynet', async () => {
  const [userId, clock] = [await givenUser(), stoppedClock()]
  await Promise.all([save(userId, clock, { card: cardToKeep }), save(userId, clock, { card: otherCard })])
  clock.to(later(clock.at(), MINUTE))
  expect((await listCards(userId, clock)).cards).toHaveLength(2)
  expect(await cardsAtPaynet(userId)).toHaveLength(2)
})

// The last one here: after it no card can be saved for a day.
test('two hundred cards a day are enough for all accounts together, and people are alarmed once', async () => {
  const clock = stoppedClock(later(new Date(), 2 * DAY))
  for (let count = 0; count < 199; count++) await overLimit('cards-in-all', 'all', clock.at())
  const alarm = vi.spyOn(log, 'alarm')
  expect(await save(await givenUser(), clock)).toMatchObject({ ok: true })
  for (let count = 0; count < 2; count++) {
    const user = await givenUser()
    expect(await callsDuring(async () => expect(await save(user, clock)).toMatchObject({ failure: { kind: 'rate-limited' } }))).toEqual([])
  }
  expect(alarm.mock.calls).toEqual([['cards.many-saves']])
  alarm.mockRestore()
})
