import { NEW_CARD } from './card-form'
import { isPayable, type SavedCardView } from './saved-card'

export type Wishes = { wish: string | null; lastCard: string | null; tired: string[]; isLive: boolean }

/**
 * The card that is chosen when a checkout opens, null for a new one: the one wished for, else the one tried last, else
 * the first that is neither expired nor likely to be refused again.
 */
export function cardToChoose(cards: SavedCardView[], { wish, lastCard, tired, isLive }: Wishes): string | null {
  for (const wanted of [wish, lastCard]) {
    if (wanted === NEW_CARD) return null
    const card = cards.find(({ id }) => id === wanted)
    if (card && isPayable(card, isLive)) return card.id
  }
  return cards.find(({ id, validity }) => validity !== 'expired' && !tired.includes(id))?.id ?? null
}
