import 'server-only'
import { placeEvents } from '@/db/events'
import { readMarker, writeMarker } from '@/db/markers'
import { later } from '@/lib/clock'
import { MINUTE } from '@/lib/duration'
import { env } from '@/lib/env'

const DELIVERING_FOR_MS = 10 * MINUTE

/**
 * Gives a place to every event that has been committed, so that whoever lists them next reads what was written before. It is
 * to be delivered if this process has a receiver, or another one has: while `WEBHOOK_URL` is being rolled out, and where cron
 * was not told of it, whoever is first places what both have to tell.
 */
export async function placeAll(now: Date): Promise<void> {
  const until = await readMarker('delivering')
  const hasReceiver = env().webhook !== null
  if (hasReceiver && (until === null || until < later(now, DELIVERING_FOR_MS / 2)))
    await writeMarker('delivering', later(now, DELIVERING_FOR_MS))
  await placeEvents(now, hasReceiver || (until !== null && until > now))
}
