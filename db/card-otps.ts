import 'server-only'
import { and, eq, isNull } from 'drizzle-orm'
import { query } from './client'
import { cardOtps } from './schema'

export type CardOtpRow = typeof cardOtps.$inferSelect

/** The last code sent to a user. */
export async function findCardOtp(userId: string): Promise<CardOtpRow | null> {
  const [row] = await query((db) => db.select().from(cardOtps).where(eq(cardOtps.userId, userId)))
  return row ?? null
}

/** A new code replaces the last one. */
export async function putCardOtp(row: CardOtpRow): Promise<void> {
  const { sessionId, secret, sentAt, expiresAt, verifiedAt } = row
  await query((db) =>
    db
      .insert(cardOtps)
      .values(row)
      .onConflictDoUpdate({ target: cardOtps.userId, set: { sessionId, secret, sentAt, expiresAt, verifiedAt } })
      .returning({ userId: cardOtps.userId }),
  )
}

/** Notes, once, that a code was right. */
export async function verifyCardOtp(userId: string, sessionId: string, secret: string, at: Date): Promise<void> {
  await query((db) =>
    db
      .update(cardOtps)
      .set({ secret, verifiedAt: at })
      .where(and(eq(cardOtps.userId, userId), eq(cardOtps.sessionId, sessionId), isNull(cardOtps.verifiedAt)))
      .returning({ userId: cardOtps.userId }),
  )
}

export async function deleteCardOtp(userId: string): Promise<void> {
  await query((db) => db.delete(cardOtps).where(eq(cardOtps.userId, userId)).returning({ userId: cardOtps.userId }))
}

/** Takes a code away; of several callers only one gets it. */
export async function takeCardOtp(userId: string, sessionId: string): Promise<CardOtpRow | null> {
  const [row] = await query((db) =>
    db
      .delete(cardOtps)
      .where(and(eq(cardOtps.userId, userId), eq(cardOtps.sessionId, sessionId)))
      .returning(),
  )
  return row ?? null
}
