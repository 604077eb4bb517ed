import { randomInt } from 'node:crypto'
import { kindOf } from '@/simulator/protocol/test-cards'
import { type CardDetails, describeCard } from './card-details'
import type { CardOwner, StoredCard } from './records'
import type { State } from './state'
import { storeCard } from './stored-cards'

/** First digits and length of published cards. */
const kinds: readonly [bin: string, length: number][] = [
  ['435508', 16],
  ['554960', 16],
  ['979239', 16],
  ['375622', 15],
  ['450803', 16],
  ['540667', 16],
  ['411979', 16],
  ['658761', 16],
  ['402277', 16],
  ['581877', 16],
  ['518896', 16],
]

/** Stores made-up cards, each with a mask of its own. All are approved with the 3D code "a". */
export function seedCards(state: State, owner: CardOwner, count: number): StoredCard[] {
  const before = [...state.storedCards.values()].filter((card) => card.card_owner_id === owner.card_owner_id).length
  return Array.from({ length: count }, (_, index) =>
    storeCard(state, owner, makeCardDetails(state, before + index), `Kart ${before + index + 1}`),
  )
}

function makeCardDetails(state: State, index: number): CardDetails {
  const [bin, length] = kinds[index % kinds.length] ?? ['435508', 16]
  const middle = String(randomInt(10 ** 6))
    .padStart(length - 10, '0')
    .slice(0, length - 10)
  const pan = `${bin}${middle}${String(index + 1).padStart(4, '0')}`
  const card = { pan, bankId: kindOf(bin).bankId, password: 'a', outcome: 'approved', note: '' } as const
  const year = state.now().getUTCFullYear() + 1 + (index % 5)
  return describeCard(state, card, { holder: 'Deneme Müşterisi', month: 1 + (index % 12), year })
}
