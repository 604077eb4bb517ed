import 'server-only'
import { APPLICATION_STATUSES } from '@/lib/shared/dealers/dealer'
import { PAYMENT_STATUSES, type PaymentStatus } from '@/lib/shared/payments/payment-states'
import { REFUND_STATUSES } from '@/lib/shared/payments/refund'

/**
 * What this process has done to rows, for the metrics, which this layer does not know. `moves`: payments by the
 * status they reached. `ended`: orders by how they ended. `applications`: dealers' applications by the status they
 * reached. `refunds`: by the status they reached. `troubles`: statements that had to wait for a busy database, that gave up
 * waiting, or that failed.
 */
export const COUNTED = {
  moves: PAYMENT_STATUSES,
  ended: ['paid', 'cancelled', 'expired'],
  applications: APPLICATION_STATUSES,
  refunds: REFUND_STATUSES,
  troubles: ['busy', 'gave-up', 'failed'],
} as const
type Counted = typeof COUNTED

// One count per process, although a bundler may load this file more than once.
const slot = Symbol.for('paynet-checkout.counts')
const shared = globalThis as typeof globalThis & { [slot]?: Map<string, number> }

function counts(): Map<string, number> {
  shared[slot] ??= new Map()
  return shared[slot]
}

export function countOf<Of extends keyof Counted>(of: Of, word: Counted[Of][number]): number {
  return counts().get(`${of} ${word}`) ?? 0
}

export function count<Of extends keyof Counted>(of: Of, word: Counted[Of][number], times = 1): void {
  counts().set(`${of} ${word}`, countOf(of, word) + times)
}

/** Passes on what a move of a payment returned; a row means that this process made the move. */
export function counted<T extends { late: boolean }>(row: T | null | undefined, to: PaymentStatus): T | null {
  if (!row) return null
  count('moves', to)
  // A late success pays nothing: another one has paid the order.
  if (to === 'succeeded' && !row.late) count('ended', 'paid')
  return row
}
