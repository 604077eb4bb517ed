import 'server-only'
import { endAccessToApplications } from '@/db/applications'
import { findUserRowOfReset, putPasswordReset, spendPasswordReset } from '@/db/password-resets'
import { findUserRowByDigests } from '@/db/users'
import { later } from '@/lib/clock'
import { DAY } from '@/lib/duration'
import { emailDigests } from '@/lib/email'
import { decrypt } from '@/lib/encryption'
import { env } from '@/lib/env'
import { digest, isId, newId } from '@/lib/ids'
import { forgiveAll, fromAddress } from '@/lib/rate-limit'
import { parseEmail, passwordProblem } from '@/lib/shared/account-form'
import { fail, ok, type Result } from '@/lib/shared/result'
import { overAny, takeBack } from '@/lib/uses'
import type { Account } from './accounts'
import { isGuessable } from './guessable'
import { hashPassword } from './password'
import type { Origin } from './password-tries'

/** A link to set a new password, once, within a day; an earlier one stops working. Null for an unknown address. */
export async function makeResetLink(email: string, now: Date): Promise<{ url: string; expiresAt: Date } | null> {
  const known = parseEmail(email)
  const user = known && (await findUserRowByDigests(emailDigests(known)))
  if (!user) return null
  const token = newId()
  const expiresAt = later(now, DAY)
  await putPasswordReset({ userId: user.id, tokenDigest: digest(token), expiresAt })
  return { url: `${env().appUrl}/reset/${token}`, expiresAt }
}

/** The e-mail address that a link is for, null when it is no longer good. Looking uses nothing up. */
export async function findResetEmail(token: string, now: Date): Promise<string | null> {
  const user = isId(token) ? await findUserRowOfReset(digest(token), now) : null
  return user ? decrypt('email', user.email) : null
}

/**
 * Sets a new password and ends all sessions. Fails with `invalid`, `rate-limited`, `unavailable` while too
 * many others are looked at, and `not-found` for a link that is used or over.
 */
export async function resetPassword(
  token: string,
  password: string,
  { address }: Pick<Origin, 'address'>,
  now: Date,
): Promise<Result<Account>> {
  const uses = fromAddress('passwords-from-address', address)
  const retryAfterSeconds = await overAny(uses, now)
  if (retryAfterSeconds !== null) return fail({ kind: 'rate-limited', retryAfterSeconds })
  const tokenDigest = digest(token)
  const user = isId(token) ? await findUserRowOfReset(tokenDigest, now) : null
  if (!user) return fail({ kind: 'not-found' })
  const email = await decrypt('email', user.email)
  const problem = passwordProblem(password, email) ?? ((await isGuessable(password, email)) ? 'password-common' : null)
  if (problem) return fail({ kind: 'invalid', fields: [{ field: 'new_password', problem }] })

  const passwordHash = await hashPassword(password)
  if (passwordHash === null) {
    await takeBack(uses, now)
    return fail({ kind: 'unavailable' })
  }
  const changed = await spendPasswordReset({ tokenDigest, userId: user.id }, passwordHash, now)
  if (!changed) return fail({ kind: 'not-found' })
  await endAccessToApplications(user.id)
  await takeBack(uses, now)
  await forgiveAll('passwords-of-account', emailDigests(email)[0])
  return ok({ id: changed.id, sessionVersion: changed.sessionVersion })
}
