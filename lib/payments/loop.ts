import 'server-only'
import { now } from '../clock'
import { env } from '../env'
import { letFinish } from '../in-flight'
import { log } from '../log'
import { keepHouse, reconcile } from './reconcile'

const KEEP_HOUSE_EVERY_MS = 60_000
/** A Paynet that does not answer holds a pass for the length of a call; the next ones go on beside it. */
const PASSES_AT_ONCE = 4

/** Looks for due payments now and every `RECONCILE_INTERVAL_MS`, until stopped. */
export function startLoop(): { stop(): void } {
  let passes = 0

  async function guarded(work: () => Promise<unknown>): Promise<void> {
    if (passes >= PASSES_AT_ONCE) return
    passes += 1
    await work().catch((error: unknown) => log.error('loop.failed', { error }))
    passes -= 1
  }

  const look = () => void letFinish(guarded(() => reconcile(now)))
  const keep = () => void letFinish(guarded(() => keepHouse(now)))
  look()
  keep()
  const timers = [setInterval(look, env().reconcileIntervalMs), setInterval(keep, KEEP_HOUSE_EVERY_MS)]
  return { stop: () => timers.forEach(clearInterval) }
}
