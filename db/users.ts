import 'server-only'
import { and, eq, gt, inArray, isNotNull, lte, notExists, or, sql } from 'drizzle-orm'
import { UNSETTLED } from '@/lib/shared/payments/payment-states'
import { atomically, type Db, query, type Statements, together } from './client'
import { inTurn, type Marker } from './markers'
import { applications, cardOtps, cardOwners, endedSessions, markers, passwordResets, payments, savedCards, users } from './schema'

export type UserRow = typeof users.$inferSelect

const SESSIONS_SINCE: Marker = 'sessions-since'

/**
 * False if an account already has this digest, or one of the other ones of its address, or what goes `before` touches no row:
 * then neither is done.
 */
export async function insertUserRow(user: UserRow, otherDigests: string[] = [], before?: Statements): Promise<boolean> {
  const inserting = (db: Db) => db.insert(users).values(user).onConflictDoNothing({ target: users.emailDigest }).returning()
  if (otherDigests.length === 0 && !before) return (await query(inserting)).length > 0
  // While DATA_KEY is changed, instances write under different keys, of which no index knows.
  const isFree = (db: Db) => notExists(db.select({ id: users.id }).from(users).where(inArray(users.emailDigest, otherDigests)))
  const turn: Statements = otherDigests.length === 0 ? () => [] : inTurn(isFree, user.createdAt)
  return (await atomically(together(turn, before ?? (() => []), (db) => [inserting(db)]))) !== null
}

export async function findUserRow(id: string): Promise<UserRow | null> {
  const [row] = await query((db) => db.select().from(users).where(eq(users.id, id)))
  return row ?? null
}

/** An address has a digest under each data key; an account is stored under one of them. */
export async function findUserRowByDigests(digests: string[]): Promise<UserRow | null> {
  const [row] = await query((db) => db.select().from(users).where(inArray(users.emailDigest, digests)).limit(1))
  return row ?? null
}

type Session = { userId: string; version: number; sessionId: string; openedAt: Date }

/** The customer of a session, unless its version is old, it was ended, or it is older than a restore of the database. */
export async function findUserRowOfSession(session: Session): Promise<UserRow | null> {
  const [row] = await query((db) =>
    db
      .select()
      .from(users)
      .where(
        and(
          eq(users.id, session.userId),
          eq(users.sessionVersion, session.version),
          notExists(db.select({ id: endedSessions.id }).from(endedSessions).where(eq(endedSessions.id, session.sessionId))),
          notExists(
            db
              .select({ name: markers.name })
              .from(markers)
              .where(and(eq(markers.name, SESSIONS_SINCE), gt(markers.at, session.openedAt))),
          ),
        ),
      ),
  )
  return row ?? null
}

/** A new password ends all sessions; what follows is written with it. Null if the old one is no longer what it was. */
export async function replacePassword(id: string, oldHash: string, newHash: string, also: Statements = () => []): Promise<UserRow | null> {
  const replacing: Statements = (db) => [
    db
      .update(users)
      .set({ passwordHash: newHash, sessionVersion: sql`${users.sessionVersion} + 1` })
      .where(and(eq(users.id, id), eq(users.passwordHash, oldHash)))
      .returning(),
  ]
  const done = await atomically(together(replacing, also))
  return (done?.[0]?.[0] as UserRow | undefined) ?? null
}

export async function raiseSessionVersion(id: string): Promise<void> {
  await query((db) =>
    db
      .update(users)
      .set({ sessionVersion: sql`${users.sessionVersion} + 1` })
      .where(eq(users.id, id)),
  )
}

/** Writes an address again, encrypted and digested with the newest key. */
export async function replaceEmail(id: string, oldDigest: string, email: string, emailDigest: string): Promise<void> {
  await query((db) =>
    db
      .update(users)
      .set({ email, emailDigest })
      .where(and(eq(users.id, id), eq(users.emailDigest, oldDigest))),
  )
}

/**
 * Ends an account's sessions so that it can be deleted. False while a payment of it is undecided, or has not told
 * whether its card was saved.
 */
export async function closeUser(id: string): Promise<boolean> {
  const rows = await query((db) => {
    const isUntold = and(inArray(payments.saveOutcome, ['wanted', 'unknown']), isNotNull(payments.nextAt))
    const undecided = db
      .select({ id: payments.id })
      .from(payments)
      .where(and(eq(payments.userId, id), or(inArray(payments.status, [...UNSETTLED, 'review']), isUntold)))
    return db
      .update(users)
      .set({ sessionVersion: sql`${users.sessionVersion} + 1` })
      .where(and(eq(users.id, id), notExists(undecided)))
      .returning({ id: users.id })
  })
  return rows.length > 0
}

/**
 * Deletes a closed account with its cards, codes and links, and takes its name off its payments and applications. The
 * account goes last: if this breaks off, it can be repeated.
 */
export async function deleteUser(id: string): Promise<void> {
  await query((db) => db.delete(savedCards).where(eq(savedCards.userId, id)))
  await query((db) => db.delete(cardOtps).where(eq(cardOtps.userId, id)))
  await query((db) => db.delete(cardOwners).where(eq(cardOwners.userId, id)))
  await query((db) => db.delete(passwordResets).where(eq(passwordResets.userId, id)))
  const ofNobody = { userId: null, savedCardId: null, saveRequest: null, payer: null, resumedBy: null }
  await query((db) => db.update(payments).set(ofNobody).where(eq(payments.userId, id)))
  await query((db) => db.update(applications).set({ userId: null }).where(eq(applications.userId, id)))
  await query((db) => db.delete(users).where(eq(users.id, id)))
}

export async function insertEndedSession(id: string, endsAt: Date): Promise<void> {
  await query((db) => db.insert(endedSessions).values({ id, endsAt }).onConflictDoNothing({ target: endedSessions.id }))
}

/** Removes sessions that would have ended by now anyway, a few at a time. */
export async function forgetEndedSessions(now: Date): Promise<void> {
  await query((db) =>
    db
      .delete(endedSessions)
      .where(
        inArray(endedSessions.id, db.select({ id: endedSessions.id }).from(endedSessions).where(lte(endedSessions.endsAt, now)).limit(500)),
      ),
  )
}
