import 'server-only'
import { headers } from 'next/headers'
import { parseNextPath } from './next-path'

/** Where the way back leads: to paying an order, or to how its payment ended. */
export type WayBack = { to: 'payment' | 'result'; href: string }

/** The way back to an order, for a page that was opened with a `next` that leads to one. Null for any other `next`. */
export function wayBack(next: unknown): WayBack | null {
  const href = parseNextPath(next)
  const found = /^\/checkout\/[\w-]+(\/result)?(?:\?|$)/.exec(href ?? '')
  return href !== null && found ? { to: found[1] ? 'result' : 'payment', href } : null
}

/** The same for the page that was asked for. A `next` that is there twice counts as none. */
export async function currentWayBack(): Promise<WayBack | null> {
  const [next, ...more] = new URLSearchParams((await headers()).get('x-query') ?? '').getAll('next')
  return more.length > 0 ? null : wayBack(next)
}
