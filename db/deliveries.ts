import 'server-only'
import {
  and,
  asc,
  count as countRows,
  desc,
  eq,
  gt,
  gte,
  inArray,
  isNotNull,
  isNull,
  lt,
  lte,
  min,
  notExists,
  or,
  type SQL,
  sql,
} from 'drizzle-orm'
import type { DeliveryStatus } from '@/lib/shared/payments/event'
import { type Db, query } from './client'
import { alias, inOnce, skipLocked } from './dialect'
import type { PlacedEvent } from './events'
import { isNotRestored } from './markers'
import { deliveries, events, receivers } from './schema'

/** Events on their way to the merchant's server, and what is known of that server. */
export type Delivery = typeof deliveries.$inferSelect
export type Receiver = typeof receivers.$inferSelect

/** As far apart the clocks of two instances may be. */
const CLOCKS_DIFFER_MS = 5_000

/** Of what is still to be sent, which has a time for that. */
const isOpen = isNotNull(deliveries.nextAt)
/** A literal, because with a parameter the index is not used. */
const isUndelivered = sql`${deliveries.status} <> 'delivered'`

/** What has been due for longer is a backlog, which what is fresh does not wait for. */
const FRESH_MS = 3_600_000

/** When something is due that is to wait for whatever is fresh. */
function behindFresh(now: Date): Date {
  return new Date(now.getTime() - FRESH_MS)
}

/**
 * Takes the lease of a delivery that is due and whose lease is free: of those that are fresh, or else of all, the one that
 * has been due for longest. One statement, so only one of two workers gets it. Null if there is none, if the receiver is
 * stopped, and in a restored copy of the database.
 */
export async function claimDelivery(receiverId: string, now: Date, leaseUntil: Date): Promise<Delivery | null> {
  const isDue = and(isOpen, lte(deliveries.nextAt, now), or(isNull(deliveries.leaseUntil), lt(deliveries.leaseUntil, now)))
  // Mostly there is none, and reading that takes no lock.
  if ((await query((db) => db.select({ id: deliveries.eventId }).from(deliveries).where(isDue).limit(1))).length === 0) return null
  const claim = async (which: SQL | undefined) => {
    const [row] = await query((db) =>
      db
        .update(deliveries)
        .set({ status: 'sending', nextAt: leaseUntil, leaseUntil, fence: sql`${deliveries.fence} + 1` })
        .where(
          and(
            isDue,
            isGoing(db, receiverId),
            isNotRestored(db),
            inOnce(
              deliveries.eventId,
              skipLocked(db.select({ id: deliveries.eventId }).from(deliveries).where(which).orderBy(asc(deliveries.nextAt)).limit(1)),
            ),
          ),
        )
        .returning(),
    )
    return row ?? null
  }
  return (await claim(and(isDue, gt(deliveries.nextAt, behindFresh(now))))) ?? (await claim(isDue))
}

function isGoing(db: Db, receiverId: string): SQL {
  const stopped = and(eq(receivers.id, receiverId), isNotNull(receivers.stoppedAt))
  return notExists(db.select({ id: receivers.id }).from(receivers).where(stopped))
}

/** Writes what is sent, before it is first sent. False if the lease was taken over. */
export async function freezeBody({ eventId, fence }: Pick<Delivery, 'eventId' | 'fence'>, body: string): Promise<boolean> {
  const rows = await query((db) =>
    db
      .update(deliveries)
      .set({ body })
      .where(and(isHeldBy(eventId, fence), isNull(deliveries.body)))
      .returning({ id: deliveries.eventId }),
  )
  return rows.length > 0
}

const isHeldBy = (eventId: string, fence: number) =>
  and(eq(deliveries.eventId, eventId), eq(deliveries.status, 'sending'), eq(deliveries.fence, fence))

export type Tried = Pick<Delivery, 'lastStatus' | 'lastMs' | 'lastWhy'> &
  ({ status: 'pending'; nextAt: Date } | { status: 'delivered'; deliveredAt: Date } | { status: 'dead' | 'held' })

