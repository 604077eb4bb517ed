import 'server-only'
import { cookies } from 'next/headers'
import { env } from './env'
import { digest, isId, isSame, newId } from './ids'
import { digestOf } from './rate-limit'

const DAYS_30 = 30 * 24 * 3600
const HOUR = 3600

/** A cookie of its own says which browser paid; it names nobody. */
function cookieName(): string {
  return env().isHttps ? '__Host-payer' : 'payer'
}

/** Digest of this browser's payer cookie; null when it has none. */
export async function currentPayer(): Promise<string | null> {
  const value = (await cookies()).get(cookieName())?.value ?? ''
  return isId(value) ? digest(value) : null
}

/** The same, giving the browser a cookie when it has none. In actions only: pages cannot set cookies. */
export async function ensurePayer(): Promise<string> {
  const known = await currentPayer()
  if (known) return known
  const value = newId()
  const jar = await cookies()
  jar.set(cookieName(), value, { httpOnly: true, sameSite: 'lax', secure: env().isHttps, path: '/', maxAge: DAYS_30 })
  return digest(value)
}

/**
 * Lets this browser see the page of a payment that leaves for the bank. Not the payer's cookie alone: two tabs
 * that begin at once are given two of those, and a browser keeps one. In actions only.
 */
export async function letLeave(orderId: string, paymentId: string): Promise<void> {
  const jar = await cookies()
  const path = `/checkout/${orderId}/3d/${paymentId}`
  jar.set(leaveName(), leaveOf(paymentId), { httpOnly: true, sameSite: 'lax', secure: env().isHttps, path, maxAge: HOUR })
}

/** Whether this browser was let see the page of a payment that leaves for the bank. */
export async function mayLeave(paymentId: string): Promise<boolean> {
  const value = (await cookies()).get(leaveName())?.value
  return value !== undefined && isSame(value, leaveOf(paymentId))
}

function leaveName(): string {
  return env().isHttps ? '__Secure-leave' : 'leave'
}

function leaveOf(paymentId: string): string {
  return digestOf(`leave:${paymentId}`)
}
