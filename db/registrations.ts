import 'server-only'
import { and, eq, gt, inArray, lt, lte, or } from 'drizzle-orm'
import { atomically, query, type Statements, together } from './client'
import { registrations } from './schema'
import { insertUserRow, type UserRow } from './users'

export type RegistrationRow = typeof registrations.$inferSelect

/**
 * Writes a registration with what follows from it, all or nothing; earlier ones of its address, which has these digests, end.
 * False if one of the other statements touched no row.
 */
export async function insertRegistration(row: RegistrationRow, digests: string[], also: Statements): Promise<boolean> {
  const inserting: Statements = (db) => [db.insert(registrations).values(row).returning({ id: registrations.id })]
  if (!(await atomically(together(also, inserting)))) return false
  // Mostly there is none, which must not undo the rest. Of two at once, one stays.
  const isEarlier = or(
    lt(registrations.createdAt, row.createdAt),
    and(eq(registrations.createdAt, row.createdAt), lt(registrations.id, row.id)),
  )
  await query((db) => db.delete(registrations).where(and(inArray(registrations.emailDigest, digests), isEarlier)))
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
