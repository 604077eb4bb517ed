import 'server-only'
import type { ApplicationStatus } from '@/lib/shared/dealers/dealer'
import type { Locale } from '@/lib/shared/locale'
import { messagesFor } from '@/lib/shared/messages'
import type { MailContent } from './layout'

const NO_FIGURES = { amount: null, lines: null }

/** The link with which a draft goes on elsewhere. Pure. */
export function draftLinkMailOf(href: string, locale: Locale): MailContent {
  const { draftLink } = messagesFor(locale).mail
  return {
    ...NO_FIGURES,
    heading: draftLink.heading,
    reference: null,
    sentences: [draftLink.lead, draftLink.keep, draftLink.unasked],
    facts: [],
    button: { text: draftLink.button, href },
  }
}

/** How an application stands: as its page says it to those who only have its address. Pure. */
export function applicationMailOf(
  { status, formId, isClosed }: { status: ApplicationStatus; formId: string | null; isClosed: boolean },
  href: string,
  locale: Locale,
): MailContent {
  const { mail, applications } = messagesFor(locale)
  const { refused, closed, verifying } = applications.status
  const said = {
    verifying: { heading: verifying.heading, sentences: [verifying.lead, mail.application.verifying] },
    refused: isClosed
      ? { heading: closed.heading, sentences: [closed.lead, closed.next] }
      : { heading: refused.heading, sentences: [refused.lead] },
    received: { heading: applications.status.received.heading, sentences: [mail.application.received] },
  }[status === 'verifying' || status === 'refused' ? status : 'received']
  return {
    ...NO_FIGURES,
    ...said,
    reference: null,
    facts: formId === null ? [] : [{ term: applications.facts.number, value: formId }],
    button: { text: mail.application.button, href },
  }
}
