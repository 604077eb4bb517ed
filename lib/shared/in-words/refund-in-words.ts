import { dayInIstanbul } from '@/lib/shared/istanbul'
import type { Locale } from '@/lib/shared/locale'
import type { Messages } from '@/lib/shared/messages'
import { formatMoney } from '@/lib/shared/payments/money'
import type { PaymentView } from '@/lib/shared/payments/payment-states'
import type { RefundView } from '@/lib/shared/payments/refund'
import { isByPlan } from './plan-in-words'

export type RefundInWords = {
  how: string
  /** Ends that sentence, and moves to a line of its own rather than break; null where none is told, or it stands in the sentence. */
  of: string | null
  next: string | null
}

/**
 * What is said of a refund: how it stands, and what follows. "Refunded" and "cancelled" only of what Paynet's books show,
 * and nothing is promised of a request whose outcome is not known.
 */
export function refundInWords(refund: RefundView, locale: Locale, { refunds: words }: Messages['result']): RefundInWords | null {
  const { status, amountKurus, isCancel, plannedFor } = refund
  const amount = amountKurus === null ? null : formatMoney(amountKurus, locale)
  const open = (how: string, next: string) => (amount === null ? { how: `${how}.`, of: null, next } : { how, of: `(${amount}).`, next })
  switch (status) {
    case 'refunded':
      return { how: isCancel ? words.cancelled : amount === null ? words.refundedUntold : words.refunded(amount), of: null, next: null }
    case 'accepted':
      return open(words.accepted, isCancel ? words.cancelNext : words.acceptedNext)
    case 'planned':
      return open(words.asked, plannedFor ? words.later(dayInIstanbul(plannedFor, locale)) : words.waiting)
    case 'sending':
    case 'unknown':
      return open(words.asked, words.checked)
    case 'refused':
    case 'withdrawn':
    case 'not_sent':
      return null
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
