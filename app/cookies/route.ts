import { env } from '@/lib/env'
import { isLocale } from '@/lib/shared/locale'
import { messagesFor } from '@/lib/shared/messages'
import { escapeHtml, htmlDocument, seeOther } from '@/lib/web/html-document'
import { currentLocale } from '@/lib/web/locale'

/**
 * Where a browser goes that got its first cookie: on, if it kept it, and otherwise it reads why nothing here would go
 * on. Without this, signing in and the dealer's application would lead back to their beginning without a word.
 */
export async function GET(request: Request): Promise<Response> {
  // Next asks for what an action leads to by itself, with the cookie that it has just set. Only the browser can tell.
  if (request.headers.get('accept')?.startsWith('text/x-component')) return new Response(null, { status: 204 })
  const { searchParams } = new URL(request.url)
  const to = within(searchParams.get('to')) ?? '/'
  if (request.headers.has('cookie')) return seeOther(to)

  const lang = searchParams.get('lang')
  const locale = isLocale(lang) ? lang : await currentLocale()
  const words = messagesFor(locale).cookies
  const back = within(request.headers.get('referer')) ?? to
  return htmlDocument({
    locale,
    title: words.heading,
    body: `<h1>${escapeHtml(words.heading)}</h1><p>${escapeHtml(words.text)}</p><p>${escapeHtml(words.payment)}</p><a class="button" href="${escapeHtml(env().appUrl + back)}">${escapeHtml(words.back)}</a>`,
  })
}

/** A path of this app, with its query; null for any other address. It may begin with two slashes, so it leads here only behind `APP_URL`. */
function within(address: string | null): string | null {
  const { appUrl } = env()
  if (!address || !URL.canParse(address, appUrl)) return null
  const { origin, pathname, search } = new URL(address, appUrl)
  return origin === new URL(appUrl).origin ? pathname + search : null
}
