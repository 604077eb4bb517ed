import 'server-only'
import { forgiveAll, fromAddress, type Use, waitFor } from '@/lib/rate-limit'
import type { Failure } from '@/lib/shared/result'
import { overAny, takeBack } from '@/lib/uses'
import { deviceOf } from './device'
import { tooManyWait } from './password'

/** The client's address, and what its device cookie says. */
export type Origin = { address: string; device: string }

export type PasswordTry = { failure: Failure } | { failure: null; wasRight: () => Promise<void>; wasNotLookedAt: () => Promise<void> }

/**
 * Counts what is counted before a password is hashed: `rate-limited` when a limit is reached, `unavailable`
 * when too many wait already, which uses up nothing and writes nothing. Beyond the first few of an address,
 * strangers' tries share one limit, so that a flood locks out no one who comes from elsewhere.
 */
export async function countHash(uses: Use[], strangerAt: string | null, now: Date): Promise<{ failure: Failure } | { counted: Use[] }> {
  const first = strangerAt === null ? [] : fromAddress('first-passwords-from-address', strangerAt)
  const ways: Use[][] =
    strangerAt === null
      ? [uses]
      : [
          [...uses, ...first],
          [...uses, ['passwords', 'of all']],
        ]
  const isFull = tooManyWait()
  let retryAfterSeconds: number | null = null
  for (const counted of ways) {
    retryAfterSeconds = await (isFull ? waitFor(counted, now) : overAny(counted, now))
    if (retryAfterSeconds === null) return isFull ? { failure: { kind: 'unavailable' } } : { counted }
  }
  return { failure: { kind: 'rate-limited', retryAfterSeconds: retryAfterSeconds ?? 1 } }
}

/**
 * Counts a password before it is looked at, so that no more are looked at than the limits say, however
 * many come at once. An address without an account is counted like any other.
 */
export async function countPasswordTry(emailDigest: string, userId: string | null, from: Origin, now: Date): Promise<PasswordTry> {
  const device = deviceOf(from.device, userId ?? 'nobody')
  const account = triedBy(emailDigest, device)
  const ofAddress = fromAddress('passwords-from-address', from.address)
  const tried = await countHash([...ofAddress, ['passwords-of-account', account]], device === null ? from.address : null, now)
  if ('failure' in tried) return tried
  return {
    failure: null,
    async wasRight() {
      await takeBack(ofAddress, now)
      await forgiveAll('passwords-of-account', account)
    },
    wasNotLookedAt: () => takeBack(tried.counted, now),
  }
}

/** Whoever has set a new password begins anew, as does the browser that one did it in. */
export async function forgivePasswordTries(emailDigest: string, userId: string, { device }: Pick<Origin, 'device'>): Promise<void> {
  const known = deviceOf(device, userId)
  await forgiveAll('passwords-of-account', emailDigest)
  if (known !== null) await forgiveAll('passwords-of-account', triedBy(emailDigest, known))
}

function triedBy(emailDigest: string, device: string | null): string {
  return device === null ? emailDigest : `${emailDigest}:${device}`
}
