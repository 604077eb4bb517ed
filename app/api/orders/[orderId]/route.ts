import { withMerchantKey } from '@/app/api/merchant-key'
import { json, orderAnswer, paymentAnswer, sentAnswer } from '@/app/api/orders/order-answer'
import { refundAnswer } from '@/app/api/orders/refund-answer'
import { problem } from '@/app/api/problem'
import { now } from '@/lib/clock'
import { findOrder, findPaynetFields } from '@/lib/orders/orders'
import { findOrderRefunds } from '@/lib/refunds/view'
import { listPaymentRecords } from '@/lib/results/result'

async function read(_request: Request, { params }: { params: Promise<{ orderId: string }> }): Promise<Response> {
  const order = await findOrder((await params).orderId, await now())
  if (!order) return problem(404, 'not-found', 'No such order.')
  const [paynet, payments, { refundedKurus, refunds }] = await Promise.all([
    findPaynetFields(order.id),
    listPaymentRecords(order.id),
    findOrderRefunds(order.id),
  ])
  return json({
    ...orderAnswer(order),
    ...sentAnswer(order, paynet === 'unreadable' ? null : paynet),
    payments: payments.map(paymentAnswer),
    refunded_amount: refundedKurus,
    refunds: refunds.map((refund) => refundAnswer(refund, order.id)),
  })
}

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = withMerchantKey({ GET: read })
