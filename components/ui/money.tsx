import type { Locale } from '@/lib/shared/locale'
import { formatMoney, type Kurus } from '@/lib/shared/payments/money'

/** Moves to a line of its own rather than break, and breaks only where the page itself is too narrow for it. */
export function Money({ amount, locale }: { amount: Kurus; locale: Locale }) {
  return <span className="inline-block tabular-nums">{formatMoney(amount, locale)}</span>
}
