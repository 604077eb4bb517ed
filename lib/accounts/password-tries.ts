import 'server-only'
import { forgive, forgiveAll, type Use } from '../rate-limit'
import { overAny, takeBack } from '../uses'
import { deviceOf } from './device'

/** The client's address, and what its device cookie says. */
export type Origin = { address: string; device: string }

export type PasswordTry =
  | { retryAfterSeconds: number }
  | { retryAfterSeconds: null; wasRight: () => Promise<void>; wasNotLookedAt: () => Promise<void> }

/**
 * Counts a password before it is looked at, so that no more are looked at than the limits say, however
 * many come at once. An address without an account is counted like any other.
 */
export async function countPasswordTry(emailDigest: string, userId: string | null, from: Origin, now: Date): Promise<PasswordTry> {
  const device = deviceOf(from.device, userId ?? 'nobody')
  const account = device === null ? emailDigest : `${emailDigest}:${device}`
  const uses: Use[] = [
    ['passwords-from-address', from.address],
    ['passwords-of-account', account],
  ]
  // A flood of strangers does not lock out whoever has signed in here before.
  if (device === null) uses.push(['passwords', 'of all'])
  const retryAfterSeconds = await overAny(uses, now)
  if (retryAfterSeconds !== null) return { retryAfterSeconds }
  return {
    retryAfterSeconds,
    async wasRight() {
      await forgive('passwords-from-address', from.address, now)
      await forgiveAll('passwords-of-account', account)
    },
    wasNotLookedAt: () => takeBack(uses, now),
  }
}
