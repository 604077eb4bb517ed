import type { z } from 'zod'
import type { Event } from '@/db/events'
import type * as schemas from './schemas'

/** An event as the API presents it: what changed, and when. What it changed to, the order tells. */
export function eventAnswer({ id, type, at, orderId, refundId, applicationId }: Event) {
  return {
    id,
    type,
    created_at: at.toISOString(),
    order_id: orderId,
    refund_id: refundId,
    application_id: applicationId,
  } satisfies z.input<typeof schemas.event>
}
