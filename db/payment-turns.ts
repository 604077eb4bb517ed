import 'server-only'
import { and, asc, eq, gt, gte, inArray, isNotNull, isNull, lt, lte, notInArray, or, type SQL, sql } from 'drizzle-orm'
import { type PaymentStatus, SETTLING } from '@/lib/shared/payments/payment-states'
import { query } from './client'
import { eitherTime, inOnce, minus, skipLocked } from './dialect'
import type { Patch, Payment } from './payments'
import { payments } from './schema'

/** Two readings of the same clock may arrive in a different order than they were taken in. */
const CLOCKS_DIFFER_MS = 5_000
/** How many payments are looked at concurrently. */
export const CLAIMED_AT_ONCE = 10

/**
 * Takes the lease of up to ten payments whose money may be moving, that are due and whose lease is free, the
 * longest due first. It is one statement, so only one of two reconcilers gets a row. `whenever` includes rows
 * that are not due yet; those named in `except` are skipped.
 */
export async function claimUnsettled(
  now: Date,
  leaseUntil: Date,
  scope: { id?: string; whenever?: boolean; except?: Iterable<string> } = {},
): Promise<Payment[]> {
  const except = [...(scope.except ?? [])]
  const free = and(
    inArray(payments.status, [...SETTLING]),
    or(isNull(payments.leaseUntil), lt(payments.leaseUntil, now)),
    scope.whenever ? undefined : lte(payments.nextAt, now),
    scope.id === undefined ? isNotNull(payments.nextAt) : eq(payments.id, scope.id),
    except.length === 0 ? undefined : notInArray(payments.id, except),
  )
  return query((db) =>
    db
      .update(payments)
      .set({ leaseUntil, fence: sql`${payments.fence} + 1` })
      .where(
        and(
          free,
          inOnce(
            payments.id,
            skipLocked(db.select({ id: payments.id }).from(payments).where(free).orderBy(asc(payments.nextAt)).limit(CLAIMED_AT_ONCE)),
          ),
        ),
      )
      .returning(),
  )
}

/**
 * Due payments whose charge another worker is waiting for: asking about them needs a turn but no lease.
 * `whenever` includes those that are not due yet.
 */
export async function takeTurnToAsk(now: Date, nextAt: Date, scope: { id?: string; whenever?: boolean } = {}): Promise<Payment[]> {
  const due = and(
    eq(payments.status, 'charging'),
    scope.whenever ? undefined : lte(payments.nextAt, now),
    scope.id === undefined ? undefined : eq(payments.id, scope.id),
  )
  return query((db) =>
    db
      .update(payments)
      .set({ nextAt })
      .where(and(due, gt(payments.leaseUntil, now)))
      .returning(),
  )
}

/**
 * Ended payments whose charge was sent and that are due for another enquiry, since a success may come late. Those
 * with the looks named in `sooner` are due again at its time.
 */
export async function takeTurnToRecheck(now: Date, nextAt: Date, sooner?: { looks: number; nextAt: Date }): Promise<Payment[]> {
  const due = and(inArray(payments.status, ['declined', 'not_charged']), lte(payments.nextAt, now), isNull(payments.refundedAt))
  // Mostly there is none. Reading that takes no lock; an update would wait for a busy database, and with it everybody.
  if ((await query((db) => db.select({ id: payments.id }).from(payments).where(due).limit(1))).length === 0) return []
  return query((db) =>
    db
      .update(payments)
      .set({
        nextAt: sooner ? eitherTime(eq(payments.looks, sooner.looks), payments.nextAt, sooner.nextAt, nextAt) : nextAt,
        looks: sql`${payments.looks} + 1`,
      })
      .where(and(due, inArray(payments.id, db.select({ id: payments.id }).from(payments).where(due).limit(CLAIMED_AT_ONCE))))
      .returning(),
  )
}

/** Takes the lease of up to ten paid payments that are due to learn what became of their card. */
export async function claimUntoldCards(now: Date, leaseUntil: Date, except: string[] = []): Promise<Payment[]> {
  const due = and(
    eq(payments.status, 'succeeded'),
    lte(payments.nextAt, now),
    or(isNull(payments.leaseUntil), lt(payments.leaseUntil, now)),
    except.length === 0 ? undefined : notInArray(payments.id, except),
  )
  return query((db) =>
    db
      .update(payments)
      .set({ leaseUntil, fence: sql`${payments.fence} + 1` })
      .where(and(due, inOnce(payments.id, skipLocked(db.select({ id: payments.id }).from(payments).where(due).limit(CLAIMED_AT_ONCE)))))
      .returning(),
  )
}

