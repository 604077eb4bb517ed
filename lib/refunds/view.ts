import 'server-only'
import { listPayments, type Payment } from '@/db/payments'
import { findRefund, listRefundsOf, type Refund } from '@/db/refunds'
import type { Kurus } from '@/lib/shared/payments/money'
import type { PaymentView } from '@/lib/shared/payments/payment-states'
import { RESERVING_REFUND, type RefundStatus, type RefundView } from '@/lib/shared/payments/refund'
import { isSameDay } from './day'
import { drawnBy, soldAt } from './of-payment'

/** What an order's merchant sees of what was given back. */
export type OrderRefunds = {
  /**
   * Given back of the payment that paid the order or, where none does, of those that were not late: a merchant must not
   * read that a paid order is all back because another payment of it is.
   */
  refundedKurus: Kurus
  refunds: Refund[]
}

/** Those of findings' transactions aside, which are no payment of the order's. */
export async function findOrderRefunds(orderId: string): Promise<OrderRefunds> {
  const payments = await listPayments(orderId)
  const refunds = await listRefundsOf(payments.map(({ id }) => id))
  const inTime = payments.filter(({ late }) => !late)
  const paid = inTime.find(({ status }) => status === 'succeeded')
  return {
    refundedKurus: (paid ? [paid] : inTime).reduce((sum, { refundedKurus }) => sum + refundedKurus, 0),
    refunds: refunds.filter(({ findingId }) => findingId === null).toReversed(),
  }
}

/** One refund of an order; null for an unknown one, and for another order's. */
export async function findOrderRefund(orderId: string, refundId: string): Promise<Refund | null> {
  const refund = await findRefund(refundId)
  if (!refund || refund.paymentId === null || refund.findingId !== null) return null
  return (await listPayments(orderId)).some(({ id }) => id === refund.paymentId) ? refund : null
}

/** When a refund is to be sent; null once it was, or is no longer to be. */
export function plannedFor({ status, dueAt }: Refund): Date | null {
  return status === 'planned' ? dueAt : null
}

/** A payment's refunds for its shopper, newest first; what never led to anything is nobody's news. */
export async function findRefundViews(
  payment: Payment,
  isPayer: boolean,
  at: Date,
): Promise<Pick<PaymentView, 'refundedKurus' | 'refunds'>> {
  const drawnKurus = drawnBy(payment)
  const isAmountTold = isPayer || drawnKurus === payment.amountKurus
  const refundedKurus = isAmountTold ? payment.refundedKurus : null
  if (payment.reservedKurus === 0) return { refundedKurus, refunds: [] }
  const refunds = (await listRefundsOf([payment.id])).filter(({ findingId, status }) => findingId === null && isReserving(status))
  return {
    refundedKurus,
    refunds: refunds.toReversed().map((refund) => {
      const view = refundViewOf(refund, payment, at)
      return isAmountTold ? view : { ...view, amountKurus: null }
    }),
  }
}

/** One of them, for whoever paid. */
export function refundViewOf(refund: Refund, payment: Payment, at: Date): RefundView {
  const { id, status, amountKurus, createdAt, settledAt } = refund
  const leftAt = refund.sentAt ?? refund.dueAt
  // Its row then holds all that was left, whatever it is.
  const isUnread = refund.askedBy === 'paynet' && status === 'unknown'
  return {
    id,
    status,
    amountKurus: isUnread ? null : amountKurus,
    isCancel: amountKurus === drawnBy(payment) && isSameDay(soldAt(payment, leftAt), leftAt),
    plannedFor: refund.dueAt > at ? plannedFor(refund) : null,
    createdAt,
    settledAt,
  }
}

function isReserving(status: RefundStatus): boolean {
  return (RESERVING_REFUND as readonly RefundStatus[]).includes(status)
}
