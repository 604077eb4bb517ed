import type { CardChoice } from '@/components/card-form/card-choices'
import { BRAND_NAMES, showExpiry } from '@/lib/shared/cards/card'
import { isPayable, type SavedCardView } from '@/lib/shared/cards/saved-card'
import type { Locale } from '@/lib/shared/locale'
import type { Messages } from '@/lib/shared/messages'
import { isSeen } from '@/lib/shared/unseen'
import type { CardLine } from './saved-card-line'

type Words = Messages['cards']

const days = { dateStyle: 'long', timeZone: 'Europe/Istanbul' } as const
const formats = { tr: new Intl.DateTimeFormat('tr-TR', days), en: new Intl.DateTimeFormat('en-GB', days) }

/** A card's name: its owner's name for it, otherwise its last digits. */
function nameOf(card: SavedCardView, words: Words): string {
  if (isSeen(card.description)) return card.description
  return card.lastFour ? words.endingIn(card.lastFour) : words.unknownCard
}

/** `Visa •••• 4358`, bank or programme, and kind, as far as they are known. */
function detailOf(card: SavedCardView, words: Words): string {
  return [...factsOf(card, words), card.kind && words.kinds[card.kind]].filter(Boolean).join(' · ')
}

function factsOf({ brand, brandName, lastFour, bank }: SavedCardView, words: Words): (string | null)[] {
  const digits = lastFour && words.endingIn(lastFour)
  return [brand && digits ? `${BRAND_NAMES[brand]} ${digits}` : digits, bank ?? (brand ? null : brandName)]
}

/** `12/28`; null where Paynet has forgotten it. */
function dateOf({ expiry }: SavedCardView): string | null {
  return expiry && showExpiry(expiry)
}

function warningOf({ validity }: SavedCardView, words: Words): string {
  return validity === 'expiring' || validity === 'expired' ? words.validity[validity] : ''
}

/** A card as the checkout offers it. Except on Paynet's live host, a past date only warns, as with a typed card. */
export function choiceOf(card: SavedCardView, isLive: boolean, words: Words): CardChoice {
  return {
    id: card.id,
    brand: card.brand,
    name: nameOf(card, words),
    detail: [...factsOf(card, words), dateOf(card)].filter(Boolean).join(' · '),
    warning: warningOf(card, words),
    isDisabled: !isPayable(card, isLive),
  }
}

/** A card as its owner's list shows it, with the way to what it has paid. */
export function lineOf(card: SavedCardView, payments: CardLine['payments'], locale: Locale, words: Words): CardLine {
  const name = nameOf(card, words)
  return {
    id: card.id,
    brand: card.brand,
    name,
    detail: detailOf(card, words),
    expiry: words.expires(dateOf(card) ?? words.expiryUnknown),
    warning: warningOf(card, words),
    isExpired: card.validity === 'expired',
    lastUsed: card.lastUsedAt ? words.lastUsed(formats[locale].format(card.lastUsedAt)) : words.neverUsed,
    isDefault: card.isDefault,
    removeQuestion: words.removeQuestion(name),
    payments,
  }
}
