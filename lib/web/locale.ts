import 'server-only'
import { headers } from 'next/headers'
import { cache } from 'react'
import { findOrderRow } from '@/db/orders'
import { isId } from '@/lib/ids'
import { chosenLocale, type Locale } from '@/lib/shared/locale'
import { preferredLocale } from './accept-language'

/** The page's language: the cookie's, else the order's, else the browser's, else Turkish. */
export const currentLocale = cache(async (): Promise<Locale> => {
  const header = await headers()
  return chosenLocale(header.get('cookie')) ?? localeOf(header.get('x-pathname') ?? '', header.get('accept-language'))
})

/** The same for a path, without a cookie. */
export async function localeOf(path: string, acceptLanguage: string | null): Promise<Locale> {
  const orderId = /^\/checkout\/([^/]+)/.exec(path)?.[1] ?? ''
  // Without the database the page cannot be shown, but the one that says so can, in the browser's language.
  const order = isId(orderId) ? await findOrderRow(orderId).catch(() => null) : null
  return order?.locale ?? preferredLocale(acceptLanguage) ?? 'tr'
}
