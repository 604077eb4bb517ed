import 'server-only'
import type { Payment } from '@/db/payments'
import { drawnOf, paidPlanOf } from '@/lib/payments/drawn'
import { cardLabel } from '@/lib/shared/cards/card'
import { planInWords } from '@/lib/shared/in-words/plan-in-words'
import { timeInIstanbul } from '@/lib/shared/istanbul'
import type { Locale } from '@/lib/shared/locale'
import { messagesFor } from '@/lib/shared/messages'
import { formatMoney } from '@/lib/shared/payments/money'
import type { Order } from '@/lib/shared/payments/order'
import { type Fact, type MailContent, oneLine } from './layout'

/** What the receipt says of a payment that has succeeded. Pure. `href`: of the page that says the same. */
export function receiptOf(order: Order, payment: Payment, href: string, locale: Locale): MailContent {
  const { result: words, mail } = messagesFor(locale)
  const money = (kurus: number) => formatMoney(kurus, locale)
  const plan = paidPlanOf(payment)
  const drawn = money(drawnOf(payment))
  /** What the price and the plan's difference are, where they are not the same as what was drawn. */
  const parts: Fact[] =
    plan.feeKurus === 0
      ? []
      : [
          { term: words.price, value: money(payment.amountKurus) },
          { term: words.difference, value: money(plan.feeKurus) },
        ]
  const items = order.items.map(({ name, quantity, unitAmountKurus }) => ({
    name: oneLine(name),
    detail: `${quantity} × ${money(unitAmountKurus)}`,
    amount: money(quantity * unitAmountKurus),
  }))
  return {
    heading: words.succeeded,
    reference: order.reference,
    amount: drawn,
    sentences: [mail.receipt.lead, ...(order.description === null ? [] : [oneLine(order.description)])],
    facts: [
      { term: words.plan, value: planInWords(plan, locale, words) },
      ...(items.length > 0 ? [] : parts),
      ...factsOf(order, payment, locale),
    ],
    lines: items.length > 0 ? { heading: words.itemsHeading, items, sums: [...parts, { term: words.total, value: drawn }] } : null,
    button: { text: mail.receipt.button, href },
  }
}

/** By what a payment is known, to its shopper and to the shop. */
export function factsOf(order: Order, payment: Payment, locale: Locale): Fact[] {
  const { result: words } = messagesFor(locale)
  return [
    { term: words.order, value: order.reference },
    { term: words.reference, value: payment.referenceNo },
    { term: words.date, value: timeInIstanbul(payment.settledAt ?? payment.createdAt, locale) },
    ...(payment.card === null ? [] : [{ term: words.card, value: cardLabel(payment.card) }]),
  ]
}
