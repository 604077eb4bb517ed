import 'server-only'
import type { Payment } from '@/db/payments'
import { type Finding, insertFinding } from '@/db/sweep-findings'
import { newId } from '@/lib/ids'
import { log } from '@/lib/log'
import type { FindingKind } from '@/lib/shared/payments/finding'
import { recordNote } from './timeline'

/** What Paynet shows of a transaction that needs a human; `missing` shows none. */
type Shown = { xactId: string | null; amountKurus: number | null } | null

/**
 * Keeps what a human must decide, and raises an alarm the first time. Null when it was already known. `id` is null
 * for a transaction without a known payment.
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
 * A charge succeeded whose payment had already succeeded by another transaction: money was taken twice. Two cases
 * prove nothing of the kind: Paynet's answer to a repeated charge (code 100), which never comes here, and a payment's
 * only charge, which a check may have shown before it answered.
 */
export async function keepSecondSuccess(payment: Payment, xactId: string | null, at: Date): Promise<void> {
  const isPaid = payment.status === 'succeeded' || payment.refundedAt !== null
  if (!isPaid || payment.calls < 2 || xactId === null || payment.xactId === null || xactId === payment.xactId) return
  const kept = await keepFinding('several', payment, { xactId, amountKurus: payment.amountKurus }, at)
  if (kept) log.alarm('payment.charged-twice', { paymentId: payment.id, orderId: payment.orderId, referenceNo: payment.referenceNo })
}
