import { findBankRedirect } from '@/lib/payments/challenge-page'
import { messagesFor } from '@/lib/shared/messages'
import { escapeHtml, htmlDocument, seeOther } from '@/lib/web/html-document'
import { currentLocale } from '@/lib/web/locale'

type Context = { params: Promise<{ orderId: string; paymentId: string }> }

/** Hands the browser to the bank. Has no side effects, so it may be opened twice and reloaded. */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  const { orderId, paymentId } = await params
  const found = await findBankRedirect(orderId, paymentId)
  if (found.kind === 'not-found') return new Response('Not found\n', { status: 404 })
  if (found.kind === 'over') return seeOther(`/checkout/${orderId}/result`)

  const locale = await currentLocale()
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
