import { json } from '@/app/api/json'
import { withMerchantKey } from '@/app/api/merchant-key'
import { problem } from '@/app/api/problem'
import { now } from '@/lib/clock'
import { orderAnswer } from '@/lib/merchant-api/order-answer'
import { cancelOrder } from '@/lib/orders/orders'

async function cancel(_request: Request, { params }: { params: Promise<{ orderId: string }> }): Promise<Response> {
  const cancelled = await cancelOrder((await params).orderId, await now())
  if (cancelled.ok) return json(orderAnswer(cancelled.value))
  if (cancelled.failure.kind === 'not-found') return problem(404, 'not-found', 'No such order.')
  return problem(409, 'not-cancellable', 'The order is paid, in review, or a payment of it is being settled.')
}

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = withMerchantKey({ POST: cancel })
