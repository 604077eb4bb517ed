import { z } from '@hono/zod-openapi'
import { logoUrlOf, maskHolder, maskStored } from '@/simulator/books/card-details'
import type { StoredCard } from '@/simulator/books/records'
import type { State } from '@/simulator/books/state'
import { listOwnCards } from '@/simulator/books/stored-cards'
import { findSubject } from '@/simulator/protocol/card-envelope'
import { integerField, textField } from '@/simulator/protocol/fields'
import { defineService, errorReply, type Reply, type Turn } from './service'

const defaultLimit = 10
const maxLimit = 100

const positionField = integerField.refine((position) => position >= 0, '0 or more')

const request = z
  .object({
    card_owner_id: textField(100),
    limit: positionField.optional().openapi({ description: 'Default 10, at most 100' }),
    ending_before: positionField.optional().openapi({ description: '90 with limit 15: the rows 76 to 90' }),
    starting_after: positionField.optional().openapi({ description: '15 with limit 15: the rows 16 to 30' }),
  })
  .openapi('CardListRequest')

const row = z.object({
  company_code: z.string(),
  agent_id: z.string(),
  user_unique_id: z.string(),
  card_owner_id: z.string(),
  card_hash: z.string(),
  card_desc: z.string(),
  card_holder: z.string(),
  card_no: z.string(),
  card_bin: z.string(),
  card_type: z.string(),
  card_bank_id: z.string(),
  card_bank_name: z.string(),
  card_logo_url: z.string(),
  card_brand_name: z.string(),
  expire_month: z.number().int(),
  expire_year: z.number().int(),
})

const response = z
  .object({
    total: z.number().int().openapi({ description: 'All cards of the owner' }),
    total_count: z.number().int().openapi({ description: 'The rows in this answer' }),
    limit: z.number().int(),
    ending_before: z.number().int(),
    starting_after: z.number().int(),
    has_more: z.boolean(),
    Data: z.array(row),
    object_name: z.literal('card_list'),
    code: z.number().int(),
    message: z.string(),
  })
  .openapi('CardListResponse')

export type CardListRow = z.infer<typeof row>
type Page = { limit: number; endingBefore: number; startingAfter: number }

export const cardList = defineService({
  name: 'card_list',
  path: '/v1/card/list',
  summary: 'Lists the stored cards of an owner, oldest first, in pages',
  request,
  response,
  referenceOf: findSubject,
  flightKeyOf: () => null,
  act: list,
})

async function list(state: State, input: z.infer<typeof request>, turn: Turn): Promise<Reply> {
  await turn.beforeActing()
  if (!state.owners.has(input.card_owner_id)) return errorReply(404, 'no_data_error', 12, 'Kart sahibi bulunamadı')
  // Paynet's own client cannot send a 0, so 0 is what a missing number is.
  return replyList(state, input.card_owner_id, {
    limit: Math.min(input.limit || defaultLimit, maxLimit),
    endingBefore: input.ending_before ?? 0,
    startingAfter: input.starting_after ?? 0,
  })
}

/** When both positions come, starting_after counts. */
export function replyList(state: State, cardOwnerId: string, { limit, endingBefore, startingAfter }: Page): Reply {
  const cards = listOwnCards(state, cardOwnerId)
  const isBackward = endingBefore > 0 && startingAfter === 0
  const from = isBackward ? Math.max(0, endingBefore - limit) : startingAfter
  const shown = cards.slice(from, isBackward ? endingBefore : from + limit)
  const body: z.infer<typeof response> = {
    total: cards.length,
    total_count: shown.length,
    limit,
    ending_before: endingBefore,
    starting_after: startingAfter,
    has_more: isBackward ? from > 0 : from + shown.length < cards.length,
    Data: shown.map((card) => makeRow(state, card)),
    object_name: 'card_list',
    code: 0,
    message: 'Başarılı İşlem',
  }
  return { status: 200, body }
}

/** A list that says nothing but a return code. */
export function replyListCode(code: number, message: string): Reply {
  const empty = { total: 0, total_count: 0, limit: defaultLimit, ending_before: 0, starting_after: 0, has_more: false, Data: [] }
  return { status: 200, body: { ...empty, object_name: 'card_list', code, message } }
}

function makeRow(state: State, card: StoredCard): CardListRow {
  return {
    company_code: '1001',
    agent_id: '1001',
    user_unique_id: state.owners.get(card.card_owner_id)?.user_unique_id ?? '',
    card_owner_id: card.card_owner_id,
    card_hash: card.card_hash,
    card_desc: card.card_desc,
    card_holder: maskHolder(card.card_holder),
    card_no: maskStored(card.card_masked),
    card_bin: card.card_masked.slice(0, 6),
    card_type: 'cc',
    card_bank_id: card.bank_id,
    card_bank_name: card.bank_name,
    card_logo_url: logoUrlOf(card.bank_id),
    card_brand_name: card.card_brand_name,
    expire_month: card.expire_month,
    expire_year: card.expire_year,
  }
}
