import { z } from '@hono/zod-openapi'
import { type Booking, refundBookingsOf } from '@/simulator/books/bookings'
import type { State } from '@/simulator/books/state'
import { successMessage } from '@/simulator/protocol/envelope'
import type { Reply } from '@/simulator/protocol/reply'
import { toldKurus } from './charge-reply'
import { refundRowOf, trimRow } from './refund-rows'
import { type CallContext, defineService } from './service'
import { checkRow, findNamed, makeRow, type NamedTransaction, namedTransaction, referenceOfNamed, replyNoData } from './transaction-check'
import { typeOf } from './transaction-list'

const row = checkRow.extend({
  xact_type: z.string(),
  company_amount: z.number().openapi({ description: "The merchant's part of a dealer's payment" }),
  company_net_amount: z.number(),
  agent_amount: z.number().openapi({ description: "The dealer's part" }),
  xact_type_desc: z.string(),
  payment_string: z.string(),
  pos_type_desc: z.string(),
  agent_name: z.string(),
  company_name: z.string(),
  instalment_text: z.string(),
  ipaddress: z.string(),
  client_id: z.string(),
})

const response = z
  .object({
    object_name: z.literal('transaction_detail'),
    code: z.number().int(),
    message: z.string(),
    Data: z.array(z.union([row, refundRowOf(row)])),
  })
  .openapi('DetailResponse')

export const transactionDetail = defineService({
  name: 'detail',
  path: '/v1/transaction/detail',
  summary: 'Tells more of the transactions of a reference than check does, and lists their refunds',
  request: namedTransaction,
  response,
  referenceOf: referenceOfNamed,
  act: tellMore,
})

async function tellMore(state: State, input: NamedTransaction, context: CallContext): Promise<Reply> {
  const found = await findNamed(state, input, context)
  const all = [...found.flatMap((sale) => [sale, ...refundBookingsOf(state, sale)]), ...findRefund(state, input.xact_id)]
  return all.length === 0 ? replyNoData() : replyDetails(all)
}

function findRefund(state: State, xactId = ''): Booking[] {
  const sale = state.byXactId.get(state.refunds.get(xactId)?.sale_xact_id ?? '')
  return sale ? refundBookingsOf(state, sale).filter((booking) => booking.xact_id === xactId) : []
}

export function replyDetails(bookings: Booking[], code = 0, message = successMessage): Reply {
  const Data = bookings.map((booking) => trimRow(makeDetailRow(booking), booking))
  return { status: 200, body: { object_name: 'transaction_detail', code, message, Data } }
}

function makeDetailRow(transaction: Booking): z.infer<typeof row> {
  const { instalment, agent_id, said, told } = transaction
  const amountKurus = toldKurus(transaction)
  const companyKurus = said.company_amount_kurus ?? amountKurus
  return {
    ...makeRow(transaction),
    ...typeOf(transaction),
    company_amount: companyKurus / 100,
    company_net_amount: companyKurus / 100,
    agent_amount: (amountKurus - companyKurus) / 100,
    payment_string: said.description,
    pos_type_desc: 'Paynet POS',
    agent_name: agent_id === '1001' ? '' : `Bayi ${agent_id}`,
    company_name: 'Örnek Mağaza',
    instalment_text: told.instalment ? instalmentText(instalment) : '',
    ipaddress: '',
    client_id: '',
  }
}

function instalmentText(instalment: number): string {
  return instalment > 1 ? `${instalment} Taksit` : 'Tek Çekim'
}
