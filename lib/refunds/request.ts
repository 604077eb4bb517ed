import 'server-only'
import { isUniqueViolation } from '@/db/dialect'
import { readMarker } from '@/db/markers'
import { findPayment, type Payment } from '@/db/payments'
import { findRefundByReference, insertRefund, listPaymentsOfTransactions, listRefundsOfTransaction, type Refund } from '@/db/refunds'
import { type Finding, hasOpenFinding } from '@/db/sweep-findings'
import { later } from '@/lib/clock'
import { DAY } from '@/lib/duration'
import { newId } from '@/lib/ids'
import { log } from '@/lib/log'
import type { Kurus } from '@/lib/shared/payments/money'
import { isOpenRefund, type RefundAsker, type RefundReason } from '@/lib/shared/payments/refund'
import { dueAt } from './day'
import { drawnBy, isRefundable, isWholeOnly, remainingOf, soldAt } from './of-payment'
import { moveOf } from './timeline'

/** How long after a restored copy was opened an unknown refund may be one whose row was lost. */
const REFERENCES_LOST_FOR_MS = 15 * DAY

export type WantedRefund = {
  /** The merchant's own number, once in a payment: the idempotency key. */
  reference: string
  amountKurus: Kurus
  /** What the asker believes is left; null where that was not said. */
  remainingKurus: Kurus | null
  reason: RefundReason | null
  askedBy: RefundAsker
}

/** Why a refund was not made; the first that holds. Nothing was sent. */
export type RefundRefusal =
  | { kind: 'reference-taken'; remainingKurus: Kurus }
  /** `isWholeOnly`: it can be given back whole, or not at all. */
  | { kind: 'not-refundable'; isWholeOnly: boolean; remainingKurus: Kurus }
  | { kind: 'refund-open'; remainingKurus: Kurus }
  | { kind: 'remaining-changed'; remainingKurus: Kurus }
  | { kind: 'above-remaining'; remainingKurus: Kurus }
  /** A restored copy of the database may not know what was asked for before: it has not been compared, or a person must look. */
  | { kind: 'restored'; remainingKurus: Kurus }

export type AskedRefund = { ok: true; refund: Refund; isNew: boolean } | { ok: false; refusal: RefundRefusal }

/**
 * Writes down that money of a payment is to be given back, and takes it from what may still be, in one transaction. Sends
 * nothing: `sendNow` or the loop does, now or when it is due. The same reference with the same body is the same refund, whatever has
 * become of it.
 */
export async function askRefund(payment: Payment, wanted: WantedRefund, now: Date): Promise<AskedRefund> {
  for (let at = payment; ; ) {
    const refusal = await refusalOf(at, wanted, now)
    // Asked last: what stands in the way may be this very request's first arrival.
    const known = await findRefundByReference(at.id, wanted.reference)
    if (known && isSame(known, wanted)) return { ok: true, refund: known, isNew: false }
    if (known) return refuse({ kind: 'reference-taken', remainingKurus: remainingOf((await findPayment(at.id)) ?? at) })
    if (!refusal) {
      const refund = newRefund(at, wanted, now)
      const reserve = { paymentId: at.id, reservedKurus: at.reservedKurus, drawnKurus: drawnBy(at) ?? 0 }
      try {
        if (await insertRefund(refund, reserve, moveOf(refund, null, 'planned', now, `asked for by ${wanted.askedBy}`))) {
          log.info('refund.asked', { refundId: refund.id, paymentId: at.id, referenceNo: at.referenceNo })
          return { ok: true, refund, isNew: true }
        }
      } catch (error) {
        // Another press was faster: what it made is told from its row.
        if (!isUniqueViolation(error)) throw error
      }
    }
    const fresh = await findPayment(at.id)
    if (!fresh) throw new Error('a payment is gone')
    // What stands in the way may have come since the payment was read, and then it has changed what is left.
    if (refusal && fresh.reservedKurus === at.reservedKurus) return refuse(refusal)
    at = fresh
  }
}

async function refusalOf(payment: Payment, { amountKurus, remainingKurus: seen }: WantedRefund, now: Date): Promise<RefundRefusal | null> {
  const remainingKurus = remainingOf(payment)
  const wholeOnly = isWholeOnly(payment)
  if (!isRefundable(payment)) return { kind: 'not-refundable', isWholeOnly: false, remainingKurus }
  if (await mayBeForgotten(payment, now)) return { kind: 'restored', remainingKurus }
  if (await hasOpenRefund(payment.xactId)) return { kind: 'refund-open', remainingKurus }
  if (seen !== null && seen !== remainingKurus) return { kind: 'remaining-changed', remainingKurus }
  if (amountKurus > remainingKurus) return { kind: 'above-remaining', remainingKurus }
  if (wholeOnly && amountKurus !== remainingKurus) return { kind: 'not-refundable', isWholeOnly: true, remainingKurus }
  return null
}

/**
 * A restored copy has lost the references of refunds that were asked for after it was made, so that one of them could be
 * asked for again. Until its lists were compared none is, and of a payment of which they showed one, none until a person
 * has closed that finding.
 */
