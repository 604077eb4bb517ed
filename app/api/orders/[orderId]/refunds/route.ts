import { json } from '@/app/api/json'
import { withMerchantKey } from '@/app/api/merchant-key'
import { problem } from '@/app/api/problem'
import { readJson } from '@/app/api/read-json'
import { now } from '@/lib/clock'
import { trackUntilDone } from '@/lib/in-flight'
import { log } from '@/lib/log'
import { refundAnswer } from '@/lib/merchant-api/refund-answer'
import { findOrder } from '@/lib/orders/orders'
import { overLimit } from '@/lib/rate-limit'
import { findPaymentToRefund } from '@/lib/refunds/of-order'
import { askRefund, type RefundRefusal } from '@/lib/refunds/request'
import { sendNow } from '@/lib/refunds/send'
import { readRefundInput } from './refund-input'

const MAX_BODY_BYTES = 4 * 1024

/** Writes down what is to be given back and answers at once; the request to Paynet leaves after that, or when it is due. */
async function create(request: Request, { params }: { params: Promise<{ orderId: string }> }): Promise<Response> {
  const waitSeconds = await overLimit('refunds-of-api', 'all', await now())
  if (waitSeconds !== null) {
    return problem(429, 'too-many-refunds', 'There are too many requests for refunds. Send this one again later.', {
      headers: { 'Retry-After': String(waitSeconds) },
    })
  }
  const read = await readJson(request, MAX_BODY_BYTES)
  if ('problem' in read) return read.problem
  const order = await findOrder((await params).orderId, await now())
  if (!order) return problem(404, 'not-found', 'No such order.')
  const input = readRefundInput(read.body)
  if (!input.ok) return problem(422, 'invalid-refund', 'Some fields do not fit.', { errors: input.errors })
  const payment = await findPaymentToRefund(order.id, input.value)
  if (!payment) {
    return input.value.paymentId === null
      ? refused({ kind: 'not-refundable', isWholeOnly: false, remainingKurus: 0 })
      : problem(422, 'invalid-refund', 'Some fields do not fit.', {
          errors: [{ pointer: '/payment_id', detail: 'must be a payment of this order' }],
        })
  }
  const asked = await askRefund(payment, { ...input.value, askedBy: 'api' }, await now())
  if (!asked.ok) return refused(asked.refusal)
  if (asked.isNew) void trackUntilDone(sendApart(asked.refund.id))
  return json(refundAnswer(asked.refund, order.id), asked.isNew ? 201 : 200)
}

/** What is not sent now, the loop sends. */
async function sendApart(refundId: string): Promise<void> {
  try {
    await sendNow(refundId, now)
  } catch (error) {
    log.error('refund.not-pursued', { refundId, error })
  }
}

/** The types end as the contract says. */
function refused(refusal: RefundRefusal): Response {
  const remaining = refusal.remainingKurus
  switch (refusal.kind) {
    case 'reference-taken': {
      const why = 'Another refund has this reference. The same reference must bring the same body.'
      return problem(409, 'refunds/reference-taken', why, { remaining })
    }
    case 'not-refundable': {
      const why = refusal.isWholeOnly
        ? 'Nothing was sold for this payment, so it can only be given back whole.'
        : 'There is no payment of which money can be given back.'
      return problem(409, 'refunds/not-refundable', why, { remaining })
    }
    case 'restored':
      return problem(409, 'refunds/not-refundable', 'The database was restored: a person must look at earlier refunds first.', {
        remaining,
      })
    case 'refund-open':
      return problem(409, 'refunds/refund-open', 'Another refund of this payment is not over yet.', { remaining })
    case 'remaining-changed':
      return problem(409, 'refunds/remaining-changed', 'What is left is not what the request says.', { remaining })
    case 'above-remaining':
      return problem(422, 'refunds/above-remaining', 'That is more than is left.', {
        remaining,
        errors: [{ pointer: '/amount', detail: `must be at most what is left, ${remaining}` }],
      })
  }
}

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = withMerchantKey({ POST: create })
