import 'server-only'
import { AsyncLocalStorage } from 'node:async_hooks'

/** Which request of the API is being handled, in one storage per process: the log that Next has bundled asks for it, too. */
const slot = Symbol.for('paynet-checkout.request-id')
const shared = globalThis as typeof globalThis & { [slot]?: AsyncLocalStorage<string | null> }

function storage(): AsyncLocalStorage<string | null> {
  shared[slot] ??= new AsyncLocalStorage()
  return shared[slot]
}

/**
 * Does what a request asks for, and what that goes on to do after the answer.
 *
 * @param id null if the request has none; whatever set it off may have one
 */
export function underRequestId<T>(id: string | null, work: () => T): T {
  return storage().run(id, work)
}

/** Null outside of a request of the API. */
export function requestId(): string | null {
  return storage().getStore() ?? null
}
