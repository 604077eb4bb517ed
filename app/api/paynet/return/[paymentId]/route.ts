import { now } from '@/lib/clock'
import { isId } from '@/lib/ids'
import { trackUntilDone } from '@/lib/in-flight'
import { log } from '@/lib/log'
import { completePayment } from '@/lib/payments/complete'
import type { Pair } from '@/lib/paynet/payments'
import { messagesFor } from '@/lib/shared/messages'
import { localeOfRequest } from '@/lib/web/accept-language'
import { escapeHtml, htmlDocument, notFoundDocument, notice, seeOther } from '@/lib/web/html-document'
import { readBody } from '@/lib/web/read-body'

type Context = { params: Promise<{ paymentId: string }> }

const MAX_BODY_BYTES = 16 * 1024
const FORM = 'application/x-www-form-urlencoded'

/**
 * The bank's return: a cross-site POST without our cookies, unsigned, perhaps repeated. Whatever it brings, the
 * browser is sent on to the order's result with a GET.
 */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  const { paymentId } = await params
  const body = await readBody(request, MAX_BODY_BYTES)
  const pair = typeof body === 'string' ? null : await readPair(body, request.headers.get('content-type'))
  try {
    const completed = await complete(paymentId, pair)
    if (!completed) return notFoundDocument(localeOfRequest(request))
    return body === 'too-large' ? unread(request, completed.orderId) : seeOther(`/checkout/${completed.orderId}/result`)
  } catch (error) {
    log.error('return.not-taken', { paymentId, error })
    return tryAgain(request, pair)
  }
}

/** For a browser that opened the address, or that a bank sends back so: shows how the payment stands and never charges. */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { paymentId } = await params
  try {
    const completed = await complete(paymentId, null)
    return completed ? seeOther(`/checkout/${completed.orderId}/result`) : notFoundDocument(localeOfRequest(request))
  } catch (error) {
    log.error('return.not-shown', { paymentId, error })
    return showState(request)
  }
}

function complete(paymentId: string, pair: Pair | null): Promise<{ orderId: string } | null> {
  return isId(paymentId) ? trackUntilDone(completePayment(paymentId, pair, now)) : Promise.resolve(null)
}

/** The two documented fields, each exactly once and with no line break at its end; otherwise null. */
async function readPair(body: Uint8Array<ArrayBuffer>, contentType: string | null): Promise<Pair | null> {
  try {
    const form = await new Response(body, { headers: { 'Content-Type': contentType || FORM } }).formData()
    const [sessionId, ...moreSessions] = form.getAll('session_id').map(textOf)
    const [tokenId, ...moreTokens] = form.getAll('token_id').map(textOf)
    return sessionId && tokenId && moreSessions.length + moreTokens.length === 0 ? { sessionId, tokenId } : null
  } catch {
    return null
  }
}

function textOf(value: FormDataEntryValue): string | null {
  return typeof value === 'string' ? value.replace(/[\r\n]+$/, '') : null
}

/** The database did not take the intent, so nothing was charged: the same two fields are sent once more. */
async function tryAgain(request: Request, pair: Pair | null): Promise<Response> {
  const locale = localeOfRequest(request)
  const words = messagesFor(locale).returnBusy
  const fields = pair ? { session_id: pair.sessionId, token_id: pair.tokenId } : {}
  const inputs = Object.entries(fields).map(([name, value]) => `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`)
  return htmlDocument({
    locale,
    status: 503,
    title: words.title,
    script: "setTimeout(() => document.getElementById('again').requestSubmit(), 3000)",
    body: `<h1>${escapeHtml(words.title)}</h1><p>${escapeHtml(words.text)}</p><form id="again" method="post">${inputs.join('')}<button type="submit">${escapeHtml(words.button)}</button></form>`,
  })
}

/** How the payment stands cannot be shown here and now: the browser asks again by itself, with a GET, which never charges. */
function showState(request: Request): Response {
  const locale = localeOfRequest(request)
  const { title, wait, button } = messagesFor(locale).returnBusy
  return htmlDocument({
    locale,
    status: 503,
    title,
    refresh: '5',
    body: `<h1>${escapeHtml(title)}</h1><p role="status">${escapeHtml(wait)}</p><a class="button" href="">${escapeHtml(button)}</a>`,
  })
}

/** Nothing was read of it, so nothing was charged; the result says so, in the browser that paid too. */
function unread(request: Request, orderId: string): Response {
  const locale = localeOfRequest(request)
  const words = messagesFor(locale).returnUnread
  const link = { href: `/checkout/${orderId}/result`, text: words.button }
  return htmlDocument({ locale, status: 413, ...notice({ heading: words.title, text: words.text, link }) })
}
