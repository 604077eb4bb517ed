import 'server-only'
import { timeInIstanbul } from '@/lib/shared/istanbul'
import type { Locale } from '@/lib/shared/locale'
import { messagesFor } from '@/lib/shared/messages'
import type { MailContent } from './layout'

/** What the mail says that follows a new password. Pure. `href`: of the page where one asks for a link. */
export function passwordChangedMailOf(changedAt: Date, href: string, locale: Locale): MailContent {
  const { passwordChanged: words } = messagesFor(locale).mail
  return {
    heading: words.heading,
    reference: null,
    amount: null,
    sentences: [words.text, words.notYou],
    facts: [{ term: words.date, value: timeInIstanbul(changedAt, locale) }],
    lines: null,
    button: { text: words.button, href },
  }
}