/**
 * Gives a lease back and writes what was learnt, if the lease is still ours. A move that needs no lease may have come
 * in between, an operator's or a success: then what was learnt is of a status that is over.
 */
export async function release({ id, fence, status }: Pick<Payment, 'id' | 'fence' | 'status'>, patch: Patch): Promise<void> {
  await query((db) =>
    db
      .update(payments)
      .set({ ...patch, leaseUntil: null })
      .where(and(eq(payments.id, id), eq(payments.fence, fence), eq(payments.status, status)))
      .returning(),
  )
}

/**
 * Makes every undecided payment due sooner when Paynet answers again after a silence, or the clock was set. Its looks
 * start anew: those that a silence or a clock used up would put the one after this off by hours.
 */
export async function hastenUnknown(nextAt: Date): Promise<void> {
  await query((db) =>
    db
      .update(payments)
      .set({ nextAt, looks: 0 })
      .where(and(eq(payments.status, 'unknown'), gt(payments.nextAt, nextAt)))
      .returning({ id: payments.id }),
  )
}

/**
 * The latest time at which something that begins now can end: a lease, a shopper's time at the bank, the
 * opening of a 3D session, the wait for what became of a card, the pause before the next enquiry about an ended
 * payment; the pause before the next look at an undecided payment, by the number of looks so far; and before the
 * next at a decline in doubt.
 */
export type Ends = {
  lease: Date
  challenge: Date
  opening: Date
  untoldCard: Date
  recheck: Date
  pauses: Date[]
  doubts: { looks: number; end: Date }[]
}

/**
 * Repairs times written by a clock that has since been set back, by `setBackMs` or before this process looked.
 * Nothing ends later than if it began now. A charge that seems to have been sent after `now` counts as sent
 * now, and is looked at. A shopper's return stays as long ago as it was; if it lies ahead, its time is unknown.
 * `isFresh` tells whether `now` is still current: to a process that slept, everything written meanwhile seems
 * to lie ahead.
 */
export async function pullBack(now: Date, ends: Ends, isFresh: () => boolean, setBackMs = 0): Promise<void> {
  const ahead = later(now, CLOCKS_DIFFER_MS)
  const mend = async (statuses: PaymentStatus[], patch: Partial<Record<keyof Payment, unknown>>, where: SQL | undefined) => {
    if (!isFresh()) return
    await query((db) =>
      db
        .update(payments)
        .set(patch as Patch)
        .where(and(inArray(payments.status, statuses), isNotNull(payments.nextAt), where))
        .returning({ id: payments.id }),
    )
  }
  const isAfter = (column: typeof payments.nextAt, end: Date) => gt(column, later(end, CLOCKS_DIFFER_MS))
  await mend(['created'], { nextAt: ends.opening }, isAfter(payments.nextAt, ends.opening))
  await mend(['awaiting_3ds'], { nextAt: ends.challenge, challengedAt: now }, isAfter(payments.nextAt, ends.challenge))
  const settling = [...SETTLING]
  // Of a success too: its pair may have to be sent once more for its card.
  const sendable: PaymentStatus[] = [...SETTLING, 'succeeded']
  if (setBackMs > 0) await mend(sendable, { returnedAt: minus(payments.returnedAt, setBackMs) }, isNotNull(payments.returnedAt))
  await mend(sendable, { returnedAt: null }, gt(payments.returnedAt, ahead))
  await mend(sendable, { leaseUntil: ends.lease }, isAfter(payments.leaseUntil, ends.lease))
  await mend(settling, { noneCount: 0, noneAt: null }, gt(payments.noneAt, ahead))
  await mend(settling, { sentAt: now, nextAt: now }, gt(payments.sentAt, ahead))
  await mend(['succeeded'], { nextAt: ends.untoldCard }, isAfter(payments.nextAt, ends.untoldCard))
  await mend(['declined', 'not_charged'], { nextAt: ends.recheck }, isAfter(payments.nextAt, ends.recheck))
  const isDoubtPutOff = ends.doubts.map(({ looks, end }) => and(eq(payments.looks, looks), isAfter(payments.nextAt, end)))
  await mend(['declined'], { nextAt: now }, or(...isDoubtPutOff))
  const isPutOff = ends.pauses.map((end, looks) =>
    and(looks < ends.pauses.length - 1 ? eq(payments.looks, looks) : gte(payments.looks, looks), isAfter(payments.nextAt, end)),
  )
  await mend(['unknown'], { nextAt: now }, or(...isPutOff))
}

function later(at: Date, ms: number): Date {
  return new Date(at.getTime() + ms)
}
