import { json } from '@/app/api/json'
import { withMerchantKey } from '@/app/api/merchant-key'
import { problem } from '@/app/api/problem'
import { isId } from '@/lib/ids'
import { refundAnswer } from '@/lib/merchant-api/refund-answer'
import { findOrderRefund } from '@/lib/refunds/view'

async function read(_request: Request, { params }: { params: Promise<{ orderId: string; refundId: string }> }): Promise<Response> {
  const { orderId, refundId } = await params
  const refund = isId(refundId) ? await findOrderRefund(orderId, refundId) : null
  return refund ? json(refundAnswer(refund, orderId)) : problem(404, 'not-found', 'No such refund of this order.')
}

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = withMerchantKey({ GET: read })
