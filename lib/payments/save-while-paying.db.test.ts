import { afterEach, describe, expect, test, vi } from 'vitest'
import { cardOwnerIdOf, cardsAtPaynet, givenUser, onlyRowOf, otherCard, ownerRow, rowsOf } from '@/lib/cards/cards.test-kit'
import { listCards } from '@/lib/cards/list'
import { log } from '@/lib/log'
import { CONSENT_VERSION } from '@/lib/shared/cards/saved-card'
import { paynet } from '@/scripts/test/setup'
import { tapPaynet } from '@/scripts/test/wiretap'
import {
  comeBack,
  declinedCard,
  givenChallenged,
  givenOrder,
  givenReturned,
  goodCard,
  MINUTE,
  passBank,
  payment,
  start,
  statusOf,
  stoppedClock,
} from './payments.test-kit'
import { amexToSave, givenKnown, saving } from './save-while-paying.test-kit'

const wire = await tapPaynet()

afterEach(() => paynet.clearFaults())

describe('a card that is saved with its payment', () => {
  test("makes a user's first card, under a name of ours and with what was agreed to", async () => {
    const [userId, clock] = [await givenUser(), stoppedClock()]
    const waiting = await givenChallenged({ clock, userId, method: saving() })
    const { userUniqueId } = await ownerRow(userId)
    expect(wire.last('tds_initial')).toMatchObject({ save_card: true, card_desc: 'Maaş kartım', user_unique_id: userUniqueId })
    expect(wire.last('tds_initial')).not.toHaveProperty('card_owner_id')
    expect(await payment(waiting.id)).toMatchObject({ saveOutcome: 'wanted', savedCardId: null, saveRequest: expect.any(String) })
    expect(await rowsOf(userId)).toEqual([])

    const { createdAt } = await payment(waiting.id)
    clock.pass(MINUTE)
    await passBank(waiting.pair)
    await comeBack(waiting)
    const row = await onlyRowOf(userId)
    expect(row).toMatchObject({ consentVersion: CONSENT_VERSION, consentedAt: createdAt, expiryMonth: 12, expiryYear: 2040 })
    expect(row.opened).toMatchObject({ description: 'Maaş kartım', mask: '435508******4358', bank: 'Axess' })
    expect(await payment(waiting.id)).toMatchObject({ status: 'succeeded', saveOutcome: 'saved', savedCardId: row.id, saveRequest: null })
    expect((await cardsAtPaynet(userId)).map(({ card_desc: name }) => name)).toEqual(['Maaş kartım'])
  })

  test('makes the next card under the name that Paynet gave, and it can pay at once', async () => {
    const { userId, clock } = await givenKnown()
    const paid = await givenReturned({ clock, userId, method: saving(amexToSave, '') })
    expect(wire.last('tds_initial')).toMatchObject({ card_desc: 'American Express 5014', card_owner_id: await cardOwnerIdOf(userId) })
    expect(wire.last('tds_initial')).not.toHaveProperty('user_unique_id')
    const cardId = (await payment(paid.id)).savedCardId ?? ''
    expect(await statusOf(await givenReturned({ clock, userId, method: { kind: 'saved', cardId } }))).toBe('succeeded')
    expect((await listCards(userId, clock)).cards).toMatchObject([{ id: cardId, lastUsedAt: clock.at() }, { description: 'eski' }])
  })

  test('that is there already stays one card', async () => {
    const { userId, clock } = await givenKnown()
    const paid = await givenReturned({ clock, userId, method: saving({ ...goodCard, number: otherCard.number }, 'yeni') })
    const row = await onlyRowOf(userId)
    expect([(await payment(paid.id)).savedCardId, row.opened.description]).toEqual([row.id, 'yeni'])
  })

  test('does not travel again as a field of the charge', async () => {
    await givenReturned({ userId: await givenUser(), method: saving() })
    expect(Object.keys(wire.last('tds_charge') ?? {}).sort()).toEqual(['session_id', 'token_id'])
  })

  test.each(['x'.repeat(51), '4355 0843 5508 4358'])('under the name %j is refused before any call', async (description) => {
    const [userId, clock] = [await givenUser(), stoppedClock()]
    const before = wire.heard.length
    expect(await start(await givenOrder(clock), clock, { userId, method: saving(goodCard, description) })).toMatchObject({
      failure: { kind: 'invalid', fields: [{ field: 'description' }] },
    })
    expect(wire.heard).toHaveLength(before)
  })
})

