import 'server-only'
import { readMarker } from '@/db/markers'
import * as rows from '@/db/waiting'
import { later } from '@/lib/clock'
import { HOUR, MINUTE } from '@/lib/duration'
import { drawnOf } from '@/lib/payments/drawn'
import { readKeptDetails } from '@/lib/payments/kept-details'
import { IN_REVIEW } from '@/lib/payments/timeline'
import { businessDaysEarlier } from '@/lib/refunds/day'
import { describeRefund, nextOfRefund } from '@/lib/refunds/describe'
import { SLOW_ALARM_DAYS, UNKNOWN_ALARM_MS } from '@/lib/refunds/look'
import { isRefundable } from '@/lib/refunds/of-payment'
import { OF_FINDINGS } from '@/lib/refunds/request'
import { UNSENT_ALARM_MS } from '@/lib/refunds/send'
import type { FindingKind } from '@/lib/shared/payments/finding'

/** Everything that waits for a person, in one queue. */

export type WaitingKind = 'restored-copy' | 'review' | 'refund-due' | 'refund' | 'finding' | 'undecided' | 'application'

export type Waiting = {
  kind: WaitingKind
  /** Of the payment, refund, finding or application. */
  id: string
  referenceNo: string | null
  since: Date
  /** Of the payment, refund or finding. */
  amountKurus: number | null
  /** What is known of it, in words for the operator. */
  known: string
  /** The command to type next, as after `npm run`. */
  next: string
}

export type Counts = rows.WaitingCounts & { refunds: number; restored: number }

/** As long as the app itself waits before it raises an alarm. */
const UNDECIDED_FOR_MS = 5 * MINUTE
const PUT_OFF_FOR_MS = HOUR

/** The oldest of what waits; `after` continues behind one of them. `cursor` is null where the page holds the last. */
export async function listWaiting(
  at: Date,
  { after = null, limit }: { after?: rows.Place | null; limit: number },
): Promise<{ waiting: Waiting[]; cursor: rows.Place | null }> {
  const most = limit + 1
  const reviews = await rows.listReviews(after, most)
  const reasons = await rows.newestNotes(
    reviews.map(({ id }) => id),
    IN_REVIEW,
  )
  const all: Waiting[] = [
    ...(await readRestored(after)),
    ...reviews.map((row) => ({
      ...ofPayment(row, 'review', row.movedAt),
      known: reasons.get(row.id)?.slice(IN_REVIEW.length) ?? whatIsTold(row),
    })),
    ...(await rows.listRefundsDue(after, most)).map((row) => ({
      ...ofPayment(row, 'refund-due', row.settledAt ?? row.movedAt),
      known: `the order was already paid; xact_id ${row.xactId ?? 'not told'}`,
      ...(isRefundable(row) ? { next: `refund -- ${typed(row.referenceNo)}` } : {}),
    })),
    ...(await rows.listStuckRefunds(stuckSince(at), after, most)).map(ofRefund),
    ...(await rows.listUndecided(later(at, -UNDECIDED_FOR_MS), after, most)).map((row) => ({
      ...ofPayment(row, 'undecided', row.sentAt ?? row.movedAt),
      known: `may or may not have been taken; Paynet was asked ${row.looks} times`,
    })),
    ...(await rows.listOpenFindingsAfter(after, most)).map(ofFinding),
    ...(await rows.listUnanswered(after, most)).map(ofApplication),
    ...(await rows.listPutOff(later(at, -PUT_OFF_FOR_MS), after, most)).map(ofApplication),
  ]
  all.sort((a, b) => a.since.getTime() - b.since.getTime() || (a.id < b.id ? -1 : 1))
  const waiting = all.slice(0, limit)
  const last = waiting.at(-1)
  return { waiting, cursor: all.length > limit && last ? { since: last.since, id: last.id } : null }
}

export async function countWaiting(at: Date): Promise<Counts> {
  const counts = await rows.countWaiting(later(at, -UNDECIDED_FOR_MS), later(at, -PUT_OFF_FOR_MS))
  return { ...counts, refunds: await rows.countStuckRefunds(stuckSince(at)), restored: (await readMarker('restored')) ? 1 : 0 }
}

