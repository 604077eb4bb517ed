import 'server-only'
import {
  and,
  asc,
  count as countRows,
  desc,
  eq,
  gt,
  gte,
  inArray,
  isNotNull,
  isNull,
  lt,
  lte,
  min,
  ne,
  or,
  type SQL,
  sql,
} from 'drizzle-orm'
import { isOpenRefund, type NextRefund, type RefundStatus } from '@/lib/shared/payments/refund'
import { atomically, type Db, query, type Statement, type Statements } from './client'
import { count } from './counts'
import { inOnce, skipLocked } from './dialect'
import { isNotRestored, touchIfNotRestored } from './markers'
import { addEvent, type NewEvent } from './payment-events'
import { moveWith } from './payment-moves'
import type { Payment } from './payments'
import { payments, refunds, sweepFindings } from './schema'
import { type Finding, keepFindingWith } from './sweep-findings'

/**
 * Refunds as rows. What a refund holds of its payment's money is written in the statement's transaction that makes or
 * moves the refund: `reserved_kurus` is the sum of those that are open or done, `refunded_kurus` of those that are done.
 */
export type Refund = typeof refunds.$inferSelect
export type RefundPatch = Partial<
  Omit<Refund, 'id' | 'paymentId' | 'xactId' | 'findingId' | 'amountKurus' | 'status' | 'fence' | 'movedAt'>
>

/** As far apart the clocks of two instances may be. */
const CLOCKS_DIFFER_MS = 5_000

/** How many refunds are looked at concurrently. */
export const REFUNDS_AT_ONCE = 10

/** The payment's money that a refund takes: what its asker was shown to be reserved already, and all that was drawn. */
export type Reserve = { paymentId: string; reservedKurus: number; drawnKurus: number }

/**
 * Writes a refund, and takes its amount from what may be given back. Null if that is no longer as its asker was shown, or
 * is less, and in a restored copy of the database. Throws a unique violation if the reference is known, or the transaction
 * has an open refund. No reserve: of a transaction that is no payment's own.
 */
export async function insertRefund(refund: Refund, reserve: Reserve | null, event: NewEvent): Promise<Refund | null> {
  const done = await atomically((db) => [
    touchIfNotRestored(db),
    ...(reserve ? [takeReserve(db, refund.amountKurus, reserve)] : []),
    db.insert(refunds).values(refund).returning({ id: refunds.id }),
    addEvent(db, event),
  ])
  if (!done) return null
  count('refunds', refund.status)
  return refund
}

function takeReserve(db: Db, amountKurus: number, { paymentId, reservedKurus, drawnKurus }: Reserve) {
  return db
    .update(payments)
    .set({ drawnKurus, reservedKurus: sql`${payments.reservedKurus} + ${amountKurus}` })
    .where(
      and(
        eq(payments.id, paymentId),
        inArray(payments.status, ['succeeded', 'review']),
        isNull(payments.refundedAt),
        eq(payments.reservedKurus, reservedKurus),
        or(isNull(payments.drawnKurus), eq(payments.drawnKurus, drawnKurus)),
        lte(sql`${payments.reservedKurus} + ${amountKurus}`, drawnKurus),
      ),
    )
    .returning({ id: payments.id })
}

/** How a refund that was made elsewhere is told, and what ends with it. */
type Foreign = { events: NewEvent[]; finding?: Finding | null; ending: Ending | null }

/**
 * Writes a refund that was made elsewhere, as Paynet's books show it, and the finding that tells a person. Null if what is
 * reserved of the payment's money is no longer as given; throws a unique violation if it is known already, or not readable
 * while another is open. No reserve: of a transaction that is no payment's own.
 */
export async function insertForeignRefund(
  refund: Refund,
  reserve: Reserve | null,
  { events, finding, ending }: Foreign,
): Promise<Refund | null> {
  const done = await atomically((db) => [
    ...(reserve ? [raiseReserve(db, refund, reserve)] : []),
    db.insert(refunds).values(refund).returning({ id: refunds.id }),
    ...events.map((event) => addEvent(db, event)),
    ...(finding ? [keepFindingWith(db, finding)] : []),
    ...(ending ? endWith(db, ending) : []),
  ])
  if (!done) return null
  countForeign(refund.status, ending)
  return refund
}

