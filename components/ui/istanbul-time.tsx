import type { Locale } from '@/lib/shared/locale'

const options = { dateStyle: 'long', timeStyle: 'short', timeZone: 'Europe/Istanbul' } as const
const formats = { tr: new Intl.DateTimeFormat('tr-TR', options), en: new Intl.DateTimeFormat('en-GB', options) }

/** A moment as clocks in Turkey show it, wherever the reader is. */
export function IstanbulTime({ at, locale }: { at: Date; locale: Locale }) {
  return <time dateTime={at.toISOString()}>{formats[locale].format(at)}</time>
}
