import { cookies } from 'next/headers'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { listPayments } from '@/db/payments'
import { currentUser } from '@/lib/accounts/session'
import { amexCard, callsDuring, cardsAtPaynet, cardToKeep, givenCard, givenUser, otherCard, refusedCard } from '@/lib/cards/cards.test-kit'
import { removeCard } from '@/lib/cards/change'
import { listCards, listKnownCards } from '@/lib/cards/list'
import { SECOND } from '@/lib/duration'
import { newId } from '@/lib/ids'
import { findTries } from '@/lib/results/result'
import { paynet } from '@/scripts/test/setup'
import { tapPaynet } from '@/scripts/test/wiretap'
import {
  callsOf,
  comeBack,
  DAY,
  givenChallenged,
  givenOrder,
  givenReturned,
  goodCard,
  MINUTE,
  orderStatus,
  passBank,
  payment,
  start,
  statusOf,
  stoppedClock,
} from './payments.test-kit'

vi.mock('next/headers', () => ({ cookies: vi.fn(), headers: vi.fn() }))
vi.mock('@/lib/accounts/session', () => ({ currentUser: vi.fn() }))
vi.mocked(cookies).mockResolvedValue({ get: () => undefined } as never)

const wire = await tapPaynet()

afterEach(() => paynet.clearFaults())

/** Somebody with one saved card. */
async function givenOwner(card = cardToKeep) {
  const [userId, clock] = [await givenUser(), stoppedClock()]
  const { id: cardId } = await givenCard(userId, clock, { card })
  const [kept] = await cardsAtPaynet(userId)
  if (!kept) throw new Error('Paynet keeps no card')
  return { userId, clock, cardId, kept, method: { kind: 'saved' as const, cardId } }
}

const CARD_FIELDS = ['card_holder', 'pan', 'month', 'year', 'cvc', 'card_number', 'cvv', 'save_card', 'user_unique_id']

test('paying with a saved card sends its token and its owner, and nothing of the card', async () => {
  const { userId, clock, cardId, kept, method } = await givenOwner(amexCard)
  const paid = await givenReturned({ clock, userId, method, amountKurus: 4_250 })
  const sent = wire.last('tds_initial')
  expect(sent).toMatchObject({ card_hash: kept.card_hash, card_owner_id: kept.card_owner_id, amount: '42,50' })
  expect(Object.keys(sent ?? {}).filter((name) => CARD_FIELDS.includes(name))).toEqual([])

  expect(await payment(paid.id)).toMatchObject({ status: 'succeeded', userId, savedCardId: cardId, saveOutcome: null, saveRequest: null })
  expect((await payment(paid.id)).card).toMatch(/^375622\*+5014$/)
  expect(await paynet.ledger(paid.referenceNo)).toMatchObject([{ is_succeed: true, amount_kurus: 4_250, card_masked: '375622******5014' }])
})

test('the token is in no row of its payment', async () => {
  const { userId, clock, kept, method } = await givenOwner()
  const row = JSON.stringify(await payment((await givenReturned({ clock, userId, method })).id))
  expect(row).not.toContain(kept.card_hash)
  expect(row).not.toContain(kept.card_owner_id)
})

test('the same form sent twice with a saved card is one payment and one call', async () => {
  const { userId, clock, method } = await givenOwner()
  const order = await givenOrder(clock)
  const idempotencyKey = newId()
  const started = await Promise.all([1, 2].map(() => start(order, clock, { userId, method, idempotencyKey })))
  expect(started[0]).toMatchObject({ ok: true, value: { to: '3d' } })
  expect(started[1]).toEqual(started[0])
  const [only, ...others] = await listPayments(order.id)
  expect([await callsOf({ referenceNo: only?.referenceNo ?? '' }, 'tds_initial'), others]).toEqual([1, []])
})

test('a saved card that was deleted pays nothing, and Paynet is not asked', async () => {
  const { userId, clock, cardId, method } = await givenOwner()
  clock.pass(MINUTE)
  await removeCard(userId, cardId, clock)
  const order = await givenOrder(clock)
  const called = await callsDuring(async () =>
    expect(await start(order, clock, { userId, method })).toEqual({ ok: false, failure: { kind: 'conflict', because: 'card-gone' } }),
  )
  expect([called, await listPayments(order.id)]).toEqual([[], []])
})

test('a card that was deleted while its owner stood at the bank is paid with all the same', async () => {
  const { userId, clock, cardId, method } = await givenOwner()
  clock.pass(MINUTE)
  const waiting = await givenChallenged({ clock, userId, method })
  await removeCard(userId, cardId, clock)
  await passBank(waiting.pair)
  await comeBack(waiting)
  expect(await statusOf(waiting)).toBe('succeeded')
  expect(await listKnownCards(userId, clock.at())).toEqual([])
})

