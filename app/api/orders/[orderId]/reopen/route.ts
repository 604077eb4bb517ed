import { json } from '@/app/api/json'
import { withMerchantKey } from '@/app/api/merchant-key'
import { OUT_OF_TIME } from '@/app/api/orders/fields'
import { problem } from '@/app/api/problem'
import { readJson } from '@/app/api/read-json'
import { now } from '@/lib/clock'
import { orderAnswer } from '@/lib/merchant-api/order-answer'
import { type NotReopened, reopenOrder } from '@/lib/orders/orders'
import { readReopenInput } from './reopen-input'

const MAX_BODY_BYTES = 4 * 1024

async function reopen(request: Request, { params }: { params: Promise<{ orderId: string }> }): Promise<Response> {
  const read = await readJson(request, MAX_BODY_BYTES, { ifEmpty: {} })
  if ('problem' in read) return read.problem
  const input = readReopenInput(read.body)
  if (!input.ok) return problem(422, 'invalid-reopening', 'Some fields do not fit.', { errors: input.errors })
  const reopened = await reopenOrder((await params).orderId, input.expiresAt, await now())
  return reopened.ok ? json(orderAnswer(reopened.order)) : refused(reopened.because)
}

function refused(because: NotReopened): Response {
  switch (because) {
    case 'not-found':
      return problem(404, 'not-found', 'No such order.')
    case 'untimely':
      return problem(422, 'invalid-reopening', 'Some fields do not fit.', { errors: [OUT_OF_TIME] })
    case 'not-over':
      return problem(409, 'not-reopenable', 'The order is open, paid or in review.')
    case 'erased':
      return problem(409, 'not-reopenable', 'What Paynet was to be told of the order has been erased. Make a new order.')
    case 'reference-held':
      return problem(
        409,
        'reference-held',
        'Paynet shows a payment under this reference that is not known here. Do not charge it again: a person has been alarmed.',
      )
  }
}

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = withMerchantKey({ POST: reopen })
