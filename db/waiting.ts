import 'server-only'
import { and, asc, count, desc, eq, gt, inArray, isNotNull, isNull, like, lte, or, type SQL, sql } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import { type ApplicationRow, PUT_OFF, UNANSWERED } from './applications'
import { query } from './client'
import { plain } from './dialect'
import type { Payment } from './payments'
import type { Refund } from './refunds'
import { applications, paymentEvents, payments, refunds, sweepFindings } from './schema'
import type { Finding } from './sweep-findings'

/**
 * What waits for a person, from each table the oldest first. All lists take the same place to continue behind, so that they
 * can be merged. The conditions are literals, because with parameters their indexes are not used.
 */

/** Behind what was waiting since then under this id. */
export type Place = { since: Date; id: string }

/** While the money of one is on its way back, nobody is waited for but Paynet; a part that is back leaves the rest. */
const IS_STAYING = eq(payments.reservedKurus, payments.refundedKurus)
const IN_REVIEW = and(sql`${payments.status} = 'review'`, IS_STAYING)
const REFUND_DUE = and(sql`${payments.status} = 'succeeded'`, sql`${payments.late}`, isNull(payments.refundedAt), IS_STAYING)
const IS_OPEN_FINDING = and(
  isNull(sweepFindings.closedAt),
  sql`NOT EXISTS (SELECT 1 FROM ${refunds} WHERE ${refunds.findingId} = ${sweepFindings.id} AND ${refunds.findingId} IS NOT NULL AND ${refunds.status} IN ('planned', 'sending', 'unknown', 'accepted', 'refunded') AND ${refunds.status} <> 'refunded')`,
)

export function listReviews(after: Place | null, limit: number): Promise<Payment[]> {
  return listPaymentsSince(payments.movedAt, IN_REVIEW, after, limit)
}

/** Successes of orders that were already paid, not given back yet. */
export function listRefundsDue(after: Place | null, limit: number): Promise<Payment[]> {
  return listPaymentsSince(payments.settledAt, REFUND_DUE, after, limit)
}

/** Payments that may or may not have been taken, since before the given time. */
export function listUndecided(sentBefore: Date, after: Place | null, limit: number): Promise<Payment[]> {
  return listPaymentsSince(payments.sentAt, isUndecided(sentBefore), after, limit)
}

function isUndecided(sentBefore: Date): SQL | undefined {
  return and(inArray(payments.status, ['charging', 'unknown']), isNotNull(payments.nextAt), lte(payments.sentAt, sentBefore))
}

function listPaymentsSince(since: SQLiteColumn, where: SQL | undefined, after: Place | null, limit: number): Promise<Payment[]> {
  return query((db) =>
    db
      .select()
      .from(payments)
      .where(and(where, isBehind(since, payments.id, after)))
      .orderBy(asc(since), asc(plain(payments.id)))
      .limit(limit),
  )
}

export async function listOpenFindingsAfter(after: Place | null, limit: number): Promise<Finding[]> {
  const { foundAt, id } = sweepFindings
  return query((db) =>
    db
      .select()
      .from(sweepFindings)
      .where(and(IS_OPEN_FINDING, isBehind(foundAt, id, after)))
      .orderBy(asc(foundAt), asc(plain(id)))
      .limit(limit),
  )
}

/** Since when an application waits: since it was sent, or since it was kept from being sent. */
export function waitsSince({ sentAt, updatedAt }: Pick<ApplicationRow, 'sentAt' | 'updatedAt'>): Date {
  return sentAt ?? updatedAt
}

/** Applications that wait for an operator's word. */
export function listUnanswered(after: Place | null, limit: number): Promise<ApplicationRow[]> {
  return listApplicationsSince(UNANSWERED, after, limit)
}

/** Applications that could not be sent so far, if a time is given since before that, and are tried again. */
export function listPutOff(before: Date | null, after: Place | null, limit: number): Promise<ApplicationRow[]> {
  return listApplicationsSince(isPutOff(before), after, limit)
}

function isPutOff(before: Date | null): SQL | undefined {
  return and(PUT_OFF, before === null ? undefined : lte(applications.updatedAt, before))
}

