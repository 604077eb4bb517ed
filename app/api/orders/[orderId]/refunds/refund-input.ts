import { z } from 'zod'
import { amount, pointed, reference } from '@/app/api/orders/fields'
import type { PointedError } from '@/app/api/problem'
import type { Kurus } from '@/lib/shared/payments/money'
import { REFUND_REASONS, type RefundReason } from '@/lib/shared/payments/refund'

export const refundInput = z.strictObject(
  {
    reference,
    amount: amount(1),
    remaining: amount(0).nullish(),
    reason: z.enum(REFUND_REASONS, `must be one of ${REFUND_REASONS.join(', ')}`).nullish(),
    payment_id: z.string('must be text').max(100, 'must be the id of a payment').nullish(),
  },
  'must be an object',
)

export type RefundInput = {
  reference: string
  amountKurus: Kurus
  remainingKurus: Kurus | null
  reason: RefundReason | null
  paymentId: string | null
}

/** Reads the body of `POST /api/orders/{id}/refunds`: a refund, or what does not fit, by JSON pointer. */
export function readRefundInput(body: unknown): { ok: true; value: RefundInput } | { ok: false; errors: PointedError[] } {
  const parsed = refundInput.safeParse(body, { reportInput: true })
  if (!parsed.success) return { ok: false, errors: pointed(parsed.error) }
  const { reference, amount, remaining, reason, payment_id } = parsed.data
  return {
    ok: true,
    value: {
      reference,
      amountKurus: amount,
      remainingKurus: remaining ?? null,
      reason: reason ?? null,
      paymentId: payment_id ?? null,
    },
  }
}
