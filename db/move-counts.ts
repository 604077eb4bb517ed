import 'server-only'
import type { PaymentStatus } from '@/lib/shared/payments/payment-states'

/** Into which status this process has moved how many payments; one count, however often a bundler loads this file. */
const slot = Symbol.for('paynet-checkout.move-counts')
const shared = globalThis as typeof globalThis & { [slot]?: Map<PaymentStatus, number> }

export function moveCounts(): Map<PaymentStatus, number> {
  shared[slot] ??= new Map()
  return shared[slot]
}

/** Passes on what a move gave back; a row means that it was this process's move. */
export function counted<T>(row: T | null | undefined, to: PaymentStatus): T | null {
  if (row) countMoves(1, to)
  return row ?? null
}

export function countMoves(times: number, to: PaymentStatus): void {
  moveCounts().set(to, (moveCounts().get(to) ?? 0) + times)
}
