import Negotiator from 'negotiator'
import { LOCALES, type Locale } from '@/lib/shared/locale'

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
