import type { FaultName } from '@/simulator/faults/catalogue'
import { makeXactId } from '@/simulator/format/ids'
import type { JsonObject } from '@/simulator/protocol/reply'

/** Changes how transactions are told, by tds_charge itself or in the rows of check, detail and list; null for any other fault. */
export function spoilRows(body: JsonObject, fault: FaultName): JsonObject | null {
  const { Data, ...rest } = body
  switch (fault) {
    case 'data-lower-case':
      return { ...rest, data: Data }
    case 'data-null-row':
      return { ...body, Data: [null] }
    case 'data-null':
      return { ...body, Data: null }
    case 'check-flat':
      return Array.isArray(Data) ? { ...Data.at(-1), ...rest } : body
    default: {
      const change = changes[fault]
      if (!change) return null
      return Array.isArray(Data) ? { ...body, Data: Data.map(change) } : { ...body, ...change(body) }
    }
  }
}

const changes: { [Name in FaultName]?: (row: JsonObject) => JsonObject } = {
  'is-succeed-text': (row) => ({ ...row, is_succeed: String(row.is_succeed) }),
  'currency-tl': (row) => ({ ...row, currency: 'TL' }),
  'currency-949': (row) => ({ ...row, currency: '949' }),
  'currency-number': (row) => ({ ...row, currency: 949 }),
  'amount-noise': (row) => ({ ...row, amount: Number(row.amount) + 1e-7 }),
  'row-nameless': ({ agent_reference, agent_reference_no, reference_no, ...row }) => row,
  'row-cut-reference': (row) => nameReference(row, cut(String(row.agent_reference))),
  'row-capitals': (row) => nameReference(row, String(row.agent_reference).toUpperCase()),
  'row-merchant-reference': (row) => ({ ...row, agent_reference_no: 'B-1001' }),
  'row-reversed': (row) => ({ ...row, reversed: true, reversed_xact_id: makeXactId() }),
  // The letter is of the page "İşlem Tipi"; a cancellation's number is not documented.
  'row-cancelled': (row) => ({ ...row, xact_id: makeXactId(), xact_type: 'R', xact_type_desc: 'İptal', transaction_type: 2 }),
}

/** Gives a row another reference, under each of the names. */
export function nameReference<Row extends JsonObject>(row: Row, name: string): Row {
  return { ...row, agent_reference: name, agent_reference_no: name, reference_no: name }
}

/** A shorter one loses its last character, so that it never stays as it was. */
function cut(reference: string): string {
  return reference.slice(0, Math.min(20, reference.length - 1))
}
