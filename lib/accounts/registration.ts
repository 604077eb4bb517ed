import 'server-only'
import { together } from '@/db/client'
import { queueMail } from '@/db/mails'
import {
  findRegistrationRow,
  findRegistrationRowByToken,
  putRegistration,
  setRegistrationToken,
  spendRegistration,
} from '@/db/registrations'
import { findUserRowByDigests } from '@/db/users'
import { later } from '@/lib/clock'
import { HOUR } from '@/lib/duration'
import { emailDigests } from '@/lib/email'
import { decrypt, encrypt } from '@/lib/encryption'
import { env } from '@/lib/env'
import { digest, isId, newId } from '@/lib/ids'
import { countUses, fromAddress, type Use, waitFor } from '@/lib/rate-limit'
import { passwordProblem } from '@/lib/shared/account-form'
import type { Locale } from '@/lib/shared/locale'
import { fail, ok, type Result } from '@/lib/shared/result'
import { overAny, takeBack } from '@/lib/uses'
import { type Account, type Credentials, checkCredentials, newUser } from './accounts'
import { isGuessable } from './guessable'
import { hashPassword } from './password'
import type { Origin } from './password-tries'

/** How long a mailed link is good; and how long after it was asked for, a mail is of use. */
export const REGISTRATION_MS = HOUR

/**
 * Queues a mail with a link that opens the account. Whether the address has one already is not looked up until the mail is
 * written, so neither the answer nor its time can tell; nor does the limit of an address. The password is judged, so that
 * what is wrong with it is said at once, and not kept: whoever has the link sets it. Gives the address as it is kept. Fails
 * as `register` does otherwise.
 */
export async function askToRegister(
  credentials: Credentials,
  from: Pick<Origin, 'address'>,
  locale: Locale,
  now: Date,
): Promise<Result<string>> {
  const checked = await checkCredentials(credentials, from, now)
  if (!checked.ok) return checked
  const { email, looks } = checked.value
  await takeBack(looks, now)
  const [emailDigest, ...otherDigests] = emailDigests(email)
  const id = newId()
  const row = {
    id,
    sealed: await encrypt('registration', email),
    emailDigest,
    tokenDigest: null,
    createdAt: now,
    expiresAt: later(now, REGISTRATION_MS),
  }
  const mail = { id: newId(), kind: 'register', subjectId: id, dedupe: `register:${id}`, locale } as const
  const uses: Use[] = [['registrations-to-mail', emailDigest]]
  const isQueued = await putRegistration(
    row,
    otherDigests,
    together(countUses(uses, now), (db) => [queueMail(db, mail, now)]),
  )
  // For the metrics: nobody is told how long to wait.
  if (!isQueued) await waitFor(uses, now)
  return ok(email)
}

/** To whom a registration's mail goes, and its new link: none if the address has an account. Null once it has ended. */
export async function makeRegistrationLink(id: string, now: Date): Promise<{ email: string; url: string | null } | null> {
  const row = await findRegistrationRow(id, now)
  if (!row) return null
  const email = await decrypt('registration', row.sealed)
  if (await findUserRowByDigests(emailDigests(email))) return { email, url: null }
  const token = newId()
  const isMade = await setRegistrationToken(id, digest(token), later(now, REGISTRATION_MS), now)
  return isMade ? { email, url: `${env().appUrl}/register/${token}` } : null
}

/** The address that a link is for; null when it is no longer good, or the address has an account by now. Looking uses nothing up. */
export async function findRegistrationEmail(token: string, now: Date): Promise<string | null> {
  const row = isId(token) ? await findRegistrationRowByToken(digest(token), now) : null
  const email = row && (await decrypt('registration', row.sealed))
  return email !== null && (await findUserRowByDigests(emailDigests(email))) ? null : email
}

/**
 * Creates the account with this password, for whoever has the link: the mailbox is theirs. Fails with `invalid`,
 * `rate-limited`, `unavailable` while too many others are looked at, and `not-found` for a link that is no longer good.
 */
export async function confirmRegistration(
  token: string,
  password: string,
  { address }: Pick<Origin, 'address'>,
  now: Date,
): Promise<Result<Account & { email: string }>> {
  const uses = fromAddress('passwords-from-address', address)
  const retryAfterSeconds = await overAny(uses, now)
  if (retryAfterSeconds !== null) return fail({ kind: 'rate-limited', retryAfterSeconds })
  const email = await findRegistrationEmail(token, now)
  if (email === null) return fail({ kind: 'not-found' })
  const problem = passwordProblem(password, email) ?? ((await isGuessable(password, email)) ? 'password-common' : null)
  if (problem) return fail({ kind: 'invalid', fields: [{ field: 'password', problem }] })
  const passwordHash = await hashPassword(password)
  await takeBack(uses, now)
  if (passwordHash === null) return fail({ kind: 'unavailable' })
  const [, ...otherDigests] = emailDigests(email)
  const user = await newUser({ email, passwordHash }, now)
  if (!(await spendRegistration(digest(token), user, otherDigests, now))) return fail({ kind: 'not-found' })
  return ok({ id: user.id, sessionVersion: user.sessionVersion, email })
}
