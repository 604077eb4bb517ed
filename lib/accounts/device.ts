import 'server-only'
import { createHmac } from 'node:crypto'
import { env } from '@/lib/env'
import { isId, isSame, newId } from '@/lib/ids'

/**
 * A browser that has signed in to an account before says so with a cookie, and its wrong passwords are
 * counted apart: a stranger who uses up the account's tries does not lock out its owner.
 */
export function newDevice(userId: string, id = newId()): string {
  return `${id}.${signature(id, userId, env().authSecrets[0])}`
}

/** The device's id, null when it is not known to this account. */
export function deviceOf(cookie: string, userId: string): string | null {
  const [id = '', signed = ''] = cookie.split('.')
  return isId(id) && env().authSecrets.some((secret) => isSame(signed, signature(id, userId, secret))) ? id : null
}

function signature(id: string, userId: string, secret: string): string {
  return createHmac('sha256', secret).update(`device:${id}:${userId}`).digest('base64url')
}