/** Unlike `takeReserve` whatever has become of the payment: the money is gone. */
function raiseReserve(db: Db, { amountKurus, status }: Refund, { paymentId, reservedKurus, drawnKurus }: Reserve) {
  return db
    .update(payments)
    .set({
      drawnKurus,
      reservedKurus: sql`${payments.reservedKurus} + ${amountKurus}`,
      ...(status === 'refunded' ? { refundedKurus: sql`${payments.refundedKurus} + ${amountKurus}` } : {}),
    })
    .where(and(eq(payments.id, paymentId), eq(payments.reservedKurus, reservedKurus)))
    .returning({ id: payments.id })
}

/**
 * Writes how much a refund was that was made elsewhere and that Paynet's books had shown without its amount: until then
 * it held all that was left. Null if that is known by now, or if more was given back than there was.
 */
export async function tellForeignRefund(
  { id, paymentId, findingId, amountKurus: heldKurus }: Refund,
  { amountKurus, paynetRef, at }: { amountKurus: number; paynetRef: string | null; at: Date },
  { events, ending }: Foreign,
): Promise<Refund | null> {
  const reserved = sql`${payments.reservedKurus} - ${heldKurus} + ${amountKurus}`
  const done = await atomically((db) => [
    db
      .update(refunds)
      .set({ status: 'refunded', amountKurus, paynetRef, nextAt: null, leaseUntil: null, settledAt: at, movedAt: at })
      .where(and(eq(refunds.id, id), eq(refunds.status, 'unknown'), eq(refunds.askedBy, 'paynet'), eq(refunds.amountKurus, heldKurus)))
      .returning(),
    ...(paymentId !== null && findingId === null
      ? [
          db
            .update(payments)
            .set({ reservedKurus: reserved, refundedKurus: sql`${payments.refundedKurus} + ${amountKurus}` })
            .where(and(eq(payments.id, paymentId), lte(reserved, payments.drawnKurus)))
            .returning({ id: payments.id }),
        ]
      : []),
    ...events.map((event) => addEvent(db, event)),
    ...(ending ? endWith(db, ending) : []),
  ])
  if (!done) return null
  countForeign('refunded', ending)
  return (done[0]?.[0] as Refund | undefined) ?? null
}

function countForeign(status: RefundStatus, ending: Ending | null): void {
  count('refunds', status)
  if (ending?.kind === 'review') count('moves', 'not_charged')
}

/** What ends with a refund that is done: a review, a late payment that was to be refunded, a finding. */
export type Ending = { kind: 'review' | 'late'; paymentId: string; at: Date } | { kind: 'finding'; findingId: string; at: Date }

function endWith(db: Db, ending: Ending): Statement[] {
  const { at } = ending
  switch (ending.kind) {
    case 'review':
      return [
        moveWith(
          db,
          { id: ending.paymentId },
          { from: 'review', to: 'not_charged', at, patch: { settledAt: at, nextAt: null, refundedAt: at } },
        ),
      ]
    case 'late':
      return [
        db
          .update(payments)
          .set({ refundedAt: at })
          .where(and(eq(payments.id, ending.paymentId), eq(payments.late, true), isNull(payments.refundedAt)))
          .returning({ id: payments.id }),
      ]
    case 'finding':
      return [
        db
          .update(sweepFindings)
          .set({ closedAt: sql`COALESCE(${sweepFindings.closedAt}, ${sql.param(at, sweepFindings.closedAt)})` })
          .where(eq(sweepFindings.id, ending.findingId))
          .returning({ id: sweepFindings.id }),
      ]
  }
}

export async function findRefund(id: string): Promise<Refund | null> {
  const [row] = await query((db) => db.select().from(refunds).where(eq(refunds.id, id)))
  return row ?? null
}

export async function findRefundByReference(paymentId: string, reference: string): Promise<Refund | null> {
  const [row] = await query((db) =>
    db
      .select()
      .from(refunds)
      .where(and(eq(refunds.paymentId, paymentId), eq(refunds.reference, reference))),
  )
  return row ?? null
}

