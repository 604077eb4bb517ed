import 'server-only'
import { endAccessToApplications } from '@/db/applications'
import { findUserRowOfReset, spendPasswordReset } from '@/db/password-resets'
import { emailDigests } from '@/lib/email'
import { decrypt } from '@/lib/encryption'
import { digest, isId } from '@/lib/ids'
import { fromAddress } from '@/lib/rate-limit'
import { passwordProblem } from '@/lib/shared/account-form'
import type { Locale } from '@/lib/shared/locale'
import { fail, ok, type Result } from '@/lib/shared/result'
import { overAny, takeBack } from '@/lib/uses'
import type { Account } from './accounts'
import { isGuessable } from './guessable'
import { hashPassword } from './password'
import { forgivePasswordTries, type Origin } from './password-tries'
import { tellChange } from './tell-change'

/** The e-mail address that a link is for, null when it is no longer good. Looking uses nothing up. */
export async function findResetEmail(token: string, now: Date): Promise<string | null> {
  const user = isId(token) ? await findUserRowOfReset(digest(token), now) : null
  return user ? decrypt('email', user.email) : null
}

/**
 * Sets a new password, ends all sessions, and says so by mail in this language. Fails with `invalid`, `rate-limited`, `unavailable` while too
 * many others are looked at, and `not-found` for a link that is used or over.
 */
export async function resetPassword(token: string, password: string, from: Origin, locale: Locale, now: Date): Promise<Result<Account>> {
  const uses = fromAddress('passwords-from-address', from.address)
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
  // First: whoever has a new password must not be told so while an old browser or link still opens an application.
  await endAccessToApplications(user.id)
  const changed = await spendPasswordReset({ tokenDigest, userId: user.id }, passwordHash, now, tellChange(user.id, locale, now))
  if (!changed) return fail({ kind: 'not-found' })
  await takeBack(uses, now)
  await forgivePasswordTries(emailDigests(email)[0], user.id, from)
  return ok({ id: changed.id, sessionVersion: changed.sessionVersion })
}
