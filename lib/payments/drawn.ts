import 'server-only'
import type { Payment } from '@/db/payments'
import { compareDrawn, drawnKurus, type Expected, type Told } from '@/lib/paynet/drawn'
import type { Kurus } from '@/lib/shared/payments/money'
import type { PaidPlan, PlanChoice } from '@/lib/shared/payments/plan'
import { readKeptDetails } from './kept-details'

/** What a payment is to draw from the card, and what it drew. Pure. */

type Planned = Pick<Payment, 'amountKurus' | 'feeKurus' | 'instalments' | 'monthlyKurus'>

/** What the page showed for the chosen plan. */
export function chargeOf({ amountKurus, feeKurus }: Pick<Planned, 'amountKurus' | 'feeKurus'>): Kurus {
  return amountKurus + feeKurus
}

export function planOf(payment: Planned): PlanChoice {
  const totalKurus = chargeOf(payment)
  return { instalments: payment.instalments, totalKurus, monthlyKurus: payment.monthlyKurus ?? totalKurus }
}

/** Plans are compared where some were on offer; what Paynet says of others is as it was before there were any. */
export function expectedOf(payment: Planned & Pick<Payment, 'referenceNo'>): Expected {
  const { referenceNo, amountKurus, instalments, monthlyKurus } = payment
  return { referenceNo, cashKurus: amountKurus, chargeKurus: chargeOf(payment), instalments: monthlyKurus === null ? null : instalments }
}

type Settled = Planned & Pick<Payment, 'referenceNo' | 'details'>

/** What was drawn from the card as Paynet has told; null where it has told none. */
export function toldDrawn(payment: Settled): Kurus | null {
  return drawnKurus(toldOf(payment), expectedOf(payment))
}

/** What a success is in our books: what the page showed, or less where Paynet told of less. */
export function takenBy(payment: Settled): Kurus {
  const told = toldOf(payment)
  const expected = expectedOf(payment)
  return (compareDrawn(told, expected) === 'short' ? drawnKurus(told, expected) : null) ?? chargeOf(payment)
}

/** What a payment is to draw from the card or, once it has succeeded, has drawn. */
export function drawnOf(payment: Settled & Pick<Payment, 'status'>): Kurus {
  return payment.status === 'succeeded' ? takenBy(payment) : chargeOf(payment)
}

/** Whether all that was drawn is back: as a refund that is done has it, or as an operator said. */
export function isAllRefunded({
  refundedAt,
  refundedKurus,
  drawnKurus,
}: Pick<Payment, 'refundedAt' | 'refundedKurus' | 'drawnKurus'>): boolean {
  return refundedAt !== null || (refundedKurus > 0 && refundedKurus === drawnKurus)
}

/** In how many instalments a payment is drawn. Where no plans were on offer, as Paynet has told; it is a single one otherwise. */
export function instalmentsOf({ instalments, monthlyKurus, details }: Pick<Settled, 'instalments' | 'monthlyKurus' | 'details'>): number {
  return monthlyKurus === null ? Math.max(readKeptDetails(details)?.instalment ?? 1, 1) : instalments
}

export function paidPlanOf(payment: Settled & Pick<Payment, 'status'>): PaidPlan {
  const drawn = drawnOf(payment)
  const isAsShown = payment.instalments > 1 && drawn === chargeOf(payment)
  return {
    instalments: instalmentsOf(payment),
    monthlyKurus: isAsShown ? payment.monthlyKurus : null,
    feeKurus: drawn - payment.amountKurus,
  }
}

function toldOf({ details: json }: Settled): Told {
  const details = readKeptDetails(json)
  return {
    amountKurus: details?.amountKurus ?? null,
    feeKurus: details?.endUserCommissionKurus ?? null,
    instalments: details?.instalment ?? 'untold',
  }
}
