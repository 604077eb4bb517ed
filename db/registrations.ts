import 'server-only'
import { and, eq, gt, inArray, lte } from 'drizzle-orm'
import { atomically, query, type Statements, together } from './client'
import { registrations } from './schema'
import { insertUserRow, type UserRow } from './users'

export type RegistrationRow = typeof registrations.$inferSelect

/**
 * Writes a registration in place of an earlier one of its address, and what follows from it, all or nothing. False if one of
 * the other statements touched no row. `otherDigests`: those of the address under older data keys.
 */
export async function putRegistration(row: RegistrationRow, otherDigests: string[], also: Statements): Promise<boolean> {
  const putting: Statements = (db) => [
    db
      .insert(registrations)
      .values(row)
      .onConflictDoUpdate({ target: registrations.emailDigest, set: row })
      .returning({ id: registrations.id }),
  ]
  if (!(await atomically(together(also, putting)))) return false
  if (otherDigests.length > 0) await deleteRegistrations(otherDigests)
  return true
}

export async function findRegistrationRow(id: string, now: Date): Promise<RegistrationRow | null> {
  const [row] = await query((db) =>
    db
      .select()
      .from(registrations)
      .where(and(eq(registrations.id, id), isGood(now))),
  )
  return row ?? null
}

/** Gives a registration its link, in place of one that may not have arrived. False once it has ended. */
export async function setRegistrationToken(id: string, tokenDigest: string, expiresAt: Date, now: Date): Promise<boolean> {
  const rows = await query((db) =>
    db
      .update(registrations)
      .set({ tokenDigest, expiresAt })
      .where(and(eq(registrations.id, id), isGood(now)))
      .returning({ id: registrations.id }),
  )
  return rows.length > 0
}

export async function findRegistrationRowByToken(tokenDigest: string, now: Date): Promise<RegistrationRow | null> {
  const [row] = await query((db) => db.select().from(registrations).where(isGoodLink(tokenDigest, now)))
  return row ?? null
}

/**
 * Uses a link up and creates the account, all or nothing. False if the link is no longer good, or an account already has this
 * digest or one of the other ones of its address.
 */
export async function spendRegistration(tokenDigest: string, user: UserRow, otherDigests: string[], now: Date): Promise<boolean> {
  return insertUserRow(user, otherDigests, (db) => [
    db.delete(registrations).where(isGoodLink(tokenDigest, now)).returning({ id: registrations.id }),
  ])
}

export async function listRegistrationRows(digests: string[]): Promise<RegistrationRow[]> {
  return query((db) => db.select().from(registrations).where(inArray(registrations.emailDigest, digests)))
}

export async function deleteRegistrations(digests: string[]): Promise<void> {
  await query((db) => db.delete(registrations).where(inArray(registrations.emailDigest, digests)))
}

/** Removes a few that ended before the given time; returns how many. */
export async function forgetRegistrations(before: Date, limit: number): Promise<number> {
  const isOver = lte(registrations.expiresAt, before)
  const rows = await query((db) =>
    db
      .delete(registrations)
      .where(inArray(registrations.id, db.select({ id: registrations.id }).from(registrations).where(isOver).limit(limit)))
      .returning({ id: registrations.id }),
  )
  return rows.length
}

function isGood(now: Date) {
  return gt(registrations.expiresAt, now)
}

function isGoodLink(tokenDigest: string, now: Date) {
  return and(eq(registrations.tokenDigest, tokenDigest), isGood(now))
}
