import 'server-only'
import type { Payment } from '@/db/payments'
import { compareDrawn, drawnKurus, type Expected, type Told } from '@/lib/paynet/drawn'
import type { Kurus } from '@/lib/shared/payments/money'
import type { PlanChoice } from '@/lib/shared/payments/plan'
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

/** A single payment has no difference, whatever was drawn. */
export function drawnOf(payment: Settled & Pick<Payment, 'status'>): { chargedKurus: Kurus | null; feeKurus: Kurus } {
  const chargedKurus = chargedBy(payment)
  const isDrawnByPlan = payment.instalments > 1 && chargedKurus !== null
  return { chargedKurus, feeKurus: isDrawnByPlan ? chargedKurus - payment.amountKurus : payment.feeKurus }
}

/** A success took what it was to take unless Paynet told otherwise, and an operator accepted it. */
function chargedBy(payment: Settled & Pick<Payment, 'status'>): Kurus | null {
  if (payment.status !== 'succeeded' && payment.status !== 'review') return null
  return toldDrawn(payment) ?? (payment.status === 'succeeded' ? chargeOf(payment) : null)
}

function toldOf({ details: json }: Settled): Told {
  const details = readKeptDetails(json)
  return {
    amountKurus: details?.amountKurus ?? null,
    feeKurus: details?.endUserCommissionKurus ?? null,
    instalments: details?.instalment ?? 'untold',
  }
}
