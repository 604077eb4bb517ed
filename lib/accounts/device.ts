import 'server-only'
import { createHmac } from 'node:crypto'
import { env } from '@/lib/env'
import { isId, isSame, newId } from '@/lib/ids'

/**
 * A browser that has signed in to an account before says so with a cookie, and its wrong passwords are
 * counted apart: a stranger who uses up the account's tries does not lock out its owner.
 */
export function newDevice(userId: string): string {
  const id = newId()
  return `${id}.${signature(id, userId)}`
}

/** The device's id, null when it is not known to this account. */
export function deviceOf(cookie: string, userId: string): string | null {
  const [id = '', signed = ''] = cookie.split('.')
  return isId(id) && isSame(signed, signature(id, userId)) ? id : null
}

function signature(id: string, userId: string): string {
  return createHmac('sha256', env().authSecrets[0]).update(`device:${id}:${userId}`).digest('base64url')
}
