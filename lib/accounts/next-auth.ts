import 'server-only'
import { createHash } from 'node:crypto'
import type { AuthOptions } from 'next-auth'
import CredentialsProvider from 'next-auth/providers/credentials'
import { decrypt } from '@/lib/encryption'
import { env } from '@/lib/env'
import { isSame } from '@/lib/ids'
import { log } from '@/lib/log'
import { parseNextPath } from '@/lib/web/next-path'
import { type Account, signIn } from './accounts'
import { rememberBrowser, thisBrowser } from './browser'
import { cookieOptions, hostName } from './cookie'
import { endSession, forgetVisit, leaveSession } from './session'
import { decodeToken, encodeToken, endOf, findUserOf, newClaims, parseClaims, SESSION_SECONDS } from './session-token'

/** What next-auth has no answer for, and would hide or put into an address. */
export type Trouble = { wait: { status: 429 | 503; seconds: number } | null; error: unknown }

/** By then others have had their turn. */
const BUSY_SECONDS = 2

/** next-auth's own names, so that a program that knows it can sign in. The endpoints, the limits and the sessions are ours. */
export function authOptions(now: Date, trouble: Trouble, csrfCookie: string): AuthOptions {
  const { appUrl, isHttps } = env()
  const noting = <T>(work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => {
      trouble.error = error
      throw error
    })
  const cookie = (name: string) => ({ name: hostName(name), options: cookieOptions() })
  return {
    secret: secretOf(csrfCookie),
    useSecureCookies: isHttps,
    session: { strategy: 'jwt', maxAge: SESSION_SECONDS },
    jwt: { encode: ({ token }) => encodeToken(token ?? {}), decode: ({ token }) => decodeToken(token ?? '') },
    cookies: { sessionToken: cookie('session'), csrfToken: cookie('auth-csrf'), callbackUrl: cookie('auth-callback') },
    pages: { signIn: '/login', error: '/login' },
    logger: {
      // A code, and nothing of what came with it: that may quote a cookie.
      error: (code) => log.info('next-auth', { why: code }),
      warn: (code) => log.warn('next-auth', { why: code }),
      debug: () => {},
    },
    providers: [
      CredentialsProvider({
        credentials: { email: { type: 'email' }, password: { type: 'password' } },
        async authorize(given) {
          const credentials = { email: given?.email ?? '', password: given?.password ?? '' }
          const result = await noting(signIn(credentials, await thisBrowser(), now))
          if (!result.ok) {
            const { failure } = result
            if (failure.kind === 'rate-limited') trouble.wait = { status: 429, seconds: failure.retryAfterSeconds }
            if (failure.kind === 'unavailable') trouble.wait = { status: 503, seconds: BUSY_SECONDS }
            return null
          }
          await noting(leaveSession(result.value.id, now))
          await rememberBrowser(result.value.id)
          return result.value
        },
      }),
    ],
    callbacks: {
      async jwt({ token, user }) {
        if (user) return { ...newClaims(user as Account, now) }
        const claims = parseClaims(token, now)
        // What is thrown here deletes the cookie.
        if (!claims || !(await noting(findUserOf(claims)))) throw new Error('the session is over')
        return token
      },
      async session({ token }) {
        const claims = parseClaims(token, now)
        const user = claims && (await noting(findUserOf(claims)))
        if (!user) throw new Error('the session is over')
        return { user: { id: user.id, email: await decrypt('email', user.email) }, expires: endOf(claims).toISOString() }
      },
      redirect({ url }) {
        const path = url.startsWith(`${appUrl}/`) ? url.slice(appUrl.length) : url
        return `${appUrl}${parseNextPath(path) ?? '/account'}`
      },
    },
    events: {
      async signOut({ token }) {
        const claims = parseClaims(token, now)
        if (claims) await noting(endSession(claims))
        await forgetVisit()
      },
    },
  }
}

/**
 * The secret that next-auth is given, which with tokens of our own it needs for its csrf cookie only: the one that the
 * cookie was made with, so that a page that was open while AUTH_SECRET was changed can still be sent.
 */
function secretOf(csrfCookie: string): string {
  const { authSecrets } = env()
  const [token = '', hash = ''] = csrfCookie.split('|')
  return authSecrets.find((secret) => isSame(createHash('sha256').update(`${token}${secret}`).digest('hex'), hash)) ?? authSecrets[0]
}
