import 'server-only'
import { setTimeout as sleep } from 'node:timers/promises'
import { clearMarker, readMarker, writeMarker } from '@/db/markers'
import { endBegun } from '@/db/payment-moves'
import type { Clock } from '@/lib/clock'
import { env } from '@/lib/env'
import { log } from '@/lib/log'
import { sweep } from './sweep'

const ASK_AGAIN_AFTER_MS = 10_000
const CLOCKS_DIFFER_MS = 5_000

/**
 * Comes back at once, except in a restored copy of the database: that one does not know what was paid
 * after it was made, so Paynet's list is compared first, again and again, until it was read whole a quiet
 * time after the first look: a charge that was under way when the old database was lost has ended by
 * then. Run before the port opens: until then nobody is told anything, and nobody pays twice.
 */
export async function compareWhenRestored(clock: Clock, pause: (ms: number) => Promise<unknown> = sleep): Promise<void> {
  const quietAtMs = clock.elapsedMs() + env().paynet.quietMs
  for (let restoredAt = await readMarker('restored'); restoredAt; restoredAt = await readMarker('restored')) {
    log.info('restored.comparing')
    const { unread } = await sweep(clock)
    const now = await clock()
    const isAhead = restoredAt.getTime() - now.getTime() > CLOCKS_DIFFER_MS
    // A clock that is behind its own database asks Paynet for the wrong days.
    if (isAhead) log.alarm('restored.clock-behind', { byMs: restoredAt.getTime() - now.getTime() })
    const waitMs = quietAtMs - clock.elapsedMs()
    if (unread === null && !isAhead && waitMs <= 0) return openRestored(now)
    await pause(unread === null && !isAhead ? Math.min(waitMs, ASK_AGAIN_AFTER_MS) : ASK_AGAIN_AFTER_MS)
  }
}

/**
 * Opens the checkout of a restored copy. Whatever had begun in it may have been charged since, so it ends:
 * nobody who comes back from the bank with it is charged. What the list shows later under a reference of
 * ours stays for a person.
 */
export async function openRestored(now: Date): Promise<void> {
  await endBegun(now)
  await writeMarker('reopened', now)
  await clearMarker('restored')
}
