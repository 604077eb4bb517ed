import { afterEach, describe, expect, test } from 'vitest'
import { listPayments } from '@/db/payments'
import { cardOwnerIdOf, cardsAtPaynet, givenUser, onlyRowOf, rowsOf } from '@/lib/cards/cards.test-kit'
import { listCards } from '@/lib/cards/list'
import { ensureOwner } from '@/lib/cards/owner'
import { keepHouse } from '@/lib/housekeeping/keep-house'
import type { CardInput } from '@/lib/shared/cards/card'
import { CONSENT_VERSION } from '@/lib/shared/cards/saved-card'
import { paynet } from '@/scripts/test/setup'
import { commitMove } from './commit-move'
import { success } from './outcome'
import {
  callsOf,
  comeBack,
  DAY,
  declinedCard,
  faultOfCharge,
  faultOfCheck,
  givenChallenged,
  givenOrder,
  givenPassed,
  givenReturned,
  goodCard,
  MINUTE,
  payment,
  settleByLooking,
  start,
  stoppedClock,
} from './payments.test-kit'
import { reconcile } from './reconcile'
import { amexToSave, givenKnown, saving } from './save-while-paying.test-kit'

afterEach(() => paynet.clearFaults())

describe('after a lost answer of the charge', () => {
  test.each<[string, CardInput]>([
    ['sixteen', goodCard],
    ['fifteen', amexToSave],
  ])('a card of %s digits is unknown until the next list shows it, with its expiry and consent', async (_digits, card) => {
    const { userId, clock } = await givenKnown()
    const waiting = await givenReturned({ clock, userId, method: saving(card), fault: { fault: 'answer-lost-after' } })
    expect(await settleByLooking(waiting)).toBe('succeeded')
    const { createdAt, ...found } = await payment(waiting.id)
    expect(found).toMatchObject({ saveOutcome: 'unknown', savedCardId: null, calls: 1 })

    await paynet.fault({ fault: 'expiry-zero', service: 'card_list' })
    clock.pass(MINUTE)
    const { cards } = await listCards(userId, clock)
    const { savedCardId, saveOutcome, saveRequest } = await payment(waiting.id)
    expect([cards.some(({ id }) => id === savedCardId), saveOutcome, saveRequest]).toEqual([true, 'saved', null])
    const row = (await rowsOf(userId)).find(({ id }) => id === savedCardId)
    expect(row).toMatchObject({ consentVersion: CONSENT_VERSION, consentedAt: createdAt, expiryYear: card === goodCard ? 2040 : 2038 })
  })

  test('a card that Paynet did not keep stays unknown, and no other one is taken for it', async () => {
    const { userId, clock } = await givenKnown()
    const waiting = await givenPassed({ clock, userId, method: saving() })
    await faultOfCharge(waiting, { fault: 'answer-lost-after' })
    await comeBack(waiting)
    await settleByLooking(waiting)
    const kept = (await cardsAtPaynet(userId)).find(({ card_no: number }) => number.endsWith('4358'))
    await paynet.deleteCard(kept?.card_hash ?? '')
    clock.pass(MINUTE)
    expect((await listCards(userId, clock)).cards).toHaveLength(1)
    expect(await payment(waiting.id)).toMatchObject({ status: 'succeeded', saveOutcome: 'unknown', savedCardId: null })
  })

  test('the second answer, code 100, tells of the card as the first one would have', async () => {
    const [userId, clock] = [await givenUser(), stoppedClock()]
    const waiting = await givenPassed({ clock, userId, method: saving() })
    await faultOfCharge(waiting, { fault: 'answer-lost-after' })
    await faultOfCheck(waiting, { fault: 'http-503-html', times: 4 })
    await comeBack(waiting)
    expect(await settleByLooking(waiting)).toBe('succeeded')
    expect(await callsOf(waiting, 'tds_charge')).toBe(2)
    const row = await onlyRowOf(userId)
    expect(await payment(waiting.id)).toMatchObject({ saveOutcome: 'saved', savedCardId: row.id, calls: 2 })
  })
})

test.each([
  ['pays the order when nothing else did', false],
  ['is put up for a refund when something else did', true],
])('a success that comes late saves its card, and %s', async (_name, late) => {
  const [userId, clock] = [await givenUser(), stoppedClock()]
  const declined = await givenReturned({ clock, userId, method: saving(declinedCard) })
  if (late) await givenReturned({ clock, order: declined.order })
  const { userUniqueId } = await ensureOwner(userId)
  const [kept] = await paynet.makeUpCards({ user_unique_id: userUniqueId })
  const told = { kind: 'saved' as const, cardOwnerId: kept?.card_owner_id ?? '', cardHash: kept?.card_hash ?? '', bank: null }
  const outcome = success({ xactId: 'xk_late', by: 'direct', saving: told }, clock.at())
  await commitMove({ payment: await payment(declined.id), outcome })
  const row = await onlyRowOf(userId)
  expect(await payment(declined.id)).toMatchObject({
    status: 'succeeded',
    late,
    saveOutcome: 'saved',
    savedCardId: row.id,
    saveRequest: null,
  })
  expect(await cardOwnerIdOf(userId)).toBe(kept?.card_owner_id)
})

describe('what a payment remembers of a card that is to be saved', () => {
  const remembered = async (id: string) => (await payment(id)).saveRequest !== null

  test('is encrypted, and gone once the start failed', async () => {
    const [userId, clock] = [await givenUser(), stoppedClock()]
    const waiting = await givenChallenged({ clock, userId, method: saving() })
    expect((await payment(waiting.id)).saveRequest).not.toContain('Maaş')
    const order = await givenOrder(clock)
    await paynet.fault({ fault: 'http-500', service: 'tds_initial', reference_prefix: order.reference })
    await start(order, clock, { userId, method: saving() })
    expect(await listPayments(order.id)).toMatchObject([{ status: 'failed', saveRequest: null }])
  })

  test('is erased a day after the payment ended, but a month after it if what became of the card is still unknown', async () => {
    const [userId, clock] = [await givenUser(), stoppedClock()]
    const unknown = await givenReturned({ clock, userId, method: saving(), fault: { fault: 'answer-lost-after' } })
    await settleByLooking(unknown)
    const declined = await givenReturned({ clock, userId, method: saving(declinedCard) })
    clock.pass(DAY)
    await keepHouse(clock)
    await reconcile(clock)
    expect([await remembered(unknown.id), await remembered(declined.id)]).toEqual([true, false])
    expect(await payment(unknown.id)).toMatchObject({ challenge: null })
    expect(await listCards(userId, clock)).toEqual({ cards: [], isFresh: true, untold: 'later' })
    clock.pass(29 * DAY)
    await reconcile(clock)
    expect(await remembered(unknown.id)).toBe(false)
    expect(await payment(unknown.id)).toMatchObject({ status: 'succeeded', saveOutcome: 'unknown', nextAt: null, calls: 1 })
    expect(await listCards(userId, clock)).toEqual({ cards: [], isFresh: true, untold: null })
  })

  test('is not erased by a clock that was set a month ahead, until it has run evenly', async () => {
    const [userId, clock] = [await givenUser(), stoppedClock()]
    const unknown = await givenReturned({ clock, userId, method: saving(), fault: { fault: 'answer-lost-after' } })
    await settleByLooking(unknown)
    clock.step(31 * DAY)
    await reconcile(clock)
    expect(await remembered(unknown.id)).toBe(true)
    clock.pass(15 * MINUTE)
    await reconcile(clock)
    expect(await remembered(unknown.id)).toBe(false)
  })
})
