import { randomUUID } from 'node:crypto'
import type http from 'node:http'
import type { Environment } from '@/lib/env'
import { isLocale, LANGUAGE_COOKIE, type Locale, languagesIn } from '@/lib/shared/locale'
import { contentSecurityPolicy } from '@/server/http/content-security-policy'
import { receiveForm } from '@/server/http/receive-body'
import { dropUnreadableRouterHeaders } from '@/server/http/router-headers'

const YEAR = 365 * 24 * 3600

/**
 * Refuses foreign and unreadable posts, remembers a chosen language, and gives each page its nonce and policy.
 * Returns the request that Next is to answer; null if it has been answered. Authorises nothing.
 */
export async function preparePage(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  address: URL,
  env: Environment,
  { hasOwnPolicy = false, isDevelopment }: { hasOwnPolicy?: boolean; isDevelopment: boolean },
): Promise<http.IncomingMessage | null> {
  const isPost = request.method !== 'GET' && request.method !== 'HEAD'
  const received = isPost ? await receiveForm(request, response, address) : request
  if (!received) return null
  const lang = address.searchParams.get('lang')
  if (request.method === 'GET' && isLocale(lang)) return rememberLanguage(request, response, address, lang, env.isHttps)

  const nonce = randomUUID().replaceAll('-', '')
  const policy = contentSecurityPolicy(nonce, isDevelopment)
  received.headers['x-nonce'] = nonce
  received.headers['x-pathname'] = address.pathname
  received.headers['x-query'] = queryOf(address)
  // Next takes the nonce for its own scripts from here.
  received.headers['content-security-policy'] = policy
  if (!hasOwnPolicy) response.setHeader('Content-Security-Policy', policy)
  dropUnreadableRouterHeaders(received.headers)
  return received
}

/** What the address says, without the mark of Next's router. */
function queryOf({ search }: URL): string {
  return search.replace(/[?&]_rsc(?:=[^&]*)?$/, '')
}

/** Redirects to the page itself, with all that its address says but the language. */
function rememberLanguage(
  { headers }: http.IncomingMessage,
  response: http.ServerResponse,
  address: URL,
  lang: Locale,
  isHttps: boolean,
): null {
  address.searchParams.delete('lang')
  const rights = `HttpOnly; SameSite=Lax${isHttps ? '; Secure' : ''}`
  const cookies = [`${LANGUAGE_COOKIE}=${lang}; Path=/; Max-Age=${YEAR}; ${rights}`]
  // Where another program on this domain has a cookie of that name, ours has to be the newest: the last one counts.
  if (languagesIn(headers.cookie).length > 1) cookies.unshift(`${LANGUAGE_COOKIE}=; Path=/; Max-Age=0; ${rights}`)
  // Whether the cookie was kept shows only in the next request. Only browsers say how they navigate.
  const to = `/cookies?to=${encodeURIComponent(address.pathname + address.search)}&lang=${lang}`
  const isFirst = headers.cookie === undefined && headers['sec-fetch-mode'] !== undefined
  const location = isFirst ? address.origin + to : address.href
  response.writeHead(303, { Location: location, 'Set-Cookie': cookies, 'Cache-Control': 'no-store' }).end()
  return null
}
