import 'server-only'
import { cache } from 'react'
import { findApplicationByAccess, listApplicationsOfUser } from '@/db/applications'
import { readCookie, writeCookie } from '@/lib/accounts/cookie'
import { currentUser } from '@/lib/accounts/session'
import { digest, isId, newId } from '@/lib/ids'
import { type Application, openApplication } from './application'

const COOKIE = 'application'
const DAYS_30 = 30 * 24 * 3600

/** The application that this browser fills in: by its cookie if that opens it, else the newest one of whoever is signed in. */
export const currentApplication = cache(async (): Promise<Application | null> => {
  const token = await readCookie(COOKIE)
  const row = isId(token) ? await findApplicationByAccess(digest(token)) : null
  if (row && (await isOwnApplication(row))) return openApplication(row)
  const user = await currentUser()
  const [newest] = user ? await listApplicationsOfUser(user.id) : []
  return newest ? openApplication(newest) : null
})

/**
 * Whether an application may be seen whole and changed by this browser. One that belongs to an account is
 * opened by that account alone: a cookie outlives the session. A guest's is opened by its cookie.
 */
export async function isOwnApplication(application: Pick<Application, 'accessDigest' | 'userId'>): Promise<boolean> {
  if (application.userId !== null) return application.userId === (await currentUser())?.id
  const token = await readCookie(COOKIE)
  return isId(token) && application.accessDigest === digest(token)
}

/** Gives this browser a cookie of its own for an application; the digest of it belongs into the row. In actions only. */
export async function grantAccess(): Promise<string> {
  const token = newId()
  await writeCookie(COOKIE, token, DAYS_30)
  return digest(token)
}

export async function dropAccess(): Promise<void> {
  await writeCookie(COOKIE, '', 0)
}
