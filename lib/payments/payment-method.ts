import 'server-only'
import type { Payment } from '@/db/payments'
import { cardForPayment, saveRequestFor } from '@/lib/cards/for-payments'
import { env } from '@/lib/env'
import { findCustomer } from '@/lib/orders/orders'
import type { PaynetSaveRequest, SavedCard } from '@/lib/paynet/challenge-wire'
import { type Card, type CardInput, maskCard } from '@/lib/shared/cards/card'
import { parseCardForm } from '@/lib/shared/cards/card-form'
import { ungrouped } from '@/lib/shared/digits'
import { fail, ok, type Result } from '@/lib/shared/result'

/** What a shopper pays with: a card as typed, perhaps to be saved too, or a saved one by our id. */
export type PaymentMethodInput = { kind: 'new'; card: CardInput; save: { description: string } | null } | { kind: 'saved'; cardId: string }

/** The same, ready for Paynet, and what the payment's row remembers of it. */
export type PreparedMethod = {
  card: Card | SavedCard
  save: PaynetSaveRequest | null
  row: Pick<Payment, 'card' | 'userId' | 'savedCardId' | 'saveOutcome' | 'saveRequest'>
}

/** Who pays, if they have signed in, and for which order. */
type Who = { userId: string | null; orderId: string }

/** Checks what a shopper pays with. A saved card must be the signed-in user's own; any other is not found. */
export async function prepareMethod(method: PaymentMethodInput, who: Who, now: Date): Promise<Result<PreparedMethod>> {
  return method.kind === 'saved' ? prepareSavedCard(method.cardId, who.userId, now) : prepareNewCard(method, who, now)
}

/** Whether this is what a payment was started with, as far as its row remembers the card, and whether it was to be saved. */
export function isPaidWith({ card, savedCardId, saveOutcome }: Payment, method: PaymentMethodInput): boolean {
  if (method.kind === 'saved') return savedCardId === method.cardId
  const isSameWish = (saveOutcome === null) === (method.save === null)
  return savedCardId === null && isSameWish && card === maskCard(ungrouped(method.card.number))
}

async function prepareSavedCard(cardId: string, userId: string | null, now: Date): Promise<Result<PreparedMethod>> {
  if (userId === null) return fail({ kind: 'unauthenticated' })
  const found = await cardForPayment(userId, cardId, now)
  if (!found.ok) return found
  const { card, mask } = found.value
  return ok({ card, save: null, row: { card: mask, userId, savedCardId: cardId, saveOutcome: null, saveRequest: null } })
}

async function prepareNewCard(
  method: PaymentMethodInput & { kind: 'new' },
  { userId, orderId }: Who,
  now: Date,
): Promise<Result<PreparedMethod>> {
  const parsed = parseCardForm({ card: method.card, description: method.save?.description ?? null }, { now, live: env().isLive })
  if ('faults' in parsed) return fail({ kind: 'invalid', fields: parsed.faults })
  const { card, description } = parsed
  const row = { card: maskCard(card.number), userId, savedCardId: null, saveOutcome: null, saveRequest: null }
  if (!method.save) return ok({ card, save: null, row })
  // The session ended while the card was typed: the payment goes on, and the card is not saved.
  if (userId === null) return ok({ card, save: null, row: { ...row, saveOutcome: 'not-saved' } })
  const orderPhone = (await findCustomer(orderId))?.phone ?? null
  const { toPaynet, stored } = await saveRequestFor(userId, { card, description, orderPhone }, now)
  return ok({ card, save: toPaynet, row: { ...row, saveOutcome: 'wanted', saveRequest: stored } })
}
