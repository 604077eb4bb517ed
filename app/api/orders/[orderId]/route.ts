import { json } from '@/app/api/json'
import { withMerchantKey } from '@/app/api/merchant-key'
import { problem } from '@/app/api/problem'
import { now } from '@/lib/clock'
import { wholeOrderAnswer } from '@/lib/merchant-api/order-answer'
import { findOrder } from '@/lib/orders/orders'

async function read(_request: Request, { params }: { params: Promise<{ orderId: string }> }): Promise<Response> {
  const order = await findOrder((await params).orderId, await now())
  return order ? json(await wholeOrderAnswer(order)) : problem(404, 'not-found', 'No such order.')
}

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = withMerchantKey({ GET: read })
