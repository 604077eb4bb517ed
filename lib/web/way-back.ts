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

/** The page that was asked for, as a `next` that leads back to it; without its query if that cannot be led to. */
export async function currentNext(): Promise<string> {
  const header = await headers()
  const path = header.get('x-pathname') ?? ''
  return parseNextPath(path + (header.get('x-query') ?? '')) ?? parseNextPath(path) ?? '/'
}

/** A page of the account, with what it is to show, from which the same way leads back. */
export function keepWayBack(back: WayBack | null, path: string, query: Record<string, string | null> = {}): string {
  const kept = Object.entries({ ...query, next: back?.href ?? null }).flatMap(([name, value]) => (value === null ? [] : [[name, value]]))
  return kept.length > 0 ? `${path}?${new URLSearchParams(kept)}` : path
}