describe('a payment is paid whatever becomes of its card', () => {
  test('which Paynet could not keep', async () => {
    const [userId, clock] = [await givenUser(), stoppedClock()]
    const paid = await givenReturned({ clock, userId, method: saving(), fault: { fault: 'save-card-fails' } })
    expect(await payment(paid.id)).toMatchObject({ status: 'succeeded', saveOutcome: 'not-saved', savedCardId: null, saveRequest: null })
    expect([await rowsOf(userId), (await ownerRow(userId)).cardOwnerId]).toEqual([[], null])
  })

  test('which may not be kept, since the session was over by then', async () => {
    const paid = await givenReturned({ method: saving() })
    expect(wire.last('tds_initial')).not.toHaveProperty('save_card')
    expect(await payment(paid.id)).toMatchObject({ status: 'succeeded', userId: null, saveOutcome: 'not-saved', saveRequest: null })
  })

  test.each([
    ['has no hash', { card_hash: '' }],
    ['has no owner', { card_owner_id: null }],
    ['is not told of', { is_save_card_succeed: 'true' }],
  ])('which %s in the answer, so that nothing is known of it', async (_name, change) => {
    const { userId, clock } = await givenKnown()
    wire.change('tds_charge', (body) => ({ ...body, ...change }))
    const paid = await givenReturned({ clock, userId, method: saving() })
    expect(await payment(paid.id)).toMatchObject({ status: 'succeeded', saveOutcome: 'unknown', savedCardId: null })
    clock.pass(MINUTE)
    expect((await listCards(userId, clock)).cards).toHaveLength(2)
    expect(await payment(paid.id)).toMatchObject({ saveOutcome: 'saved', savedCardId: expect.any(String), saveRequest: null })
  })

  test.each([
    ['has no hash', { card_hash: '' }],
    ['has no field for one', { card_hash: undefined }],
    ['is told of as text', { is_save_card_succeed: 'true' }],
    ['is told of as a number and has no hash', { is_save_card_succeed: 1, card_hash: null }],
  ])('which is a user’s first and %s: its owner is remembered, and the list tells of the card', async (_name, change) => {
    const [userId, clock] = [await givenUser(), stoppedClock()]
    wire.change('tds_charge', (body) => ({ ...body, ...change }))
    const paid = await givenReturned({ clock, userId, method: saving() })
    const { userUniqueId } = await ownerRow(userId)
    const [kept] = (await paynet.cards()).filter((card) => card.user_unique_id === userUniqueId)
    expect(await cardOwnerIdOf(userId)).toBe(kept?.card_owner_id)
    const unknown = { status: 'succeeded', saveOutcome: 'unknown', savedCardId: null, saveRequest: expect.any(String), looks: 1 }
    expect(await payment(paid.id)).toMatchObject(unknown)
    expect(await rowsOf(userId)).toEqual([])

    await givenReturned({ clock, userId, method: saving(amexToSave, '') })
    expect(wire.last('tds_initial')).toMatchObject({ card_owner_id: kept?.card_owner_id })
    expect(wire.last('tds_initial')).not.toHaveProperty('user_unique_id')
    clock.pass(MINUTE)
    expect(await listCards(userId, clock)).toMatchObject({ cards: [{}, {}], isFresh: true, untold: null })
    const { savedCardId, ...settled } = await payment(paid.id)
    expect(settled).toMatchObject({ saveOutcome: 'saved', saveRequest: null, nextAt: null })
    const row = (await rowsOf(userId)).find(({ id }) => id === savedCardId)
    expect(row).toMatchObject({ consentVersion: CONSENT_VERSION, expiryMonth: 12, expiryYear: 2040 })
  })

  test('which Paynet says is another owner’s and has no hash: nothing is kept and an alarm is raised', async () => {
    const { userId, clock } = await givenKnown()
    const [before, owner] = [await rowsOf(userId), await ownerRow(userId)]
    const alarm = vi.spyOn(log, 'alarm')
    wire.change('tds_charge', (body) => ({ ...body, card_owner_id: 'somebody-else', card_hash: undefined }))
    const paid = await givenReturned({ clock, userId, method: saving() })
    expect(alarm.mock.calls).toEqual([['card.other-owner', { paymentId: paid.id }]])
    alarm.mockRestore()
    expect(await payment(paid.id)).toMatchObject({ status: 'succeeded', saveOutcome: 'unknown', savedCardId: null })
    expect([await rowsOf(userId), await ownerRow(userId)]).toEqual([before, owner])
  })

  test('which Paynet says is another owner’s: nothing is kept and an alarm is raised', async () => {
    const { userId, clock } = await givenKnown()
    const [before, owner] = [await rowsOf(userId), await ownerRow(userId)]
    const alarm = vi.spyOn(log, 'alarm')
    wire.change('tds_charge', (body) => ({ ...body, card_owner_id: 'somebody-else' }))
    const paid = await givenReturned({ clock, userId, method: saving() })
    expect(alarm.mock.calls).toEqual([['card.other-owner', { paymentId: paid.id }]])
    alarm.mockRestore()
    expect(await payment(paid.id)).toMatchObject({ status: 'succeeded', saveOutcome: 'unknown', savedCardId: null })
    expect([await rowsOf(userId), await ownerRow(userId)]).toEqual([before, owner])
  })
})

test('a payment that is declined saves no card', async () => {
  const [userId, clock] = [await givenUser(), stoppedClock()]
  const declined = await givenReturned({ clock, userId, method: saving(declinedCard) })
  expect(await payment(declined.id)).toMatchObject({ status: 'declined', savedCardId: null })
  const { cardOwnerId, userUniqueId } = await ownerRow(userId)
  expect([await rowsOf(userId), cardOwnerId]).toEqual([[], null])
  expect((await paynet.cards()).filter((card) => card.user_unique_id === userUniqueId)).toEqual([])
})
