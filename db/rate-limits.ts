import 'server-only'
import { and, eq, gt, inArray, lte, sql } from 'drizzle-orm'
import { query } from './client'
import { rateLimits } from './schema'

/**
 * Counts one more use of `key` in the running window, or opens a new window when that one is over.
 * One statement, so that it holds across instances.
 */
export async function countUse(key: string, windowMs: number, now: Date): Promise<{ count: number; resetAt: Date }> {
  const resetAt = new Date(now.getTime() + windowMs)
  const over = lte(rateLimits.resetAt, now)
  const [row] = await query((db) =>
    db
      .insert(rateLimits)
      .values({ key, count: 1, resetAt })
      .onConflictDoUpdate({
        target: rateLimits.key,
        set: {
          count: sql`CASE WHEN ${over} THEN 1 ELSE ${rateLimits.count} + 1 END`,
          resetAt: sql`CASE WHEN ${over} THEN excluded.reset_at ELSE ${rateLimits.resetAt} END`,
        },
      })
      .returning(),
  )
  if (!row) throw new Error('an upsert returned no row')
  return row
}

/** Takes one use back, of a window that still runs. */
export async function takeBackUse(key: string, now: Date): Promise<void> {
  await query((db) =>
    db
      .update(rateLimits)
      .set({ count: sql`${rateLimits.count} - 1` })
      .where(and(eq(rateLimits.key, key), gt(rateLimits.resetAt, now), gt(rateLimits.count, 0))),
  )
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
