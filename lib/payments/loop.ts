import 'server-only'
import { now } from '../clock'
import { pursue } from '../dealers/pursue'
import { env } from '../env'
import { letFinish } from '../in-flight'
import { log } from '../log'
import { keepHouse, reconcile } from './reconcile'

const KEEP_HOUSE_EVERY_MS = 60_000
/** A Paynet that does not answer holds a pass for the length of a call; the next ones go on beside it. */
const PASSES_AT_ONCE = 4

/** Looks for due payments and applications now and every `RECONCILE_INTERVAL_MS`, until stopped. */
export function startLoop(): { stop(): void } {
  const [atPayments, atApplications, atHouse] = [limited(), limited(), limited()]
  const look = () => {
    void letFinish(atPayments(() => reconcile(now)))
    void letFinish(atApplications(() => pursue(now)))
  }
  let isStopped = false
  const keep = () => void letFinish(atHouse(() => keepHouse(now, () => isStopped)))
  look()
  keep()
  const timers = [setInterval(look, env().reconcileIntervalMs), setInterval(keep, KEEP_HOUSE_EVERY_MS)]
  return {
    stop() {
      isStopped = true
      timers.forEach(clearInterval)
    },
  }
}

/** A counter of its own for each kind of work: applications that wait for Paynet hold up no payment. */
function limited(): (work: () => Promise<unknown>) => Promise<void> {
  let passes = 0
  return async (work) => {
    if (passes >= PASSES_AT_ONCE) return
    passes += 1
    await work().catch((error: unknown) => log.error('loop.failed', { error }))
    passes -= 1
  }
}
