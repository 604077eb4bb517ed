import { json } from '@/app/api/json'
import { withMerchantKey } from '@/app/api/merchant-key'
import { problem } from '@/app/api/problem'
import { readJson } from '@/app/api/read-json'
import { now } from '@/lib/clock'
import { listedOrderAnswer, orderAnswer } from '@/lib/merchant-api/order-answer'
import { countOrder } from '@/lib/metrics/counters'
import { createOrder, listOrders } from '@/lib/orders/orders'
import { OUT_OF_TIME } from './fields'
import { readOrderInput } from './order-input'
import { placeText, readOrderQuery } from './order-query'
import { overLists } from './read-query'

export const dynamic = 'force-dynamic'

/** An order may have a hundred names of 140 characters and twenty values of 200, each character written as a six-character escape. */
const MAX_BODY_BYTES = 128 * 1024

async function list(request: Request): Promise<Response> {
  const at = await now()
  const refusal = await overLists(at)
  if (refusal) return refusal
  const wanted = readOrderQuery(request)
  if (!wanted.ok) return problem(422, 'invalid-filter', 'Some filters do not fit.', { errors: wanted.errors })
  const { filter, page } = wanted.value
  const { orders, next } = await listOrders(filter, page, at)
  return json({ data: orders.map(listedOrderAnswer), has_more: next !== null, next: next && placeText(next) })
}

async function create(request: Request): Promise<Response> {
  const read = await readJson(request, MAX_BODY_BYTES)
  if ('problem' in read) return read.problem
  const input = readOrderInput(read.body)
  if (!input.ok) return problem(422, 'invalid-order', 'Some fields do not fit.', { errors: input.errors })
  const created = await createOrder(input.value, await now())
  if (!created.ok && created.failure.kind === 'invalid')
    return problem(422, 'invalid-order', 'Some fields do not fit.', { errors: [OUT_OF_TIME] })
  if (!created.ok) {
    return created.failure.kind === 'reference-held'
      ? problem(
          409,
          'reference-held',
          'Paynet shows a payment under this reference that is not known here. Do not charge it again: a person has been alarmed.',
        )
      : problem(409, 'reference-taken', 'Another order has this reference. The same reference must bring the same body.')
  }
  if (created.value.created) countOrder('api')
  return json(orderAnswer(created.value.order), created.value.created ? 201 : 200)
}

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = withMerchantKey({ GET: list, POST: create })
