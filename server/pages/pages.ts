import { randomUUID } from 'node:crypto'
import type http from 'node:http'
import type { Environment } from '@/lib/env'
import { isLocale, LANGUAGE_COOKIE } from '@/lib/shared/locale'
import { contentSecurityPolicy } from '@/server/http/content-security-policy'
import { receiveForm } from '@/server/http/receive-body'
import { refuse } from '@/server/http/refuse'
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
  // A post to an unknown API path comes from a program with a wrong address, not from a form.
  if (isPost && [request.url, address.pathname].every((path) => path?.startsWith('/api/'))) {
    refuse(response, 404, 'Not found')
    return null
  }
  const received = isPost ? await receiveForm(request, response, env.appUrl) : request
  if (!received) return null
  const lang = address.searchParams.get('lang')
  if (request.method === 'GET' && isLocale(lang)) return rememberLanguage(request, response, address, lang, env.isHttps)

  const nonce = randomUUID().replaceAll('-', '')
  const policy = contentSecurityPolicy(nonce, isDevelopment)
  received.headers['x-nonce'] = nonce
  received.headers['x-pathname'] = address.pathname
  // Next takes the nonce for its own scripts from here.
  received.headers['content-security-policy'] = policy
  if (!hasOwnPolicy) response.setHeader('Content-Security-Policy', policy)
  dropUnreadableRouterHeaders(received.headers)
  return received
}

/** The link to the other language is `?lang=` alone, so what else the page was asked with comes from the page itself. */
function rememberLanguage(
  { headers }: http.IncomingMessage,
  response: http.ServerResponse,
  address: URL,
  lang: string,
  isHttps: boolean,
): null {
  const page = headers.referer && URL.canParse(headers.referer) ? new URL(headers.referer) : null
  const isSamePage = page?.origin === address.origin && page.pathname === address.pathname
  if (isSamePage && [...address.searchParams].length === 1) address.search = page.search
  address.searchParams.delete('lang')
  const cookie = `${LANGUAGE_COOKIE}=${lang}; Path=/; Max-Age=${YEAR}; HttpOnly; SameSite=Lax${isHttps ? '; Secure' : ''}`
  // Whether the cookie was kept shows only in the next request. Only browsers say how they navigate.
  const to = `/cookies?to=${encodeURIComponent(address.pathname + address.search)}&lang=${lang}`
  const isFirst = headers.cookie === undefined && headers['sec-fetch-mode'] !== undefined
  const location = isFirst ? address.origin + to : address.href
  response.writeHead(303, { Location: location, 'Set-Cookie': cookie, 'Cache-Control': 'no-store' }).end()
  return null
}