/** Refunds of some payments, those of findings' transactions under them too; oldest first. */
export async function listRefundsOf(paymentIds: string[]): Promise<Refund[]> {
  if (paymentIds.length === 0) return []
  return query((db) =>
    db.select().from(refunds).where(inArray(refunds.paymentId, paymentIds)).orderBy(asc(refunds.createdAt), asc(refunds.id)),
  )
}

/** Refunds of one transaction, oldest first. */
export async function listRefundsOfTransaction(xactId: string): Promise<Refund[]> {
  return query((db) => db.select().from(refunds).where(eq(refunds.xactId, xactId)).orderBy(asc(refunds.createdAt), asc(refunds.id)))
}

/** What is not over yet, the oldest first. */
export async function listOpenRefunds(limit: number): Promise<Refund[]> {
  return query((db) => db.select().from(refunds).where(isOpen).orderBy(asc(refunds.createdAt)).limit(limit))
}

/** The newest of all. */
export async function listNewestRefunds(limit: number): Promise<Refund[]> {
  return query((db) => db.select().from(refunds).orderBy(desc(refunds.createdAt)).limit(limit))
}

/** Refunds that were seen at Paynet within a time. */
export async function listRefunded(from: Date, to: Date): Promise<Refund[]> {
  return query((db) =>
    db
      .select()
      .from(refunds)
      .where(and(sql`${refunds.status} = 'refunded'`, gte(refunds.settledAt, from), lte(refunds.settledAt, to)))
      .orderBy(asc(refunds.settledAt)),
  )
}

/** What another process may have sent by now: what is being sent, and what was due. */
export async function listMaybeSent(now: Date): Promise<Refund[]> {
  return query((db) =>
    db
      .select()
      .from(refunds)
      .where(and(isOpen, or(eq(refunds.status, 'sending'), and(eq(refunds.status, 'planned'), lte(refunds.dueAt, now))))),
  )
}

/** Payments whose transaction has one of these ids or plain numbers at Paynet. */
export async function listPaymentsOfTransactions(xactIds: string[], xactNumbers: number[]): Promise<Payment[]> {
  const named = [
    ...(xactIds.length > 0 ? [inArray(payments.xactId, xactIds)] : []),
    ...(xactNumbers.length > 0 ? [inArray(payments.xactNumber, xactNumbers)] : []),
  ]
  return named.length === 0
    ? []
    : query((db) =>
        db
          .select()
          .from(payments)
          .where(or(...named)),
      )
}

/** Literals, because with parameters the index is not used. */
const isOpen = sql`${refunds.status} IN ('planned', 'sending', 'unknown', 'accepted')`

export type OpenRefunds = {
  counts: Partial<Record<RefundStatus, number>>
  /** Since when the oldest is. */
  oldest: Date | null
  /** How many of them have raised an alarm. */
  alarmed: number
}

export async function countOpenRefunds(): Promise<OpenRefunds> {
  const alarmed = sql<number>`SUM(CASE WHEN ${refunds.alarms} > 0 THEN 1 ELSE 0 END)`
  const { status, createdAt } = refunds
  const rows = await query((db) =>
    db
      .select({ status, count: countRows(), oldest: min(createdAt), alarmed })
      .from(refunds)
      .where(isOpen)
      .groupBy(status),
  )
  const times = rows.flatMap(({ oldest }) => (oldest ? [new Date(oldest).getTime()] : []))
  return {
    counts: Object.fromEntries(rows.map((row) => [row.status, Number(row.count)])),
    oldest: times.length > 0 ? new Date(Math.min(...times)) : null,
    alarmed: rows.reduce((sum, row) => sum + Number(row.alarmed), 0),
  }
}

/**
 * Takes the lease of up to ten refunds that are due and whose lease is free, the longest due first; with `id`, only that
 * one. One statement, so only one of two workers gets a row. `mayNotSend`: none that is still to be sent. `whenever`: also
 * those that are not looked at now, or no longer, except before they may be sent.
 */
