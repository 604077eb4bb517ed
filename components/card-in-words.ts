import type { Messages } from '@/lib/shared/messages'
import type { SavedCardView } from '@/lib/shared/saved-card'
import type { CardChoice } from './card-choices'

/** `12/28`, or a word where Paynet has forgotten it. */
export function expiryInWords(card: SavedCardView, words: Messages['cards']): string {
  if (!card.expiry) return words.expiryUnknown
  return `${String(card.expiry.month).padStart(2, '0')}/${String(card.expiry.year % 100).padStart(2, '0')}`
}

/** What a card is called: by its owner, else by its last digits. */
export function nameInWords(card: SavedCardView, words: Messages['cards']): string {
  if (card.description) return card.description
  return card.lastFour ? words.endingIn(card.lastFour) : words.unknownCard
}

/** Last digits, kind and bank or programme, as far as they are known. */
export function cardInWords(card: SavedCardView, words: Messages['cards']): string {
  const digits = card.lastFour && words.endingIn(card.lastFour)
  return [digits, card.bank ?? card.brandName, card.kind && words.kinds[card.kind]].filter(Boolean).join(' · ')
}

/** A card as the checkout offers it. Outside Paynet's live host a past date only warns, as with a typed card. */
export function choiceOf(card: SavedCardView, isLive: boolean, words: Messages['cards']): CardChoice {
  return {
    id: card.id,
    brand: card.brand,
    name: nameInWords(card, words),
    detail: `${cardInWords(card, words)} · ${words.expiry} ${expiryInWords(card, words)}`,
    warning: words.validity[card.validity],
    isDisabled: isLive && card.validity === 'expired',
  }
}

/** The card that is chosen at first: the owner's own choice, else the newest used; an expired one never. */
export function firstChoice(cards: SavedCardView[]): string | null {
  const good = cards.filter((card) => card.validity !== 'expired')
  return (good.find((card) => card.isDefault) ?? good[0])?.id ?? null
}
