import 'server-only'
import { listPayments, type Payment } from '@/db/payments'
import { chargeOf, instalmentsOf, toldDrawn } from '@/lib/payments/drawn'
import { readKeptDetails } from '@/lib/payments/kept-details'
import type { Kurus } from '@/lib/shared/payments/money'
import type { TransactionDetails } from '@/lib/shared/payments/transaction-details'

/** What a merchant may see of a payment. */
export type PaymentRecord = Pick<
  Payment,
  | 'id'
  | 'status'
  | 'referenceNo'
  | 'amountKurus'
  | 'instalments'
  | 'feePayer'
  | 'monthlyKurus'
  | 'xactId'
  | 'card'
  | 'late'
  | 'reason'
  | 'createdAt'
  | 'settledAt'
> & {
  /** What was drawn beyond the price; until that is known, what the plan adds. */
  feeKurus: Kurus
  /** What was drawn from the card, as Paynet told; null when nothing was, or it is not known. */
  chargedKurus: Kurus | null
  details: TransactionDetails | null
}

/** An order's payments for its merchant, newest first. */
export async function listPaymentRecords(orderId: string): Promise<PaymentRecord[]> {
  return (await listPayments(orderId)).map((payment) => {
    const chargedKurus = chargedBy(payment)
    const isAsShown = payment.instalments > 1 && (chargedKurus === null || chargedKurus === chargeOf(payment))
    return {
      ...payment,
      details: readKeptDetails(payment.details),
      instalments: instalmentsOf(payment),
      // A month of the plan that was shown says nothing of another sum.
      monthlyKurus: isAsShown ? payment.monthlyKurus : null,
      feeKurus: chargedKurus === null ? payment.feeKurus : Math.max(chargedKurus - payment.amountKurus, 0),
      chargedKurus,
    }
  })
}

/** A success took what it was to take unless Paynet told otherwise, and an operator accepted it. */
function chargedBy(payment: Payment): Kurus | null {
  if (payment.status !== 'succeeded' && payment.status !== 'review') return null
  return toldDrawn(payment) ?? (payment.status === 'succeeded' ? chargeOf(payment) : null)
}