export async function claimRefunds(
  now: Date,
  leaseUntil: Date,
  { id, mayNotSend = false, whenever = false }: { id?: string; mayNotSend?: boolean; whenever?: boolean } = {},
): Promise<Refund[]> {
  const isDue = and(
    whenever ? isOpen : and(isNotNull(refunds.nextAt), lte(refunds.nextAt, now)),
    or(ne(refunds.status, 'planned'), lte(refunds.dueAt, now)),
    or(isNull(refunds.leaseUntil), lt(refunds.leaseUntil, now)),
    id === undefined ? undefined : eq(refunds.id, id),
    mayNotSend ? ne(refunds.status, 'planned') : undefined,
  )
  // Mostly there is none, and reading that takes no lock.
  if ((await query((db) => db.select({ id: refunds.id }).from(refunds).where(isDue).limit(1))).length === 0) return []
  return query((db) =>
    db
      .update(refunds)
      .set({ leaseUntil, fence: sql`${refunds.fence} + 1` })
      .where(
        and(
          isDue,
          inOnce(
            refunds.id,
            skipLocked(db.select({ id: refunds.id }).from(refunds).where(isDue).orderBy(asc(refunds.nextAt)).limit(REFUNDS_AT_ONCE)),
          ),
        ),
      )
      .returning(),
  )
}

/** Gives a lease back with what was learnt, unless it was taken over. */
export async function releaseRefund({ id, fence }: Pick<Refund, 'id' | 'fence'>, patch: RefundPatch): Promise<void> {
  await query((db) =>
    db
      .update(refunds)
      .set({ ...patch, leaseUntil: null })
      .where(and(eq(refunds.id, id), eq(refunds.fence, fence)))
      .returning({ id: refunds.id }),
  )
}

/**
 * Writes the intent to ask Paynet for the money, before the request leaves: `sending`, one more call, a lease. Null if
 * the lease was taken over, the refund withdrawn, or this is a restored copy of the database.
 */
export async function beginRefund(
  { id, fence }: Pick<Refund, 'id' | 'fence'>,
  { at, leaseUntil, callbackDigest }: { at: Date; leaseUntil: Date; callbackDigest: string },
  event: NewEvent,
): Promise<Refund | null> {
  const done = await atomically((db) => [
    db
      .update(refunds)
      .set({
        ...{ status: 'sending', sentAt: at, movedAt: at, calls: sql`${refunds.calls} + 1`, leaseUntil, nextAt: leaseUntil },
        // What was said of an earlier request is not said of this one.
        ...{ callbackDigest, hintedAt: null },
      })
      .where(and(eq(refunds.id, id), eq(refunds.status, 'planned'), eq(refunds.fence, fence), isNotRestored(db)))
      .returning(),
    addEvent(db, event),
  ])
  if (done) count('refunds', 'sending')
  return (done?.[0]?.[0] as Refund | undefined) ?? null
}

export type RefundMove<From extends RefundStatus> = {
  from: From
  to: NextRefund<From>
  at: Date
  patch?: RefundPatch
  /** If given, only the holder of this lease makes the move. */
  fence?: number | undefined
  /** What led to the move and the move itself, for the timeline. */
  events: NewEvent[]
  ending?: Ending | null | undefined
}

/**
 * Moves a refund if it is still in the status that the move starts from, and with it what it holds of its payment's
 * money. Null for every caller but one, and if what is to end with it is no longer so.
 */
export async function advanceRefund<From extends RefundStatus>(
  { id, paymentId, findingId, amountKurus }: Pick<Refund, 'id' | 'paymentId' | 'findingId' | 'amountKurus'>,
  { from, to, at, patch = {}, fence, events, ending }: RefundMove<From>,
): Promise<Refund | null> {
  const hasReserve = paymentId !== null && findingId === null && !isOpenRefund(to)
  const statements: Statements = (db) => [
    db
      .update(refunds)
      .set({ ...patch, status: to as RefundStatus, leaseUntil: null, movedAt: at })
      .where(and(eq(refunds.id, id), eq(refunds.status, from), fence === undefined ? undefined : eq(refunds.fence, fence)))
      .returning(),
    ...(hasReserve ? [reserveAfter(db, paymentId, to, amountKurus)] : []),
    ...events.map((event) => addEvent(db, event)),
    ...(ending ? endWith(db, ending) : []),
  ]
  const done = await atomically(statements)
  if (!done) return null
  count('refunds', to)
  if (ending?.kind === 'review') count('moves', 'not_charged')
  return (done[0]?.[0] as Refund | undefined) ?? null
}

