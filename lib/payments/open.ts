import 'server-only'
import { recallFact } from '@/db/facts'
import type { Clock } from '../clock'
import { log } from '../log'
import { sweep } from './sweep'

const ASK_AGAIN_AFTER_MS = 10_000

/**
 * Comes back at once, except in a restored copy of the database: that one does not know what was paid
 * after it was made, so Paynet's list is compared first, again and again until it was read whole. Run
 * before the port opens: until then nobody is told anything, and nobody pays twice.
 */
export async function compareWhenRestored(clock: Clock, askAgainAfterMs = ASK_AGAIN_AFTER_MS): Promise<void> {
  while (await recallFact('restored')) {
    log.info('restored.comparing')
    const { unread } = await sweep(clock)
    if (unread === null) return
    await new Promise((resolve) => setTimeout(resolve, askAgainAfterMs))
  }
}
