import { readFileSync } from 'node:fs'
import type http from 'node:http'
import { chosenLocale } from '@/lib/shared/locale'
import { messagesFor } from '@/lib/shared/messages'
import { localeOf } from '@/lib/web/accept-language'
import { htmlDocument, notice } from '@/lib/web/html-document'
import { orderOfPath } from '@/lib/web/order-of-path'

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
  const locale = chosenLocale(headers.cookie) ?? localeOf(await orderOfPath(page.pathname), headers['accept-language'] ?? null)
  const { renewed, form } = messagesFor(locale)
  const isCheckout = page.pathname.startsWith('/checkout/')
  const document = htmlDocument({
    locale,
    status: 409,
    ...notice({
      heading: renewed.title,
      text: isCheckout ? renewed.checkout : renewed.text,
      link: { href: page.href, text: form.lost.reload },
    }),
  })
  response.writeHead(document.status, Object.fromEntries(document.headers)).end(await document.text())
}
