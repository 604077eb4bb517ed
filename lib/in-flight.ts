import 'server-only'

/** Work that nobody awaits but that must end before the process does, in one set per process. */
const slot = Symbol.for('paynet-checkout.in-flight')
const shared = globalThis as typeof globalThis & { [slot]?: Set<Promise<unknown>> }

export function inFlight(): Set<Promise<unknown>> {
  shared[slot] ??= new Set()
  return shared[slot]
}

/** Lets work go on after its caller has answered; a shutdown waits for it. */
export function trackUntilDone<T>(work: Promise<T>): Promise<T> {
  const tasks = inFlight()
  const tracked: Promise<unknown> = work.catch(() => {}).finally(() => tasks.delete(tracked))
  tasks.add(tracked)
  return work
}
