import 'server-only'
import type { Payment } from '@/db/payments'
import { findOwnCard } from '@/lib/cards/change'
import { openDetails } from '@/lib/cards/details'
import { sealToSave } from '@/lib/cards/keep'
import { ensureOwner, nameAtPaynet } from '@/lib/cards/owner'
import { nameOf } from '@/lib/cards/save'
import { env } from '@/lib/env'
import type { CardToSave, SavedCard } from '@/lib/paynet/payments-wire'
import { type Card, type CardInput, checkCard, maskCard, readCard } from '@/lib/shared/cards/card'
import { CONSENT_VERSION, descriptionProblem, readDescription, validityOf } from '@/lib/shared/cards/saved-card'
import { fail, ok, type Result } from '@/lib/shared/result'

/** What a shopper pays with: a card as typed, perhaps to be saved too, or a saved one by our id. */
export type PaymentMethodInput = { kind: 'new'; card: CardInput; save: { description: string } | null } | { kind: 'saved'; cardId: string }

/** The same, ready for Paynet, and what the payment's row remembers of it. */
export type PreparedMethod = {
  card: Card | SavedCard
  save: CardToSave | null
  row: Pick<Payment, 'card' | 'userId' | 'savedCardId' | 'cardSaving' | 'cardToSave'>
}

/** Checks what a shopper pays with. A saved card must be the signed-in user's own; any other is not found. */
export async function prepareMethod(method: PaymentMethodInput, userId: string | null, now: Date): Promise<Result<PreparedMethod>> {
  return method.kind === 'saved' ? prepareSavedCard(method.cardId, userId, now) : prepareNewCard(method, userId, now)
}

async function prepareSavedCard(cardId: string, userId: string | null, now: Date): Promise<Result<PreparedMethod>> {
  if (userId === null) return fail({ kind: 'unauthenticated' })
  const own = await findOwnCard(userId, cardId)
  if (!own) return fail({ kind: 'not-found' })
  const { row, atPaynet } = own
  if (row.goneAt !== null) return fail({ kind: 'conflict', because: 'card-gone' })
  const expiry = row.expiryMonth && row.expiryYear ? { month: row.expiryMonth, year: row.expiryYear } : null
  // As with a typed card: some of Paynet's published test cards have expired.
  if (env().isLive && validityOf(expiry, now) === 'expired') return fail({ kind: 'conflict', because: 'card-expired' })
  const { mask } = await openDetails(row)
  return ok({ card: atPaynet, save: null, row: { card: mask, userId, savedCardId: row.id, cardSaving: null, cardToSave: null } })
}

async function prepareNewCard(
  means: PaymentMethodInput & { kind: 'new' },
  userId: string | null,
  now: Date,
): Promise<Result<PreparedMethod>> {
  const { faults } = checkCard(means.card, { now, live: env().isLive })
  const description = readDescription(means.save?.description ?? '')
  const problem = means.save ? descriptionProblem(description, { mayBeEmpty: true }) : null
  const fields = [...faults, ...(problem ? [{ field: 'description', problem }] : [])]
  if (fields.length > 0) return fail({ kind: 'invalid', fields })

  const card = readCard(means.card)
  const row = { card: maskCard(card.number), userId, savedCardId: null, cardSaving: null, cardToSave: null }
  if (!means.save) return ok({ card, save: null, row })
  // The session ended while the card was typed: the payment goes on, and the card is not saved.
  if (userId === null) return ok({ card, save: null, row: { ...row, cardSaving: 'not-saved' } })
  const owner = await ensureOwner(userId)
  const name = description || nameOf(card)
  const expiry = { month: card.month, year: card.year }
  const cardToSave = await sealToSave({ description: name, expiry, consentVersion: CONSENT_VERSION })
  return ok({ card, save: { description: name, owner: nameAtPaynet(owner) }, row: { ...row, cardSaving: 'wanted', cardToSave } })
}
