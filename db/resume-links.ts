import 'server-only'
import { and, eq, gt, inArray, isNull, lte, notExists, sql } from 'drizzle-orm'
import { HOLDING } from '@/lib/shared/payments/payment-states'
import { atomically, preparedBy, query, type Statements } from './client'
import { alias } from './dialect'
import { lockPayableOrder, type OrderRow } from './orders'
import { addEvent, type NewEvent } from './payment-events'
import type { Payment } from './payments'
import { orders, payments, resumeLinks } from './schema'

export type ResumeLink = typeof resumeLinks.$inferSelect

/** Writes a link, unless one of `limits` touches no row. */
export async function insertResumeLink(link: ResumeLink, limits: Statements): Promise<boolean> {
  const done = await atomically((db) => [
    ...limits(db),
    db.insert(resumeLinks).values(link).returning({ tokenDigest: resumeLinks.tokenDigest }),
  ])
  return done !== null
}

const byDigest = preparedBy((db, tokenDigest) => db.select().from(resumeLinks).where(eq(resumeLinks.tokenDigest, tokenDigest)))

export async function findResumeLink(tokenDigest: string): Promise<ResumeLink | null> {
  return (await byDigest(tokenDigest))[0] ?? null
}

/** Uses a link up. Null for every caller but one, and once its time is over. */
export async function spendResumeLink(tokenDigest: string, now: Date): Promise<ResumeLink | null> {
  const [row] = await query((db) => db.update(resumeLinks).set({ usedAt: now }).where(isGood(tokenDigest, now)).returning())
  return row ?? null
}

function isGood(tokenDigest: string, now: Date) {
  return and(eq(resumeLinks.tokenDigest, tokenDigest), isNull(resumeLinks.usedAt), gt(resumeLinks.expiresAt, now))
}

/**
 * Uses a link up and hands its payment over to another browser, in one transaction with its line in the timeline; the
 * payment's other links end with it. Null, and nothing is changed, if the link is used up or too old, the order cannot be
 * paid any more, the payment has moved, its shopper came back with nothing to charge, or its bank's page was opened too
 * long ago.
 */
export async function handOver(
  { tokenDigest, payment }: { tokenDigest: string; payment: Pick<Payment, 'id' | 'orderId'> },
  to: { payer: string; challengedAfter: Date },
  event: NewEvent,
  now: Date,
): Promise<Payment | null> {
  const isWaiting = and(eq(payments.status, 'awaiting_3ds'), isNull(payments.returnedAt), gt(payments.challengedAt, to.challengedAfter))
  const others = alias(payments, 'others')
  const done = await atomically((db) => [
    // A charge that starts locks it, too: what comes after this sees that charge.
    lockPayableOrder(db, payment.orderId, now),
    db.update(resumeLinks).set({ usedAt: now }).where(isGood(tokenDigest, now)).returning(),
    db
      .update(payments)
      .set({ resumedBy: to.payer })
      .where(
        and(
          eq(payments.id, payment.id),
          isWaiting,
          notExists(
            db
              .select({ id: others.id })
              .from(others)
              .where(and(eq(others.orderId, payment.orderId), inArray(others.status, [...HOLDING]))),
          ),
        ),
      )
      .returning(),
    db
      .update(resumeLinks)
      .set({ usedAt: sql`COALESCE(${resumeLinks.usedAt}, ${sql.param(now, resumeLinks.usedAt)})` })
      .where(eq(resumeLinks.paymentId, payment.id))
      .returning({ tokenDigest: resumeLinks.tokenDigest }),
    addEvent(db, event),
  ])
  return (done?.[2]?.[0] as Payment | undefined) ?? null
}

/** The order whose payment a link carries on. */
export async function findOrderRowOfResumeLink(tokenDigest: string): Promise<OrderRow | null> {
  const [row] = await query((db) =>
    db
      .select({ order: orders })
      .from(resumeLinks)
      .innerJoin(payments, eq(payments.id, resumeLinks.paymentId))
      .innerJoin(orders, eq(orders.id, payments.orderId))
      .where(eq(resumeLinks.tokenDigest, tokenDigest)),
  )
  return row?.order ?? null
}

/** Removes links that ended before the given time, a few at a time. */
export async function forgetResumeLinks(before: Date): Promise<void> {
  await query((db) =>
    db
      .delete(resumeLinks)
      .where(
        inArray(
          resumeLinks.tokenDigest,
          db.select({ tokenDigest: resumeLinks.tokenDigest }).from(resumeLinks).where(lte(resumeLinks.expiresAt, before)).limit(500),
        ),
      ),
  )
}
