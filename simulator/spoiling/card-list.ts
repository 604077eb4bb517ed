import type { State } from '@/simulator/books/state'
import type { FaultName } from '@/simulator/faults/catalogue'
import { makeCardHash, makeCardOwnerId } from '@/simulator/format/ids'
import { swapCase } from '@/simulator/format/swap-case'
import { readPage } from '@/simulator/protocol/page'
import type { JsonObject } from '@/simulator/protocol/reply'
import { type CardListRow, replyCards, rowsOf } from '@/simulator/services/card-list'
import { hostileImage, hostileScript } from './hostile'

type CardListSpoiling = { state: State; fault: FaultName; cardOwnerId: string }

/** Changes the answer of card_list as the fault says; null for any other fault. */
export function spoilCardList(body: JsonObject, { state, fault, cardOwnerId }: CardListSpoiling): JsonObject | null {
  const rows = Array.isArray(body.Data) ? (body.Data as CardListRow[]) : []
  switch (fault) {
    case 'owner-other-case':
      return { ...body, Data: rows.map((row) => ({ ...row, card_owner_id: swapCase(row.card_owner_id) })) }
    case 'expiry-zero':
      return { ...body, Data: rows.map((row) => ({ ...row, expire_month: 0, expire_year: 0 })) }
    case 'list-hostile':
      return { ...body, Data: rows.map(makeHostile) }
    case 'list-foreign-row':
      return { ...body, total: Number(body.total) + 1, total_count: rows.length + 1, Data: [...rows, makeForeignRow(rows[0])] }
    case 'has-more-lies': {
      const first = replyCards(rowsOf(state, cardOwnerId), readPage({ limit: Number(body.limit) }))
      return { ...body, total_count: first.body.total_count, has_more: true, Data: first.body.Data }
    }
    default:
      return null
  }
}

function makeHostile(row: CardListRow): CardListRow {
  return {
    ...row,
    card_desc: hostileScript,
    card_bank_name: hostileImage,
    card_logo_url: `https://collector.example/logo.svg?">${hostileScript}`,
  }
}

function makeForeignRow(own: CardListRow | undefined): CardListRow {
  return {
    company_code: '1001',
    agent_id: '1001',
    card_type: 'cc',
    card_bank_id: 'AXSS',
    card_bank_name: 'Axess',
    card_logo_url: '',
    card_brand_name: 'VISA',
    expire_month: 12,
    expire_year: 2030,
    ...own,
    user_unique_id: 'somebody-else',
    card_owner_id: makeCardOwnerId(),
    card_hash: makeCardHash(),
    card_desc: 'Başkasının kartı',
    card_holder: 'BA*****ER',
    card_no: '435508********9999',
    card_bin: '435508',
  }
}
