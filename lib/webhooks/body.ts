import 'server-only'
import { findApplicationRow } from '@/db/applications'
import type { Event } from '@/db/events'
import { wholeOrderAnswer } from '@/lib/merchant-api/order-answer'
import { findOrder } from '@/lib/orders/orders'
import type { PaynetFields } from '@/lib/shared/payments/order'

/**
 * What an event tells, as JSON: `{ type, timestamp, data }`. What it is about is told as it is now, so never older than the
 * event, with its version. Throws if that is no longer there.
 */
export async function bodyOf(event: Event, now: Date): Promise<string> {
  const data = event.applicationId === null ? await aboutOrder(event, now) : await aboutApplication(event.applicationId)
  return JSON.stringify({ type: event.type, timestamp: event.at.toISOString(), data })
}

async function aboutOrder({ orderId, refundId }: Event, now: Date) {
  const order = orderId === null ? null : await findOrder(orderId, now)
  if (!order) throw new Error('the order of an event is not there')
  const answer = await wholeOrderAnswer(order)
  const about = { order: { ...answer, paynet: withoutPeople(answer.paynet) }, order_version: order.version }
  if (refundId === null) return about
  const refund = answer.refunds.find(({ id }) => id === refundId)
  if (!refund) throw new Error('the refund of an event is not there')
  return { ...about, refund }
}

/** What stands for a person goes into no body: the receiver's log may keep it. */
function withoutPeople(paynet: PaynetFields | null): PaynetFields | null {
  if (paynet === null) return null
  const { agent_customer_name: _name, iban: _iban, ...rest } = paynet
  return rest
}

/** Nothing about the dealer. */
async function aboutApplication(applicationId: string) {
  const row = await findApplicationRow(applicationId)
  if (!row) throw new Error('the application of an event is not there')
  const { id, status, formId, version, createdAt, settledAt } = row
  const application = {
    id,
    status,
    form_id: formId,
    version,
    created_at: createdAt.toISOString(),
    settled_at: settledAt?.toISOString() ?? null,
  }
  return { application, application_version: version }
}