/** Ends a try, unless the lease was taken over, which makes it false. */
export async function endTry({ eventId, fence }: Pick<Delivery, 'eventId' | 'fence'>, tried: Tried): Promise<boolean> {
  const rows = await query((db) =>
    db
      .update(deliveries)
      .set({ nextAt: null, ...tried, leaseUntil: null, attempts: sql`${deliveries.attempts} + 1` })
      .where(isHeldBy(eventId, fence))
      .returning({ id: deliveries.eventId }),
  )
  return rows.length > 0
}

export type DeliveredEvent = { event: PlacedEvent; delivery: Delivery | null }

/** The newest events with what became of them; or only those of one status. */
export async function listDeliveries(limit: number, status: DeliveryStatus | null = null): Promise<DeliveredEvent[]> {
  const rows = await query((db) =>
    status === null
      ? db
          .select({ event: events, delivery: deliveries })
          .from(events)
          .leftJoin(deliveries, eq(deliveries.eventId, events.id))
          .where(isNotNull(events.position))
          .orderBy(desc(events.position))
          .limit(limit)
      : db
          .select({ event: events, delivery: deliveries })
          .from(deliveries)
          .innerJoin(events, eq(deliveries.eventId, events.id))
          .where(and(isUndelivered, eq(deliveries.status, status)))
          .orderBy(desc(deliveries.createdAt))
          .limit(limit),
  )
  return rows as DeliveredEvent[]
}

/** Whatever is over or waits, and what a process has left behind; not what an instance is just sending. */
const mayBeReplayed = (now: Date) =>
  or(inArray(deliveries.status, ['pending', 'delivered', 'dead', 'held'] satisfies DeliveryStatus[]), lt(deliveries.leaseUntil, now))

/**
 * Sends events anew, with all their tries, as if they had just happened: under their own ids and, as long as it is kept, with
 * the same body. Those that were told before there was a receiver are sent, too. `behind`: after whatever is fresh. Returns
 * of how many.
 */
export async function replayDeliveries(eventIds: string[], now: Date, { behind = false } = {}): Promise<number> {
  const again = { status: 'pending' as const, attempts: 0, nextAt: behind ? behindFresh(now) : now }
  const replayed = await query((db) =>
    db
      .update(deliveries)
      .set({ ...again, leaseUntil: null, deliveredAt: null })
      .where(and(inArray(deliveries.eventId, eventIds), mayBeReplayed(now)))
      .returning({ id: deliveries.eventId }),
  )
  const begun = await query((db) =>
    db
      .insert(deliveries)
      .values(eventIds.map((eventId) => ({ ...again, eventId, fence: 0, createdAt: now })))
      .onConflictDoNothing()
      .returning({ id: deliveries.eventId }),
  )
  return replayed.length + begun.length
}

/** Events with a place behind `after` that happened at `since` or later, in order. */
export async function listEventsSince(since: Date, after: number, limit: number): Promise<PlacedEvent[]> {
  const rows = await query((db) =>
    db
      .select()
      .from(events)
      .where(and(gt(events.position, after), gte(events.at, since)))
      .orderBy(asc(events.position))
      .limit(limit),
  )
  return rows as PlacedEvent[]
}

export async function findDelivery(eventId: string): Promise<Delivery | null> {
  const [row] = await query((db) => db.select().from(deliveries).where(eq(deliveries.eventId, eventId)))
  return row ?? null
}

/** The receiver of an address; written when it is first asked for. */
export async function ensureReceiver(id: string, now: Date): Promise<Receiver> {
  const find = () => query((db) => db.select().from(receivers).where(eq(receivers.id, id)))
  const [known] = await find()
  if (known) return known
  await query((db) => db.insert(receivers).values({ id, tookAt: now }).onConflictDoNothing())
  const [row] = await find()
  if (!row) throw new Error('a receiver that was written is not there')
  return row
}

