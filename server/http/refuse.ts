import type http from 'node:http'
import { env } from '@/lib/env'
import { countRefusal, type Refusal } from '@/lib/metrics/counters'
import type { Locale } from '@/lib/shared/locale'
import { messagesFor } from '@/lib/shared/messages'
import { crash } from '@/lib/shared/messages/crash'
import { localeOfHeaders } from '@/lib/web/accept-language'
import { documentOf, type Notice, notFoundNotice, notice } from '@/lib/web/html-document'
import { PROBLEM_TYPE, problemBody } from '@/lib/web/problem'
import { isOfApi } from './routes'

const NAMES: Record<number, string> = { 404: 'not-found', 405: 'method-not-allowed', 408: 'too-slow', 500: 'failed', 503: 'busy' }

const COUNTED_AS: Record<number, Refusal> = {
  400: 'malformed',
  403: 'foreign-origin',
  405: 'malformed',
  408: 'too-slow',
  413: 'too-large',
  414: 'too-large',
  431: 'too-large',
  503: 'busy',
}

/** Of the API's paths, those that people's browsers are sent to. */
const FOR_PEOPLE = /^\/api\/(paynet\/return|dealers)\//

/**
 * Answers instead of the app: to a program that asked the API with a problem, to a browser with a page that has
 * the merchant's name and help on it, and to anything else with a sentence. Counts what it refuses.
 */
export function refuse(response: http.ServerResponse, status: number, why: string, headers: http.OutgoingHttpHeaders = {}): void {
  const counted = COUNTED_AS[status]
  if (counted) countRefusal(counted)
  const { url = '', headers: asked } = response.req
  const isBrowser = asked.accept?.includes('text/html') && (!isOfApi(url) || FOR_PEOPLE.test(url))
  if (isBrowser) sendPage(response, status, noticeFor(status, localeOfHeaders(asked), env().appUrl + url), headers)
  else if (isOfApi(url)) send(response, status, PROBLEM_TYPE, problemBody(status, NAMES[status] ?? 'refused', why), headers)
  else
    send(
      response,
      status,
      'text/plain; charset=utf-8',
      `${why}
`,
      headers,
    )
}

/** A form that was not posted by its own page: mostly its page was opened under a name that is not `APP_URL`. */
export function refuseForeignForm(response: http.ServerResponse, page: URL): void {
  const { headers: asked } = response.req
  if (!asked.accept?.includes('text/html')) {
    refuse(response, 403, 'This form can only be sent from its own page.')
    return
  }
  countRefusal('foreign-origin')
  const { elsewhere } = messagesFor(localeOfHeaders(asked)).refusal
  const link = { href: page.href, text: elsewhere.button }
  sendPage(response, 403, { heading: elsewhere.heading, text: elsewhere.text(page.host), link })
}

function noticeFor(status: number, locale: Locale, page: string): Notice {
  const { refusal } = messagesFor(locale)
  if (status === 404) return notFoundNotice(locale)
  return status >= 500 ? brokenNotice(status, locale, page) : refusal.unread
}

/** What was asked for may work the next time. */
function brokenNotice(status: number, locale: Locale, page: string): Notice {
  const said = status === 503 ? messagesFor(locale).refusal.busy : crash[locale]
  return { ...said, link: { href: page, text: crash[locale].retry } }
}

/** Instead of what Next answers when a page breaks. */
export function brokenPage(asked: http.IncomingHttpHeaders, page: URL): ReturnType<typeof documentOf> {
  const locale = localeOfHeaders(asked)
  return documentOf({ locale, ...notice(brokenNotice(500, locale, page.href)) })
}

function sendPage(response: http.ServerResponse, status: number, said: Notice, more: http.OutgoingHttpHeaders = {}): void {
  const { html, headers } = documentOf({ locale: localeOfHeaders(response.req.headers), ...notice(said) })
  response.writeHead(status, { ...headers, ...more }).end(html)
}

function send(response: http.ServerResponse, status: number, type: string, body: string, more: http.OutgoingHttpHeaders): void {
  response.writeHead(status, { 'Content-Type': type, 'Cache-Control': 'no-store', ...more }).end(body)
}