async function mayBeForgotten({ referenceNo }: Payment, now: Date): Promise<boolean> {
  if (await readMarker('restored')) return true
  const reopenedAt = await readMarker('reopened')
  return reopenedAt !== null && later(reopenedAt, REFERENCES_LOST_FOR_MS) > now && hasOpenFinding('foreign-refund', referenceNo)
}

async function hasOpenRefund(xactId: string | null): Promise<boolean> {
  return xactId !== null && (await listRefundsOfTransaction(xactId)).some(({ status }) => isOpenRefund(status))
}

function isSame(known: Refund, wanted: WantedRefund): boolean {
  return known.findingId === null && known.amountKurus === wanted.amountKurus && known.reason === wanted.reason
}

function refuse(refusal: RefundRefusal): AskedRefund {
  return { ok: false, refusal }
}

function newRefund(payment: Payment, { reference, amountKurus, reason, askedBy }: WantedRefund, now: Date): Refund {
  const due = dueAt({ isWhole: amountKurus === drawnBy(payment), soldAt: soldAt(payment, now) }, now)
  return {
    ...emptyRefund,
    id: newId(),
    paymentId: payment.id,
    xactId: payment.xactId ?? '',
    reference,
    amountKurus,
    reason,
    askedBy,
    ...timesOf(now, due),
  }
}

const emptyRefund = {
  findingId: null,
  status: 'planned',
  callbackDigest: null,
  sentAt: null,
  calls: 0,
  leaseUntil: null,
  fence: 0,
  looks: 0,
  alarms: 0,
  hintedAt: null,
  code: null,
  paynetRef: null,
  settledAt: null,
} as const

function timesOf(now: Date, due: Date) {
  return { dueAt: due, nextAt: due, createdAt: now, movedAt: now }
}

/** A refund that was made elsewhere: all that Paynet's books tell. */
export function foreignRefund(
  of: Pick<Refund, 'paymentId' | 'xactId' | 'findingId'>,
  seen: { amountKurus: Kurus; paynetRef: string | null; status: 'refunded' | 'unknown' },
  at: Date,
): Refund {
  return {
    ...emptyRefund,
    ...of,
    id: newId(),
    reference: null,
    reason: null,
    askedBy: 'paynet',
    ...seen,
    ...timesOf(at, at),
    nextAt: null,
    settledAt: seen.status === 'refunded' ? at : null,
  }
}

/** Findings whose transaction took money that nothing was sold for. */
export const OF_FINDINGS: readonly Finding['kind'][] = ['several', 'orphan']

const RESTORED = "this is a restored copy of the database that has not been compared with Paynet's lists"

/** Why a finding's transaction was not put up for a refund: in words for the operator. */
export type FindingRefusal = string

/**
 * The same of the transaction that a finding names: the whole of it, once. The finding ends when Paynet shows that the
 * money is back. `payment`: the one whose reference it bears, if it is known here.
 */
export async function askFindingRefund(
  finding: Finding,
  payment: Payment | null,
  { reference, reason, askedBy }: Pick<WantedRefund, 'reference' | 'reason' | 'askedBy'>,
  now: Date,
): Promise<{ ok: true; refund: Refund; isNew: boolean } | { ok: false; because: FindingRefusal }> {
  const { id: findingId, kind, xactId, amountKurus, closedAt } = finding
  const holding = (await listRefundsOfTransaction(xactId)).filter(({ status }) => isOpenRefund(status) || status === 'refunded')
  const known = holding.find((refund) => refund.findingId === findingId)
  if (known) return { ok: true, refund: known, isNew: false }
  if (closedAt !== null) return { ok: false, because: 'it is closed' }
  if (await readMarker('restored')) return { ok: false, because: RESTORED }
  if (!OF_FINDINGS.includes(kind))
    return { ok: false, because: `a finding of the kind ${kind} names no transaction that took money for nothing` }
  if (xactId === '' || amountKurus === null || amountKurus <= 0)
    return { ok: false, because: "Paynet's list tells no id or no amount of it: give it back in Paynet's panel" }
  if (holding.length > 0) return { ok: false, because: 'its transaction is given back already, under another finding or a payment' }
  if ((await listPaymentsOfTransactions([xactId], [])).length > 0)
    return { ok: false, because: "it is a payment's own transaction: give back the payment" }
  const due = dueAt({ isWhole: true, soldAt: now }, now)
  const refund: Refund = {
    ...emptyRefund,
    id: newId(),
    paymentId: payment?.id ?? null,
    xactId,
    findingId,
    reference,
    amountKurus,
    reason,
    askedBy,
    ...timesOf(now, due),
  }
  try {
    const event = moveOf(refund, null, 'planned', now, `asked for by ${askedBy}, of the transaction of a finding`)
    return (await insertRefund(refund, null, event)) ? { ok: true, refund, isNew: true } : { ok: false, because: RESTORED }
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    const [first] = (await listRefundsOfTransaction(xactId)).filter(({ status }) => isOpenRefund(status))
    return first ? { ok: true, refund: first, isNew: false } : { ok: false, because: 'its reference is taken' }
  }
}
