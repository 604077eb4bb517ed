import 'server-only'
import type { Locale } from '@/lib/shared/locale'
import { messagesFor } from '@/lib/shared/messages'
import { formatMoney } from '@/lib/shared/payments/money'
import type { Order } from '@/lib/shared/payments/order'
import { type MailContent, oneLine } from './layout'

/** What the mail with an order's link says. Pure. */
export function paymentLinkMailOf(order: Order, href: string, locale: Locale): MailContent {
  const { mail, result } = messagesFor(locale)
  const { heading, text, unasked, button } = mail.paymentLink
  return {
    heading,
    reference: order.reference,
    amount: formatMoney(order.amountKurus, locale),
    sentences: [...(order.description === null ? [] : [oneLine(order.description)]), text, unasked],
    facts: [{ term: result.order, value: order.reference }],
    lines: null,
    button: { text: button, href },
  }
}
