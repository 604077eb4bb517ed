import type { FaultName } from '@/simulator/faults/catalogue'
import { formatDay } from '@/simulator/format/dates'
import { makeXactId } from '@/simulator/format/ids'
import type { JsonObject } from '@/simulator/protocol/reply'
import type { ReversalRow } from '@/simulator/services/reversal-list'
import { hostileImage, hostileScript } from './hostile'

/** Changes the answer of reversal_list as the fault says; null for any other fault. */
export function spoilReversalList(body: JsonObject, fault: FaultName, now: Date): JsonObject | null {
  const rows = Array.isArray(body.Data) ? (body.Data as ReversalRow[]) : []
  switch (fault) {
    case 'has-more-lies':
      return { ...body, has_more: true }
    case 'has-more-ends':
      return { ...body, has_more: false }
    case 'list-hostile':
      return { ...body, Data: rows.map((row) => ({ ...row, card_holder: hostileScript, bank_name: hostileImage, card_no: hostileScript })) }
    case 'reversal-foreign-row':
      return { ...body, total: Number(body.total) + 1, total_count: rows.length + 1, Data: [...rows, makeForeignRow(formatDay(now))] }
    default:
      return null
  }
}

function makeForeignRow(day: string): ReversalRow {
  return {
    id: 9_438_118,
    xact_date: day,
    entry_date: day,
    xact_id: makeXactId(),
    reversed_xact_id: makeXactId(),
    reversed_id: 8_438_118,
    agent_id: '1001',
    bank_id: 'WRLD',
    bank_name: 'WorldCard',
    card_no: '554960******2010',
    card_holder: 'AY*****AZ',
    amount: 12.5,
    currency: 'TRY',
    status: 3,
  }
}
