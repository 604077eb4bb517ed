import 'server-only'
import type { Payment } from '@/db/payments'
import type { Clock } from '@/lib/clock'

/** A charge that may be at work, and when this process learnt of it, in milliseconds of its own life. */
type Sight = { calls: number; atMs: number }
type Charge = Pick<Payment, 'id' | 'calls'>

const MOST_REMEMBERED = 50_000

// One memory per process, even if a bundler loads this file more than once.
const slot = Symbol.for('paynet-checkout.sights')
const shared = globalThis as typeof globalThis & { [slot]?: WeakMap<Clock, Map<string, Sight>> }

function sightsBy(clock: Clock): Map<string, Sight> {
  shared[slot] ??= new WeakMap()
  const sights = shared[slot].get(clock) ?? new Map<string, Sight>()
  shared[slot].set(clock, sights)
  return sights
}

/**
 * How many milliseconds this process has known of a payment's last charge, by a clock that cannot be set; 0 when it
 * learns of it now. That charge left at most a few seconds after its row was first seen.
 */
export function knownForMs(charge: Charge, clock: Clock): number {
  const known = sightsBy(clock).get(charge.id)
  if (known?.calls === charge.calls) return clock.elapsedMs() - known.atMs
  learn(charge, clock)
  return 0
}

/** Starts the time for which a charge is known anew: our own call has just ended. */
export function learn({ id, calls }: Charge, clock: Clock): void {
  const sights = sightsBy(clock)
  sights.delete(id)
  const [oldest] = sights.size >= MOST_REMEMBERED ? sights.keys() : []
  if (oldest !== undefined) sights.delete(oldest)
  sights.set(id, { calls, atMs: clock.elapsedMs() })
}
