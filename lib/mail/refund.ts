import 'server-only'
import type { Payment } from '@/db/payments'
import { drawnOf, paidPlanOf } from '@/lib/payments/drawn'
import { refundInWords, refundsInGeneral } from '@/lib/shared/in-words/refund-in-words'
import type { Locale } from '@/lib/shared/locale'
import { messagesFor } from '@/lib/shared/messages'
import { formatMoney } from '@/lib/shared/payments/money'
import type { Order } from '@/lib/shared/payments/order'
import type { RefundView } from '@/lib/shared/payments/refund'
import type { MailContent } from './layout'
import { factsOf } from './receipt'

/** What is said of a refund that was accepted, made or refused: as the result page says it. Pure. */
export function refundMailOf(refund: RefundView, order: Order, payment: Payment, href: string, locale: Locale): MailContent {
  const { result: words, mail } = messagesFor(locale)
  const money = (kurus: number) => formatMoney(kurus, locale)
  const told = refundInWords(refund, locale, words)
  const isDone = refund.status === 'refunded'
  const drawnKurus = payment.drawnKurus ?? drawnOf(payment)
  const common = { reference: order.reference, lines: null, button: { text: mail.refund.button, href } }
  const facts = factsOf(order, payment, locale)
  if (told === null) {
    return {
      ...common,
      heading: mail.refund.refused,
      amount: null,
      sentences: [mail.refund.refusedText, mail.refund.refusedNext],
      facts: [{ term: mail.refund.amount, value: money(refund.amountKurus ?? 0) }, ...facts],
    }
  }
  return {
    ...common,
    heading: isDone ? words.refunds.refundedUntold : words.refunds.accepted,
    amount: refund.amountKurus === null ? null : money(refund.amountKurus),
    sentences: [
      ...(isDone && refund.isCancel ? [told.how] : []),
      ...(told.next === null ? [] : [told.next]),
      ...refundsInGeneral({ plan: paidPlanOf(payment), refunds: [refund] }, words),
    ],
    facts: [
      { term: mail.refund.paid, value: money(drawnKurus) },
      ...(isDone
        ? [
            { term: words.refunds.sum, value: money(payment.refundedKurus) },
            ...(payment.refundedKurus < drawnKurus ? [{ term: words.refunds.left, value: money(drawnKurus - payment.refundedKurus) }] : []),
          ]
        : []),
      ...facts,
    ],
  }
}
