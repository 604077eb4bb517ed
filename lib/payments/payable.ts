import 'server-only'
import { listPayments, type Payment } from '@/db/payments'
import { findOrder } from '@/lib/orders/orders'
import type { Order } from '@/lib/shared/payments/order'
import { HOLDING, isOneOf } from '@/lib/shared/payments/payment-states'
import { type Conflict, fail, ok, type Result } from '@/lib/shared/result'

/** An order that can be paid now, or why it cannot. */
export async function findPayable(orderId: string, now: Date): Promise<Result<Order>> {
  const order = await findOrder(orderId, now)
  if (!order) return fail({ kind: 'not-found' })
  const because = whyNotPayable(order, await listPayments(order.id))
  return because ? fail({ kind: 'conflict', because }) : ok(order)
}

function whyNotPayable(order: Order, payments: Payment[]): Conflict | null {
  if (order.status === 'paid') return 'order-paid'
  if (order.status === 'review') return 'order-in-review'
  if (payments.some((payment) => isOneOf(payment.status, HOLDING))) return 'order-settling'
  if (order.status === 'cancelled') return 'order-cancelled'
  return order.status === 'expired' ? 'order-expired' : null
}
