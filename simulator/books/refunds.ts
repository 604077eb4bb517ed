import { dayOf } from '@/simulator/format/dates'
import { makeXactId } from '@/simulator/format/ids'
import type { Refund, Transaction } from './records'
import { nextId, type State } from './state'

export type Refusal = 'part on the same day' | 'more than is left'

export type Decision = 'approve' | 'reject' | 'withdraw'

/** Oldest first. */
export function refundsOf(state: State, sale: Transaction): Refund[] {
  return [...(state.refundsBySale.get(sale.xact_id)?.values() ?? [])]
}

/** What of a sale may still be given back, in kuruş. */
export function leftOf(state: State, sale: Transaction): number {
  const held = refundsOf(state, sale).filter(({ status }) => status === 'waiting' || status === 'approved')
  return held.reduce((left, { amount_kurus }) => left - amount_kurus, sale.amount_kurus)
}

/** Writes a refund of a sale down; 0 kuruş means all that is left. A person in the panel approves it with the same click. */
export function bookRefund(
  state: State,
  sale: Transaction,
  { amountKurus, by, succeedUrl }: { amountKurus: number; by: Refund['by']; succeedUrl: string },
): Refund | Refusal {
  const { refund_unchecked, refund_approval } = state.settings
  const left = refund_unchecked ? sale.amount_kurus : leftOf(state, sale)
  const amount = amountKurus || left
  if (amount <= 0 || (amount > left && !refund_unchecked)) return 'more than is left'
  const isSameDay = dayOf(new Date(sale.at)) === dayOf(state.now())
  if (isSameDay && amount < sale.amount_kurus) return 'part on the same day'
  const at = state.now().toISOString()
  const isApproved = by === 'panel' || refund_approval === 'auto'
  return rewrite(state, {
    kind: 'refund',
    at,
    id: nextId(state),
    xact_id: makeXactId(),
    sale_xact_id: sale.xact_id,
    sale_id: sale.id,
    reference_no: sale.reference_no,
    amount_kurus: amount,
    type: isSameDay ? 'R' : 'CD',
    status: isApproved ? 'approved' : 'waiting',
    by,
    decided_at: isApproved ? at : null,
    succeed_url: succeedUrl,
  })
}

/** What Paynet's staff or the bank decides. An approval can be taken back; null if there is nothing to decide. */
export function decideRefund(state: State, refund: Refund, decision: Decision): Refund | null {
  const isOpen = refund.status === 'waiting' || (refund.status === 'approved' && decision === 'withdraw')
  if (!isOpen) return null
  const status = ({ approve: 'approved', reject: 'rejected', withdraw: 'withdrawn' } as const)[decision]
  return rewrite(state, { ...refund, status, decided_at: state.now().toISOString() })
}

function rewrite(state: State, refund: Refund): Refund {
  state.write(refund)
  return refund
}
