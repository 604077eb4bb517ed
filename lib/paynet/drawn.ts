import 'server-only'
import type { Kurus } from '@/lib/shared/payments/money'

/** What was drawn from a card, read from what Paynet tells, against what the page showed. Pure. */

/** What must be true of the money that a charge took. */
export type Expected = {
  referenceNo: string
  /** The merchant's own reference that was posted beside ours: an answer may repeat it, which speaks neither for nor against. */
  agentReferenceNo?: string | undefined
  /** The order's price. */
  cashKurus: Kurus
  /** What the page showed for the plan: never less than the price, and never exceeded. */
  chargeKurus: Kurus
  /** The plan that was chosen; null where no plans were on offer, and none is compared. */
  instalments: number | null
}

/**
 * What an answer or a row tells of it; null where it tells none. A charge's own answer tells the plan, and none is a
 * single payment; Paynet's books may leave it out, which says nothing (`untold`). What is no number may be any plan.
 */
export type Told = { amountKurus: Kurus | null; feeKurus: Fee; instalments: number | 'untold' | 'unreadable' | null }

/** A shopper's commission; null for none, `unreadable` for one that may be anything. */
export type Fee = Kurus | 'unreadable' | null

/** `short`: the price was drawn, and not all of what the plan adds. `other-amount`, `other-plan`: a person must look. */
export type Comparison = 'as-shown' | 'short' | 'other-amount' | 'other-plan'

/**
 * What was drawn. Whether `amount` holds the plan's difference is documented nowhere, so it is read either way: where it
 * has no room for the commission of the shopper's that stands beside it, being the price or hardly more, both together
 * were drawn. All that was shown has room for it. Null where that cannot be read.
 */
export function drawnKurus(told: Told, { cashKurus, chargeKurus, instalments }: Expected): Kurus | null {
  const { amountKurus, feeKurus } = told
  if (amountKurus === null || instalments === null) return amountKurus
  const isWhole = amountKurus === chargeKurus && chargeKurus > cashKurus
  if (isWhole || amountKurus < cashKurus || amountKurus > chargeKurus) return amountKurus
  if (feeKurus === 'unreadable') return null
  const isWithin = (feeKurus ?? 0) <= amountKurus - cashKurus
  return isWithin ? amountKurus : amountKurus + (feeKurus ?? 0)
}

export function compareDrawn(told: Told, expected: Expected): Comparison {
  const drawn = drawnKurus(told, expected)
  if (drawn === null || drawn > expected.chargeKurus || drawn < expected.cashKurus) return 'other-amount'
  if (!isPlanOf(told, expected)) return 'other-plan'
  return drawn === expected.chargeKurus ? 'as-shown' : 'short'
}

/** Paynet's pages count a single payment as 0, as 1, and not at all. */
function isPlanOf({ instalments: told }: Told, { instalments: chosen }: Expected): boolean {
  return chosen === null || told === 'untold' || (told || 1) === chosen
}
