import type { Locale } from './locale'

const formatsOf = (options: Intl.DateTimeFormatOptions) => ({
  tr: new Intl.DateTimeFormat('tr-TR', { ...options, timeZone: 'Europe/Istanbul' }),
  en: new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'Europe/Istanbul' }),
})
const times = formatsOf({ dateStyle: 'long', timeStyle: 'short' })
const days = formatsOf({ dateStyle: 'long' })

/** A moment as clocks in Turkey show it, wherever the reader is. */
export function timeInIstanbul(at: Date, locale: Locale): string {
  return times[locale].format(at)
}

/** Its day alone. */
export function dayInIstanbul(at: Date, locale: Locale): string {
  return days[locale].format(at)
}
