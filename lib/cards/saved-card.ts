import 'server-only'
import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import type { CardOwner, OwnerKey } from '@/db/card-owners'
import { findSavedCard, type NewSavedCard, type SavedCardRow } from '@/db/saved-cards'
import { decryptJson, encrypt } from '@/lib/encryption'
import { digest, isId, newId } from '@/lib/ids'
import { log } from '@/lib/log'
import type { SavedCard } from '@/lib/paynet/challenge-wire'
import { BRAND_NAMES, type Card, cardBrand, type Expiry } from '@/lib/shared/cards/card'
import { findOwner, ownerKey } from './owner'

/** What a row keeps of a card under encryption: Paynet's token, and what its owner recognises it by. */
export type Details = z.infer<typeof details>

const details = z.object({
  cardHash: z.string(),
  description: z.string(),
  mask: z.string().nullable(),
  bank: z.string().nullable(),
  kind: z.enum(['cc', 'bc', 'dc']).nullable(),
  brandName: z.string().nullable(),
})

export async function decryptDetails(row: SavedCardRow): Promise<Details> {
  return decryptJson('saved-card', row.details, details)
}

export function isSameCard(one: Details, other: Details): boolean {
  return isDeepStrictEqual(one, other)
}

/** Whether two masks can be of one number, however many stars Paynet puts between its ends. */
export function isSameMask(one: string | null, other: string | null): boolean {
  return one !== null && other !== null && one.replace(/\*+/, '*') === other.replace(/\*+/, '*')
}

export function expiryOf({ expiryMonth, expiryYear }: SavedCardRow): Expiry | null {
  return expiryMonth && expiryYear ? { month: expiryMonth, year: expiryYear } : null
}

/** The name of a card that was given none. */
export function defaultName(card: Card): string {
  const brand = cardBrand(card.number)
  return `${brand ? `${BRAND_NAMES[brand]} ` : ''}${card.number.slice(-4)}`
}

export type Consent = { version: string; at: Date }

/** A row for a card. `upsertSavedCard` gives a card that is known its old id. */
export async function savedCardRow(
  { userId, paynet }: OwnerKey,
  card: { details: Details; expiry: Expiry | null; consent?: Consent; createdAt: Date },
): Promise<NewSavedCard> {
  const { details, expiry, consent, createdAt } = card
  return {
    id: newId(),
    userId,
    paynet,
    hashDigest: digest(details.cardHash),
    details: await encrypt('saved-card', JSON.stringify(details)),
    ...(expiry && { expiryMonth: expiry.month, expiryYear: expiry.year }),
    ...(consent && { consentVersion: consent.version, consentedAt: consent.at }),
    createdAt,
  }
}

/** A user's own card, with what names it at Paynet. */
export type OwnCard = { owner: CardOwner; row: SavedCardRow; details: Details; atPaynet: SavedCard }

/** Null for an unknown id, and so for another user's card. */
export async function findOwnCard(userId: string, cardId: string): Promise<OwnCard | null> {
  const row = isId(cardId) ? await findSavedCard(ownerKey(userId), cardId) : null
  const owner = row && (await findOwner(userId))
  if (!row || !owner?.cardOwnerId) return null
  const details = await decryptDetails(row)
  return { owner, row, details, atPaynet: { cardHash: details.cardHash, cardOwnerId: owner.cardOwnerId } }
}

/** The name of the bank that issued a user's card; null if it is not known. Nothing that is only shown keeps a payment from its bank. */
export async function bankOfSavedCard(userId: string, cardId: string): Promise<string | null> {
  try {
    return (await findOwnCard(userId, cardId))?.details.bank ?? null
  } catch (error) {
    log.error('saved-card.unreadable', { error })
    return null
  }
}
