import 'server-only'
import type { Payment } from '@/db/payments'
import { type Finding, insertFinding } from '@/db/sweep-findings'
import { newId } from '@/lib/ids'
import { log } from '@/lib/log'
import type { FindingKind } from '@/lib/shared/payments/finding'
import { recordNote } from './timeline'

/** What Paynet shows of a transaction that a person must look at; `missing` shows none. */
type Shown = { xactId: string | null; amountKurus: number | null } | null

/**
 * Keeps what a person must decide, and alarms them the first time. Null when it was known. `id` is null
 * for a transaction of which no payment is known.
 */
export async function keepFinding(
  kind: FindingKind,
  { id, referenceNo }: { id: string | null; referenceNo: string },
  shown: Shown,
  at: Date,
): Promise<Finding | null> {
  const { xactId, amountKurus } = shown ?? { xactId: null, amountKurus: null }
  const finding: Finding = { id: newId(), kind, referenceNo, xactId: xactId ?? '', amountKurus, foundAt: at, closedAt: null }
  if (!(await insertFinding(finding))) return null
  if (id !== null) await recordNote(id, `a person must look: ${kind}`, at)
  log.alarm('sweep.finding', { meaning: kind, referenceNo, ...(id === null ? {} : { paymentId: id }) })
  return finding
}

/**
 * A charge's own success, for a payment that has already succeeded by another transaction: money was
 * taken twice. Paynet's answer to a repeated charge (code 100) proves nothing of the kind and does not
 * come here, nor does the only charge of a payment, which checks may have shown before it answered.
 */
export async function keepSecondSuccess(payment: Payment, xactId: string | null, at: Date): Promise<void> {
  const isPaid = payment.status === 'succeeded' || payment.refundedAt !== null
  if (!isPaid || payment.calls < 2 || xactId === null || payment.xactId === null || xactId === payment.xactId) return
  const kept = await keepFinding('several', payment, { xactId, amountKurus: payment.amountKurus }, at)
  if (kept) log.alarm('payment.charged-twice', { paymentId: payment.id, orderId: payment.orderId, referenceNo: payment.referenceNo })
}