export function totalOf(counts: Counts): number {
  return Object.values(counts).reduce((sum, each) => sum + each, 0)
}

/** As long as the app itself waits before it raises an alarm. */
function stuckSince(at: Date): rows.StuckSince {
  return {
    dueBefore: later(at, -UNSENT_ALARM_MS),
    askedBefore: later(at, -UNKNOWN_ALARM_MS),
    acceptedBefore: businessDaysEarlier(at, SLOW_ALARM_DAYS),
  }
}

const RESTORED_ID = 'restored'

async function readRestored(after: rows.Place | null): Promise<Waiting[]> {
  const since = await readMarker('restored')
  if (!since || (after && (after.since > since || (after.since.getTime() === since.getTime() && after.id >= RESTORED_ID)))) return []
  const known = "a restored copy: no order can be paid until Paynet's list has been read whole"
  return [{ kind: 'restored-copy', id: RESTORED_ID, referenceNo: null, since, amountKurus: null, known, next: 'sweep' }]
}

type PaymentRow = Awaited<ReturnType<typeof rows.listReviews>>[number]

function ofPayment(payment: PaymentRow, kind: WaitingKind, since: Date): Omit<Waiting, 'known'> {
  const { id, referenceNo } = payment
  return { kind, id, referenceNo, since, amountKurus: drawnOf(payment), next: `payment -- ${typed(referenceNo)}` }
}

function ofRefund(refund: Awaited<ReturnType<typeof rows.listStuckRefunds>>[number]): Waiting {
  const { id, reference, amountKurus } = refund
  const [next = `refund -- --ask ${id}`] = nextOfRefund(refund)
  return {
    kind: 'refund',
    id,
    referenceNo: reference,
    since: rows.refundWaitsSince(refund),
    amountKurus,
    known: describeRefund(refund),
    next,
  }
}

/** Of a review that was put up by an earlier version, which kept no reason. */
function whatIsTold({ details }: PaymentRow): string {
  const amountKurus = readKeptDetails(details)?.amountKurus ?? null
  return amountKurus === null ? 'see its timeline' : `Paynet told of ${(amountKurus / 100).toFixed(2)} TRY; see its timeline`
}

const FINDINGS = {
  orphan: 'Paynet took money under this reference, and no payment here is known',
  several: 'Paynet shows more than one success under this reference',
  'other-amount': 'money went otherwise than the payment says',
  missing: "a success here that Paynet's list does not show",
  'fee-short': 'the order is paid, but less was drawn than the plan that was shown: deliver; docs/operations.md says what to ask Paynet',
  'foreign-refund': 'money went back that nobody asked for here; it counts against what may still be given back',
  'refund-missing': 'a refund that Paynet showed, and that its list of refunds does not',
  'other-refund': 'more went back, or another amount, than the refunds here explain',
  'refund-withdrawn': 'Paynet no longer shows a refund that it did show',
} as const satisfies Record<FindingKind, string>

function ofFinding({
  id,
  kind,
  referenceNo,
  xactId,
  amountKurus,
  foundAt,
}: Awaited<ReturnType<typeof rows.listOpenFindingsAfter>>[number]) {
  const canBeRefunded = OF_FINDINGS.includes(kind) && xactId !== '' && amountKurus !== null
  const known = `${kind}: ${FINDINGS[kind]}${xactId === '' ? '' : `; xact_id ${xactId}`}`
  return {
    kind: 'finding' as const,
    id,
    referenceNo: referenceNo || null,
    since: foundAt,
    amountKurus,
    known,
    next: canBeRefunded ? `refund -- ${id}` : `sweep -- --close ${id}`,
  }
}

function ofApplication(row: Awaited<ReturnType<typeof rows.listUnanswered>>[number]): Waiting {
  const known =
    row.status === 'sending'
      ? 'could not be sent so far; it is tried again'
      : row.sentAt
        ? 'sent, and Paynet gave no clear answer'
        : 'not sent: another one has its tax number'
  const { id } = row
  return { kind: 'application', id, referenceNo: null, since: rows.waitsSince(row), amountKurus: null, known, next: `application -- ${id}` }
}

/** A reference that begins with a dash stands after `--`. */
function typed(reference: string): string {
  return reference.startsWith('-') ? `-- ${reference}` : reference
}
