import 'server-only'
import { DAY, SECOND } from '@/lib/duration'
import { clientAddress } from '@/lib/web/client-address'
import { readCookie, writeCookie } from './cookie'
import { deviceOf, newDevice } from './device'
import type { Origin } from './password-tries'

const COOKIE = 'device'
const YEAR_SECONDS = (365 * DAY) / SECOND

/** Where a password comes from, which is what limits count by. */
export async function thisBrowser(): Promise<Origin> {
  return { address: await clientAddress(), device: await readCookie(COOKIE) }
}

/** Remembers that this browser knows the account. In actions and route handlers only. */
export async function rememberBrowser(userId: string): Promise<void> {
  // A device that is known stays the same, and is signed anew: AUTH_SECRET may have changed.
  const known = deviceOf(await readCookie(COOKIE), userId) ?? undefined
  await writeCookie(COOKIE, newDevice(userId, known), YEAR_SECONDS)
}
