import type { Refund, Transaction } from './records'
import { refundsOf } from './refunds'
import type { RefundRows } from './settings'
import type { State } from './state'

/** A transaction as check, detail and list tell it: a sale with what became of it, or a refund under the names of its sale. */
export type Booking = Transaction & {
  /** Letters of the page "İşlem Tipi". */
  xact_type: 'S' | 'PR' | 'R' | 'CD'
  /** Of a sale, its newest refund; of a refund, its sale. */
  reversed_xact_id: string
  /** What the row leaves out. */
  rows: RefundRows
}

const noCost = { ratio: 0, commission_kurus: 0, tax_kurus: 0, end_user_kurus: 0 }

/** The number is of the English page of transaction types. */
const reversalType = 2

export function isRefund({ transaction_type }: Booking): boolean {
  return transaction_type === reversalType
}

export function bookingOfSale(state: State, sale: Transaction): Booking {
  return {
    ...sale,
    xact_type: sale.transaction_type === 3 ? 'PR' : 'S',
    reversed_xact_id: knownRefundsOf(state, sale).at(-1)?.xact_id ?? '',
    rows: 'full',
  }
}

/** The refunds of a sale that have rows of their own. */
export function refundBookingsOf(state: State, sale: Transaction): Booking[] {
  const { refund_rows } = state.settings
  if (refund_rows === 'sale-only') return []
  return knownRefundsOf(state, sale).map((refund) => bookingOfRefund(refund, sale, refund_rows))
}

/** Approved ones, in the order of their approval, once the lag of the books is over. */
function knownRefundsOf(state: State, sale: Transaction): Refund[] {
  return refundsOf(state, sale)
    .filter((refund) => isKnown(state, refund))
    .sort((one, other) => approvedMs(one) - approvedMs(other))
}

export function isKnown(state: State, refund: Refund): boolean {
  return refund.status === 'approved' && approvedMs(refund) <= state.now().getTime() - state.settings.check_lag_ms
}

function approvedMs({ at, decided_at }: Refund): number {
  return Date.parse(decided_at ?? at)
}

function bookingOfRefund({ id, xact_id, at, decided_at, amount_kurus, type }: Refund, sale: Transaction, rows: RefundRows): Booking {
  return {
    ...sale,
    id,
    xact_id,
    at: decided_at ?? at,
    amount_kurus,
    cost: noCost,
    said: { ...sale.said, company_amount_kurus: null },
    transaction_type: reversalType,
    xact_type: type,
    reversed_xact_id: sale.xact_id,
    rows,
  }
}
