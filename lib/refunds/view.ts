import 'server-only'
import { listPayments, type Payment } from '@/db/payments'
import { findRefund, listRefundsOf, type Refund } from '@/db/refunds'
import type { Kurus } from '@/lib/shared/payments/money'
import type { RefundView } from '@/lib/shared/payments/refund'
import { isSameDay } from './day'
import { drawnBy, soldAt } from './of-payment'

/** What an order's merchant sees of what was given back. */
export type OrderRefunds = {
  /** Given back of the payments that were the order's: not of a late one, which was never sold anything. */
  refundedKurus: Kurus
  refunds: Refund[]
}

/** Those of findings' transactions aside, which are no payment of the order's. */
export async function findOrderRefunds(orderId: string): Promise<OrderRefunds> {
  const payments = await listPayments(orderId)
  const refunds = await listRefundsOf(payments.map(({ id }) => id))
  return {
    refundedKurus: payments.reduce((sum, { late, refundedKurus }) => sum + (late ? 0 : refundedKurus), 0),
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
export async function findRefundViews(payment: Payment, isPayer: boolean): Promise<RefundView[]> {
  if (payment.reservedKurus === 0) return []
  const refunds = (await listRefundsOf([payment.id])).filter(({ findingId }) => findingId === null)
  return refunds.toReversed().flatMap((refund) => {
    const { status, amountKurus, createdAt, settledAt } = refund
    if (status === 'refused' || status === 'withdrawn' || status === 'not_sent') return []
    const isPriceAlone = drawnBy(payment) === payment.amountKurus
    const isWhole = amountKurus === drawnBy(payment)
    const sentAt = refund.sentAt ?? refund.dueAt
    return [
      {
        status,
        amountKurus: isPayer || isPriceAlone ? amountKurus : null,
        isCancel: isWhole && isSameDay(soldAt(payment, sentAt), sentAt),
        plannedFor: plannedFor(refund),
        createdAt,
        settledAt,
      },
    ]
  })
}
