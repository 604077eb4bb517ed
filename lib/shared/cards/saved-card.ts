import type { CardBrand } from './card'

/** The version of the text that people agree to when a card is saved; stored with the time. Raise it with the text. */
export const CONSENT_VERSION = '2026-11-22'

export const DESCRIPTION_MAX = 50

export type Expiry = { month: number; year: number }

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

/** What the actions on saved cards can find wrong with what was typed. */
export type DescriptionProblem = 'description-empty' | 'description-long' | 'description-digits'

/** Blanks and control characters collapse; what is left is the description. */
export function readDescription(typed: string): string {
  return typed
    .normalize('NFC')
    .replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
    .trim()
}

/** An empty description is fine where one is made up from the card. */
export function descriptionProblem(description: string, options: { mayBeEmpty: boolean }): DescriptionProblem | null {
  if (description === '') return options.mayBeEmpty ? null : 'description-empty'
  if (description.length > DESCRIPTION_MAX) return 'description-long'
  // A card number typed into the wrong box must not be kept as a name.
  return (description.match(/\p{Nd}/gu)?.length ?? 0) >= 8 ? 'description-digits' : null
}

/** A card is good to the end of its month, Istanbul time (UTC+3 all year); it expires soon in its last two months. */
export function validityOf(expiry: Expiry | null, now: Date): Validity {
  if (!expiry) return 'unknown'
  const endOf = (monthsEarlier: number) => Date.UTC(expiry.year, expiry.month - monthsEarlier, 1) - 3 * 3_600_000
  if (now.getTime() >= endOf(0)) return 'expired'
  return now.getTime() >= endOf(2) ? 'expiring' : 'good'
}

/** Newest used first; among cards that were never used, the newest. */
export function newestUsedFirst<T extends { lastUsedAt: Date | null; createdAt: Date }>(a: T, b: T): number {
  return (b.lastUsedAt ?? b.createdAt).getTime() - (a.lastUsedAt ?? a.createdAt).getTime()
}
