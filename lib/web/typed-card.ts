import 'server-only'
import { cookies } from 'next/headers'
import { z } from 'zod'
import { later } from '@/lib/clock'
import { HOUR } from '@/lib/duration'
import { decryptJson, encrypt } from '@/lib/encryption'
import { env } from '@/lib/env'
import { currentPayer } from './payer'

const typedCard = z.object({ holder: z.string(), expiry: z.string(), description: z.string(), wantsSaving: z.boolean() })
const kept = z.object({ orderId: z.string(), payer: z.string(), until: z.number(), card: typedCard })

/** What may be kept of a typed card: neither its number nor its security code. */
export type TypedCard = z.infer<typeof typedCard>

const KEPT_MS = HOUR

function cookieName(): string {
  return env().isHttps ? '__Secure-typed-card' : 'typed-card'
}

/**
 * Lets this browser bring a typed card back to this order's checkout for an hour, after a refusal or Back; signing out
 * takes the payer's cookie, without whose digest it is worth nothing. For actions only.
 */
export async function keepTypedCard({ orderId, payer }: { orderId: string; payer: string }, card: TypedCard, at: Date): Promise<void> {
  const value = await encrypt('typed-card', JSON.stringify({ orderId, payer, until: later(at, KEPT_MS).getTime(), card }))
  const jar = await cookies()
  const path = `/checkout/${orderId}`
  jar.set(cookieName(), value, { httpOnly: true, sameSite: 'lax', secure: env().isHttps, path, maxAge: KEPT_MS / 1000 })
}

/** What was typed for this order within the last hour; null for a cookie that is old, changed, or another order's or payer's. */
export async function readTypedCard(orderId: string, at: Date): Promise<TypedCard | null> {
  const value = (await cookies()).get(cookieName())?.value
  if (!value) return null
  const found = await decryptJson('typed-card', value, kept).catch(() => null)
  const isOurs = found?.orderId === orderId && found.payer === (await currentPayer())
  return isOurs && at.getTime() < found.until ? found.card : null
}
