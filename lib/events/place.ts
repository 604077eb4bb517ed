import 'server-only'
import { placeEvents } from '@/db/events'
import { env } from '@/lib/env'
import { mailsOf } from '@/lib/mail/queue'

/** Gives a place to every event that has been committed, so that whoever lists them next reads what was written before. */
export function placeAll(now: Date): Promise<void> {
  return placeEvents(now, env().webhook !== null, mailsOf)
}
