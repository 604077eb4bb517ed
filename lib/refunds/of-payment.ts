import 'server-only'
import type { Payment } from '@/db/payments'
import type { Ending, Refund } from '@/db/refunds'
import { later } from '@/lib/clock'
import { DAY } from '@/lib/duration'
import { chargeOf, toldDrawn } from '@/lib/payments/drawn'
import { readKeptDetails } from '@/lib/payments/kept-details'
import type { SaleName } from '@/lib/paynet/refunds-wire'
import { encodeDay, readDate } from '@/lib/paynet/transactions-wire'
import type { Kurus } from '@/lib/shared/payments/money'

/** What may be given back of a payment, and what was. Pure. */

/** What was drawn from the card, which is the most that can be given back; null where that is not known. */
export function drawnBy(payment: Payment): Kurus | null {
  return payment.drawnKurus ?? toldDrawn(payment) ?? (payment.status === 'succeeded' ? chargeOf(payment) : null)
}

/** What is neither given back nor being given back; 0 where nothing can be. */
export function remainingOf(payment: Payment): Kurus {
  return isRefundable(payment) ? (drawnBy(payment) ?? 0) - payment.reservedKurus : 0
}

/** Whether a payment holds money that Paynet can be asked to give back. */
export function isRefundable(payment: Payment): boolean {
  const { status, refundedAt, xactId } = payment
  return (status === 'succeeded' || status === 'review') && refundedAt === null && xactId !== null && drawnBy(payment) !== null
}

/** Of a late payment, or one in review, all that is left is given back, or nothing: nothing was sold for it. */
export function isWholeOnly({ status, late }: Pick<Payment, 'status' | 'late'>): boolean {
  return late || status === 'review'
}

/** When the money was taken: as Paynet says, else as its answer was waited for. */
export function soldAt({ details, sentAt, settledAt, createdAt }: Payment, now: Date): Date {
  const told = readDate(readKeptDetails(details)?.xactDate)
  const ours = sentAt ?? settledAt ?? createdAt
  if (!told || told.at > later(now, DAY)) return ours
  // Of a day alone, our own time on it says more.
  return !told.isTimed && encodeDay(told.at) === encodeDay(ours) ? ours : told.at
}

/** How Paynet knows the transaction that a refund is of. A finding's transaction may share its reference with another. */
export function saleOf({ xactId, findingId }: Pick<Refund, 'xactId' | 'findingId'>, payment: Payment | null): SaleName {
  return payment !== null && findingId === null
    ? { xactId, xactNumber: payment.xactNumber, referenceNo: payment.referenceNo }
    : { xactId, xactNumber: null, referenceNo: '' }
}

/** What ends when a refund of a payment's own transaction is done: its review or, once all of it is back, its being late. */
export function endingOf({ id, status, late, refundedAt }: Payment, at: Date): Ending | null {
  if (refundedAt !== null) return null
  if (status === 'review') return { kind: 'review', paymentId: id, at }
  return status === 'succeeded' && late ? { kind: 'late', paymentId: id, at } : null
}