/** Stops sending to a receiver. True for one caller only. */
export async function stopReceiver(id: string, why: 'gone' | 'failing', now: Date): Promise<boolean> {
  const rows = await query((db) =>
    db
      .update(receivers)
      .set({ stoppedAt: now, stoppedWhy: why })
      .where(and(eq(receivers.id, id), isNull(receivers.stoppedAt)))
      .returning({ id: receivers.id }),
  )
  return rows.length > 0
}

/** Goes on sending to a receiver; it has five days again. */
export async function goOn(id: string, now: Date): Promise<void> {
  await query((db) => db.update(receivers).set({ stoppedAt: null, stoppedWhy: null, tookAt: now }).where(eq(receivers.id, id)))
}

/** Notes that a receiver has taken something; to the minute, so that a busy one is not written each time. */
export async function noteTaken(id: string, now: Date): Promise<void> {
  const [aMinuteAgo, soon] = [new Date(now.getTime() - 60_000), new Date(now.getTime() + CLOCKS_DIFFER_MS)]
  // What a clock that ran ahead has written is no news of today.
  const isOld = or(lte(receivers.tookAt, aMinuteAgo), gt(receivers.tookAt, soon))
  await query((db) =>
    db
      .update(receivers)
      .set({ tookAt: now })
      .where(and(eq(receivers.id, id), isOld)),
  )
}

/** A statement keeps others from writing on SQLite; what is left is for the next pass. */
const MOVED_AT_ONCE = 1_000

function some(db: Db, which: SQL | undefined): SQL | undefined {
  return and(which, inArray(deliveries.eventId, db.select({ id: deliveries.eventId }).from(deliveries).where(which).limit(MOVED_AT_ONCE)))
}

/** Holds back what nobody is sending, a thousand at most. */
export async function holdDeliveries(now: Date): Promise<void> {
  const isNobodys = and(isOpen, or(eq(deliveries.status, 'pending'), lt(deliveries.leaseUntil, now)))
  await query((db) => db.update(deliveries).set({ status: 'held', nextAt: null, leaseUntil: null }).where(some(db, isNobodys)))
}

/** Sends what was held back, with all its tries, a thousand at most; after whatever is fresh. */
export async function releaseHeld(now: Date): Promise<void> {
  const isHeld = and(isUndelivered, eq(deliveries.status, 'held'))
  if ((await query((db) => db.select({ id: deliveries.eventId }).from(deliveries).where(isHeld).limit(1))).length === 0) return
  await query((db) =>
    db
      .update(deliveries)
      .set({ status: 'pending', attempts: 0, nextAt: behindFresh(now) })
      .where(some(db, isHeld)),
  )
}

/** Whether something that a receiver was to take after it last took anything was tried in vain, and is as old as that. */
export async function isFailingSince({ tookAt }: Pick<Receiver, 'tookAt'>, before: Date): Promise<boolean> {
  const rows = await query((db) =>
    db
      .select({ id: deliveries.eventId })
      .from(deliveries)
      .where(
        and(
          isUndelivered,
          inArray(deliveries.status, ['pending', 'sending', 'dead']),
          gt(deliveries.createdAt, tookAt),
          lte(deliveries.createdAt, before),
          gt(deliveries.attempts, 0),
        ),
      )
      .limit(1),
  )
  return rows.length > 0
}

/** Until when something that is put off now waits at the latest. */
export type LatestDeliveries = {
  lease: Date
  /** After the first try that failed, after the second, and so on. */
  tries: Date[]
  /** Where the receiver has answered, and may have asked for more time. */
  asked: Date
}

