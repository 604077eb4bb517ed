import { z } from '@hono/zod-openapi'
import { type Booking, bookingOfSale, isRefund } from '@/simulator/books/bookings'
import type { Transaction } from '@/simulator/books/records'
import type { State } from '@/simulator/books/state'
import { successMessage } from '@/simulator/protocol/envelope'
import { textField } from '@/simulator/protocol/fields'
import { type JsonObject, noData, type Reply, textOf } from '@/simulator/protocol/reply'
import { describeTransaction, transactionFields } from './charge-reply'
import { type CallContext, defineService } from './service'

/** Names one transaction. */
export const namedTransaction = z
  .object({ xact_id: textField(100).optional(), reference_no: textField(50).optional() })
  .superRefine((fields, context) => {
    if (fields.xact_id !== undefined || fields.reference_no !== undefined) return
    context.addIssue({ code: 'custom', path: ['reference_no'], message: 'zorunlu alan' })
  })
  .openapi('CheckRequest', { description: 'At least one of the two' })

export type NamedTransaction = z.infer<typeof namedTransaction>

/** All that a charge tells, and the v1 services' own names; `agent_reference` is the merchant's reference. */
export const checkRow = transactionFields.extend({
  note: z.string(),
  agent_reference: z.string(),
  card_no: z.string(),
  netAmount: z.number(),
  reversed: z.boolean().openapi({ description: 'Of a sale: whether any of it was given back' }),
  reversed_xact_id: z.string().openapi({ description: 'Of a sale: its newest refund. Of a refund: its sale' }),
})

const response = z
  .object({
    object_name: z.literal('transaction_check'),
    code: z.number().int(),
    message: z.string(),
    Data: z.array(checkRow),
  })
  .openapi('CheckResponse')

export const transactionCheck = defineService({
  name: 'check',
  path: '/v1/transaction/check',
  summary: 'Lists the transactions of a reference, successful and declined',
  request: namedTransaction,
  response,
  referenceOf: referenceOfNamed,
  act: listTransactions,
})

export function referenceOfNamed(fields: JsonObject, state: State): string | null {
  return textOf(fields, 'reference_no') ?? findReference(state, textOf(fields, 'xact_id') ?? '')
}

async function listTransactions(state: State, input: NamedTransaction, context: CallContext): Promise<Reply> {
  const found = await findNamed(state, input, context)
  return found.length === 0 ? replyNoData() : replyFound(found)
}

export async function findNamed(state: State, input: NamedTransaction, context: CallContext): Promise<Booking[]> {
  await context.beforeActing()
  const youngest = state.now().getTime() - state.settings.check_lag_ms
  return findTransactions(state, input)
    .filter(({ at, charged_at }) => Date.parse(charged_at ?? at) <= youngest)
    .map((transaction) => bookingOfSale(state, transaction))
}

function findTransactions(state: State, input: NamedTransaction): Transaction[] {
  if (input.xact_id === undefined) return state.byReference.get(input.reference_no ?? '') ?? []
  const found = state.byXactId.get(input.xact_id)
  return found && (input.reference_no ?? found.reference_no) === found.reference_no ? [found] : []
}

/** Of a sale or a refund. */
function findReference(state: State, xactId: string): string | null {
  return (state.byXactId.get(xactId) ?? state.refunds.get(xactId))?.reference_no ?? null
}

/** What Paynet answers here is not documented; two faults give the other likely answers. */
export function replyNoData(): Reply {
  return noData('İşlem bulunamadı')
}

export function replyEmpty(code: number, message: string): Reply {
  return { status: 200, body: { object_name: 'transaction_check', code, message, Data: [] } }
}

export function replyFound(transactions: Booking[]): Reply {
  return { status: 200, body: { ...replyEmpty(0, successMessage).body, Data: transactions.map(makeRow) } }
}

export function makeRow(transaction: Booking): z.infer<typeof checkRow> {
  const told = describeTransaction(transaction)
  return {
    ...told,
    note: '',
    agent_reference: transaction.reference_no,
    card_no: told.card_no_masked,
    netAmount: told.net_amount,
    reversed: !isRefund(transaction) && transaction.reversed_xact_id !== '',
    reversed_xact_id: transaction.reversed_xact_id,
  }
}
