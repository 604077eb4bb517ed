import type { Locale } from '@/lib/shared/locale'
import { en } from '@/lib/shared/messages/en'
import { type Messages, tr } from '@/lib/shared/messages/tr'

export type { Messages }

const dictionaries: Record<Locale, Messages> = { tr, en }

export function messagesFor(locale: Locale): Messages {
  return dictionaries[locale]
}
