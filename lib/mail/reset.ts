import 'server-only'
import { HOUR } from '@/lib/duration'
import type { Locale } from '@/lib/shared/locale'
import { messagesFor } from '@/lib/shared/messages'
import type { MailContent } from './layout'

/** How long a mailed link is good; and how long after it was asked for, a mail is of use. */
export const RESET_MS = HOUR

/** What the mail with a link to set a new password says. Pure. */
export function resetMailOf(href: string, locale: Locale): MailContent {
  const { reset } = messagesFor(locale).mail
  return {
    heading: reset.heading,
    reference: null,
    amount: null,
    sentences: [reset.text, reset.once, reset.notYou],
    facts: [],
    lines: null,
    button: { text: reset.button, href },
  }
}
