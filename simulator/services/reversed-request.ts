import { z } from '@hono/zod-openapi'
import type { Transaction } from '@/simulator/books/records'
import { tellOfDecision } from '@/simulator/books/refund-callback'
import { bookRefund } from '@/simulator/books/refunds'
import type { State } from '@/simulator/books/state'
import { makeEnvelope, replyEnvelope } from '@/simulator/protocol/envelope'
import { integerField, textField } from '@/simulator/protocol/fields'
import { type JsonObject, type Reply, textOf } from '@/simulator/protocol/reply'
import { type CallContext, defineService } from './service'
import { replyNoData } from './transaction-check'

const name = 'transaction_reversed_request'

const request = z
  .object({
    xact_id: textField(100).openapi({ description: 'Of the sale' }),
    amount: integerField
      .refine((kurus) => kurus >= 0, '0 or more')
      .default(0)
      .openapi({ description: 'Kuruş, as text or number. **Missing or 0 means all that is left.** Only the whole on the day of the sale' }),
    succeedUrl: textField(500)
      .default('')
      .openapi({ description: 'Told by a POST of {xact_id, code, status, message} once it is decided' }),
  })
  .openapi('ReversedRequest')

export const reversedRequest = defineService({
  name: 'reversed_request',
  path: '/v1/transaction/reversed_request',
  summary: 'Asks that a sale is given back, whole or in part; code 0 means asked, not given back. A repeat asks again',
  request,
  response: makeEnvelope(name).openapi('ReversedRequestResponse'),
  referenceOf: (fields, state) => saleOf(state, fields)?.reference_no ?? null,
  overlapKeyOf: (fields) => `refund ${textOf(fields, 'xact_id') ?? ''}`,
  act: askForRefund,
})

async function askForRefund(state: State, input: z.infer<typeof request>, context: CallContext): Promise<Reply> {
  await context.beforeActing()
  const sale = state.byXactId.get(input.xact_id)
  if (!sale?.is_succeed) return replyNoData()
  if (sale.transaction_type === 3) return replyEnvelope(name, 19, 'Ön otorizasyon iade edilemez')
  const refund = bookRefund(state, sale, { amountKurus: input.amount, by: 'request', succeedUrl: input.succeedUrl })
  if (refund === 'part on the same day') return replyEnvelope(name, 1, 'Aynı gün içinde kısmi iade yapılamaz')
  if (refund === 'more than is left') return replyEnvelope(name, 1, 'İade tutarı kalan tutardan büyük')
  void tellOfDecision(state, refund)
  return replyEnvelope(name)
}

function saleOf(state: State, fields: JsonObject): Transaction | undefined {
  return state.byXactId.get(textOf(fields, 'xact_id') ?? '')
}
