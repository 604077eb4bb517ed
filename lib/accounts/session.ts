import 'server-only'
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { cache } from 'react'
import { endAccessToApplications, findApplicationByAccess } from '@/db/applications'
import { insertEndedSession, raiseSessionVersion } from '@/db/users'
import { decrypt } from '@/lib/encryption'
import { env } from '@/lib/env'
import { digest, isId } from '@/lib/ids'
import { log } from '@/lib/log'
import { currentNext, currentWayBack } from '@/lib/web/way-back'
import { readCookie, writeCookie } from './cookie'
import { decodeClaims, encodeClaims, endOf, findUserOf, newClaims, SESSION_SECONDS, type SessionClaims } from './session-token'

export type SessionUser = { id: string; email: string; createdAt: Date }

const COOKIE = 'session'

/** Who is signed in, as the database has it now; asked once a request. Nobody while accounts are switched off. */
export const currentUser = cache(async (): Promise<SessionUser | null> => {
  if (!env().isOn.accounts) return null
  // This host's clock will do for an age of twelve hours, and spares a statement.
  const claims = await decodeClaims(await readCookie(COOKIE), new Date())
  const user = claims && (await findUserOf(claims))
  if (!user) return null
  try {
    return { id: user.id, email: await decrypt('email', user.email), createdAt: user.createdAt }
  } catch (error) {
    // Its key is gone from the environment: better signed out than every page broken.
    log.error('account.unreadable', { error })
    return null
  }
})

/**
 * The same for pages: a visitor who is not signed in is led to the sign-in page, and back afterwards; to the order, if
 * one leads here. Who was signed in is told why.
 */
export async function requireUser(): Promise<SessionUser> {
  const user = await currentUser()
  if (user) return user
  const header = await headers()
  const back = await currentWayBack()
  const wasSignedIn = hasEnded.has(header) || (await readCookie(COOKIE)) !== ''
  redirect(signInAgainPath(back?.href ?? (await currentNext()), wasSignedIn))
}

/** The sign-in page, and where it leads; it says that the session has ended, if it has. */
export function signInAgainPath(next: string, hasSessionEnded = true): string {
  return `/login?next=${encodeURIComponent(next)}${hasSessionEnded ? '&ended=1' : ''}`
}

/** Requests by their headers object, which an action and the page rendered after it share. */
const hasEnded = new WeakSet<object>()

/** Remembers that an action has found its visitor signed out: without scripts, the page after it cannot be shown either. */
export async function noteSessionEnded(): Promise<void> {
  hasEnded.add(await headers())
}

/** Signs this browser in: always a new session, and the end of one that it brought along. In actions only. */
export async function openSession(user: { id: string; sessionVersion: number }, now: Date): Promise<void> {
  await leaveSession(user.id, now)
  await writeCookie(COOKIE, await encodeClaims(newClaims(user, now)), SESSION_SECONDS)
}

/**
 * Ends the session that a browser brings along to a sign-in, and forgets its visit if that was another
 * user's. In actions and route handlers only.
 */
export async function leaveSession(userId: string, now: Date): Promise<void> {
  const before = await decodeClaims(await readCookie(COOKIE), now)
  if (!before) return
  await endSession(before)
  if (before.sub !== userId) await forgetVisit()
}

/** Signs this browser out. A copy of its cookie is worth nothing from now on. In actions only. */
export async function closeSession(now: Date): Promise<void> {
  const claims = await decodeClaims(await readCookie(COOKIE), now)
  if (claims) await endSession(claims)
  await writeCookie(COOKIE, '', 0)
  await forgetVisit()
}

/**
 * Drops the cookies that outlive a session and show what a person has paid and filled in here. A draft that is
 * no account's stays with the browser: nothing else leads to it. In actions and route handlers only.
 */
export async function forgetVisit(): Promise<void> {
  await writeCookie('payer', '', 0)
  const access = await readCookie('application')
  const application = isId(access) ? await findApplicationByAccess(digest(access)) : null
  if (!application || application.userId !== null) await writeCookie('application', '', 0)
}

export function endSession(claims: SessionClaims): Promise<void> {
  return insertEndedSession(claims.sid, endOf(claims))
}

/** Signs a person out of every browser, this one too. In actions only. */
export async function closeEverySession(userId: string, now: Date): Promise<void> {
  await raiseSessionVersion(userId)
  await endAccessToApplications(userId)
  await closeSession(now)
}
