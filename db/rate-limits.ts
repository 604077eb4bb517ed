import 'server-only'
import { and, eq, gt, inArray, lt, lte, not, or, type SQL, sql } from 'drizzle-orm'
import { type Db, query } from './client'
import { rateLimits } from './schema'

/** Two readings of the same clock may arrive in a different order than they were taken in. */
const CLOCKS_DIFFER_MS = 5_000

/** Whether a window is over, or ends later than one that begins now: then the clock that opened it has been set back. */
function isOver(now: Date, windowMs: number): SQL {
  const latest = new Date(now.getTime() + windowMs + CLOCKS_DIFFER_MS)
  return or(lte(rateLimits.resetAt, now), gt(rateLimits.resetAt, latest)) as SQL
}

/**
 * The statement that counts one more use of `key` in the current window, or opens a new window if that one is
 * over. With `upTo`, it touches no row once the window has that many. It is one statement, so that limits hold
 * across instances.
 */
export function addUse(db: Db, key: string, windowMs: number, now: Date, upTo?: number) {
  const over = isOver(now, windowMs)
  return db
    .insert(rateLimits)
    .values({ key, count: 1, resetAt: new Date(now.getTime() + windowMs) })
    .onConflictDoUpdate({
      target: rateLimits.key,
      set: {
        count: sql`CASE WHEN ${over} THEN 1 ELSE ${rateLimits.count} + 1 END`,
        resetAt: sql`CASE WHEN ${over} THEN excluded.reset_at ELSE ${rateLimits.resetAt} END`,
      },
      ...(upTo === undefined ? {} : { setWhere: sql`(${over}) OR ${lt(rateLimits.count, upTo)}` }),
    })
    .returning()
}

export async function countUse(key: string, windowMs: number, now: Date): Promise<{ count: number; resetAt: Date }> {
  const [row] = await query((db) => addUse(db, key, windowMs, now))
  if (!row) throw new Error('an upsert returned no row')
  return row
}

/** How often `key` was used in the current window, and until when that runs; null if none does. */
export async function findUses(key: string, windowMs: number, now: Date): Promise<{ count: number; resetAt: Date } | null> {
  const [row] = await query((db) =>
    db
      .select()
      .from(rateLimits)
      .where(and(eq(rateLimits.key, key), not(isOver(now, windowMs)))),
  )
  return row ?? null
}

/** Which of these keys were used in the current window. */
export async function findUsed(keys: string[], windowMs: number, now: Date): Promise<Set<string>> {
  const rows = await query((db) =>
    db
      .select({ key: rateLimits.key })
      .from(rateLimits)
      .where(and(inArray(rateLimits.key, keys), not(isOver(now, windowMs)))),
  )
  return new Set(rows.map(({ key }) => key))
}

/** Takes back one use of a window that still runs. */
export async function takeBackUse(key: string, now: Date): Promise<void> {
  await query((db) =>
    db
      .update(rateLimits)
      .set({ count: sql`${rateLimits.count} - 1` })
      .where(and(eq(rateLimits.key, key), gt(rateLimits.resetAt, now), gt(rateLimits.count, 0))),
  )
}

/**
 * The statement that takes back one use counted at `countedAt`, if that window still runs. It always touches a
 * row, so that it can be part of a transaction.
 */
export function returnUse(db: Db, key: string, windowMs: number, countedAt: Date) {
  const isCounted = and(lte(rateLimits.resetAt, sql`excluded.reset_at`), gt(rateLimits.count, 0))
  return db
    .insert(rateLimits)
    .values({ key, count: 0, resetAt: new Date(countedAt.getTime() + windowMs) })
    .onConflictDoUpdate({
      target: rateLimits.key,
      set: { count: sql`CASE WHEN ${isCounted} THEN ${rateLimits.count} - 1 ELSE ${rateLimits.count} END` },
    })
    .returning()
}

export async function deleteUses(key: string): Promise<void> {
  await query((db) => db.delete(rateLimits).where(eq(rateLimits.key, key)))
}

/** Removes windows that are over, a few at a time. */
export async function forgetOverWindows(now: Date): Promise<void> {
  await query((db) =>
    db
      .delete(rateLimits)
      .where(inArray(rateLimits.key, db.select({ key: rateLimits.key }).from(rateLimits).where(lte(rateLimits.resetAt, now)).limit(500))),
  )
}
