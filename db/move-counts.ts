import 'server-only'
import type { PaymentStatus } from '@/lib/shared/payments/payment-states'

/**
 * How many payments this process has moved into each status; one count per process, although a bundler may load
 * this file more than once.
 */
const slot = Symbol.for('paynet-checkout.move-counts')
const shared = globalThis as typeof globalThis & { [slot]?: Map<PaymentStatus, number> }

export function moveCounts(): Map<PaymentStatus, number> {
  shared[slot] ??= new Map()
  return shared[slot]
}

/** Passes on what a move returned; a row means that this process made the move. */
export function counted<T>(row: T | null | undefined, to: PaymentStatus): T | null {
  if (row) countMoves(1, to)
  return row ?? null
}

export function countMoves(times: number, to: PaymentStatus): void {
  moveCounts().set(to, (moveCounts().get(to) ?? 0) + times)
}
