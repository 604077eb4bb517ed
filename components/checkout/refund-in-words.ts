import { dayInIstanbul } from '@/components/ui/istanbul-time'
import type { Locale } from '@/lib/shared/locale'
import type { Messages } from '@/lib/shared/messages'
import { formatMoney } from '@/lib/shared/payments/money'
import type { PaymentView } from '@/lib/shared/payments/payment-states'
import type { RefundView } from '@/lib/shared/payments/refund'
import { isByPlan } from './plan-in-words'

/**
 * What is said of a refund: how it stands, and what follows. "Refunded" and "cancelled" only of what Paynet's books show,
 * and nothing is promised of a request whose outcome is not known.
 */
export function refundInWords(refund: RefundView, locale: Locale, { refunds: words }: Messages['result']): string[] {
  const { status, amountKurus, isCancel, plannedFor } = refund
  const amount = amountKurus === null ? null : formatMoney(amountKurus, locale)
  const of = amount === null ? '' : ` (${amount})`
  switch (status) {
    case 'refunded':
      return [isCancel ? words.cancelled : amount === null ? words.refundedUntold : words.refunded(amount)]
    case 'accepted':
      return [words.accepted(of), isCancel ? words.cancelNext : words.acceptedNext]
    case 'planned':
      return [words.asked(of), plannedFor ? words.later(dayInIstanbul(plannedFor, locale)) : words.waiting]
    case 'sending':
    case 'unknown':
      return [words.asked(of), words.checked]
    case 'refused':
    case 'withdrawn':
    case 'not_sent':
      return []
  }
}

/** What holds of a payment's refunds in general. */
export function refundsInGeneral(payment: Pick<PaymentView, 'plan' | 'refunds'>, { refunds: words }: Messages['result']): string[] {
  const toCard = payment.refunds.filter(({ isCancel }) => !isCancel)
  return [
    ...(toCard.some(({ status }) => status === 'refunded') ? [words.reaches] : []),
    ...(isByPlan(payment) && toCard.length > 0 ? [words.byInstalments] : []),
  ]
}
