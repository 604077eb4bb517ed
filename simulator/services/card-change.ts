import { z } from '@hono/zod-openapi'
import { deleteCard, findStoredCard, renameCard } from '@/simulator/books/stored-cards'
import { findCardReference, replyCardNotFound } from '@/simulator/protocol/card-replies'
import { makeEnvelope, replyEnvelope } from '@/simulator/protocol/envelope'
import { textField } from '@/simulator/protocol/fields'
import { defineService } from './service'

const named = z.object({ card_owner_id: textField(100), card_hash: textField(200) })

export const cardDelete = defineService({
  name: 'card_delete',
  path: '/v1/card/delete',
  summary: 'Marks a stored card as deleted',
  request: named.openapi('CardDeleteRequest'),
  response: makeEnvelope('card_delete').openapi('CardDeleteResponse'),
  referenceOf: findCardReference,
  act: async (state, input, context) => {
    await context.beforeActing()
    const card = findStoredCard(state, input.card_hash, input.card_owner_id)
    if (!card) return replyCardNotFound()
    deleteCard(state, card, context.listsDeletedMs ?? 0)
    return replyEnvelope('card_delete')
  },
})

export const cardDescUpdate = defineService({
  name: 'card_desc_update',
  path: '/v1/card/desc_update',
  summary: 'Gives a stored card another description',
  request: named.extend({ card_desc: textField(100) }).openapi('CardDescUpdateRequest'),
  response: makeEnvelope('card_desc_update').openapi('CardDescUpdateResponse'),
  referenceOf: findCardReference,
  act: async (state, input, context) => {
    await context.beforeActing()
    const card = findStoredCard(state, input.card_hash, input.card_owner_id)
    if (!card) return replyCardNotFound()
    renameCard(state, card, input.card_desc)
    return replyEnvelope('card_desc_update')
  },
})
