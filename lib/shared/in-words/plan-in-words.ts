import type { Locale } from '@/lib/shared/locale'
import type { Messages } from '@/lib/shared/messages'
import { formatMoney } from '@/lib/shared/payments/money'
import type { PaymentView } from '@/lib/shared/payments/payment-states'

export function isByPlan({ plan }: Pick<PaymentView, 'plan'>): boolean {
  return plan !== null && plan.instalments > 1
}

/** `6 taksit × 215,40 ₺`. */
export function planInWords(
  { instalments, monthlyKurus }: NonNullable<PaymentView['plan']>,
  locale: Locale,
  words: Messages['result'],
): string {
  if (instalments === 1) return words.singlePayment
  const count = words.instalments(instalments)
  return monthlyKurus === null ? count : `${count} × ${formatMoney(monthlyKurus, locale)}`
}
