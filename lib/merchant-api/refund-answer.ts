import type { z } from 'zod'
import type { OrderRefunds } from '@/lib/refunds/view'
import { plannedFor } from '@/lib/refunds/view'
import type * as schemas from './schemas'

/** A refund as the API presents it. */
export function refundAnswer(refund: OrderRefunds['refunds'][number], orderId: string) {
  return {
    id: refund.id,
    reference: refund.reference,
    order_id: orderId,
    payment_id: refund.paymentId,
    amount: refund.amountKurus,
    status: refund.status,
    planned_for: plannedFor(refund)?.toISOString() ?? null,
    created_at: refund.createdAt.toISOString(),
    settled_at: refund.settledAt?.toISOString() ?? null,
  } satisfies z.input<typeof schemas.refund>
}
