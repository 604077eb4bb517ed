import 'server-only'
import { z } from 'zod'
import { type CardOwner, rememberCardOwnerId } from '@/db/card-owners'
import { atomically, type Db, type Statements } from '@/db/client'
import { listUntoldSaves, type Patch, type Payment, resolveSave } from '@/db/payments'
import { findSavedCardByHash, listSavedCards, storeSavedCard, upsertSavedCard } from '@/db/saved-cards'
import { later } from '@/lib/clock'
import { MINUTE } from '@/lib/duration'
import { decryptJson, encrypt } from '@/lib/encryption'
import { env } from '@/lib/env'
import { digest } from '@/lib/ids'
import { log } from '@/lib/log'
import { isSameOwnerId } from '@/lib/paynet/cards-wire'
import type { PaynetSaveRequest, SavedCard } from '@/lib/paynet/challenge-wire'
import type { SaveReply } from '@/lib/paynet/charge-wire'
import type { Card } from '@/lib/shared/cards/card'
import { CONSENT_VERSION, validityOf } from '@/lib/shared/cards/saved-card'
import { isOneOf, SETTLING } from '@/lib/shared/payments/payment-states'
import { fail, ok, type Result } from '@/lib/shared/result'
import { provenPhone, readPhone } from './otp'
import { encryptOwnerId, ensureOwner, findOwner, ownerRef } from './owner'
import { decryptDetails, defaultName, expiryOf, findOwnCard, isSameMask, savedCardRow } from './saved-card'

/** A saved card to pay with, by our id. It must be the user's own; any other is not found. */
export async function cardForPayment(userId: string, cardId: string, now: Date): Promise<Result<{ card: SavedCard; mask: string | null }>> {
  const own = await findOwnCard(userId, cardId)
  if (!own) return fail({ kind: 'not-found' })
  const { row, details, atPaynet } = own
  if (row.goneAt !== null) return fail({ kind: 'conflict', because: 'card-gone' })
  // As with a typed card: Paynet publishes test cards whose date is over.
  if (env().isLive && validityOf(expiryOf(row), now) === 'expired') return fail({ kind: 'conflict', because: 'card-expired' })
  return ok({ card: atPaynet, mask: details.mask })
}

/** What a payment remembers of the card to be saved with it, encrypted: all that Paynet's answer will not tell. */
type SaveRequest = z.infer<typeof saveRequest>

const saveRequest = z.object({
  description: z.string(),
  expiry: z.object({ month: z.number(), year: z.number() }),
  consentVersion: z.string(),
})

/**
 * The request to save a card with its payment: as Paynet is asked, and as the payment's row remembers it. Where Paynet
 * wants a phone for that, it gets the one that the user has proven, or else the order's.
 */
export async function saveRequestFor(
  userId: string,
  { card, description, orderPhone }: { card: Card; description: string; orderPhone: string | null },
  now: Date,
): Promise<{ toPaynet: PaynetSaveRequest; stored: string }> {
  const owner = await ensureOwner(userId)
  const name = description || defaultName(card)
  const request: SaveRequest = { description: name, expiry: { month: card.month, year: card.year }, consentVersion: CONSENT_VERSION }
  const stored = await encrypt('card-to-save', JSON.stringify(request))
  const phone = env().cardOtp ? ((await provenPhone(userId, now)) ?? (orderPhone && readPhone(orderPhone))) : null
  return { toPaynet: { description: name, owner: ownerRef(owner), phone }, stored }
}

async function decryptSaveRequest(stored: string): Promise<SaveRequest> {
  return decryptJson('card-to-save', stored, saveRequest)
}

/** What a payment's success writes about the card that was to be saved: in the payment's row, and beside it. */
export type SavedCardWrites = { patch: Patch; statements: Statements | null }

const UNKNOWN: SavedCardWrites = { patch: { saveOutcome: 'unknown' }, statements: null }

/** Whether Paynet has told its name for a user, by which it lists their cards. */
export async function isOwnerKnown(userId: string | null): Promise<boolean> {
  const owner = userId === null ? null : await findOwner(userId)
  return owner !== null && owner.cardOwnerId !== null
}

/**
 * Turns what a charge said about saving into rows. Never throws, since a payment's outcome does not
 * depend on it: whatever goes wrong leaves the outcome `unknown`, and the next reading of Paynet's list
 * resolves it. `reply` is null where the answer cannot tell, as with a check.
 */
