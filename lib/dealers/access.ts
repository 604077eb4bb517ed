import 'server-only'
import { cache } from 'react'
import { findApplicationByAccess, listApplicationsOfUser } from '@/db/applications'
import { readCookie, writeCookie } from '@/lib/accounts/cookie'
import { currentUser } from '@/lib/accounts/session'
import { DAY, SECOND } from '@/lib/duration'
import { digest, isId, newId } from '@/lib/ids'
import { type Application, openApplication } from './application'

const COOKIE = 'application'
const COOKIE_SECONDS = (30 * DAY) / SECOND

/** The application that this browser fills in: the one its cookie opens, otherwise the newest one of the signed-in account. */
export const currentApplication = cache(async (): Promise<Application | null> => {
  const token = await readCookie(COOKIE)
  const row = isId(token) ? await findApplicationByAccess(digest(token)) : null
  if (row && (await isOwnApplication(row))) return openApplication(row)
  const user = await currentUser()
  const [newest] = user ? await listApplicationsOfUser(user.id) : []
  return newest ? openApplication(newest) : null
})

/**
 * Whether this browser may see the whole of an application and change it. If it belongs to an account, only that
 * account opens it, since a cookie outlives the session; a guest's is opened by its cookie.
 */
export async function isOwnApplication(application: Pick<Application, 'accessDigest' | 'userId'>): Promise<boolean> {
  if (application.userId !== null) return application.userId === (await currentUser())?.id
  const token = await readCookie(COOKIE)
  return isId(token) && application.accessDigest === digest(token)
}

/** Gives this browser a new cookie for an application and returns its digest, for the row. In actions only. */
export async function grantAccess(): Promise<string> {
  const token = newId()
  await writeCookie(COOKIE, token, COOKIE_SECONDS)
  return digest(token)
}

export async function dropAccess(): Promise<void> {
  await writeCookie(COOKIE, '', 0)
}
