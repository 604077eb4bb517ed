import type { Kurus } from './money'

/**
 * The life of a refund, as data. Every move is one compare-and-set statement; a move that is not listed here does not
 * compile. `unknown`: the request may have arrived, and is never repeated. `accepted`: Paynet took the request, which is
 * not yet the money. `refunded`: Paynet's books show that the money went back. `not_sent`: Paynet never had it, says an
 * operator who has looked.
 */
export const REFUND_STATUSES = ['planned', 'sending', 'unknown', 'accepted', 'refunded', 'refused', 'withdrawn', 'not_sent'] as const
export type RefundStatus = (typeof REFUND_STATUSES)[number]

export const REFUND_MOVES = {
  // To `unknown` in a restored copy of the database, whose original may have sent it.
  planned: ['sending', 'withdrawn', 'unknown'],
  // Back to `planned` only what provably never left, or was turned away before it was read.
  sending: ['accepted', 'refused', 'unknown', 'planned'],
  unknown: ['refunded', 'not_sent'],
  accepted: ['refunded', 'refused'],
  refunded: [],
  refused: [],
  withdrawn: [],
  not_sent: [],
} as const satisfies Record<RefundStatus, readonly RefundStatus[]>

export type NextRefund<From extends RefundStatus> = (typeof REFUND_MOVES)[From][number]

/** Not over yet: at most one of a transaction, which a unique index enforces. */
export const OPEN_REFUND = ['planned', 'sending', 'unknown', 'accepted'] as const satisfies RefundStatus[]

/** Holds its amount against what may still be given back. */
export const RESERVING_REFUND = [...OPEN_REFUND, 'refunded'] as const satisfies RefundStatus[]

/** `paynet`: nobody here; it was seen in Paynet's books. */
export const REFUND_ASKERS = ['api', 'cli', 'paynet'] as const
export type RefundAsker = (typeof REFUND_ASKERS)[number]

export const REFUND_REASONS = ['customer', 'duplicate', 'fraud', 'undelivered', 'other'] as const
export type RefundReason = (typeof REFUND_REASONS)[number]

export function isOpenRefund(status: RefundStatus): boolean {
  return (OPEN_REFUND as readonly RefundStatus[]).includes(status)
}

/** What a shopper sees of a refund. */
export type RefundView = {
  id: string
  status: RefundStatus
  /**
   * Null where Paynet's books do not tell it, and for anyone but the payer where the card paid more than the price, which
   * is the payer's alone to know.
   */
  amountKurus: Kurus | null
  /** The whole sum on the day of the sale: the bank may never put either on the statement. */
  isCancel: boolean
  /** When it is to be sent, while that is to come. */
  plannedFor: Date | null
  createdAt: Date
  settledAt: Date | null
}