/** A refund that is over without money gives back what it held. */
function reserveAfter(db: Db, paymentId: string, to: RefundStatus, amountKurus: number): Statement {
  return db
    .update(payments)
    .set(
      to === 'refunded'
        ? { refundedKurus: sql`${payments.refundedKurus} + ${amountKurus}` }
        : { reservedKurus: sql`${payments.reservedKurus} - ${amountKurus}` },
    )
    .where(eq(payments.id, paymentId))
    .returning({ id: payments.id })
}

/** A statement that touches a payment only if nothing of it is being given back. */
export function touchUnlessReserved(db: Db, paymentId: string): Statement {
  return db
    .update(payments)
    .set({ reservedKurus: sql`${payments.reservedKurus}` })
    .where(and(eq(payments.id, paymentId), eq(payments.reservedKurus, payments.refundedKurus)))
    .returning({ id: payments.id })
}

/**
 * A callback's hint, with its line in the history: Paynet is to be asked at once, or, while the request is on its way,
 * after its answer, whose lease stays as it is. `code`: 0 approved, which takes an earlier "no" back; null where it says
 * neither. Null for a wrong secret, and while the request has not been sent.
 */
export async function noteHint(
  id: string,
  { callbackDigest, at, code }: { callbackDigest: string; at: Date; code: number | null },
  event: NewEvent,
): Promise<Refund | null> {
  const saidNoAt = code === 0 ? null : sql`COALESCE(${refunds.hintedAt}, ${sql.param(at, refunds.hintedAt)})`
  const nextAt = sql`CASE WHEN ${refunds.status} = 'sending' THEN ${refunds.nextAt} ELSE ${sql.param(at, refunds.nextAt)} END`
  const hinted = inArray(refunds.status, ['sending', 'unknown', 'accepted', 'refunded'])
  const done = await atomically((db) => [
    db
      .update(refunds)
      .set({ nextAt, ...(code === null ? {} : { hintedAt: saidNoAt }) })
      .where(and(eq(refunds.id, id), eq(refunds.callbackDigest, callbackDigest), hinted))
      .returning(),
    addEvent(db, event),
  ])
  return (done?.[0]?.[0] as Refund | undefined) ?? null
}

/** The latest times that a refund is given now. */
export type LatestTimes = { lease: Date; look: Date; again: Date; due: Date }

/** After a start, or when the clock was set: makes due soon what a clock that ran ahead has put off. */
export async function pullBackRefunds(now: Date, latest: LatestTimes): Promise<void> {
  const isAfter = (column: typeof refunds.nextAt | typeof refunds.dueAt, end: Date) =>
    gt(column, new Date(end.getTime() + CLOCKS_DIFFER_MS))
  const mend = (patch: RefundPatch | { nextAt: SQL }, ...where: SQL[]) =>
    query((db) =>
      db
        .update(refunds)
        .set(patch)
        .where(and(...where))
        .returning({ id: refunds.id }),
    )
  await mend({ leaseUntil: latest.lease }, isOpen, isAfter(refunds.leaseUntil, latest.lease))
  await mend({ nextAt: latest.lease }, isOpen, sql`${refunds.status} = 'sending'`, isAfter(refunds.nextAt, latest.lease))
  const isLooked = sql`${refunds.status} IN ('unknown', 'accepted')`
  await mend({ nextAt: now }, isOpen, isLooked, isAfter(refunds.nextAt, latest.look))
  // Paynet's books are of a day before a time that has not come, so nothing in them would fit.
  await mend({ sentAt: now }, isOpen, isAfter(refunds.sentAt, now))
  const isPlanned = sql`${refunds.status} = 'planned'`
  await mend({ dueAt: latest.due, nextAt: latest.due }, isOpen, isPlanned, isAfter(refunds.dueAt, latest.due))
  await mend({ nextAt: sql`${refunds.dueAt}` }, isOpen, isPlanned, isAfter(refunds.nextAt, latest.again), gt(refunds.nextAt, refunds.dueAt))
}
