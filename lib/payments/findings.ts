import 'server-only'
import type { Statements } from '@/db/client'
import { addEvent } from '@/db/payment-events'
import type { Payment } from '@/db/payments'
import { type Finding, insertFinding, keepFindingWith } from '@/db/sweep-findings'
import { newId } from '@/lib/ids'
import { log } from '@/lib/log'
import type { CheckMeaning } from '@/lib/paynet/check-wire'
import type { FindingKind } from '@/lib/shared/payments/finding'
import { isOneOf } from '@/lib/shared/payments/payment-states'
import { chargeOf, toldDrawn } from './drawn'
import { noteOf, recordNote } from './timeline'

/** What Paynet shows of a transaction that needs a human; `missing` shows none. */
type Shown = { xactId: string | null; amountKurus: number | null } | null

/**
 * Keeps what a human must decide, and raises an alarm the first time. Null when it was already known. `id` is null
 * for a transaction without a known payment; `what` says more than the kind does.
 */
export async function keepFinding(
  kind: FindingKind,
  { id, referenceNo }: { id: string | null; referenceNo: string },
  shown: Shown,
  at: Date,
  what: string = kind,
): Promise<Finding | null> {
  const finding = newFinding(kind, referenceNo, shown, at)
  if (!(await insertFinding(finding))) return null
  if (id !== null) await recordNote(id, toldWords(what), at)
  log.alarm('sweep.finding', { meaning: what, referenceNo, ...(id === null ? {} : { paymentId: id }) })
  return finding
}

function toldWords(what: string): string {
  return `a person must look: ${what}`
}

/** The line of a timeline that tells of a finding, to be written with it. */
export function toldInTimeline(paymentId: string, { kind }: Finding, at: Date) {
  return noteOf(paymentId, toldWords(kind), at)
}

/** The alarm of a finding that was written with what it tells of. */
export function tellFinding({ id, referenceNo }: Pick<Payment, 'id' | 'referenceNo'>, { kind }: Finding): void {
  log.alarm('sweep.finding', { meaning: kind, referenceNo, paymentId: id })
}

/** Known by its kind, the payment's reference and Paynet's id of what it is about. */
export function newFinding(kind: FindingKind, referenceNo: string, shown: Shown, at: Date): Finding {
  const { xactId, amountKurus } = shown ?? { xactId: null, amountKurus: null }
  return { id: newId(), kind, referenceNo, xactId: xactId ?? '', amountKurus, foundAt: at, closedAt: null }
}

/** How a success is told whose card was drawn for less than its plan, to be written with the move. The alarm is `tellShort`. */
export function shortStatements(payment: Payment, success: Pick<Payment, 'xactId' | 'details'>, at: Date): Statements {
  const shown = { xactId: success.xactId, amountKurus: toldDrawn({ ...payment, ...success }) }
  const note = noteOf(payment.id, 'a person must look: less was drawn than the plan that was shown', at)
  return (db) => [keepFindingWith(db, newFinding('fee-short', payment.referenceNo, shown, at)), addEvent(db, note)]
}

export function tellShort({ id, referenceNo }: Payment): void {
  log.alarm('sweep.finding', { meaning: 'fee-short', referenceNo, paymentId: id })
}

const ENDED_WITHOUT_SUCCESS = ['declined', 'not_charged', 'failed', 'expired', 'superseded'] as const

/** Whether a payment is over and, as far as we know, no money of it is here or was given back. */
export function hasEndedEmpty({ status, refundedAt }: Pick<Payment, 'status' | 'refundedAt'>): boolean {
  return isOneOf(status, ENDED_WITHOUT_SUCCESS) && refundedAt === null
}

/**
 * Keeps what a check shows of a payment that has ended without a success, when that is neither a plain success nor
 * nothing: the payment stands as it is, and a person must look.
 */
export async function keepContradiction(payment: Payment, meaning: CheckMeaning, at: Date): Promise<void> {
  if (!hasEndedEmpty(payment)) return
  switch (meaning.kind) {
    case 'several':
    case 'other-amount':
    case 'other-plan':
    case 'reversed':
    case 'unclear': {
      const shown = { xactId: meaning.xactId, amountKurus: meaning.drawnKurus ?? null }
      await keepFinding(meaning.kind === 'several' ? 'several' : 'other-amount', payment, shown, at, meaning.kind)
    }
  }
}

/**
 * A charge succeeded whose payment had already succeeded by another transaction: money was taken twice. Two cases
 * prove nothing of the kind: Paynet's answer to a repeated charge (code 100), which never comes here, and a payment's
 * only charge, which a check may have shown before it answered.
 */
export async function keepSecondSuccess(payment: Payment, xactId: string | null, at: Date): Promise<void> {
  const isPaid = payment.status === 'succeeded' || payment.refundedAt !== null
  if (!isPaid || payment.calls < 2 || xactId === null || payment.xactId === null || xactId === payment.xactId) return
  const kept = await keepFinding('several', payment, { xactId, amountKurus: chargeOf(payment) }, at)
  if (kept) log.alarm('payment.charged-twice', { paymentId: payment.id, orderId: payment.orderId, referenceNo: payment.referenceNo })
}
