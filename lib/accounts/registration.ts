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
import { countUses, type Use, waitFor } from '@/lib/rate-limit'
import type { Locale } from '@/lib/shared/locale'
import { fail, ok, type Result } from '@/lib/shared/result'
import { type Account, type Credentials, hashCredentials, newUser } from './accounts'
import { verifyPassword } from './password'
import { countPasswordTry, type Origin } from './password-tries'

/** How long a mailed link is good; and how long after it was asked for, a mail is of use. */
export const REGISTRATION_MS = HOUR

const SEALED = z.object({ email: z.string(), next: z.string() })

/** Whose registration it is, and where it leads once it is confirmed. */
export type Registration = z.infer<typeof SEALED>

/**
 * Queues a mail with a link that opens the account. Whether the address has one already is not looked up until the mail is
 * written, so neither the answer nor its time can tell; nor does the limit of an address. Fails as `register` does otherwise.
 */
export async function askToRegister(
  { next, ...credentials }: Credentials & { next: string },
  from: Pick<Origin, 'address'>,
  locale: Locale,
  now: Date,
): Promise<Result<'asked'>> {
  const hashed = await hashCredentials(credentials, from, now)
  if (!hashed.ok) return hashed
  const { email, passwordHash } = hashed.value
  const [emailDigest, ...otherDigests] = emailDigests(email)
  const id = newId()
  const row = {
    id,
    sealed: await encrypt('registration', JSON.stringify({ email, next } satisfies Registration)),
    emailDigest,
    passwordHash,
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
  return (await findGood(token, now))?.registration ?? null
}

/**
 * Creates the account for whoever has the link and knows the password that was chosen: a stranger who registers somebody's
 * address has not the one, its owner not the other. Fails with `invalid`, `rate-limited`, `unavailable` while too many others
 * are looked at, and `not-found` for a link that is no longer good.
 */
export async function confirmRegistration(
  token: string,
  password: string,
  from: Origin,
  now: Date,
): Promise<Result<{ account: Account; next: string }>> {
  const good = await findGood(token, now)
  if (!good) return fail({ kind: 'not-found' })
  const { row, registration } = good
  if (password === '') return fail({ kind: 'invalid', fields: [{ field: 'password', problem: 'password-empty' }] })
  // By the link, which strangers do not have, so that none of them uses the tries up.
  const counted = await countPasswordTry(row.id, null, from, now)
  if (counted.failure) return fail(counted.failure)
  const isRight = await verifyPassword(row.passwordHash, password)
  if (isRight === null) {
    await counted.wasNotLookedAt()
    return fail({ kind: 'unavailable' })
  }
  if (!isRight) return fail({ kind: 'invalid', fields: [{ field: 'password', problem: 'chosen-wrong' }] })
  await counted.wasRight()
  const [, ...otherDigests] = emailDigests(registration.email)
  const user = await newUser({ email: registration.email, passwordHash: row.passwordHash }, now)
  if (!(await spendRegistration(digest(token), user, otherDigests, now))) return fail({ kind: 'not-found' })
  return ok({ account: { id: user.id, sessionVersion: user.sessionVersion }, next: registration.next })
}

async function findGood(token: string, now: Date): Promise<{ row: RegistrationRow; registration: Registration } | null> {
  const row = isId(token) ? await findRegistrationRowByToken(digest(token), now) : null
  if (!row) return null
  const registration = await openRegistration(row)
  return (await findUserRowByDigests(emailDigests(registration.email))) ? null : { row, registration }
}

export function openRegistration({ sealed }: Pick<RegistrationRow, 'sealed'>): Promise<Registration> {
  return decryptJson('registration', sealed, SEALED)
}
