import { withMerchantKey } from '@/app/api/merchant-key'
import { json, orderAnswer, paymentAnswer, sentAnswer } from '@/app/api/orders/order-answer'
import { problem } from '@/app/api/problem'
import { now } from '@/lib/clock'
import { findOrder, findPaynetFields } from '@/lib/orders/orders'
import { listPaymentRecords } from '@/lib/payments/result'

async function read(_request: Request, { params }: { params: Promise<{ orderId: string }> }): Promise<Response> {
  const order = await findOrder((await params).orderId, await now())
  if (!order) return problem(404, 'not-found', 'No such order.')
  const [paynet, payments] = await Promise.all([findPaynetFields(order.id), listPaymentRecords(order.id)])
  return json({
    ...orderAnswer(order),
    ...sentAnswer(order, paynet === 'unreadable' ? null : paynet),
    payments: payments.map(paymentAnswer),
  })
}

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = withMerchantKey({ GET: read })