/** After a start, or when the clock was set: makes due soon what a clock that ran ahead has put off. */
export async function pullBackDeliveries(now: Date, { lease, tries, asked }: LatestDeliveries): Promise<void> {
  const isAfter = (end: Date) => gt(deliveries.nextAt, new Date(end.getTime() + CLOCKS_DIFFER_MS))
  const isLong = and(isOpen, gt(deliveries.leaseUntil, new Date(lease.getTime() + CLOCKS_DIFFER_MS)))
  await query((db) => db.update(deliveries).set({ leaseUntil: lease, nextAt: lease }).where(isLong))
  // The first try waits for nothing.
  const isLate = [now, ...tries].map((end, attempts) => and(eq(deliveries.attempts, attempts), isAfter(end)))
  const mayWait = and(gt(deliveries.attempts, 0), isNotNull(deliveries.lastStatus))
  const isPutOff = or(and(mayWait, isAfter(asked)), and(or(eq(deliveries.attempts, 0), isNull(deliveries.lastStatus)), or(...isLate)))
  await query((db) =>
    db
      .update(deliveries)
      .set({ nextAt: now })
      .where(and(isOpen, isAfter(now), eq(deliveries.status, 'pending'), isPutOff)),
  )
}

export type Undelivered = {
  counts: Partial<Record<DeliveryStatus, number>>
  /** Since when the oldest waits that is still to be sent. */
  oldest: Date | null
}

export async function countUndelivered(): Promise<Undelivered> {
  const { status, createdAt } = deliveries
  const rows = await query((db) =>
    db
      .select({ status, count: countRows(), oldest: min(createdAt) })
      .from(deliveries)
      .where(isUndelivered)
      .groupBy(status),
  )
  const waiting = rows.filter((row) => row.status === 'pending' || row.status === 'sending')
  const times = waiting.flatMap(({ oldest }) => (oldest ? [new Date(oldest).getTime()] : []))
  return {
    counts: Object.fromEntries(rows.map((row) => [row.status, Number(row.count)])),
    oldest: times.length > 0 ? new Date(Math.min(...times)) : null,
  }
}

/** Erases the bodies of a few old deliveries that are over; returns of how many. */
export async function eraseBodies(before: Date, limit: number): Promise<number> {
  const isOld = and(
    isNotNull(deliveries.body),
    lte(deliveries.createdAt, before),
    inArray(deliveries.status, ['delivered', 'dead'] satisfies DeliveryStatus[]),
  )
  const rows = await query((db) =>
    db
      .update(deliveries)
      .set({ body: null })
      // Said twice, since what was chosen may have been replayed meanwhile.
      .where(and(isOld, inArray(deliveries.eventId, db.select({ id: deliveries.eventId }).from(deliveries).where(isOld).limit(limit))))
      .returning({ id: deliveries.eventId }),
  )
  return rows.length
}

const others = alias(events, 'others')

/**
 * Erases a few old events with their deliveries; returns how many. Not those that are still to be sent, nor the last of
 * all, whose place the next one's is counted from. What is held back was never told, and is kept longer: until `heldBefore`.
 */
export async function eraseEvents(before: Date, heldBefore: Date, limit: number): Promise<number> {
  const eraseDeliveries = (end: Date, ...statuses: DeliveryStatus[]) => {
    const isOver = inArray(deliveries.status, statuses)
    return query((db) =>
      db.delete(deliveries).where(
        and(
          isOver,
          inArray(
            deliveries.eventId,
            db
              .select({ id: events.id })
              .from(events)
              .innerJoin(deliveries, eq(deliveries.eventId, events.id))
              .where(and(lte(events.at, end), isOver))
              .limit(limit),
          ),
        ),
      ),
    )
  }
  await eraseDeliveries(before, 'delivered', 'dead')
  await eraseDeliveries(heldBefore, 'held')
  const rows = await query((db) => {
    const last = db.select({ position: sql`MAX(${others.position})` }).from(others)
    const ofEvent = db.select({ id: deliveries.eventId }).from(deliveries).where(eq(deliveries.eventId, events.id))
    const isOld = and(lte(events.at, before), lt(events.position, last), notExists(ofEvent))
    return db
      .delete(events)
      .where(inArray(events.id, db.select({ id: events.id }).from(events).where(isOld).limit(limit)))
      .returning({ id: events.id })
  })
  return rows.length
}
