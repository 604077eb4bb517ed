import 'server-only'
import { endAccessToApplications } from '@/db/applications'
import { deletePasswordReset } from '@/db/password-resets'
import { findUserRow, findUserRowByDigests, insertUserRow, replaceEmail, replacePassword, type UserRow } from '@/db/users'
import { emailDigests } from '@/lib/email'
import { decrypt, encrypt } from '@/lib/encryption'
import { newId } from '@/lib/ids'
import { fromAddress, type Use } from '@/lib/rate-limit'
import { emailProblem, parseEmail, passwordProblem } from '@/lib/shared/account-form'
import { holdsCardNumber } from '@/lib/shared/cards/number-in-text'
import type { Locale } from '@/lib/shared/locale'
import { type FieldProblem, fail, ok, type Result } from '@/lib/shared/result'
import { overAny, takeBack } from '@/lib/uses'
import { isGuessable } from './guessable'
import { hashPassword, verifyPassword } from './password'
import { countHash, countPasswordTry, type Origin } from './password-tries'
import { tellChange } from './tell-change'

/** What `openSession` asks for. */
export type Account = { id: string; sessionVersion: number }

export type Credentials = { email: string; password: string }

/** Fails with `invalid` (an address that has an account too), `rate-limited` and `unavailable` while too many others are looked at. */
export async function register(credentials: Credentials, from: Pick<Origin, 'address'>, now: Date): Promise<Result<Account>> {
  const checked = await checkCredentials(credentials, from, now)
  if (!checked.ok) return checked
  const { email, counted, looks } = checked.value
  const passwordHash = await hashPassword(credentials.password)
  if (passwordHash === null) {
    await takeBack(counted, now)
    return fail({ kind: 'unavailable' })
  }
  await takeBack(looks, now)
  const digests = emailDigests(email)
  const user = await newUser({ email, passwordHash }, now)
  if ((await findUserRowByDigests(digests)) || !(await insertUserRow(user, digests.slice(1)))) {
    return fail({ kind: 'invalid', fields: [{ field: 'email', problem: 'email-taken' }] })
  }
  return ok(account(user))
}

/** An address as it is looked up, and what was counted: `looks` until the password has been dealt with. */
type Checked = { email: string; counted: Use[]; looks: Use[] }

/**
 * All that comes before it is known whether the address has an account, but for hashing. Fails with `invalid`, `rate-limited`
 * and `unavailable` while too many others are looked at.
 */
export async function checkCredentials(
  { email, password }: Credentials,
  { address }: Pick<Origin, 'address'>,
  now: Date,
): Promise<Result<Checked>> {
  // A card's number in the wrong box must not be kept as an address.
  const problem = emailProblem(email) ?? (holdsCardNumber(email) ? 'email-form' : null)
  const fields = problems(['email', problem], ['password', passwordProblem(password, email)])
  const known = parseEmail(email)
  if (fields.length > 0 || known === null) return fail({ kind: 'invalid', fields })
  const registrations = fromAddress('registrations-from-address', address)
  const looks = fromAddress('passwords-from-address', address)
  const tried = await countHash([...registrations, ...looks], address, now)
  if ('failure' in tried) return fail(tried.failure)

  if (await isGuessable(password, known)) {
    // Judging a password holds up everything else for some 20 ms, so the look stays counted.
    await takeBack(registrations, now)
    return fail({ kind: 'invalid', fields: [{ field: 'password', problem: 'password-common' }] })
  }
  return ok({ email: known, counted: tried.counted, looks })
}

/** The row of a new account. */
export async function newUser({ email, passwordHash }: Pick<UserRow, 'email' | 'passwordHash'>, now: Date): Promise<UserRow> {
  const [emailDigest] = emailDigests(email)
  return { id: newId(), email: await encrypt('email', email), emailDigest, passwordHash, sessionVersion: 1, createdAt: now }
}

/**
 * Fails with `invalid`, `rate-limited`, `unavailable` while too many others are looked at, and
 * `unauthenticated` whether it is the address or the password.
 */
export async function signIn({ email, password }: Credentials, from: Origin, now: Date): Promise<Result<Account>> {
  const fields = problems(['email', emailProblem(email)], ['password', password === '' ? 'password-empty' : null])
  const known = parseEmail(email)
  if (fields.length > 0 || known === null) return fail({ kind: 'invalid', fields })

  const digests = emailDigests(known)
  const user = await findUserRowByDigests(digests)
  const counted = await countPasswordTry(digests[0], user?.id ?? null, from, now)
  if (counted.failure) return fail(counted.failure)
  const isRight = await verifyPassword(user?.passwordHash ?? null, password)
  if (isRight === null) {
    await counted.wasNotLookedAt()
    return fail({ kind: 'unavailable' })
  }
  if (!user || !isRight) return fail({ kind: 'unauthenticated' })
  await counted.wasRight()
  // DATA_KEY was changed since: what it is known by and encrypted with becomes the new one's.
  if (user.emailDigest !== digests[0]) await replaceEmail(user.id, user.emailDigest, await encrypt('email', known), digests[0])
  return ok(account(user))
}

/** Ends all sessions, and any link to set a password; says so by mail in this language. Fails with `invalid`, `rate-limited`, `unauthenticated`, `unavailable`. */
export async function changePassword(
  userId: string,
  { current, next }: { current: string; next: string },
  from: Origin,
  locale: Locale,
  now: Date,
): Promise<Result<Account>> {
  const user = await findUserRow(userId)
  if (!user) return fail({ kind: 'unauthenticated' })
  const email = await decrypt('email', user.email)
  const fields = problems(['current_password', current === '' ? 'password-empty' : null], ['new_password', passwordProblem(next, email)])
  if (fields.length > 0) return fail({ kind: 'invalid', fields })

  const wrong = fail({ kind: 'invalid', fields: [{ field: 'current_password', problem: 'current-wrong' }] })
  const counted = await countPasswordTry(emailDigests(email)[0], user.id, from, now)
  if (counted.failure) return fail(counted.failure)
  const isRight = await verifyPassword(user.passwordHash, current)
  if (isRight === null) {
    await counted.wasNotLookedAt()
    return fail({ kind: 'unavailable' })
  }
  if (!isRight) return wrong
  await counted.wasRight()
  // Judging the new one holds up everything else for some 20 ms, so each look counts, although the old one was right.
  const looks = fromAddress('passwords-from-address', from.address)
  const wait = await overAny(looks, now)
  if (wait !== null) return fail({ kind: 'rate-limited', retryAfterSeconds: wait })
  if (await isGuessable(next, email)) return fail({ kind: 'invalid', fields: [{ field: 'new_password', problem: 'password-common' }] })
  await takeBack(looks, now)
  const passwordHash = await hashPassword(next)
  if (passwordHash === null) return fail({ kind: 'unavailable' })
  await deletePasswordReset(user.id)
  await endAccessToApplications(user.id)
  const changed = await replacePassword(user.id, user.passwordHash, passwordHash, tellChange(user.id, locale, now))
  if (!changed) return wrong
  return ok(account(changed))
}

function account({ id, sessionVersion }: Pick<UserRow, 'id' | 'sessionVersion'>): Account {
  return { id, sessionVersion }
}

function problems(...found: Array<[field: string, problem: string | null]>): FieldProblem[] {
  return found.flatMap(([field, problem]) => (problem === null ? [] : [{ field, problem }]))
}
