import 'server-only'
import { type Call, describeCall } from './call'
import {
  classifyRefund,
  classifyReversals,
  classifySale,
  encodeRefund,
  type ListedReversal,
  type RefundMeaning,
  type SaleMeaning,
  type SaleName,
} from './refunds-wire'
import type { Unread } from './transactions'
import { encodeDay } from './transactions-wire'
import { post } from './transport'
import { PATHS } from './wire'

export async function requestRefund(
  refund: { xactId: string; amountKurus: number; callbackUrl: string },
  maySend: () => boolean,
): Promise<{ meaning: RefundMeaning; call: Call; retryAfterMs: number | null }> {
  const reply = await post(PATHS.refund, encodeRefund(refund), { freshConnection: true, maySend })
  const meaning = classifyRefund(reply)
  return {
    meaning,
    call: describeCall('reversed_request', reply, meaning),
    retryAfterMs: reply.kind === 'answered' ? reply.retryAfterMs : null,
  }
}

export async function readSale(sale: SaleName): Promise<{ meaning: SaleMeaning; call: Call }> {
  const reply = await post(PATHS.transactionDetail, { xact_id: sale.xactId })
  const meaning = classifySale(reply, sale)
  return { meaning, call: describeCall('detail', reply, meaning) }
}

export async function listReversals(
  from: Date,
  to: Date,
  _isStopped: () => boolean = () => false,
): Promise<{ reversals: ListedReversal[]; pages: number; unread: Unread | null; lastCall: Call }> {
  const reply = await post(PATHS.reversalList, { datab: encodeDay(from), datbi: encodeDay(to), limit: 50 })
  const page = classifyReversals(reply)
  const unread = page.kind === 'page' ? null : 'page 1 was not answered with a list'
  return {
    reversals: page.kind === 'page' ? page.reversals : [],
    pages: 1,
    unread,
    lastCall: describeCall('reversal_list', reply, { kind: page.kind }),
  }
}
