import { z } from '@hono/zod-openapi'
import type { Transaction } from '@/simulator/books/records'
import type { State } from '@/simulator/books/state'
import { formatPaynetDate } from '@/simulator/format/dates'
import { successMessage } from '@/simulator/protocol/envelope'
import { textField } from '@/simulator/protocol/fields'
import { noData, type Reply, textOf } from '@/simulator/protocol/reply'
import { type CallContext, defineService } from './service'

const request = z
  .object({ xact_id: textField(100).optional(), reference_no: textField(50).optional() })
  .superRefine((fields, context) => {
    if (fields.xact_id !== undefined || fields.reference_no !== undefined) return
    context.addIssue({ code: 'custom', path: ['reference_no'], message: 'zorunlu alan' })
  })
  .openapi('CheckRequest', { description: 'At least one of the two' })

/** The v1 services use shorter names; `agent_reference` is the merchant's own reference. */
export const checkRow = z.object({
  xact_id: z.string(),
  id: z.number().int(),
  xact_date: z.string(),
  transaction_type: z.number().int(),
  pos_type: z.number().int(),
  is_tds: z.boolean(),
  agent_id: z.string(),
  user_id: z.string(),
  email: z.null(),
  phone: z.null(),
  note: z.string(),
  instalment: z.number().int(),
  ratio: z.number(),
  agent_reference: z.string(),
  bank_id: z.string(),
  card_no: z.string(),
  card_holder: z.string(),
  card_type: z.string(),
  amount: z.number(),
  net_amount: z.number(),
  netAmount: z.number(),
  comission: z.number(),
  comission_tax: z.number(),
  end_user_comission: z.number(),
  currency: z.string(),
  authorization_code: z.string(),
  reference_code: z.string(),
  order_id: z.string(),
  xact_transaction_id: z.string(),
  is_succeed: z.boolean(),
  bank_error_id: z.string(),
  bank_error_message: z.string(),
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
  request,
  response,
  referenceOf: (fields, state) => textOf(fields, 'reference_no') ?? findByXactId(state, textOf(fields, 'xact_id'))?.reference_no ?? null,
  act: listTransactions,
})

async function listTransactions(state: State, input: z.infer<typeof request>, context: CallContext): Promise<Reply> {
  await context.beforeActing()
  const youngest = state.now().getTime() - state.settings.check_lag_ms
  const found = findTransactions(state, input).filter(({ at }) => Date.parse(at) <= youngest)
  return found.length === 0 ? replyNoData() : replyFound(found)
}

function findTransactions(state: State, input: z.infer<typeof request>): Transaction[] {
  if (input.xact_id === undefined) return state.byReference.get(input.reference_no ?? '') ?? []
  const found = findByXactId(state, input.xact_id)
  return found && (input.reference_no ?? found.reference_no) === found.reference_no ? [found] : []
}

function findByXactId(state: State, xactId: string | null): Transaction | undefined {
  return xactId === null ? undefined : state.transactions.find((transaction) => transaction.xact_id === xactId)
}

/** What Paynet answers here is not documented; two faults give the other likely answers. */
export function replyNoData(): Reply {
  return noData('İşlem bulunamadı')
}

export function replyEmpty(code: number, message: string): Reply {
  return { status: 200, body: { object_name: 'transaction_check', code, message, Data: [] } }
}

export function replyFound(transactions: Transaction[]): Reply {
  return { status: 200, body: { ...replyEmpty(0, successMessage).body, Data: transactions.map(makeRow) } }
}

export function makeRow(transaction: Transaction): z.infer<typeof checkRow> {
  const amount = transaction.amount_kurus / 100
  return {
    xact_id: transaction.xact_id,
    id: transaction.id,
    xact_date: formatPaynetDate(new Date(transaction.at)),
    transaction_type: transaction.transaction_type,
    pos_type: 5,
    is_tds: true,
    agent_id: transaction.agent_id,
    user_id: 'paynet',
    email: null,
    phone: null,
    note: '',
    instalment: transaction.instalment,
    ratio: 0,
    agent_reference: transaction.reference_no,
    bank_id: transaction.bank_id,
    card_no: transaction.card_masked,
    card_holder: transaction.card_holder,
    card_type: '',
    amount,
    net_amount: amount,
    netAmount: amount,
    comission: 0,
    comission_tax: 0,
    end_user_comission: 0,
    currency: transaction.currency,
    authorization_code: transaction.authorization_code,
    reference_code: transaction.reference_code,
    order_id: transaction.order_id.replaceAll('-', ''),
    xact_transaction_id: transaction.order_id,
    is_succeed: transaction.is_succeed,
    bank_error_id: transaction.bank_error_id,
    bank_error_message: transaction.bank_error_message,
  }
}
