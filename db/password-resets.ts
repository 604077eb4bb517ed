import 'server-only'
import { and, eq, gt, sql } from 'drizzle-orm'
import { atomically, query, type Statements, together } from './client'
import { passwordResets, users } from './schema'
import type { UserRow } from './users'

export type PasswordResetRow = typeof passwordResets.$inferSelect

/** Writes a customer's only link, replacing an earlier one. */
export async function putPasswordReset(reset: PasswordResetRow): Promise<void> {
  await query((db) =>
    db
      .insert(passwordResets)
      .values(reset)
      .onConflictDoUpdate({
        target: passwordResets.userId,
        set: { tokenDigest: sql`excluded.token_digest`, expiresAt: sql`excluded.expires_at` },
      }),
  )
}

/** Makes a link good until then; false if it was used or replaced. */
export async function prolongPasswordReset({ userId, tokenDigest, expiresAt }: PasswordResetRow): Promise<boolean> {
  const rows = await query((db) =>
    db
      .update(passwordResets)
      .set({ expiresAt })
      .where(and(eq(passwordResets.userId, userId), eq(passwordResets.tokenDigest, tokenDigest)))
      .returning({ userId: passwordResets.userId }),
  )
  return rows.length > 0
}

/** Whose link this is, while it is valid. */
export async function findUserRowOfReset(tokenDigest: string, now: Date): Promise<UserRow | null> {
  const [row] = await query((db) =>
    db.select({ user: users }).from(passwordResets).innerJoin(users, eq(users.id, passwordResets.userId)).where(isGood(tokenDigest, now)),
  )
  return row?.user ?? null
}

/** Uses up a link, sets the password and writes what follows, all or nothing. Null if the link is no longer valid. */
export async function spendPasswordReset(
  reset: { tokenDigest: string; userId: string },
  passwordHash: string,
  now: Date,
  also: Statements = () => [],
): Promise<UserRow | null> {
  const spending: Statements = (db) => [
    db
      .delete(passwordResets)
      .where(and(isGood(reset.tokenDigest, now), eq(passwordResets.userId, reset.userId)))
      .returning(),
    db
      .update(users)
      .set({ passwordHash, sessionVersion: sql`${users.sessionVersion} + 1` })
      .where(eq(users.id, reset.userId))
      .returning(),
  ]
  const done = await atomically(together(spending, also))
  return (done?.[1]?.[0] as UserRow | undefined) ?? null
}

export async function deletePasswordReset(userId: string): Promise<void> {
  await query((db) => db.delete(passwordResets).where(eq(passwordResets.userId, userId)))
}

function isGood(tokenDigest: string, now: Date) {
  return and(eq(passwordResets.tokenDigest, tokenDigest), gt(passwordResets.expiresAt, now))
}
