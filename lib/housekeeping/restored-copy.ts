import 'server-only'
import { setTimeout as sleep } from 'node:timers/promises'
import { doubtMails } from '@/db/mails'
import { clearMarker, readMarker, writeMarker } from '@/db/markers'
import { endBegun } from '@/db/payment-moves'
import type { Clock } from '@/lib/clock'
import { SECOND } from '@/lib/duration'
import { env } from '@/lib/env'
import { placeAll } from '@/lib/events/place'
import { log } from '@/lib/log'
import { doubtRefunds } from '@/lib/refunds/operate'
import { sweep } from './sweep'

const ASK_AGAIN_AFTER_MS = 10 * SECOND
const CLOCKS_DIFFER_MS = 5 * SECOND

/**
 * Returns at once, except in a restored copy of the database. A copy does not know what was paid or given back after it
 * was made, so Paynet's lists are compared first, again and again, until they have been read whole a quiet time after the
 * first look: by then, any charge that was under way when the old database was lost has ended. Runs before the port
 * opens, so that no shopper is told anything or pays twice meanwhile.
 */
export async function compareRestoredCopy(clock: Clock, pause: (ms: number) => Promise<unknown> = sleep): Promise<void> {
  const quietAtMs = clock.elapsedMs() + env().paynet.quietMs
  for (let restoredAt = await readMarker('restored'); restoredAt; restoredAt = await readMarker('restored')) {
    log.info('restored.comparing')
    await doubtRefunds(await clock())
    const { unread } = await sweep(clock)
    const now = await clock()
    const isAhead = restoredAt.getTime() - now.getTime() > CLOCKS_DIFFER_MS
    // A clock that is behind its own database would ask Paynet for the wrong days.
    if (isAhead) log.alarm('restored.clock-behind', { byMs: restoredAt.getTime() - now.getTime() })
    const waitMs = quietAtMs - clock.elapsedMs()
    if (unread === null && !isAhead && waitMs <= 0) return openRestoredCopy(now)
    await pause(unread === null && !isAhead ? Math.min(waitMs, ASK_AGAIN_AFTER_MS) : ASK_AGAIN_AFTER_MS)
  }
}

/**
 * Opens the checkout of a restored copy. Payments that had begun in it may have been charged since, so they end: a
 * shopper who comes back from the bank with one is not charged. A refund that was due may have been requested, so it is
 * asked about and never sent; a mail that was due is not sent, either. Whatever the lists show later of ours, and is not known here, waits for a human.
 */
export async function openRestoredCopy(now: Date): Promise<void> {
  await endBegun(now)
  await doubtRefunds(now)
  // What has no place yet was written before the copy was made, or while the lists were compared: its mails are doubted, too.
  await placeAll(now)
  await doubtMails(now)
  await writeMarker('reopened', now)
  await clearMarker('restored')
}
