import { z } from '@hono/zod-openapi'
import { isKnown } from '@/simulator/books/bookings'
import type { Refund, Transaction } from '@/simulator/books/records'
import type { RefundRows } from '@/simulator/books/settings'
import type { State } from '@/simulator/books/state'
import { formatDay, startOfDay } from '@/simulator/format/dates'
import { successMessage } from '@/simulator/protocol/envelope'
import { dayField, textField } from '@/simulator/protocol/fields'
import { cutPage, type Page, pageFields, readPage } from '@/simulator/protocol/page'
import type { Reply } from '@/simulator/protocol/reply'
import { type CallContext, defineService } from './service'

const request = z
  .object({
    datab: dayField.openapi({ description: 'From the beginning of this day in Istanbul, by the day of the approval' }),
    datbi: dayField.openapi({ description: 'Until the beginning of this day, as in the list of transactions' }),
    agent_id: textField(10).optional(),
    bank_id: textField(10).optional(),
    ...pageFields,
  })
  .openapi('ReversalListRequest')

type Request = z.infer<typeof request>

const row = z.object({
  id: z.number().int().openapi({ description: "The refund's" }),
  xact_date: z.string().openapi({ description: 'The day of the approval, without a time', example: '24.11.2026' }),
  entry_date: z.string().openapi({ description: 'The day on which it was asked for', example: '23.11.2026' }),
  xact_id: z.string().openapi({ description: "The refund's" }),
  reversed_xact_id: z.string().openapi({ description: "The sale's" }),
  reversed_id: z.number().int().openapi({ description: "The sale's" }),
  agent_id: z.string(),
  bank_id: z.string(),
  bank_name: z.string(),
  card_no: z.string(),
  card_holder: z.string(),
  amount: z.number().optional().openapi({ description: 'Lira. Missing with the setting refund_rows=no-amount' }),
  currency: z.string(),
  status: z.number().int().openapi({ description: '0 waiting, 3 approved, 4 rejected, 5 withdrawn' }),
})

export type ReversalRow = z.infer<typeof row>

const response = z
  .object({
    companyCode: z.string(),
    companyName: z.string(),
    total: z.number().int().openapi({ description: 'All refunds of the period' }),
    total_count: z.number().int().openapi({ description: 'The rows in this answer' }),
    limit: z.number().int(),
    ending_before: z.number().int(),
    starting_after: z.number().int(),
    has_more: z.boolean(),
    Data: z.array(row),
    object_name: z.literal('transaction_reversal_list'),
    code: z.number().int(),
    message: z.string(),
  })
  .openapi('ReversalListResponse')

export const reversalList = defineService({
  name: 'reversal_list',
  path: '/v1/transaction/reversal_list',
  summary: 'Lists the refunds of a period, newest first, in pages: the approved ones, or all; none names the reference of the merchant',
  request,
  response,
  referenceOf: () => null,
  act: list,
})

async function list(state: State, input: Request, context: CallContext): Promise<Reply> {
  await context.beforeActing()
  return replyReversals(findRows(state, input), readPage(input))
}

function findRows(state: State, { datab, datbi, agent_id, bank_id }: Request): ReversalRow[] {
  const [from, until] = [startOfDay(datab), startOfDay(datbi)]
  return [...state.refunds.values()]
    .filter((refund) => isListed(state, refund) && approvalOf(refund) >= from && approvalOf(refund) < until)
    .sort((one, other) => approvalOf(other).getTime() - approvalOf(one).getTime() || other.id - one.id)
    .flatMap((refund) => {
      const sale = state.byXactId.get(refund.sale_xact_id)
      if (!sale || (agent_id ?? sale.agent_id) !== sale.agent_id || (bank_id ?? sale.bank_id) !== sale.bank_id) return []
      return makeRow(refund, sale, state.settings.refund_rows)
    })
}

/** What went back, once the lag of the books is over; where all are wanted, what waits or came to nothing too, at once. */
function isListed(state: State, refund: Refund): boolean {
  return isKnown(state, refund) || (state.settings.refund_list === 'all' && refund.status !== 'approved')
}

export function replyReversals(rows: ReversalRow[], page: Page, code = 0, message = successMessage): Reply {
  const { shown, has_more } = cutPage(rows, page)
  const body: z.infer<typeof response> = {
    companyCode: '1001',
    companyName: 'Örnek Mağaza',
    total: rows.length,
    total_count: shown.length,
    ...page,
    has_more,
    Data: shown,
    object_name: 'transaction_reversal_list',
    code,
    message,
  }
  return { status: 200, body }
}

/** Page "Status". */
const statuses = { waiting: 0, approved: 3, rejected: 4, withdrawn: 5 } as const

/** Of what is not decided, when it was asked for. */
function approvalOf({ at, decided_at }: Refund): Date {
  return new Date(decided_at ?? at)
}

function makeRow(refund: Refund, sale: Transaction, rows: RefundRows): ReversalRow {
  return {
    id: refund.id,
    xact_date: formatDay(approvalOf(refund)),
    entry_date: formatDay(new Date(refund.at)),
    xact_id: refund.xact_id,
    reversed_xact_id: sale.xact_id,
    reversed_id: sale.id,
    agent_id: sale.agent_id,
    bank_id: sale.bank_id,
    bank_name: sale.bank_name,
    card_no: sale.card_masked,
    card_holder: sale.card_holder,
    ...(rows === 'no-amount' ? {} : { amount: refund.amount_kurus / 100 }),
    currency: sale.currency,
    status: statuses[refund.status],
  }
}
