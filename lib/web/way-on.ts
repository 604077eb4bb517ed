import 'server-only'
import { cookies } from 'next/headers'
import { emailDigests } from '@/lib/email'
import { env } from '@/lib/env'
import { parseNextPath } from './next-path'

const NAME = 'way-on'
const PATH = '/register'
const TWO_HOURS = 2 * 3600

/**
 * Remembers in this browser where it goes on once the account of this address is open. Whoever opens the mailed link in
 * another one may be a stranger, if the address was mistyped, or come at a stranger's wish; whoever opens another link in
 * this one may be the next at a shared computer. For actions only.
 */
export async function keepWayOn(path: string, email: string): Promise<void> {
  const jar = await cookies()
  jar.set(NAME, `${emailDigests(email)[0]}.${path}`, {
    httpOnly: true,
    sameSite: 'lax',
    secure: env().isHttps,
    path: PATH,
    maxAge: TWO_HOURS,
  })
}

/** Where this browser goes on, once; null if it did not ask for an account of this address lately. For actions only. */
export async function takeWayOn(email: string): Promise<string | null> {
  const jar = await cookies()
  const [asked, path] = jar.get(NAME)?.value.split('.') ?? []
  if (asked === undefined) return null
  jar.delete({ name: NAME, path: PATH })
  return emailDigests(email).includes(asked) ? parseNextPath(path) : null
}
