import 'server-only'

/** Work that no caller awaits but that must finish before the process ends, in one set per process. */
const slot = Symbol.for('paynet-checkout.in-flight')
const shared = globalThis as typeof globalThis & { [slot]?: Set<Promise<unknown>> }

export function inFlight(): Set<Promise<unknown>> {
  shared[slot] ??= new Set()
  return shared[slot]
}

/** Lets work go on after its caller has answered; shutdown waits for it. */
export function trackUntilDone<T>(work: Promise<T>): Promise<T> {
  const tasks = inFlight()
  const tracked: Promise<unknown> = work.catch(() => {}).finally(() => tasks.delete(tracked))
  tasks.add(tracked)
  return work
}
