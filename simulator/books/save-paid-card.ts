import type { KeptCard } from './records'
import type { Session, State } from './state'
import { resolveOwner, storeCard } from './stored-cards'

/** Stores the card of a payment; null if the payment did not ask for it. */
export function saveCardOfPayment(state: State, session: Session, fails: boolean): KeptCard | null {
  const cardToKeep = session.card_to_keep
  if (!cardToKeep) return null
  if (fails) return refuse('Kart saklanamadı')
  const owner = resolveOwner(state, cardToKeep)
  if (!owner) return refuse('Kart sahibi bulunamadı')
  const card = storeCard(state, owner, { ...session, ...cardToKeep }, cardToKeep.card_desc)
  return {
    is_succeed: true,
    message: 'Kart başarıyla saklandı',
    card_owner_id: owner.card_owner_id,
    user_unique_id: owner.user_unique_id,
    card_hash: card.card_hash,
    card_brand_name: card.card_brand_name,
  }
}

function refuse(message: string): KeptCard {
  return { is_succeed: false, message, card_owner_id: '', user_unique_id: '', card_hash: '', card_brand_name: '' }
}
