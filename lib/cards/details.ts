import 'server-only'
import type { Owner } from '@/db/card-owners'
import type { SavedCardRow } from '@/db/saved-cards'
import { decrypt, encrypt } from '@/lib/encryption'
import { digest, newId } from '@/lib/ids'
import type { PaynetCard } from '@/lib/paynet/cards-wire'

/** What a row keeps of a card under encryption: Paynet's token, and what its owner recognises it by. */
export type Details = Omit<PaynetCard, 'expiry' | 'description'> & { description: string }

export async function openDetails(row: SavedCardRow): Promise<Details> {
  return JSON.parse(await decrypt('saved-card', row.details)) as Details
}

/** Whether two masks can be of one number. How many stars stand between its ends tells nothing: Paynet has a taste of its own. */
export function isSameMask(one: string | null, other: string | null): boolean {
  return one !== null && other !== null && one.replace(/\*+/, '*') === other.replace(/\*+/, '*')
}

export type Consent = { version: string; at: Date }

/** A row for a card. `keepCard` gives a card that is known its old id. */
export async function newCardRow(
  { userId, paynet }: Owner,
  details: Details,
  expiry: PaynetCard['expiry'],
  consent: Consent | null,
  createdAt: Date,
): Promise<SavedCardRow> {
  return {
    id: newId(),
    userId,
    paynet,
    hashDigest: digest(details.cardHash),
    details: await encrypt('saved-card', JSON.stringify(details)),
    expiryMonth: expiry?.month ?? null,
    expiryYear: expiry?.year ?? null,
    consentVersion: consent?.version ?? null,
    consentedAt: consent?.at ?? null,
    createdAt,
    goneAt: null,
  }
}
