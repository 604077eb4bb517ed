import 'server-only'
import { findOrderRow, findOrderRowByReference } from '@/db/orders'
import { listEvents, type PaymentEvent } from '@/db/payment-events'
import { advance } from '@/db/payment-moves'
import { findPayment, findPaymentByReferenceNo, listPayments, type Payment } from '@/db/payments'
import { isId } from '@/lib/ids'
import { recordNote } from './timeline'
import { untoldCard } from './timing'

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

/**
 * Ends a review as an operator decides. `accept`: the money is ours and the order is paid. `refunded`: it was given
 * back and the order may be paid again. False when the payment is not in review.
 */
export async function endReview(payment: Payment, verdict: 'accept' | 'refunded', at: Date): Promise<boolean> {
  const moved =
    verdict === 'accept'
      ? await advance(payment, {
          from: 'review',
          to: 'succeeded',
          at,
          patch: { settledAt: at, ...(payment.saveRequest && untoldCard(payment, false, at)) },
        })
      : await advance(payment, { from: 'review', to: 'not_charged', at, patch: { settledAt: at, refundedAt: at } })
  if (moved) await recordNote(payment.id, verdict === 'accept' ? 'accepted by an operator' : 'refunded, says an operator', at)
  return moved !== null
}
