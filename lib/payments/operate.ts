import 'server-only'
import { findOrderRow, findOrderRowByReference } from '@/db/orders'
import { listEvents, type PaymentEvent } from '@/db/payment-events'
import { advance } from '@/db/payment-moves'
import { findPayment, findPaymentByReferenceNo, listPayments, markLateRefunded, type Payment } from '@/db/payments'
import { touchUnlessReserved } from '@/db/refunds'
import { later } from '@/lib/clock'
import { isId } from '@/lib/ids'
import { scrub } from '@/lib/log'
import { recordNote } from './timeline'
import { quietUntil, RECHECK_EVERY_MS, untoldCard, windowEnd } from './timing'

/** Finds payments by a payment's id or reference_no, or an order's id or reference; newest first. */
export async function findPaymentsBy(word: string): Promise<Payment[]> {
  const payment = (isId(word) ? await findPayment(word) : null) ?? (await findPaymentByReferenceNo(word))
  if (payment) return [payment]
  const order = (isId(word) ? await findOrderRow(word) : null) ?? (await findOrderRowByReference(word))
  return order ? listPayments(order.id) : []
}

export async function readTimeline(payment: Payment): Promise<PaymentEvent[]> {
  return listEvents(payment.id)
}

/** What an operator can say of a payment that no program can end. */
export const DECISIONS = ['accept', 'refunded', 'not-charged'] as const
export type Decision = (typeof DECISIONS)[number]

const NOTES: Record<Decision, string> = {
  accept: 'accepted by an operator',
  refunded: 'refunded, says an operator',
  'not-charged': 'not charged, says an operator',
}

/**
 * Whether that can be said of it. `accept`: the money is ours and the order is paid; of a review, or of a payment that
 * stays undecided after its charge can no longer be sent again. `refunded`: it was given back; of a review, whose order
 * may then be paid again, or of a late payment, whose order stays paid. `not-charged`: Paynet's panel shows no money;
 * of an undecided one.
 */
export function isOpenTo(decision: Decision, payment: Payment, at: Date): boolean {
  const { status, late, refundedAt } = payment
  const isStuck = status === 'unknown' && isOverAndQuiet(payment, at)
  if (decision === 'accept') return status === 'review' || isStuck
  if (decision === 'refunded') return !isBeingRefunded(payment) && (status === 'review' || (late && refundedAt === null))
  return isStuck
}

/** A refund of ours is under way: what came of it is said of that. */
function isBeingRefunded({ reservedKurus, refundedKurus }: Payment): boolean {
  return reservedKurus > refundedKurus
}

/**
 * Whether a charge can no longer be sent again, nor be at work still: until then Paynet's panel need not show it. One
 * whose return's time is unknown, since the clock was set back, is never sent again.
 */
function isOverAndQuiet({ returnedAt, sentAt }: Payment, at: Date): boolean {
  return (returnedAt === null || windowEnd(returnedAt) <= at) && (sentAt === null || quietUntil(sentAt) <= at)
}

/** Writes what an operator decides, with the reason given. False when it is not open to that, or is no longer. */
export async function decide(payment: Payment, decision: Decision, at: Date, reason: string | null = null): Promise<boolean> {
  if (!isOpenTo(decision, payment, at) || !(await write(payment, decision, at))) return false
  await recordNote(payment.id, [NOTES[decision], reason && scrub(reason).slice(0, 500)].filter(Boolean).join(': '), at)
  return true
}

async function write(payment: Payment, decision: Decision, at: Date): Promise<boolean> {
  if (payment.late) return markLateRefunded(payment.id, at)
  const from = payment.status === 'review' ? 'review' : 'unknown'
  const patch = { settledAt: at, nextAt: null }
  switch (decision) {
    case 'accept':
      return (
        (await advance(payment, {
          from,
          to: 'succeeded',
          at,
          patch: { ...patch, ...(payment.saveRequest && untoldCard(payment, false, at)) },
        })) !== null
      )
    case 'refunded':
      return (
        (await advance(payment, {
          from,
          to: 'not_charged',
          at,
          patch: { ...patch, refundedAt: at },
          statements: (db) => [touchUnlessReserved(db, payment.id)],
        })) !== null
      )
    case 'not-charged':
      // Looked at for some more days, as everything that ends without a success.
      return (
        (await advance(payment, { from, to: 'not_charged', at, patch: { ...patch, nextAt: later(at, RECHECK_EVERY_MS), looks: 0 } })) !==
        null
      )
  }
}
