import type { Locale } from '@/lib/shared/locale'

type Props = { at: Date; locale: Locale }

const formatsOf = (options: Intl.DateTimeFormatOptions) => ({
  tr: new Intl.DateTimeFormat('tr-TR', { ...options, timeZone: 'Europe/Istanbul' }),
  en: new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'Europe/Istanbul' }),
})
const times = formatsOf({ dateStyle: 'long', timeStyle: 'short' })
const days = formatsOf({ dateStyle: 'long' })

/** A moment as clocks in Turkey show it, wherever the reader is. */
export function IstanbulTime({ at, locale }: Props) {
  return <time dateTime={at.toISOString()}>{times[locale].format(at)}</time>
}

/** Its day alone. */
export function IstanbulDay({ at, locale }: Props) {
  return <time dateTime={at.toISOString()}>{dayInIstanbul(at, locale)}</time>
}

/** Its day within a sentence. */
export function dayInIstanbul(at: Date, locale: Locale): string {
  return days[locale].format(at)
}
