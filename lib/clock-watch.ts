import 'server-only'
import type { Clock } from './clock'
import { env } from './env'
import { log } from './log'

/** Two clocks may drift apart by so much without either having been set: a bad quartz loses a tenth of it. */
const DRIFT = 0.001
const MOST_UNNOTICED_MS = 5_000

/**
 * One reading of a clock. `evenForMs`: for how long, by the clock that cannot be set, it has been seen to
 * run evenly; no longer than this process has lived, since nobody saw what was done to it before.
 * `sinceStepMs`: how long ago it was seen to be set, Infinity when it was not. `steppedByMs`: by how much
 * it was set since the last reading, 0 when it was not.
 */
export type Reading = { now: Date; evenForMs: number; sinceStepMs: number; steppedByMs: number }

/** What the time of day was ahead of the elapsed time, when that was last read, and since when it has been the same. */
type Watch = { aheadMs: number; readAtMs: number; steppedAtMs: number }

// As with the clock itself: one per process, so that a step is told once.
const slot = Symbol.for('paynet-checkout.clock-watch')
const shared = globalThis as typeof globalThis & { [slot]?: WeakMap<Clock, Watch> }
shared[slot] ??= new WeakMap()
const watches = shared[slot]

/**
 * Reads the time of day, and compares how far it has come with a clock that cannot be set. A difference
 * of more than a twenty-fourth of the quiet time (five seconds by default) means that it was set, and
 * people are alarmed. Whoever concludes or deletes something by it waits until it has run evenly.
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
