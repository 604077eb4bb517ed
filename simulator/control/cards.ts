import type { Context } from 'hono'
import { z } from 'zod'
import type { StoredCard } from '@/simulator/books/records'
import { seedCards } from '@/simulator/books/seed-cards'
import type { State } from '@/simulator/books/state'
import { deleteCard, findStoredCard, resolveOwner } from '@/simulator/books/stored-cards'
import { formatPaynetDate } from '@/simulator/format/dates'
import { maskStored } from '@/simulator/format/masks'
import { integerField, textField } from '@/simulator/protocol/fields'
import type { App } from '@/simulator/protocol/http'
import { answerForm, reply } from './form'

const seedRequest = z
  .object({
    card_owner_id: textField(100).optional(),
    user_unique_id: textField(100).optional(),
    count: integerField.refine((count) => count >= 1 && count <= 1000, '1 to 1000').default(1),
  })
  .refine((fields) => (fields.card_owner_id ?? fields.user_unique_id) !== undefined, 'card_owner_id or user_unique_id')

const deleteRequest = z.object({ card_hash: textField(200) })

/** Changes stored cards without the shop's knowledge, and shows the codes sent to a phone. */
export function addCardControl(app: App, state: State): void {
  app.get('/control/cards', (context) => {
    const cards = [...state.storedCards.values()].map((card) => showCard(state, card))
    const owner = context.req.query('card_owner_id')
    return context.json(owner === undefined ? cards : cards.filter((card) => card.card_owner_id === owner))
  })
  app.post('/control/cards', (context) =>
    answerForm(context, seedRequest, ({ count, ...ids }) => {
      const owner = resolveOwner(state, ids)
      if (!owner) return context.json({ errors: ['card_owner_id: unknown'] }, 404)
      const cards = seedCards(state, owner, count).map((card) => showCard(state, card))
      return reply(context, cards, 201)
    }),
  )
  app.delete('/control/cards', (context) => removeCard(state, context))
  app.post('/control/cards/delete', (context) => removeCard(state, context))
  app.get('/control/phone/:userGsm', (context) => {
    const messages = [...state.sentOtps].filter(([, sent]) => sent.userGsm === context.req.param('userGsm'))
    return context.json(
      messages.map(([otp_session_id, { code, expiresAtMs }]) => ({
        otp_session_id,
        otp_code: code,
        otp_expire: formatPaynetDate(new Date(expiresAtMs)),
      })),
    )
  })
}

function removeCard(state: State, context: Context): Promise<Response> {
  return answerForm(context, deleteRequest, ({ card_hash }) => {
    const card = findStoredCard(state, card_hash, null)
    if (!card) return context.json({ errors: ['card_hash: unknown or deleted'] }, 404)
    return reply(context, showCard(state, deleteCard(state, card)))
  })
}

function showCard(state: State, card: StoredCard) {
  return {
    card_owner_id: card.card_owner_id,
    user_unique_id: state.owners.get(card.card_owner_id)?.user_unique_id ?? '',
    card_hash: card.card_hash,
    card_no: maskStored(card.card_masked),
    card_desc: card.card_desc,
    card_holder: card.card_holder,
    card_bank_name: card.bank_name,
    card_brand_name: card.card_brand_name,
    expire_month: card.expire_month,
    expire_year: card.expire_year,
    deleted: card.deleted,
  }
}
