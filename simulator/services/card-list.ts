import { z } from '@hono/zod-openapi'
import type { StoredCard } from '@/simulator/books/records'
import type { State } from '@/simulator/books/state'
import { listOwnCards } from '@/simulator/books/stored-cards'
import { maskHolder, maskStored } from '@/simulator/format/masks'
import { logoUrlOf } from '@/simulator/protocol/banks'
import { findCardReference } from '@/simulator/protocol/card-replies'
import { successMessage } from '@/simulator/protocol/envelope'
import { textField } from '@/simulator/protocol/fields'
import { cutPage, type Page, pageFields, readPage } from '@/simulator/protocol/page'
import { noData, type Reply } from '@/simulator/protocol/reply'
import { type CallContext, defineService } from './service'

const request = z
  .object({
    card_owner_id: textField(100),
    ...pageFields,
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

export const cardList = defineService({
  name: 'card_list',
  path: '/v1/card/list',
  summary: 'Lists the stored cards of an owner, oldest first, in pages',
  request,
  response,
  referenceOf: findCardReference,
  act: list,
})

async function list(state: State, input: z.infer<typeof request>, context: CallContext): Promise<Reply> {
  await context.beforeActing()
  if (!state.owners.has(input.card_owner_id)) return noData('Kart sahibi bulunamadı')
  return replyCards(rowsOf(state, input.card_owner_id), readPage(input))
}

export function replyCards(rows: CardListRow[], page: Page, code = 0, message = successMessage): Reply {
  const { shown, has_more } = cutPage(rows, page)
  const body: z.infer<typeof response> = {
    total: rows.length,
    total_count: shown.length,
    ...page,
    has_more,
    Data: shown,
    object_name: 'card_list',
    code,
    message,
  }
  return { status: 200, body }
}

export function rowsOf(state: State, cardOwnerId: string): CardListRow[] {
  return listOwnCards(state, cardOwnerId).map((card) => makeRow(state, card))
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
