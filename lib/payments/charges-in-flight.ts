import 'server-only'

/** One set per process, even if a bundler loads this file more than once. */
const slot = Symbol.for('paynet-checkout.charges-in-flight')
const shared = globalThis as typeof globalThis & { [slot]?: Set<string> }

/**
 * Payments whose charge this process has sent and whose outcome it has not written yet. This process neither takes
 * them over nor sends them again, whatever a clock says about their lease.
 */
export function chargesInFlight(): Set<string> {
  shared[slot] ??= new Set()
  return shared[slot]
}
