import 'server-only'
import { now as readDatabaseClock } from '@/db/client'

/**
 * Where a unit of work reads the time; tests pass their own. Calling it gives the time of day that all
 * instances share, which somebody may set. `elapsedMs` cannot be set: milliseconds since this process
 * started, for whatever must not happen too soon.
 */
export type Clock = (() => Promise<Date>) & { elapsedMs: () => number }

// One clock per process, although a bundler may load this file more than once: whoever notices that it was set tells all.
const slot = Symbol.for('paynet-checkout.clock')
const shared = globalThis as typeof globalThis & { [slot]?: Clock }
shared[slot] ??= Object.assign(() => readDatabaseClock(), { elapsedMs: () => performance.now() })

export const now: Clock = shared[slot]

export function later(at: Date, ms: number): Date {
  return new Date(at.getTime() + ms)
}
