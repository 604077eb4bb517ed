import 'server-only'
import { asc, desc, eq } from 'drizzle-orm'
import { query } from './client'
import { applicationEvents } from './schema'

export type ApplicationEvent = typeof applicationEvents.$inferSelect

/** Adds a line to an application's history. Ids grow with time, so lines of the same millisecond stay in order. */
export async function insertApplicationEvent(event: ApplicationEvent): Promise<void> {
  await query((db) => db.insert(applicationEvents).values(event).returning({ id: applicationEvents.id }))
}

/** An application's history, oldest first. */
export async function listApplicationEvents(applicationId: string): Promise<ApplicationEvent[]> {
  return query((db) =>
    db
      .select()
      .from(applicationEvents)
      .where(eq(applicationEvents.applicationId, applicationId))
      .orderBy(asc(applicationEvents.at), asc(applicationEvents.id)),
  )
}

/** The newest lines of an application's history, newest first. */
export async function listNewestApplicationEvents(applicationId: string, limit: number): Promise<ApplicationEvent[]> {
  return query((db) =>
    db
      .select()
      .from(applicationEvents)
      .where(eq(applicationEvents.applicationId, applicationId))
      .orderBy(desc(applicationEvents.at), desc(applicationEvents.id))
      .limit(limit),
  )
}
