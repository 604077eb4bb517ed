import { env } from '@/lib/env'
import { isId } from '@/lib/ids'
import { log } from '@/lib/log'
import { type BankRedirect, findBankRedirect } from '@/lib/payments/challenge-page'
import type { Locale } from '@/lib/shared/locale'
import { messagesFor } from '@/lib/shared/messages'
import { crash } from '@/lib/shared/messages/crash'
import { formatMoney, type Kurus } from '@/lib/shared/payments/money'
import { localeOfRequest } from '@/lib/web/accept-language'
import { escapeHtml, htmlDocument, notFoundDocument, seeOther } from '@/lib/web/html-document'
import { currentLocale } from '@/lib/web/locale'

type Context = { params: Promise<{ orderId: string; paymentId: string }> }

/** Hands the browser to the bank. Has no side effects, so it may be opened twice and reloaded. */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { orderId, paymentId } = await params
  try {
    const found = await findBankRedirect(orderId, paymentId)
    const resultPath = `/checkout/${orderId}/result`
    if (found.kind === 'over') return seeOther(resultPath)
    return show(found, resultPath, await currentLocale())
  } catch (error) {
    // The database is away, or the way to the bank was encrypted with a key that is gone.
    log.error('challenge.not-shown', { ...(isId(paymentId) ? { paymentId } : {}), error })
    return showCrash(localeOfRequest(request), `/checkout/${encodeURIComponent(orderId)}/result`)
  }
}

function show(found: Exclude<BankRedirect, { kind: 'over' }>, resultPath: string, locale: Locale): Response {
  if (found.kind === 'not-found') return notFoundDocument(locale)
  const { bank: words, result } = messagesFor(locale)
  if (found.kind === 'preparing') {
    return htmlDocument({
      locale,
      title: words.preparingTitle,
      refresh: '1',
      body: `<h1>${escapeHtml(words.preparingTitle)}</h1><p role="status">${escapeHtml(words.preparing)}</p>${wayToBank(found, locale)}<p><a href="">${escapeHtml(words.refresh)}</a></p>`,
    })
  }
  const { page } = found
  const button = `${LOCK}<span>${escapeHtml(words.button)}</span>`
  const around = (way: string) =>
    [
      `<h1>${escapeHtml(words.title)}</h1>`,
      wayToBank(found, locale),
      way,
      // With scripts, the page has left before it could be read.
      `<noscript><p class="phone"><a href="${escapeHtml(resultPath)}#phone">${escapeHtml(result.byPhone.heading)}</a></p></noscript>`,
      `<ol class="steps">${words.steps.map((step) => `<li><span>${escapeHtml(step)}</span></li>`).join('')}</ol>`,
      `<section class="aside"><h2>${escapeHtml(words.noSmsHeading)}</h2><p>${escapeHtml(words.noSms)}</p></section>`,
      `<p class="reference"><span>${escapeHtml(`${result.reference}: ${found.referenceNo}`)}</span></p>`,
    ].join('')
  if (page.kind === 'link') {
    return htmlDocument({
      locale,
      title: words.title,
      refresh: `1; url=${page.url}`,
      body: around(`<a class="button" href="${escapeHtml(page.url)}">${button}</a>`),
    })
  }
  const fields = page.fields
    .map(([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`)
    .join('')
  return htmlDocument({
    locale,
    title: words.title,
    script: "document.getElementById('to-bank').requestSubmit()",
    body: around(
      `<form id="to-bank" method="post" action="${escapeHtml(page.action)}">${fields}<button type="submit">${button}</button></form>`,
    ),
  })
}

/** From whom to whom, and how much: what the shopper sees of the payment while they leave us. */
function wayToBank({ amountKurus, bank }: { amountKurus: Kurus; bank: string | null }, locale: Locale): string {
  const { way, yourBank, amount } = messagesFor(locale).bank
  const end = (picture: string, name: string) => `<li>${picture}<span>${escapeHtml(name)}</span></li>`
  return `<div class="way"><ol aria-label="${escapeHtml(way)}">${end(SHOP, env().merchantName)}${end(BANK, bank ?? yourBank)}</ol><dl><dt>${escapeHtml(amount)}</dt><dd>${escapeHtml(formatMoney(amountKurus, locale))}</dd></dl></div>`
}

const picture = (paths: string, size: number) =>
  `<svg viewBox="0 0 24 24" width="${size}" height="${size}" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${paths}</svg>`
const LOCK = picture('<rect x="5" y="11" width="14" height="9.5" rx="2"/><path d="M8 11V7.5a4 4 0 0 1 8 0V11"/>', 20)
const SHOP = picture('<path d="M6 8h12l1 12H5z"/><path d="M9 10.5V7a3 3 0 0 1 6 0v3.5"/>', 28)
const BANK = picture('<path d="m4 9.5 8-5 8 5z"/><path d="M6.5 12.5v5M12 12.5v5M17.5 12.5v5M4 20.5h16"/>', 28)

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
