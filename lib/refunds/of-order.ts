import 'server-only'
import { listPayments, type Payment } from '@/db/payments'
import { listRefundsOf } from '@/db/refunds'

/**
 * The payment that a refund of an order is of: the one that is named, else the one that has a refund of this reference
 * already, else the one that paid the order, else the one in review. A repeated request must find its payment again, even
 * if another one has paid the order since. Null if there is none.
 */
export async function findPaymentToRefund(
  orderId: string,
  { paymentId, reference }: { paymentId: string | null; reference: string | null },
): Promise<Payment | null> {
  const payments = await listPayments(orderId)
  if (paymentId !== null) return payments.find(({ id }) => id === paymentId) ?? null
  const refunds = reference === null ? [] : await listRefundsOf(payments.map(({ id }) => id))
  const known = refunds.findLast((refund) => refund.reference === reference && refund.findingId === null)
  return (
    payments.find(({ id }) => id === known?.paymentId) ??
    payments.find(({ status, late }) => status === 'succeeded' && !late) ??
    payments.find(({ status }) => status === 'review') ??
    null
  )
}
