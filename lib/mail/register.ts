import 'server-only'
import type { Locale } from '@/lib/shared/locale'
import { messagesFor } from '@/lib/shared/messages'
import type { MailContent } from './layout'

/** What the mail with the link that opens an account says. Pure. */
export function registerMailOf(href: string, locale: Locale): MailContent {
  const { register: words } = messagesFor(locale).mail
  return {
    heading: words.heading,
    reference: null,
    amount: null,
    sentences: [words.text, words.once, words.notYou],
    facts: [],
    lines: null,
    button: { text: words.button, href },
  }
}

/** What it says instead where the address has an account. Pure. It holds no secret. */
export function knownAddressMailOf({ login, forgot }: { login: string; forgot: string }, locale: Locale): MailContent {
  const { knownAddress: words } = messagesFor(locale).mail
  return {
    heading: words.heading,
    reference: null,
    amount: null,
    sentences: [words.text, words.notYou],
    facts: [],
    lines: null,
    button: { text: words.button, href: login },
    other: { text: words.forgot, href: forgot },
  }
}
