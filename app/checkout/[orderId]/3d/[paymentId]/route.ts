import { isId } from '@/lib/ids'
import { log } from '@/lib/log'
import { type BankRedirect, findBankRedirect } from '@/lib/payments/challenge-page'
import type { Locale } from '@/lib/shared/locale'
import { messagesFor } from '@/lib/shared/messages'
import { crash } from '@/lib/shared/messages/crash'
import { localeOfRequest } from '@/lib/web/accept-language'
import { escapeHtml, htmlDocument, notFoundDocument, seeOther } from '@/lib/web/html-document'
import { currentLocale } from '@/lib/web/locale'

type Context = { params: Promise<{ orderId: string; paymentId: string }> }

/** Hands the browser to the bank. Has no side effects, so it may be opened twice and reloaded. */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { orderId, paymentId } = await params
  try {
    const found = await findBankRedirect(orderId, paymentId)
    if (found.kind === 'over') return seeOther(`/checkout/${orderId}/result`)
    return show(found, await currentLocale())
  } catch (error) {
    // The database is away, or the way to the bank was encrypted with a key that is gone.
    log.error('challenge.not-shown', { ...(isId(paymentId) ? { paymentId } : {}), error })
    return showCrash(localeOfRequest(request), `/checkout/${encodeURIComponent(orderId)}/result`)
  }
}

function show(found: Exclude<BankRedirect, { kind: 'over' }>, locale: Locale): Response {
  if (found.kind === 'not-found') return notFoundDocument(locale)
  const { bank: words, result } = messagesFor(locale)
  if (found.kind === 'preparing') {
    return htmlDocument({
      locale,
      title: words.preparingTitle,
      refresh: '1',
      body: `<h1>${escapeHtml(words.preparingTitle)}</h1><p role="status">${escapeHtml(words.preparing)}</p><p><a href="">${escapeHtml(words.refresh)}</a></p>`,
    })
  }
  const { page } = found
  const explanation = [`${words.what} ${words.howLong}`, words.noSms].map((text) => `<p>${escapeHtml(text)}</p>`).join('')
  const heading = `<h1>${escapeHtml(words.title)}</h1>`
  const reference = `<p class="reference">${escapeHtml(`${result.reference}: ${found.referenceNo}`)}</p>`
  if (page.kind === 'link') {
    return htmlDocument({
      locale,
      title: words.title,
      refresh: `1; url=${page.url}`,
      body: `${heading}<a class="button" href="${escapeHtml(page.url)}">${escapeHtml(words.button)}</a>${explanation}${reference}`,
    })
  }
  const fields = page.fields
    .map(([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`)
    .join('')
  return htmlDocument({
    locale,
    title: words.title,
    script: "document.getElementById('to-bank').requestSubmit()",
    body: `${heading}<form id="to-bank" method="post" action="${escapeHtml(page.action)}">${fields}<button type="submit">${escapeHtml(words.button)}</button></form>${explanation}${reference}`,
  })
}

/** Nothing has been charged before the bank, but whoever comes back to this page may have been there. */
function showCrash(locale: Locale, resultPath: string): Response {
  const { heading, text, retry } = crash[locale]
  const { toResult } = messagesFor(locale).bank
  return htmlDocument({
    locale,
    status: 503,
    title: heading,
    body: `<h1>${escapeHtml(heading)}</h1><p>${escapeHtml(text)}</p><a class="button" href="">${escapeHtml(retry)}</a><p><a href="${escapeHtml(resultPath)}">${escapeHtml(toResult)}</a></p>`,
  })
}
