import 'server-only'
import { decode, encode, type JWT } from 'next-auth/jwt'
import { z } from 'zod'
import { findUserRowOfSession, type UserRow } from '@/db/users'
import { HOUR, SECOND } from '@/lib/duration'
import { env } from '@/lib/env'
import { isId, newId } from '@/lib/ids'

/** Twelve hours from signing in, however often it is used. */
export const SESSION_SECONDS = (12 * HOUR) / SECOND

const id = z.string().refine(isId)
const schema = z.object({
  sub: id,
  /** Of the session, so that it can be ended by itself. */
  sid: id,
  /** Of all of a person's sessions, so that they can be ended together. */
  version: z.int(),
  /** When the password was given, in seconds. */
  at: z.int(),
})

export type SessionClaims = z.infer<typeof schema>

export function newClaims(user: { id: string; sessionVersion: number }, now: Date): SessionClaims {
  return { sub: user.id, sid: newId(), version: user.sessionVersion, at: Math.floor(now.getTime() / SECOND) }
}

export function encodeClaims(claims: SessionClaims): Promise<string> {
  return encodeToken({ ...claims })
}

/** Encrypted with the newest secret. */
export function encodeToken(token: JWT): Promise<string> {
  return encode({ token, secret: env().authSecrets[0], maxAge: SESSION_SECONDS })
}

/** What a token holds that any of the secrets has encrypted; null for all others. */
export async function decodeToken(token: string): Promise<JWT | null> {
  for (const secret of env().authSecrets) {
    const decoded = await decode({ token, secret }).catch(() => null)
    if (decoded) return decoded
  }
  return null
}

/** What a token says, null when it is none of ours or too old. Whether it was ended, only the database knows. */
export async function decodeClaims(token: string, now: Date): Promise<SessionClaims | null> {
  if (!token) return null
  return parseClaims(await decodeToken(token), now)
}

export function parseClaims(decoded: unknown, now: Date): SessionClaims | null {
  const parsed = schema.safeParse(decoded)
  return parsed.success && endOf(parsed.data) > now ? parsed.data : null
}

export function endOf({ at }: SessionClaims): Date {
  return new Date((at + SESSION_SECONDS) * SECOND)
}

/** The person whose living session this is. */
export function findUserOf({ sub, sid, version, at }: SessionClaims): Promise<UserRow | null> {
  return findUserRowOfSession({ userId: sub, sessionId: sid, version, openedAt: new Date(at * SECOND) })
}
