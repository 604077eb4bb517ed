import 'server-only'

/** One set per process, although a bundler may load this file more than once. */
const slot = Symbol.for('paynet-checkout.charges-in-flight')
const shared = globalThis as typeof globalThis & { [slot]?: Set<string> }

/**
 * Payments whose charge this process has sent and whose outcome it has not written yet. Nobody here takes
 * them over or sends them again, whatever a clock says about their lease.
 */
export function chargesInFlight(): Set<string> {
  shared[slot] ??= new Set()
  return shared[slot]
}
