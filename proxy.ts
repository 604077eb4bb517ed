import { type NextRequest, NextResponse } from 'next/server'
import { env } from '@/lib/env'
import { formFault } from '@/lib/form-body'
import { isLocale } from '@/lib/shared/locale'

/** Pages only: route handlers speak for themselves, and files need none of this. */
export const config = { matcher: ['/((?!api/|_next/|brands/|products/|icon.svg|robots.txt).*)'] }

const YEAR = 365 * 24 * 3600

/** Refuses foreign and unreadable posts, remembers a chosen language, and gives each page its nonce and policy. No authorisation here. */
export async function proxy(request: NextRequest): Promise<Response> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    if (request.headers.get('origin') !== env().appUrl) return refuse(403, 'This form can only be sent from its own page.')
    const fault = await formFault(request)
    if (fault) return refuse(fault, fault === 413 ? 'This form is too large.' : 'This form cannot be read.')
  }
  const lang = request.nextUrl.searchParams.get('lang')
  if (request.method === 'GET' && isLocale(lang)) return rememberLanguage(request, lang)

  const nonce = crypto.randomUUID().replaceAll('-', '')
  const policy = contentSecurityPolicy(nonce)
  const headers = new Headers(request.headers)
  headers.set('x-nonce', nonce)
  headers.set('x-pathname', request.nextUrl.pathname)
  headers.set('Content-Security-Policy', policy)
  const response = NextResponse.next({ request: { headers } })
  // The page that leaves for the bank has a policy of its own; two would both hold.
  if (!/^\/checkout\/[^/]+\/3d\//.test(request.nextUrl.pathname)) response.headers.set('Content-Security-Policy', policy)
  return response
}

function refuse(status: number, why: string): Response {
  return new Response(`${why}\n`, { status, headers: { 'Cache-Control': 'no-store' } })
}

function rememberLanguage(request: NextRequest, lang: string): Response {
  const query = new URLSearchParams(request.nextUrl.searchParams)
  query.delete('lang')
  const search = query.size > 0 ? `?${query}` : ''
  const response = new NextResponse(null, { status: 303, headers: { Location: `${env().appUrl}${request.nextUrl.pathname}${search}` } })
  response.cookies.set('lang', lang, { path: '/', maxAge: YEAR, sameSite: 'lax', httpOnly: true, secure: env().isHttps })
  return response
}

function contentSecurityPolicy(nonce: string): string {
  const isDevelopment = process.env.NODE_ENV === 'development'
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ''}`,
    isDevelopment ? "style-src 'self' 'unsafe-inline'" : `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${isDevelopment ? ' ws:' : ''}`,
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
  ].join('; ')
}
