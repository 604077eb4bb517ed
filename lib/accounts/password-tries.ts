import 'server-only'
import { forgive, forgiveAll, overLimit } from '../rate-limit'
import { deviceOf } from './device'

/** The client's address, and what its device cookie says. */
export type Origin = { address: string; device: string }

export type PasswordTry = { retryAfterSeconds: number } | { retryAfterSeconds: null; wasRight: () => Promise<void> }

/**
 * Counts a password before it is looked at, so that no more are looked at than the limits say, however
 * many come at once. An address without an account is counted like any other.
 */
export async function countPasswordTry(emailDigest: string, userId: string | null, from: Origin, now: Date): Promise<PasswordTry> {
  const device = deviceOf(from.device, userId ?? 'nobody')
  const account = device === null ? emailDigest : `${emailDigest}:${device}`
  // First the address: one that is over uses up nobody's account.
  const retryAfterSeconds =
    (await overLimit('passwords-from-address', from.address, now)) ?? (await overLimit('passwords-of-account', account, now))
  if (retryAfterSeconds !== null) return { retryAfterSeconds }
  return {
    retryAfterSeconds,
    async wasRight() {
      await forgive('passwords-from-address', from.address, now)
      await forgiveAll('passwords-of-account', account)
    },
  }
}
