import type { FaultName } from '@/simulator/faults/catalogue'
import { makeXactId } from '@/simulator/format/ids'
import type { JsonObject } from '@/simulator/protocol/reply'
import type { TransactionRow } from '@/simulator/services/transaction-list'
import { hostileScript } from './hostile'
import { nameReference } from './rows'

/** Changes the answer of list as the fault says; null for any other fault. */
export function spoilTransactionList(body: JsonObject, fault: FaultName): JsonObject | null {
  const rows = Array.isArray(body.Data) ? (body.Data as TransactionRow[]) : []
  switch (fault) {
    case 'has-more-lies':
      return { ...body, has_more: true }
    case 'has-more-ends':
      return { ...body, has_more: false }
    case 'list-foreign-row':
      return { ...body, total: Number(body.total) + 1, total_count: rows.length + 1, Data: [...rows, ...rows.slice(0, 1).map(makeForeign)] }
    case 'list-hostile':
      return { ...body, Data: rows.map(makeHostile) }
    case 'list-refund-rows':
      return {
        ...body,
        total: Number(body.total) + rows.length,
        total_count: 2 * rows.length,
        Data: rows.flatMap((row) => [row, makeRefund(row)]),
      }
    default:
      return null
  }
}

function makeForeign(row: TransactionRow): TransactionRow {
  const other = { ...row, id: row.id + 1_000_000, xact_id: makeXactId(), amount: row.amount + 1 }
  return nameReference(other, 'BASKA-MAGAZA-1')
}

function makeHostile(row: TransactionRow): TransactionRow {
  return nameReference({ ...row, card_holder: "'; DROP TABLE payments; --" }, `${row.agent_reference}\r\n\u001b[31m${hostileScript}`)
}

/** What a refund looks like in the list is not documented. Here it is a row of its own, with the type that Paynet's page about types gives it. */
function makeRefund(row: TransactionRow): TransactionRow {
  return { ...row, id: row.id + 2_000_000, xact_id: makeXactId(), xact_type: 'CD', xact_type_desc: 'İade', reversed: true }
}
