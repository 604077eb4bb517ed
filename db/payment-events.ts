import 'server-only'
import { asc, eq, sql } from 'drizzle-orm'
import { type Db, query } from './client'
import { paymentEvents } from './schema'

export type PaymentEvent = typeof paymentEvents.$inferSelect

/** A call, a note, or what happened to a refund. */
export type NewEvent = Pick<PaymentEvent, 'id' | 'paymentId' | 'at' | 'detail' | 'durationMs'> & {
  kind: Exclude<PaymentEvent['kind'], 'move'>
}

/** The statement that adds to a payment's timeline. Moves are written by the database itself. */
export function addEvent(db: Db, event: NewEvent) {
  const seq = sql<number>`(SELECT COALESCE(MAX(seq), 0) + 1 FROM payment_events WHERE payment_id = ${event.paymentId})`
  return db
    .insert(paymentEvents)
    .values({ ...event, seq, from: null, to: null })
    .returning({ id: paymentEvents.id })
}

export async function insertEvent(event: NewEvent): Promise<void> {
  await query((db) => addEvent(db, event))
}

/** A payment's timeline, oldest first. */
export async function listEvents(paymentId: string): Promise<PaymentEvent[]> {
  return query((db) => db.select().from(paymentEvents).where(eq(paymentEvents.paymentId, paymentId)).orderBy(asc(paymentEvents.seq)))
}
