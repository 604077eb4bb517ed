import { withMerchantKey } from '@/app/api/merchant-key'
import { problem } from '@/app/api/problem'
import { now } from '@/lib/clock'
import { countOrder } from '@/lib/metrics/counters'
import { createOrder } from '@/lib/orders/orders'
import { readBody } from '@/lib/web/read-body'
import { json, orderAnswer } from './order-answer'
import { readOrderInput } from './order-input'

/** An order may have a hundred names of 140 characters, each character written as a six-character escape. */
const MAX_BODY_BYTES = 128 * 1024

async function create(request: Request): Promise<Response> {
  const bytes = await readBody(request, MAX_BODY_BYTES)
  if (bytes === 'too-large') return problem(413, 'too-large', 'The body must have at most 128 KB.')
  if (bytes === 'broken-off') return problem(400, 'broken-off', 'The body did not arrive whole.')
  const body = parseJson(bytes)
  if (body === undefined) return problem(400, 'not-json', 'The body must be JSON in UTF-8.')
  const input = readOrderInput(body)
  if (!input.ok) return problem(422, 'invalid-order', 'Some fields do not fit.', { errors: input.errors })
  const created = await createOrder(input.value, await now())
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

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return undefined
  }
}

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = withMerchantKey({ POST: create })
