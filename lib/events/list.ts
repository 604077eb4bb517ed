import 'server-only'
import { findEvent, listPlacedEvents, type PlacedEvent } from '@/db/events'
import { placeAll } from './place'

/**
 * Up to `limit` events behind the one whose id is `after`, or from the oldest that is kept if it is null; oldest first.
 * Null if there is no such event. Whatever was committed before is in it, and nothing ever appears before what was read.
 */
export async function listEvents(
  after: string | null,
  limit: number,
  now: Date,
): Promise<{ events: PlacedEvent[]; hasMore: boolean } | null> {
  await placeAll(now)
  const passed = after === null ? 0 : (await findEvent(after))?.position
  if (typeof passed !== 'number') return null
  const events = await listPlacedEvents(passed, limit + 1)
  return { events: events.slice(0, limit), hasMore: events.length > limit }
}
