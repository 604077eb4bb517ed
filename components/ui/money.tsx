import type { Locale } from '@/lib/shared/locale'
import { formatMoney, type Kurus } from '@/lib/shared/payments/money'

export function Money({ amount, locale }: { amount: Kurus; locale: Locale }) {
  return <span className="tabular-nums whitespace-nowrap">{formatMoney(amount, locale)}</span>
}
