import 'server-only'
import { placeEvents } from '@/db/events'
import { readMarker, writeMarker } from '@/db/markers'
import { later } from '@/lib/clock'
import { MINUTE } from '@/lib/duration'
import { env } from '@/lib/env'
import { mailsOf } from '@/lib/mail/queue'

const KNOWN_FOR_MS = 10 * MINUTE

/**
 * Gives a place to every event that has been committed, so that whoever lists them next reads what was written before. It is
 * to be delivered if this process has a receiver, or another one has, and told by mail likewise: while `WEBHOOK_URL` or
 * `SMTP_URL` is being rolled out, and where cron was not told of it, whoever is first places what both have to tell.
 */
export async function placeAll(now: Date): Promise<void> {
  const isDelivered = await hasOneOfUs('delivering', env().webhook !== null, now)
  const isMailed = await hasOneOfUs('mailing', env().mail !== null, now)
  await placeEvents(now, isDelivered, isMailed ? mailsOf : undefined)
}

/** Whether this process, or another one lately, could do so. */
async function hasOneOfUs(marker: 'delivering' | 'mailing', isHere: boolean, now: Date): Promise<boolean> {
  const until = await readMarker(marker)
  if (isHere && (until === null || until < later(now, KNOWN_FOR_MS / 2))) await writeMarker(marker, later(now, KNOWN_FOR_MS))
  return isHere || (until !== null && until > now)
}
