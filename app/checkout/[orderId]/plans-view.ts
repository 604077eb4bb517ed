import { type Offered, plansInWords } from '@/components/card-form/plans-in-words'
import { env } from '@/lib/env'
import { bankNameOf } from '@/lib/paynet/bank-codes'
import type { Locale } from '@/lib/shared/locale'
import { messagesFor } from '@/lib/shared/messages'
import type { Order } from '@/lib/shared/payments/order'
import type { Offer } from '@/lib/shared/payments/plan'
import type { PlansView } from '@/lib/shared/payments/plans-view'
import type { Result } from '@/lib/shared/result'
import { currentLocale } from '@/lib/web/locale'

export function offersPlans(): boolean {
  return env().instalments.mode !== 'off'
}

/** An order's plans in the page's language. */
export async function viewPlans(order: Order, offered: Offered, chosen = 1): Promise<PlansView> {
  return viewPlansIn(await currentLocale(), order, offered, chosen)
}

export function viewPlansIn(locale: Locale, { amountKurus }: Order, offered: Offered, chosen = 1): PlansView {
  const bank = offered.kind === 'plans' ? bankNameOf(offered.cardBank) : null
  return plansInWords(offered, { amountKurus, chosen, bank }, locale, messagesFor(locale))
}

/** What may be said of plans that were asked for. Whatever went wrong, the single payment is there. */
export function offeredBy(asked: Result<Offer | 'late'>): Offered {
  if (asked.ok) return asked.value === 'late' ? { kind: 'late' } : asked.value
  const { failure } = asked
  return failure.kind === 'rate-limited' ? { kind: 'too-often', retryAfterSeconds: failure.retryAfterSeconds } : { kind: 'untold' }
}
