import 'server-only'
import { rememberCardOwnerId } from '@/db/card-owners'
import type { Statements } from '@/db/client'
import type { Patch, Payment } from '@/db/payments'
import { findSavedCardByHash, keepCard } from '@/db/saved-cards'
import { decrypt, encrypt } from '@/lib/encryption'
import { digest } from '@/lib/ids'
import { log } from '@/lib/log'
import type { SavingMeaning } from '@/lib/paynet/payments-wire'
import type { Expiry } from '@/lib/shared/cards/saved-card'
import { newCardRow } from './details'
import { encryptOwnerId, openOwner } from './owner'

/** What a payment remembers of the card that is to be saved with it: all that Paynet's answer will not tell. */
export type ToSave = { description: string; expiry: Expiry; consentVersion: string }

export async function sealToSave(toSave: ToSave): Promise<string> {
  return encrypt('card-to-save', JSON.stringify(toSave))
}

export async function openToSave(sealed: string): Promise<ToSave> {
  return JSON.parse(await decrypt('card-to-save', sealed)) as ToSave
}

/** What is written with a payment's success about the card that was to be saved: in its row, and beside it. */
export type Keeping = { patch: Patch; also: Statements | null }

const UNKNOWN: Keeping = { patch: { cardSaving: 'unknown' }, also: null }

/**
 * Turns what a charge said about saving into rows. Never throws, since a payment's outcome does not
 * depend on it: whatever goes wrong leaves the saving `unknown`, and the next reading of Paynet's list
 * resolves it. `saving` is null where the answer cannot tell, as with a check.
 */
export async function prepareKeeping(payment: Payment, saving: SavingMeaning | null, at: Date): Promise<Keeping> {
  if (payment.cardSaving !== 'wanted') return { patch: {}, also: null }
  if (saving?.kind === 'not-saved') return { patch: { cardSaving: 'not-saved', cardToSave: null }, also: null }
  if (saving?.kind !== 'saved' || payment.userId === null || payment.cardToSave === null) return UNKNOWN
  try {
    const owner = await openOwner(payment.userId)
    if (!owner || (owner.cardOwnerId !== null && owner.cardOwnerId !== saving.cardOwnerId)) {
      log.alarm('card.other-owner', { paymentId: payment.id })
      return UNKNOWN
    }
    const { description, expiry, consentVersion } = await openToSave(payment.cardToSave)
    const { cardHash, bank } = saving
    const details = { cardHash, description, mask: payment.card, bank, kind: null, brandName: null }
    const row = await newCardRow(owner, details, expiry, { version: consentVersion, at: payment.createdAt }, at)
    const known = await findSavedCardByHash(owner, digest(cardHash))
    const sealedOwnerId = await encryptOwnerId(saving.cardOwnerId)
    return {
      patch: { cardSaving: 'saved', savedCardId: known?.id ?? row.id, cardToSave: null },
      also: (db) => [rememberCardOwnerId(db, owner, sealedOwnerId), keepCard(db, row)],
    }
  } catch (error) {
    log.error('card.not-kept', { paymentId: payment.id, error })
    return UNKNOWN
  }
}
