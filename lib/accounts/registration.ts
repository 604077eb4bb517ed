import 'server-only'
import { z } from 'zod'
import { together } from '@/db/client'
import { queueMail } from '@/db/mails'
import {
  findRegistrationRow,
  findRegistrationRowByToken,
  putRegistration,
  type RegistrationRow,
  setRegistrationToken,
  spendRegistration,
} from '@/db/registrations'
import { findUserRowByDigests } from '@/db/users'
import { later } from '@/lib/clock'
import { HOUR } from '@/lib/duration'
import { emailDigests } from '@/lib/email'
import { decryptJson, encrypt } from '@/lib/encryption'
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

const SEALED = z.object({ email: z.string(), next: z.string() })

/** Whose registration it is, and where it leads once it is confirmed. */
export type Registration = z.infer<typeof SEALED>

/**
 * Queues a mail with a link that opens the account. Whether the address has one already is not looked up until the mail is
 * written, so neither the answer nor its time can tell; nor does the limit of an address. The password is judged, so that
 * what is wrong with it is said at once, and not kept: whoever has the link sets it. Fails as `register` does otherwise.
 */
export async function askToRegister(
  { next, ...credentials }: Credentials & { next: string },
  from: Pick<Origin, 'address'>,
  locale: Locale,
  now: Date,
): Promise<Result<'asked'>> {
  const checked = await checkCredentials(credentials, from, now)
  if (!checked.ok) return checked
  const { email, looks } = checked.value
  await takeBack(looks, now)
  const [emailDigest, ...otherDigests] = emailDigests(email)
  const id = newId()
  const row = {
    id,
    sealed: await encrypt('registration', JSON.stringify({ email, next } satisfies Registration)),
    emailDigest,
    tokenDigest: null,
    createdAt: now,
    expiresAt: later(now, REGISTRATION_MS),
  }
  const mail = { id: newId(), kind: 'register', subjectId: id, dedupe: `register:${id}`, locale } as const
  const uses: Use[] = [
    ['registrations-to-mail', emailDigest],
    ['registrations-to-mail-in-a-day', emailDigest],
  ]
  const isQueued = await putRegistration(
    row,
    otherDigests,
    together(countUses(uses, now), (db) => [queueMail(db, mail, now)]),
  )
  // For the metrics: nobody is told how long to wait.
  if (!isQueued) await waitFor(uses, now)
  return ok('asked')
}

/** To whom a registration's mail goes, and its new link: none if the address has an account. Null once it has ended. */
export async function makeRegistrationLink(id: string, now: Date): Promise<{ email: string; url: string | null } | null> {
  const row = await findRegistrationRow(id, now)
  if (!row) return null
  const { email } = await openRegistration(row)
  if (await findUserRowByDigests(emailDigests(email))) return { email, url: null }
  const token = newId()
  const isMade = await setRegistrationToken(id, digest(token), later(now, REGISTRATION_MS), now)
  return isMade ? { email, url: `${env().appUrl}/register/${token}` } : null
}

/** What a link opens; null when it is no longer good, or its address has an account by now. Looking uses nothing up. */
export async function findRegistration(token: string, now: Date): Promise<Registration | null> {
  const row = isId(token) ? await findRegistrationRowByToken(digest(token), now) : null
  const registration = row && (await openRegistration(row))
  return registration && (await findUserRowByDigests(emailDigests(registration.email))) ? null : registration
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
): Promise<Result<{ account: Account; next: string }>> {
  const uses = fromAddress('passwords-from-address', address)
  const retryAfterSeconds = await overAny(uses, now)
  if (retryAfterSeconds !== null) return fail({ kind: 'rate-limited', retryAfterSeconds })
  const registration = await findRegistration(token, now)
  if (!registration) return fail({ kind: 'not-found' })
  const { email, next } = registration
  const problem = passwordProblem(password, email) ?? ((await isGuessable(password, email)) ? 'password-common' : null)
  if (problem) return fail({ kind: 'invalid', fields: [{ field: 'password', problem }] })
  const passwordHash = await hashPassword(password)
  await takeBack(uses, now)
  if (passwordHash === null) return fail({ kind: 'unavailable' })
  const [, ...otherDigests] = emailDigests(email)
  const user = await newUser({ email, passwordHash }, now)
  if (!(await spendRegistration(digest(token), user, otherDigests, now))) return fail({ kind: 'not-found' })
  return ok({ account: { id: user.id, sessionVersion: user.sessionVersion }, next })
}

export function openRegistration({ sealed }: Pick<RegistrationRow, 'sealed'>): Promise<Registration> {
  return decryptJson('registration', sealed, SEALED)
}
