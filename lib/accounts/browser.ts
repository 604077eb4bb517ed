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
  const known = await readCookie(COOKIE)
  await writeCookie(COOKIE, deviceOf(known, userId) ? known : newDevice(userId), YEAR_SECONDS)
}
