import 'server-only'
import { cardForPayment } from '@/lib/cards/for-payments'
import type { Clock } from '@/lib/clock'
import { findPaynetFields } from '@/lib/orders/orders'
import { fromAddress, type Use } from '@/lib/rate-limit'
import { ungrouped } from '@/lib/shared/digits'
import type { Order } from '@/lib/shared/payments/order'
import type { Offer } from '@/lib/shared/payments/plan'
import { fail, ok, type Result } from '@/lib/shared/result'
import { overAny } from '@/lib/uses'
import { findPayable } from './payable'
import { type Asked, isRemembered, quote, quoteAtOnce } from './quote'

/** Of a card's number no more is ever read for its plans. */
const CARD_START_DIGITS = 8
const LEAST_DIGITS = 6

/** Which card: by its first digits as typed, or a saved one by our id. */
export type CardAsked = { cardStart: string } | { savedCardId: string }

type Shopper = { userId: string | null; address: string }

/**
 * The plans that a shopper may choose from, for an order that can be paid. What was typed is cut to its first eight
 * digits before anything else. `not-found`: fewer than six digits, or a card that is not the shopper's own.
 */
export async function showPlans(orderId: string, card: CardAsked, shopper: Shopper, clock: Clock): Promise<Result<Offer>> {
  const asked = await askedFor(orderId, card, shopper.userId, await clock())
  if (!asked.ok) return asked
  if ('cardStart' in card || !isRemembered(asked.value, clock)) {
    const wait = await overAny(usesOfPlans(orderId, shopper.address), await clock())
    if (wait !== null) return fail({ kind: 'rate-limited', retryAfterSeconds: wait, of: 'plans' })
  }
  return ok(await quote(asked.value, clock))
}

/** The same of a saved card for a page that does not wait for it: `late` when they do not come at once. */
export async function showPlansAtOnce(
  orderId: string,
  savedCardId: string,
  shopper: Shopper,
  clock: Clock,
): Promise<Result<Offer | 'late'>> {
  const asked = await askedFor(orderId, { savedCardId }, shopper.userId, await clock())
  if (!asked.ok) return asked
  if (!isRemembered(asked.value, clock)) {
    const wait = await overAny(usesOfPlans(orderId, shopper.address), await clock())
    if (wait !== null) return fail({ kind: 'rate-limited', retryAfterSeconds: wait, of: 'plans' })
  }
  return ok(await quoteAtOnce(asked.value, clock))
}

/** What was told of a card's plans within the last minutes, asking nobody; null for nothing. */
export async function recallPlans(orderId: string, card: CardAsked, userId: string | null, clock: Clock): Promise<Offer | null> {
  const asked = await askedFor(orderId, card, userId, await clock())
  return asked.ok && isRemembered(asked.value, clock) ? quote(asked.value, clock) : null
}

/** What asking for plans counts against: they tell which cards are whose. */
export function usesOfPlans(orderId: string, address: string): Use[] {
  return [...fromAddress('plans-from-address', address), ['plans-of-order', orderId]]
}

/** The first digits of a number as typed or as masked; null for too few to know the card's bank. */
export function cardStartIn(typed: string): string | null {
  const [digits = ''] = /^\d*/.exec(ungrouped(typed)) ?? []
  return digits.length < LEAST_DIGITS ? null : digits.slice(0, CARD_START_DIGITS)
}

async function askedFor(orderId: string, card: CardAsked, userId: string | null, now: Date): Promise<Result<Asked>> {
  const payable = await findPayable(orderId, now)
  if (!payable.ok) return payable
  const cardStart = 'cardStart' in card ? ok(cardStartIn(card.cardStart)) : await startOfSavedCard(card.savedCardId, userId, now)
  if (!cardStart.ok) return cardStart
  return cardStart.value === null ? fail({ kind: 'not-found' }) : withPaynetFields(payable.value, cardStart.value)
}

async function startOfSavedCard(cardId: string, userId: string | null, now: Date): Promise<Result<string | null>> {
  if (userId === null) return fail({ kind: 'unauthenticated' })
  const found = await cardForPayment(userId, cardId, now)
  return found.ok ? ok(cardStartIn(found.value.mask ?? '')) : found
}

async function withPaynetFields(order: Order, cardStart: string): Promise<Result<Asked>> {
  const paynet = await findPaynetFields(order.id)
  return paynet === 'unreadable' ? fail({ kind: 'unavailable' }) : ok({ order, paynet, cardStart })
}
