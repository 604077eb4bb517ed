import 'server-only'
import { forgive, forgiveAll, type Use, waitFor } from '../rate-limit'
import type { Failure } from '../shared/result'
import { overAny, takeBack } from '../uses'
import { deviceOf } from './device'
import { tooManyWait } from './password'

/** The client's address, and what its device cookie says. */
export type Origin = { address: string; device: string }

export type PasswordTry = { failure: Failure } | { failure: null; wasRight: () => Promise<void>; wasNotLookedAt: () => Promise<void> }

/**
 * Counts what is counted before a password is hashed: `rate-limited` when a limit is reached, `unavailable`
 * when too many wait already, which uses up nothing and writes nothing.
 */
export async function countHash(uses: Use[], now: Date): Promise<Failure | null> {
  const isFull = tooManyWait()
  const retryAfterSeconds = await (isFull ? waitFor(uses, now) : overAny(uses, now))
  if (retryAfterSeconds !== null) return { kind: 'rate-limited', retryAfterSeconds }
  return isFull ? { kind: 'unavailable' } : null
}

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
  const failure = await countHash(uses, now)
  if (failure) return { failure }
  return {
    failure,
    async wasRight() {
      await forgive('passwords-from-address', from.address, now)
      await forgiveAll('passwords-of-account', account)
    },
    wasNotLookedAt: () => takeBack(uses, now),
  }
}
