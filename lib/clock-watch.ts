import 'server-only'
import type { Clock } from './clock'
import { env } from './env'
import { log } from './log'

/** How far two clocks may drift apart when neither has been set: a bad quartz loses a tenth of this. */
const DRIFT = 0.001
const MOST_UNNOTICED_MS = 5_000

/**
 * One reading of a clock. `evenForMs`: how long it has been seen to run evenly, measured by the clock that
 * cannot be set; never longer than this process has lived, because nothing is known about the time before.
 * `sinceStepMs`: how long ago it was seen to be set, Infinity if it was not. `steppedByMs`: by how much it was
 * set since the last reading, 0 if it was not.
 */
export type Reading = { now: Date; evenForMs: number; sinceStepMs: number; steppedByMs: number }

/** How far the time of day was ahead of the elapsed time at the last reading, and since when that has been stable. */
type Watch = { aheadMs: number; readAtMs: number; steppedAtMs: number }

// One per process, like the clock itself, so that a step raises one alarm.
const slot = Symbol.for('paynet-checkout.clock-watch')
const shared = globalThis as typeof globalThis & { [slot]?: WeakMap<Clock, Watch> }
shared[slot] ??= new WeakMap()
const watches = shared[slot]

/**
 * Reads the time of day and compares its progress with a clock that cannot be set. A difference of more than a
 * twenty-fourth of the quiet time (five seconds by default) means that it was set, and raises an alarm. Code
 * that concludes or deletes something because of the time waits until the clock has run evenly.
 */
export async function readClock(clock: Clock): Promise<Reading> {
  const before = clock.elapsedMs()
  const now = await clock()
  const after = clock.elapsedMs()
  // The time of day was read at some moment in between.
  const [least, most] = [now.getTime() - after, now.getTime() - before]
  const watch = watches.get(clock)
  if (!watch) {
    watches.set(clock, { aheadMs: (least + most) / 2, readAtMs: after, steppedAtMs: Number.NEGATIVE_INFINITY })
    return { now, evenForMs: after, sinceStepMs: Number.POSITIVE_INFINITY, steppedByMs: 0 }
  }
  const drift = Math.max(0, after - watch.readAtMs) * DRIFT
  const difference = watch.aheadMs < least ? least - watch.aheadMs : watch.aheadMs > most ? most - watch.aheadMs : 0
  watch.readAtMs = Math.max(watch.readAtMs, after)
  if (Math.abs(difference) > drift + Math.min(MOST_UNNOTICED_MS, env().paynet.quietMs / 24)) {
    Object.assign(watch, { aheadMs: (least + most) / 2, steppedAtMs: after })
    log.alarm('clock.stepped', { byMs: Math.round(difference) })
    return { now, evenForMs: 0, sinceStepMs: 0, steppedByMs: difference }
  }
  watch.aheadMs += Math.sign(difference) * Math.min(Math.abs(difference), drift)
  const sinceStepMs = after - watch.steppedAtMs
  return { now, evenForMs: Math.min(after, sinceStepMs), sinceStepMs, steppedByMs: 0 }
}
