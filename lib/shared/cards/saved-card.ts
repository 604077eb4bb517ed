import { isSeen } from '@/lib/shared/unseen'
import { type CardBrand, type Expiry, hasEnded } from './card'

/** The version of the consent text shown when a card is saved; stored with the time. Raise it whenever the text changes. */
export const CONSENT_VERSION = '2026-11-22'

export const DESCRIPTION_MAX = 50

export type Validity = 'good' | 'expiring' | 'expired' | 'unknown'

/** A saved card as its owner sees it. No hash, no number. */
export type SavedCardView = {
  id: string
  description: string
  brand: CardBrand | null
  /** Paynet's word for a brand that we do not know. */
  brandName: string | null
  lastFour: string | null
  bank: string | null
  kind: 'cc' | 'bc' | 'dc' | null
  expiry: Expiry | null
  validity: Validity
  lastUsedAt: Date | null
  isDefault: boolean
}

/** What the actions on saved cards can find wrong with the input. */
export type DescriptionProblem = 'description-empty' | 'description-long' | 'description-digits'

/** Reads a description as typed: blanks and control characters collapse, and what shows nothing is empty. An empty one is fine where the card provides the name. */
export function parseDescription(
  typed: string,
  options: { mayBeEmpty: boolean },
): { description: string } | { problem: DescriptionProblem } {
  const text = typed
    .normalize('NFC')
    .replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
    .trim()
  const description = isSeen(text) ? text : ''
  if (description === '' && !options.mayBeEmpty) return { problem: 'description-empty' }
  if (description.length > DESCRIPTION_MAX) return { problem: 'description-long' }
  // A card number typed into the wrong box must not be kept as a name.
  return (description.match(/\p{Nd}/gu)?.length ?? 0) >= 8 ? { problem: 'description-digits' } : { description }
}

/** A card is good until the end of its month; it expires soon in its last two months. */
export function validityOf(expiry: Expiry | null, now: Date): Validity {
  if (!expiry) return 'unknown'
  if (hasEnded(expiry, now)) return 'expired'
  return hasEnded(expiry, now, 2) ? 'expiring' : 'good'
}

type Placed = Pick<SavedCardView, 'isDefault' | 'validity' | 'lastUsedAt'> & { createdAt: Date }

/** The order of cards wherever they are listed: the default, then the most recently used or added; those that have expired last. */
export function byPreference(a: Placed, b: Placed): number {
  return rank(a) - rank(b) || (b.lastUsedAt ?? b.createdAt).getTime() - (a.lastUsedAt ?? a.createdAt).getTime()
}

function rank({ isDefault, validity }: Placed): number {
  if (validity === 'expired') return 2
  return isDefault ? 0 : 1
}

/** Paynet refuses a card whose date is over; its published test cards are such cards. */
export function isPayable({ validity }: SavedCardView, isLive: boolean): boolean {
  return !isLive || validity !== 'expired'
}
