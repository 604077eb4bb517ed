import type { Locale } from '@/lib/shared/locale'
import { en } from './en'
import { type Messages, tr } from './tr'

export type { Messages }

const dictionaries: Record<Locale, Messages> = { tr, en }

export function messagesFor(locale: Locale): Messages {
  return dictionaries[locale]
}
