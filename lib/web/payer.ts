import 'server-only'
import { cookies } from 'next/headers'
import { env } from '@/lib/env'
import { digest, isId, newId } from '@/lib/ids'

const DAYS_30 = 30 * 24 * 3600

/** A separate cookie says which browser paid; it identifies no person. */
function cookieName(): string {
  return env().isHttps ? '__Host-payer' : 'payer'
}

/** Digest of this browser's payer cookie; null if it has none. */
export async function currentPayer(): Promise<string | null> {
  const value = (await cookies()).get(cookieName())?.value ?? ''
  return isId(value) ? digest(value) : null
}

/**
 * The same, but sets the cookie if it is missing, to this id if the page has drawn one: two posts of one page are then one
 * browser's. For actions only: pages cannot set cookies.
 */
export async function ensurePayer(drawn: unknown = newId()): Promise<string> {
  const known = await currentPayer()
  if (known) return known
  const value = typeof drawn === 'string' && isId(drawn) ? drawn : newId()
  const jar = await cookies()
  jar.set(cookieName(), value, { httpOnly: true, sameSite: 'lax', secure: env().isHttps, path: '/', maxAge: DAYS_30 })
  return digest(value)
}
