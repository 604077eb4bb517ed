import 'server-only'
import { cookies } from 'next/headers'
import { env } from '@/lib/env'
import { parseNextPath } from './next-path'

const NAME = 'way-on'
const PATH = '/register'
const TWO_HOURS = 2 * 3600

/**
 * Remembers in this browser where it goes on once its account is open. Whoever opens the mailed link in another one may be a
 * stranger, if the address was mistyped, or come at a stranger's wish. For actions only.
 */
export async function keepWayOn(path: string): Promise<void> {
  const jar = await cookies()
  jar.set(NAME, path, { httpOnly: true, sameSite: 'lax', secure: env().isHttps, path: PATH, maxAge: TWO_HOURS })
}

/** Where this browser goes on, once; null if it did not ask for an account lately. For actions only. */
export async function takeWayOn(): Promise<string | null> {
  const jar = await cookies()
  const path = jar.get(NAME)?.value
  if (path === undefined) return null
  jar.delete({ name: NAME, path: PATH })
  return parseNextPath(path)
}
