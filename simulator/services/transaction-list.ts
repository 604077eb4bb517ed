import { z } from '@hono/zod-openapi'
import { type Booking, bookingOfSale, refundBookingsOf } from '@/simulator/books/bookings'
import type { State } from '@/simulator/books/state'
import { startOfDay } from '@/simulator/format/dates'
import { successMessage } from '@/simulator/protocol/envelope'
import { dayField, flagField, textField } from '@/simulator/protocol/fields'
import { cutPage, type Page, pageFields, readPage } from '@/simulator/protocol/page'
import type { Reply } from '@/simulator/protocol/reply'
import { toldKurus } from './charge-reply'
import { refundRowOf, trimRow } from './refund-rows'
import { type CallContext, defineService } from './service'
import { checkRow, makeRow } from './transaction-check'

const request = z
  .object({
    datab: dayField.openapi({ description: 'From the beginning of this day in Istanbul' }),
    datbi: dayField.openapi({
      description: 'Until the beginning of this day. Whether it counts itself is not documented; a client that trusts it to is caught.',
    }),
    agent_id: textField(10).optional(),
    bank_id: textField(10).optional(),
    user_id: textField(50).optional(),
    show_unsucceed: flagField.optional().openapi({ description: 'Declined ones too. Default false' }),
    untransferred: flagField.optional(),
    ...pageFields,
  })
  .openapi('TransactionListRequest')

type Request = z.infer<typeof request>

const row = checkRow.extend({
  xact_type: z.string(),
  xact_type_desc: z.string(),
  ana_firma_brut_alacak: z.number(),
  bayiye_odenecek_net_tutar: z.number(),
})

const response = z
  .object({
    companyCode: z.string(),
    companyName: z.string(),
    total: z.number().int().openapi({ description: 'All transactions of the period' }),
    total_count: z.number().int().openapi({ description: 'The rows in this answer' }),
    total_amount: z.number().openapi({ description: 'Of what was taken in the period, in lira' }),
    limit: z.number().int(),
    ending_before: z.number().int(),
    starting_after: z.number().int(),
    has_more: z.boolean(),
    Data: z.array(z.union([row, refundRowOf(row)])),
    object_name: z.literal('transaction_list'),
    code: z.number().int(),
    message: z.string(),
  })
  .openapi('TransactionListResponse')

export type TransactionRow = z.infer<typeof row>

export const transactionList = defineService({
  name: 'list',
  path: '/v1/transaction/list',
  summary: 'Lists the transactions of a period, newest first, in pages',
  request,
  response,
  referenceOf: () => null,
  act: list,
})

async function list(state: State, input: Request, context: CallContext): Promise<Reply> {
  await context.beforeActing()
  return replyTransactions(findTransactions(state, input), readPage(input))
}

function findTransactions(state: State, { datab, datbi, agent_id, bank_id, show_unsucceed = false }: Request): Booking[] {
  const [from, until] = [startOfDay(datab), startOfDay(datbi)]
  const isAskedFor = (transaction: Booking) => {
    const at = new Date(transaction.at)
    if (at < from || at >= until || (!transaction.is_succeed && !show_unsucceed)) return false
    return (agent_id ?? transaction.agent_id) === transaction.agent_id && (bank_id ?? transaction.bank_id) === transaction.bank_id
  }
  return state.transactions
    .flatMap((sale) => [bookingOfSale(state, sale), ...refundBookingsOf(state, sale)])
    .filter(isAskedFor)
    .sort((one, other) => Date.parse(other.at) - Date.parse(one.at) || other.id - one.id)
}

export function replyTransactions(transactions: Booking[], page: Page, code = 0, message = successMessage): Reply {
  const { shown, has_more } = cutPage(transactions, page)
  const body = {
    companyCode: '1001',
    companyName: 'Örnek Mağaza',
    total: transactions.length,
    total_count: shown.length,
    total_amount: transactions.reduce((sum, transaction) => sum + takenBy(transaction), 0) / 100,
    ...page,
    has_more,
    Data: shown.map((booking) => trimRow(makeListRow(booking), booking)),
    object_name: 'transaction_list',
    code,
    message,
  }
  return { status: 200, body }
}

function takenBy(transaction: Booking): number {
  return transaction.is_succeed && transaction.transaction_type === 1 ? toldKurus(transaction) : 0
}

const typeNames = { S: 'Satış', PR: 'Ön Otorizasyon', R: 'İptal', CD: 'İade' } as const

export function typeOf({ xact_type }: Booking): { xact_type: string; xact_type_desc: string } {
  return { xact_type, xact_type_desc: typeNames[xact_type] }
}

function makeListRow(transaction: Booking): TransactionRow {
  const row = makeRow(transaction)
  const { company_amount_kurus } = transaction.said
  const companyAmount = company_amount_kurus === null ? null : company_amount_kurus / 100
  return {
    ...row,
    ...typeOf(transaction),
    ana_firma_brut_alacak: companyAmount ?? row.amount,
    bayiye_odenecek_net_tutar: companyAmount === null ? row.net_amount : Math.round((row.net_amount - companyAmount) * 100) / 100,
  }
}
