import { makeCardHash, makeCardOwnerId } from '@/simulator/format/ids'
import type { CardDetails } from './card-details'
import type { CardOwner, StoredCard } from './records'
import type { State } from './state'

type OwnerIds = { card_owner_id?: string | null | undefined; user_unique_id?: string | null | undefined }

/**
 * The owner that a request to save a card names, created at the first save; null if its card_owner_id
 * is unknown. Which id counts if both are sent is not documented; here it is Paynet's own.
 */
export function resolveOwner(state: State, { card_owner_id, user_unique_id }: OwnerIds): CardOwner | null {
  if (typeof card_owner_id === 'string') return state.owners.get(card_owner_id) ?? null
  if (typeof user_unique_id !== 'string') return null
  const known = state.ownersByUser.get(user_unique_id)
  if (known) return known
  const owner: CardOwner = {
    kind: 'card-owner',
    at: state.now().toISOString(),
    card_owner_id: makeCardOwnerId(),
    user_unique_id,
  }
  state.write(owner)
  return owner
}

/** Saving a number again updates its card and restores it if it was deleted. */
export function storeCard(state: State, owner: CardOwner, details: CardDetails, description: string): StoredCard {
  const known = [...state.storedCards.values()].find(
    (card) => card.card_owner_id === owner.card_owner_id && card.pan_digest === details.pan_digest,
  )
  const card: StoredCard = {
    kind: 'stored-card',
    at: state.now().toISOString(),
    card_hash: known?.card_hash ?? makeCardHash(),
    card_owner_id: owner.card_owner_id,
    pan_digest: details.pan_digest,
    card_desc: description,
    card_holder: details.card_holder,
    card_masked: details.card_masked,
    card_brand_name: details.card_brand_name,
    bank_id: details.bank_id,
    bank_name: details.bank_name,
    otp: details.otp,
    outcome: details.outcome,
    expire_month: details.expire_month,
    expire_year: details.expire_year,
    deleted: false,
  }
  state.write(card)
  return card
}

/** A card that is not deleted and belongs to the owner, if one is given. */
export function findStoredCard(state: State, cardHash: string, cardOwnerId: string | null): StoredCard | null {
  const card = state.storedCards.get(cardHash)
  if (!card || card.deleted) return null
  return cardOwnerId === null || cardOwnerId === card.card_owner_id ? card : null
}

/** Only marks the card, so that its number is recognised later. It may stay on its list for a while. */
export function deleteCard(state: State, card: StoredCard, listedForMs = 0): StoredCard {
  state.listedUntilMs.set(card.card_hash, state.now().getTime() + listedForMs)
  return rewriteCard(state, { ...card, deleted: true })
}

export function renameCard(state: State, card: StoredCard, description: string): StoredCard {
  return rewriteCard(state, { ...card, card_desc: description })
}

export function listOwnCards(state: State, cardOwnerId: string): StoredCard[] {
  const isListed = ({ deleted, card_hash }: StoredCard) => !deleted || (state.listedUntilMs.get(card_hash) ?? 0) > state.now().getTime()
  return [...state.storedCards.values()].filter((card) => card.card_owner_id === cardOwnerId && isListed(card))
}

function rewriteCard(state: State, card: StoredCard): StoredCard {
  const rewritten = { ...card, at: state.now().toISOString() }
  state.write(rewritten)
  return rewritten
}
