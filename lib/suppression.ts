import 'server-only'
import { isRefusedAddress } from '@/db/mails'
import { later } from '@/lib/clock'
import { DAY } from '@/lib/duration'
import { emailDigests } from '@/lib/email'

/** Nothing is sent to an address so long after a server has refused it for good. */
const REFUSED_FOR_MS = 30 * DAY

export function isSuppressed(to: string, at: Date): Promise<boolean> {
  return isRefusedAddress(emailDigests(to.toLowerCase()), later(at, -REFUSED_FOR_MS))
}
