import 'server-only'
import { and, eq, gt, inArray, isNull, lte } from 'drizzle-orm'
import { atomically, preparedBy, query, type Statements } from './client'
import type { OrderRow } from './orders'
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
  const isGood = and(eq(resumeLinks.tokenDigest, tokenDigest), isNull(resumeLinks.usedAt), gt(resumeLinks.expiresAt, now))
  const [row] = await query((db) => db.update(resumeLinks).set({ usedAt: now }).where(isGood).returning())
  return row ?? null
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
