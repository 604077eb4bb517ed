import Negotiator from 'negotiator'
import { chosenLocale, LOCALES, type Locale } from '@/lib/shared/locale'

/** Longer headers are read up to here. */
const MOST_CHARACTERS = 500

/**
 * The best of our languages for an `Accept-Language` header, or null if it accepts neither. We have no regional
 * variants, so regions are left out: the library would let `en;q=0.3` decide about English, and not `en-US` before it.
 */
export function preferredLocale(acceptLanguage: string | null): Locale | null {
  const headers = { 'accept-language': acceptLanguage?.slice(0, MOST_CHARACTERS).replace(/-[^\s,;]*/g, '') ?? '' }
  const [best] = new Negotiator({ headers }).languages([...LOCALES])
  return (best as Locale | undefined) ?? null
}

/** The same for a route handler's request. */
export function localeOfRequest({ headers }: Request): Locale {
  return localeOfHeaders({ cookie: headers.get('cookie') ?? '', 'accept-language': headers.get('accept-language') ?? '' })
}

/** The language for an answer that must not fail, so no order is asked: the cookie's, else the browser's, else Turkish. */
export function localeOfHeaders(headers: { cookie?: string | undefined; 'accept-language'?: string | undefined }): Locale {
  return chosenLocale(headers.cookie) ?? preferredLocale(headers['accept-language'] ?? null) ?? 'tr'
}

/** The language of a page, without a cookie: its order's, else the browser's, else Turkish. */
export function localeOf(order: { locale: Locale | null } | null, acceptLanguage: string | null): Locale {
  return order?.locale ?? preferredLocale(acceptLanguage) ?? 'tr'
}
