import 'server-only'
import { asc, eq, sql } from 'drizzle-orm'
import { query } from './client'
import { paymentEvents } from './schema'

export type PaymentEvent = typeof paymentEvents.$inferSelect

/** Adds a call or a note to a payment's timeline. Moves are written by the database itself. */
export async function insertEvent(
  event: Pick<PaymentEvent, 'id' | 'paymentId' | 'at' | 'detail' | 'durationMs'> & { kind: 'call' | 'note' },
): Promise<void> {
  const { paymentId } = event
  const seq = sql<number>`(SELECT COALESCE(MAX(seq), 0) + 1 FROM payment_events WHERE payment_id = ${paymentId})`
  await query((db) =>
    db
      .insert(paymentEvents)
      .values({ ...event, seq, from: null, to: null })
      .returning({ id: paymentEvents.id }),
  )
}

/** A payment's timeline, oldest first. */
export async function listEvents(paymentId: string): Promise<PaymentEvent[]> {
  return query((db) => db.select().from(paymentEvents).where(eq(paymentEvents.paymentId, paymentId)).orderBy(asc(paymentEvents.seq)))
}
