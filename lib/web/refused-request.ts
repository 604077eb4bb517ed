import 'server-only'
import { headers } from 'next/headers'

/** Requests by their headers object, which an action and the page rendered after it share. */
const refused = new WeakSet<object>()

/**
 * Remembers that an action has found nothing. Next renders the page once more all the same, and without this
 * mark it would ask Paynet on behalf of a visitor who tried someone else's id.
 */
export async function refuseRequest(): Promise<void> {
  refused.add(await headers())
}

export async function isRefusedRequest(): Promise<boolean> {
  return refused.has(await headers())
}