function listApplicationsSince(where: SQL | undefined, after: Place | null, limit: number): Promise<ApplicationRow[]> {
  const since = sql`coalesce(${applications.sentAt}, ${applications.updatedAt})`
  return query((db) =>
    db
      .select()
      .from(applications)
      .where(and(where, isBehind(since, applications.id, after)))
      .orderBy(asc(since), asc(plain(applications.id)))
      .limit(limit),
  )
}

/** Since when a refund waits: to be sent, or for what becomes of it. */
const REFUND_SINCE = sql`CASE WHEN ${refunds.status} = 'planned' THEN ${refunds.dueAt} ELSE COALESCE(${refunds.sentAt}, ${refunds.createdAt}) END`

export function refundWaitsSince({ status, dueAt, sentAt, createdAt }: Refund): Date {
  return status === 'planned' ? dueAt : (sentAt ?? createdAt)
}

/** Before which times a refund must have been due, asked for or accepted to be a person's matter. */
export type StuckSince = { dueBefore: Date; askedBefore: Date; acceptedBefore: Date }

function isStuck({ dueBefore, askedBefore, acceptedBefore }: StuckSince): SQL | undefined {
  const before = (status: SQL, at: Date) => and(status, sql`${REFUND_SINCE} <= ${sql.param(at, refunds.createdAt)}`)
  return and(
    sql`${refunds.status} IN ('planned', 'sending', 'unknown', 'accepted')`,
    or(
      before(sql`${refunds.status} = 'planned'`, dueBefore),
      before(sql`${refunds.status} IN ('sending', 'unknown')`, askedBefore),
      before(sql`${refunds.status} = 'accepted'`, acceptedBefore),
    ),
  )
}

/** Refunds that do not get on by themselves. */
export function listStuckRefunds(stuck: StuckSince, after: Place | null, limit: number): Promise<Refund[]> {
  return query((db) =>
    db
      .select()
      .from(refunds)
      .where(and(isStuck(stuck), isBehind(REFUND_SINCE, refunds.id, after)))
      .orderBy(asc(REFUND_SINCE), asc(plain(refunds.id)))
      .limit(limit),
  )
}

export async function countStuckRefunds(stuck: StuckSince): Promise<number> {
  const [row] = await query((db) => db.select({ count: count() }).from(refunds).where(isStuck(stuck)))
  return Number(row?.count ?? 0)
}

function isBehind(since: SQLiteColumn | SQL, id: SQLiteColumn, after: Place | null): SQL | undefined {
  if (!after) return undefined
  const at = sql.param(after.since, payments.movedAt)
  return or(sql`${since} > ${at}`, and(sql`${since} = ${at}`, gt(plain(id), after.id)))
}

export type WaitingCounts = { reviews: number; refundsDue: number; findings: number; undecided: number; applications: number }

export async function countWaiting(sentBefore: Date, putOffBefore: Date): Promise<WaitingCounts> {
  const ofPayments = async (where: SQL | undefined) => {
    const [row] = await query((db) => db.select({ count: count() }).from(payments).where(where))
    return Number(row?.count ?? 0)
  }
  const ofApplications = async (where: SQL | undefined) => {
    const [row] = await query((db) => db.select({ count: count() }).from(applications).where(where))
    return Number(row?.count ?? 0)
  }
  const [findings] = await query((db) => db.select({ count: count() }).from(sweepFindings).where(IS_OPEN_FINDING))
  return {
    reviews: await ofPayments(IN_REVIEW),
    refundsDue: await ofPayments(REFUND_DUE),
    findings: Number(findings?.count ?? 0),
    undecided: await ofPayments(isUndecided(sentBefore)),
    applications: (await ofApplications(UNANSWERED)) + (await ofApplications(isPutOff(putOffBefore))),
  }
}

/** The newest note of each payment that begins so, by the payment's id. */
export async function newestNotes(paymentIds: string[], beginning: string): Promise<Map<string, string>> {
  if (paymentIds.length === 0) return new Map()
  const rows = await query((db) =>
    db
      .select({ paymentId: paymentEvents.paymentId, detail: paymentEvents.detail })
      .from(paymentEvents)
      .where(and(inArray(paymentEvents.paymentId, paymentIds), eq(paymentEvents.kind, 'note'), like(paymentEvents.detail, `${beginning}%`)))
      .orderBy(desc(paymentEvents.seq)),
  )
  return new Map(rows.toReversed().map(({ paymentId, detail }) => [paymentId, detail ?? '']))
}
