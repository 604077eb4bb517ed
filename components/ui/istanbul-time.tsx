import { dayInIstanbul, timeInIstanbul } from '@/lib/shared/istanbul'
import type { Locale } from '@/lib/shared/locale'

type Props = { at: Date; locale: Locale }

/** A moment as clocks in Turkey show it, wherever the reader is. */
export function IstanbulTime({ at, locale }: Props) {
  return <time dateTime={at.toISOString()}>{timeInIstanbul(at, locale)}</time>
}

/** Its day alone. */
export function IstanbulDay({ at, locale }: Props) {
  return <time dateTime={at.toISOString()}>{dayInIstanbul(at, locale)}</time>
}
