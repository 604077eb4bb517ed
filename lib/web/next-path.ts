import 'server-only'

/**
 * A path of this app to go on to, null for anything else. What is let through needs no decoding and
 * has one reading only: plain segments, and at most a plain query.
 */
export function parseNextPath(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > 300) return null
  if (!/^\/(?:[A-Za-z0-9_-]+(?:\/[A-Za-z0-9_-]+)*)?(?:\?[A-Za-z0-9_=&-]*)?$/.test(value)) return null
  return /^\/api(?:[/?]|$)/.test(value) ? null : value
}

/** `?next=` of a page; a parameter that is there twice counts as none. */
export function nextPathOf(query: Record<string, string | string[] | undefined>, otherwise: string): string {
  return parseNextPath(query.next) ?? otherwise
}
