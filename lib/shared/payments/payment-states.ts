import type { Kurus } from './money'
import type { PaidPlan } from './plan'
import type { RefundView } from './refund'

/**
 * The life of a payment, as data. Every move is one compare-and-set statement; a move that is not listed here
 * does not compile. ARCHITECTURE.md has the picture.
 */
export const PAYMENT_STATUSES = [
  'created',
  'awaiting_3ds',
  'charging',
  'unknown',
  'succeeded',
  'declined',
  'failed',
  'expired',
  'superseded',
  'not_charged',
  'review',
] as const
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number]

/**
 * Where a payment may go from each status. A success is never dropped: every status that could turn out to have
 * taken money leads to `succeeded`. `review → not_charged` is an operator's confirmation that the money was
 * given back.
 */
export const MOVES = {
  created: ['awaiting_3ds', 'failed'],
  awaiting_3ds: ['charging', 'superseded', 'expired'],
  charging: ['succeeded', 'declined', 'review', 'unknown'],
  unknown: ['succeeded', 'declined', 'review', 'not_charged', 'charging'],
  succeeded: [],
  declined: ['succeeded'],
  failed: ['succeeded'],
  expired: ['succeeded'],
  superseded: ['succeeded'],
  not_charged: ['succeeded'],
  review: ['succeeded', 'not_charged'],
} as const satisfies Record<PaymentStatus, readonly PaymentStatus[]>

export type Moves = typeof MOVES
export type Next<From extends PaymentStatus> = Moves[From][number]

/** At most one payment of an order is in one of these; a unique index enforces it. */
export const HOLDING = ['charging', 'unknown', 'succeeded', 'review'] as const satisfies PaymentStatus[]

/** Not settled yet: the reconciler looks at these. */
export const UNSETTLED = ['created', 'awaiting_3ds', 'charging', 'unknown'] as const satisfies PaymentStatus[]

/** Money may be moving: "being checked, do not pay again". */
export const SETTLING = ['charging', 'unknown'] as const satisfies PaymentStatus[]

export function isOneOf<const S extends PaymentStatus>(status: PaymentStatus, group: readonly S[]): status is S {
  return (group as readonly PaymentStatus[]).includes(status)
}

/** Why a bank or Paynet said no, in our words. A stolen card reads like any other refusal. */
export const DECLINE_REASONS = [
  'insufficient-funds',
  'limit-reached',
  'closed-to-ecommerce',
  'card-expired',
  'card-data',
  'not-verified',
  'session-over',
  'card-not-usable',
  'instalment-refused',
  'debit-no-instalments',
  'foreign-card',
  'bank-unreachable',
  'try-later',
  'shop-side',
  'ask-bank',
] as const
export type DeclineReason = (typeof DECLINE_REASONS)[number]

/** Reasons that will hardly change for the same card: another one is proposed first. */
export const OTHER_CARD_FIRST: readonly (DeclineReason | null)[] = [
  'insufficient-funds',
  'card-expired',
  'card-not-usable',
  'foreign-card',
  'ask-bank',
]
/** So many refusals of one card on an order, whatever the reason, and another one is proposed first. */
export const REFUSALS_OF_A_CARD = 3

/** A saved card that was declined on an order, by our id, and when. */
export type RefusedCard = { id: string; reason: DeclineReason | null; at: Date | null }

/**
 * What became of a card that was to be saved with its payment. `unknown`: the payment was recovered by an
 * enquiry, whose answer does not say.
 */
export const SAVE_OUTCOMES = ['wanted', 'saved', 'not-saved', 'unknown'] as const
export type SaveOutcome = (typeof SAVE_OUTCOMES)[number]

/**
 * `open`: the bank's page may still be used. `long`: opened so long ago that it hardly can. `left`: its shopper came
 * back from it with nothing to charge, so that it leads nowhere any more.
 */
export type BankStep = 'open' | 'long' | 'left'

/** What a result page shows of a payment. What tells of the card and its bank is for the payer only, and null for others. */
export type PaymentView = {
  /** Leads to the bank; null for anyone but the payer. */
  id: string | null
  status: PaymentStatus
  referenceNo: string
  /** The order's price. */
  amountKurus: number
  /** What is drawn from the card, or was; the price for anyone but the payer. */
  drawnKurus: number
  reason: DeclineReason | null
  bankMessage: string | null
  card: string | null
  /** The saved card that was to pay, for the signed-in account that has it; null for any other card. */
  savedCardId: string | null
  /** The card's bank or card program. */
  bank: string | null
  authorizationCode: string | null
  plan: PaidPlan | null
  saveOutcome: SaveOutcome | null
  /** Declined, but the bank did not answer for sure: Paynet is about to be asked once more. */
  isInDoubt: boolean
  /** How often this card was declined for this order. */
  refusals: number
  /** Where a payment that waits for the bank stands there, as far as is known. */
  bankStep: BankStep
  /** Whether another browser carries it on than began it, and whether that is this one. */
  resumed: 'here' | 'elsewhere' | null
  /** `none`: paid by this browser, and no account has it yet. `mine`: it is the signed-in account's. Null otherwise. */
  account: 'none' | 'mine' | null
  /** This browser has paid it within the last minute: its shopper is still on the way back to the shop. */
  isJustPaid: boolean
  /** All of the money was taken and given back. */
  refunded: boolean
  /** What was given back for certain; null where its amount is not for this visitor's eyes. */
  refundedKurus: Kurus | null
  /** Newest first. */
  refunds: RefundView[]
  createdAt: Date
  settledAt: Date | null
}
