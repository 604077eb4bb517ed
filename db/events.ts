import 'server-only'
import { and, asc, eq, gt, isNull, sql } from 'drizzle-orm'
import { atomically, query } from './client'
import { type NewMail, queueMail } from './mails'
import { setMarker } from './markers'
import { deliveries, events } from './schema'

/**
 * What merchants are told. Rows are written by triggers, in whatever order transactions begin; their places are given
 * afterwards, one at a time, so that a reader who has read up to a place has missed nothing before it.
 */
export type Event = typeof events.$inferSelect
export type PlacedEvent = Event & { position: number }

/** Statements of one transaction, which keeps others from writing on SQLite. */
const PLACED_AT_ONCE = 50

/**
 * Gives every event that has none its place, the oldest first. In the same transaction, so once for each, it becomes a
 * delivery if it `isDelivered`, and its mails are queued. Safe to run in several processes at once.
 */
export async function placeEvents(
  at: Date,
  isDelivered: boolean,
  mailsOf: (event: Event) => Promise<NewMail[]> = async () => [],
): Promise<void> {
  for (;;) {
    const unplaced = await query((db) =>
      db
        .select()
        .from(events)
        .where(isNull(events.position))
        .orderBy(asc(events.at), asc(events.version), asc(events.id))
        .limit(PLACED_AT_ONCE),
    )
    if (unplaced.length === 0) return
    const mails = new Map<string, NewMail[]>()
    for (const event of unplaced) mails.set(event.id, await mailsOf(event))
    // Undone if another process was faster with one of them; then the rest is read anew.
    await atomically((db) => [
      setMarker(db, 'events-placed', at),
      ...unplaced.flatMap(({ id }) => [
        db
          .update(events)
          .set({ position: sql`(SELECT COALESCE(MAX(position), 0) + 1 FROM events)` })
          .where(and(eq(events.id, id), isNull(events.position)))
          .returning({ id: events.id }),
        ...(isDelivered
          ? [
              db
                .insert(deliveries)
                .values({ eventId: id, status: 'pending', attempts: 0, fence: 0, nextAt: at, createdAt: at })
                .returning({ id: deliveries.eventId }),
            ]
          : []),
        ...(mails.get(id) ?? []).map((mail) => queueMail(db, mail, at)),
      ]),
    ])
  }
}

/** Events that have a place behind `after`, in order. */
export async function listPlacedEvents(after: number, limit: number): Promise<PlacedEvent[]> {
  const rows = await query((db) => db.select().from(events).where(gt(events.position, after)).orderBy(asc(events.position)).limit(limit))
  return rows as PlacedEvent[]
}

export async function findEvent(id: string): Promise<Event | null> {
  const [row] = await query((db) => db.select().from(events).where(eq(events.id, id)))
  return row ?? null
}