export async function savedCardStatements(payment: Payment, reply: SaveReply | null, at: Date): Promise<SavedCardWrites> {
  if (payment.saveOutcome !== 'wanted' && payment.saveOutcome !== 'unknown') return { patch: {}, statements: null }
  if (reply?.kind === 'not-saved') return { patch: { saveOutcome: 'not-saved', saveRequest: null }, statements: null }
  if (reply === null || reply.kind === 'untold' || payment.userId === null || payment.saveRequest === null) return UNKNOWN
  try {
    const owner = await findOwner(payment.userId)
    if (!owner || (owner.cardOwnerId !== null && !isSameOwnerId(owner.cardOwnerId, reply.cardOwnerId))) {
      log.alarm('card.other-owner', { paymentId: payment.id })
      return UNKNOWN
    }
    const encryptedOwnerId = await encryptOwnerId(reply.cardOwnerId)
    const remember = (db: Db) => rememberCardOwnerId(db, owner, encryptedOwnerId)
    // By this name the list is asked for, which tells of the card.
    if (reply.kind === 'owner') return { ...UNKNOWN, statements: owner.cardOwnerId === null ? (db) => [remember(db)] : null }
    const { description, expiry, consentVersion } = await decryptSaveRequest(payment.saveRequest)
    const { cardHash, bank } = reply
    const details = { cardHash, description, mask: payment.card, bank, kind: null, brandName: null }
    const consent = { version: consentVersion, at: payment.createdAt }
    const row = await savedCardRow(owner, { details, expiry, consent, createdAt: at })
    const known = await findSavedCardByHash(owner, digest(cardHash))
    return {
      patch: { saveOutcome: 'saved', savedCardId: known?.id ?? row.id, saveRequest: null },
      statements: (db) => [remember(db), upsertSavedCard(db, row)],
    }
  } catch (error) {
    log.error('card.not-kept', { paymentId: payment.id, error })
    return UNKNOWN
  }
}

/** What is not known so long after the bank's return is not promised for the next minutes. */
const SOON_MS = 15 * MINUTE

/**
 * Whether a user may have a card at Paynet that its list cannot show: one that was to be saved with a payment whose
 * answer did not come, before Paynet has told its name for the user. `soon`: it is still being asked for.
 */
export async function findUntoldCard(userId: string, now: Date): Promise<'soon' | 'later' | null> {
  const payments = await listUntoldSaves(userId)
  if (payments.length === 0) return null
  const isAsked = ({ status, looks, leaseUntil }: Payment) =>
    isOneOf(status, SETTLING) || (status === 'succeeded' && (looks === 0 || (leaseUntil !== null && leaseUntil > now)))
  const isRecent = ({ returnedAt }: Payment) => returnedAt !== null && later(returnedAt, SOON_MS) > now
  return payments.some((payment) => isAsked(payment) && isRecent(payment)) ? 'soon' : 'later'
}

/** Keeps the card, or its owner's name, of a payment that was written as paid before an answer told of them. */
export async function keepCardOfPaid(payment: Payment, reply: SaveReply | null, at: Date): Promise<void> {
  if (payment.status !== 'succeeded' || payment.saveOutcome !== 'unknown') return
  const { patch, statements } = await savedCardStatements(payment, reply, at)
  if (statements === null) return
  try {
    if (patch.saveOutcome === 'unknown') await atomically(statements)
    else await resolveSave(payment.id, { savedCardId: patch.savedCardId ?? null }, statements)
  } catch (error) {
    log.error('card.not-kept', { paymentId: payment.id, error })
  }
}

/**
 * A payment whose answer was lost does not know whether its card was saved; Paynet's list, just read, does.
 * The card then gets the expiry and the consent that were given with the payment.
 */
export async function resolveUnknownSaves(owner: CardOwner): Promise<void> {
  const payments = (await listUntoldSaves(owner.userId)).filter(({ saveOutcome }) => saveOutcome === 'unknown')
  if (payments.length === 0) return
  const rows = (await listSavedCards(owner)).filter((row) => row.goneAt === null)
  for (const payment of payments) {
    if (payment.saveRequest === null) continue
    const { expiry, consentVersion } = await decryptSaveRequest(payment.saveRequest)
    for (const row of rows) {
      const details = await decryptDetails(row)
      if (!isSameMask(details.mask, payment.card)) continue
      const consent = { version: consentVersion, at: payment.createdAt }
      await storeSavedCard(await savedCardRow(owner, { details, expiry, consent, createdAt: row.createdAt }))
      await resolveSave(payment.id, { savedCardId: row.id })
      break
    }
  }
}
