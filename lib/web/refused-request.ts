import 'server-only'
import { headers } from 'next/headers'

/** Requests by their headers, which an action and the page that is rendered after it share. */
const refused = new WeakSet<object>()

/**
 * Remembers that an action has found nothing: Next renders its page once more all the same, and that
 * would ask Paynet on behalf of whoever tried somebody else's id.
 */
export async function refuseRequest(): Promise<void> {
  refused.add(await headers())
}

export async function isRefusedRequest(): Promise<boolean> {
  return refused.has(await headers())
}
