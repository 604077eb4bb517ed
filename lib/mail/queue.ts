import 'server-only'
import type { Event } from '@/db/events'
import type { NewMail } from '@/db/mails'
import { findOrderRow, type OrderRow } from '@/db/orders'
import { findRefund } from '@/db/refunds'
import { newId } from '@/lib/ids'
import { customerOf } from '@/lib/orders/orders'
import { parseEmail } from '@/lib/shared/account-form'
import type { MailKind } from '@/lib/shared/mail'
import type { EventType } from '@/lib/shared/payments/event'

const KINDS: Partial<Record<EventType, MailKind>> = {
  'order.paid': 'receipt',
  'refund.accepted': 'refund-accepted',
  'refund.refunded': 'refund-done',
  'refund.refused': 'refund-refused',
}

/**
 * The mail that tells a shopper of what a merchant is told of; none where no address is known. It is queued in the
 * transaction that places the event, and once for each order or state of a refund.
 */
export async function mailsOf(event: Event): Promise<NewMail[]> {
  const kind = KINDS[event.type]
  if (kind === undefined || event.orderId === null) return []
  const order = await findOrderRow(event.orderId)
  if (!order || (await addressOf(order)) === null) return []
  // Merchants are told "refused", too, of what never left. Nobody promised that to the shopper.
  if (kind === 'refund-refused' && (await findRefund(event.refundId ?? ''))?.status !== 'refused') return []
  const subjectId = event.refundId ?? order.id
  return [{ id: newId(), kind, subjectId, dedupe: `${kind}:${subjectId}`, locale: order.locale ?? 'tr' }]
}

/** Where an order's mail goes: its customer's address, which the orders API has read the same way. */
export async function addressOf(order: Pick<OrderRow, 'id' | 'customer'>): Promise<string | null> {
  return parseEmail((await customerOf(order))?.email ?? '')
}
