import 'server-only'
import { now as readDatabaseClock } from '@/db/client'

/**
 * Where a unit of work reads the time; tests pass their own. Calling it gives the time of day that all
 * instances share, which an operator may set. `elapsedMs` cannot be set: it gives the milliseconds since this
 * process started, for everything that must not happen too soon.
 */
export type Clock = (() => Promise<Date>) & { elapsedMs: () => number }

// One clock per process, although a bundler may load this file more than once, so that a step noticed in one
// place is known everywhere.
const slot = Symbol.for('paynet-checkout.clock')
const shared = globalThis as typeof globalThis & { [slot]?: Clock }
shared[slot] ??= Object.assign(() => readDatabaseClock(), { elapsedMs: () => performance.now() })

export const now: Clock = shared[slot]

export function later(at: Date, ms: number): Date {
  return new Date(at.getTime() + ms)
}