test('a card that Paynet no longer has is refused at the start, and the order can be paid', async () => {
  const { userId, clock, kept, method } = await givenOwner()
  await paynet.deleteCard(kept.card_hash)
  const order = await givenOrder(clock)
  expect(await start(order, clock, { userId, method })).toEqual({ ok: false, failure: { kind: 'conflict', because: 'card-gone' } })
  expect(await listPayments(order.id)).toMatchObject([{ status: 'failed' }])
  expect(await statusOf(await givenReturned({ clock, order }))).toBe('succeeded')
})

test('outside the live host a saved card whose date is over may pay: Paynet publishes such cards', async () => {
  const { userId, clock, method } = await givenOwner({ ...cardToKeep, expiry: '01/20' })
  expect(await listKnownCards(userId, clock.at())).toMatchObject([{ validity: 'expired' }])
  expect(await statusOf(await givenReturned({ clock, userId, method }))).toBe('succeeded')
})

test('a saved card that the bank declines stays, is known as refused, and is not proposed again', async () => {
  const { userId, clock, cardId, method } = await givenOwner(refusedCard)
  const declined = await givenReturned({ clock, userId, method })
  const { settledAt } = await payment(declined.id)
  expect(await payment(declined.id)).toMatchObject({ status: 'declined', reason: 'insufficient-funds', savedCardId: cardId })
  expect(await orderStatus(declined)).toBe('open')
  expect(await findTries(declined.orderId, clock.at())).toMatchObject({
    isHeld: false,
    last: { status: 'declined', card: null, id: null },
    lastCard: null,
    refusedCards: [{ id: cardId, reason: 'insufficient-funds', at: settledAt }],
    tiredCards: [cardId],
  })
  clock.pass(MINUTE)
  expect((await listCards(userId, clock)).cards.map(({ id }) => id)).toEqual([cardId])
})

test('the card tried last is told to its payer alone, and a decline in doubt is no refusal yet', async () => {
  const { userId, clock, cardId, method } = await givenOwner()
  const waiting = await givenChallenged({ clock, userId, method })
  const tries = () => findTries(waiting.orderId, clock.at())
  expect(await tries()).toMatchObject({ last: { status: 'awaiting_3ds', id: null, card: null }, lastCard: null })
  vi.mocked(currentUser).mockResolvedValue({ id: userId } as never)
  expect(await tries()).toMatchObject({ last: { id: waiting.id, card: expect.any(String) }, lastCard: cardId })

  const doubted = await givenReturned({ clock, userId, method, bankErrorId: '91' })
  const after = () => findTries(doubted.orderId, clock.at())
  expect(await after()).toMatchObject({ last: { isInDoubt: true }, lastCard: cardId, refusedCards: [], tiredCards: [] })
  clock.pass(90 * SECOND)
  expect(await after()).toMatchObject({ last: { isInDoubt: false }, lastCard: cardId, refusedCards: [{ id: cardId }], tiredCards: [] })
  vi.mocked(currentUser).mockResolvedValue(null)
})

describe('the last use of a card', () => {
  test('is that of its newest payment, and cards stand in its order', async () => {
    const { userId, clock, cardId, method } = await givenOwner()
    clock.pass(MINUTE)
    const { id: newer } = await givenCard(userId, clock, { card: otherCard })
    const order = async () => (await listKnownCards(userId, clock.at())).map(({ id }) => id)
    expect(await order()).toEqual([newer, cardId])

    clock.pass(MINUTE)
    await givenReturned({ clock, userId, method })
    clock.pass(DAY)
    const last = await givenReturned({ clock, userId, method })
    clock.pass(MINUTE)
    expect(await order()).toEqual([cardId, newer])
    const { settledAt } = await payment(last.id)
    expect((await listKnownCards(userId, clock.at())).map(({ lastUsedAt }) => lastUsedAt)).toEqual([settledAt, null])
  })

  test('is not that of a payment that was declined, or is only begun', async () => {
    const { userId, clock, method } = await givenOwner(refusedCard)
    await givenReturned({ clock, userId, method })
    await givenChallenged({ clock, userId, method })
    expect((await listKnownCards(userId, clock.at())).map(({ lastUsedAt }) => lastUsedAt)).toEqual([null])
  })

  test('is not that of another user’s payment, nor of one with the number typed', async () => {
    const { userId, clock } = await givenOwner()
    const other = await givenOwner()
    await givenReturned({ clock, userId: other.userId, method: other.method })
    await givenReturned({ clock, userId, card: goodCard })
    expect((await listKnownCards(userId, clock.at())).map(({ lastUsedAt }) => lastUsedAt)).toEqual([null])
  })
})
