import { readFileSync } from 'node:fs'
import type http from 'node:http'
import { findOrderRow } from '@/db/orders'
import { isId } from '@/lib/ids'
import { isLocale, LANGUAGE_COOKIE, type Locale } from '@/lib/shared/locale'
import { messagesFor } from '@/lib/shared/messages'
import { preferredLocale } from '@/lib/web/accept-language'
import { escapeHtml, htmlDocument } from '@/lib/web/html-document'

/** Next's list of the actions that this build has. */
const MANIFEST = '.next/server/server-reference-manifest.json'

let known: Set<string> | null = null

/** Whether this build has an action; a page that was opened before a deploy posts one that it does not have. */
export function isOfThisBuild(actionId: string): boolean {
  // `npm run dev` builds each action when it is first used.
  if (process.env.NODE_ENV !== 'production') return true
  known ??= new Set(Object.keys(JSON.parse(readFileSync(MANIFEST, 'utf8')).node))
  return known.has(actionId)
}

/** What Next answers such a form is three English words, so this says what happened, and leads to the same page as it is now. */
export async function answerRenewed({ headers }: http.IncomingMessage, response: http.ServerResponse, page: URL): Promise<void> {
  const locale = await localeFor(page.pathname, headers)
  const { renewed, form } = messagesFor(locale)
  const isCheckout = page.pathname.startsWith('/checkout/')
  const document = htmlDocument({
    locale,
    status: 409,
    title: renewed.title,
    body: `<h1>${escapeHtml(renewed.title)}</h1><p>${escapeHtml(isCheckout ? renewed.checkout : renewed.text)}</p><a class="button" href="${escapeHtml(page.href)}">${escapeHtml(form.lost.reload)}</a>`,
  })
  response.writeHead(document.status, Object.fromEntries(document.headers)).end(await document.text())
}

/** As for every page: the cookie's, else the order's, else the browser's, else Turkish. */
async function localeFor(path: string, headers: http.IncomingHttpHeaders): Promise<Locale> {
  const chosen = new RegExp(`(?:^|;\\s*)${LANGUAGE_COOKIE}=(\\w+)`).exec(headers.cookie ?? '')?.[1]
  if (isLocale(chosen)) return chosen
  const orderId = /^\/checkout\/([^/]+)/.exec(path)?.[1] ?? ''
  const order = isId(orderId) ? await findOrderRow(orderId).catch(() => null) : null
  return order?.locale ?? preferredLocale(headers['accept-language'] ?? null) ?? 'tr'
}
