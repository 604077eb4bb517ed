import type { Kurus } from './money'

/**
 * What an instalment costs whom. `merchant`: the card pays the order's price, and the merchant carries the cost. `shopper`:
 * the plan's price difference ("vade farkı") is added for the shopper.
 */
export const FEE_PAYERS = ['merchant', 'shopper'] as const
export type FeePayer = (typeof FEE_PAYERS)[number]

/** The most instalments that Paynet's services take. */
export const MOST_INSTALMENTS = 36

/** A way to pay, to the kuruş: what is drawn from the card in all, and what that makes a month. 1 instalment is a single payment. */
export type PlanChoice = { instalments: number; totalKurus: Kurus; monthlyKurus: Kurus }

/** A plan that a card's bank offers. Extra months of a campaign are a note: they never enter arithmetic. */
export type Plan = PlanChoice & { extraInstalments: number | null }

/** Why a card has no plans for an order: its kind, its bank, the order itself, or its amount. */
export type NoPlans = 'debit' | 'no-offer' | 'order' | 'amount'

/**
 * What may be chosen for one order with one card. `cardBank`: Paynet's letters of the card's bank or card program.
 * `untold`: Paynet has not told, so only a single payment is certain.
 */
export type Offer =
  | { kind: 'plans'; cardType: string | null; cardBank: string | null; plans: Plan[] }
  | { kind: 'none'; because: NoPlans }
  | { kind: 'untold' }

/**
 * What a payment's plan came to: 1 instalment is a single payment. A month is null where less was drawn than the plan that
 * was shown, and of a single payment.
 */
export type PaidPlan = { instalments: number; monthlyKurus: Kurus | null; feeKurus: Kurus }

/** The value of a plan's radio button: `6.129240.21540` is 6 times 215,40 ₺, 1.292,40 ₺ in all. */
export function encodePlan({ instalments, totalKurus, monthlyKurus }: PlanChoice): string {
  return `${instalments}.${totalKurus}.${monthlyKurus}`
}

/** Reads such a value. Null for anything else: it only ever leads to a refusal. */
export function parsePlan(text: string): PlanChoice | null {
  const [, instalments, total, monthly] = /^([1-9]\d?)\.([1-9]\d{0,12})\.([1-9]\d{0,12})$/.exec(text) ?? []
  if (Number(instalments ?? MOST_INSTALMENTS + 1) > MOST_INSTALMENTS) return null
  return { instalments: Number(instalments), totalKurus: Number(total), monthlyKurus: Number(monthly) }
}

export function singlePayment(amountKurus: Kurus): PlanChoice {
  return { instalments: 1, totalKurus: amountKurus, monthlyKurus: amountKurus }
}

export function isSamePlan(a: PlanChoice, b: PlanChoice): boolean {
  return a.instalments === b.instalments && a.totalKurus === b.totalKurus && a.monthlyKurus === b.monthlyKurus
}
