import 'server-only'
import type { Kurus } from '@/lib/shared/payments/money'
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
import { encodePeriod, readAllPages, type Unread } from './transactions'
import { post, type Reply } from './transport'
import { PATHS, refusesUs, returnCode } from './wire'

/**
 * Asks Paynet to give money of a sale back (page "İade", `v1/transaction/reversed_request`): the one call that does.
 * Paynet knows no key that would make two requests one, so it is sent at most once, on a connection of its own, and
 * never repeated here. `maySend` is asked last thing before the first byte. RangeError for no positive amount.
 */
export async function requestRefund(
  refund: { xactId: string; amountKurus: Kurus; callbackUrl: string },
  maySend: () => boolean,
): Promise<{ meaning: RefundMeaning; call: Call; retryAfterMs: number | null }> {
  const reply = await post(PATHS.refund, encodeRefund(refund), { freshConnection: true, maySend })
  const meaning = classifyRefund(reply)
  const call = describeCall('reversed_request', reply, meaning)
  return {
    meaning,
    // What is refused was read and weighed, even with a code that would be about us elsewhere.
    call: { ...call, refusesUs: meaning.kind !== 'refused' && call.refusesUs },
    retryAfterMs: reply.kind === 'answered' ? reply.retryAfterMs : null,
  }
}

/** Asks what Paynet's books show of a sale (page "İşlem Detayı", `v1/transaction/detail`). Changes nothing, may be asked at any time. */
export async function readSale(sale: SaleName): Promise<{ meaning: SaleMeaning; call: Call }> {
  const reply = await post(PATHS.transactionDetail, { xact_id: sale.xactId })
  const meaning = classifySale(reply, sale)
  const kind = meaning.kind === 'shown' ? inWords(meaning) : meaning.kind
  const call = describeCall('detail', reply, { kind, code: returnCode(reply) })
  return { meaning, call: { ...call, refusesUs: meaning.kind === 'untold' && refusesUs(reply) } }
}

function inWords({ isReversed, reversals }: SaleMeaning & { kind: 'shown' }): string {
  return `${isReversed ? 'reversed, ' : ''}${reversals.length} refunds`
}

/**
 * All that went back in a period (page "İade Listesi", `v1/transaction/reversal_list`). As with sales: ask for one day
 * more than is needed, and what was read of a list that is not whole comes all the same.
 */
export async function listReversals(
  from: Date,
  to: Date,
  isStopped?: () => boolean,
): Promise<{ reversals: ListedReversal[]; pages: number; unread: Unread | null; lastCall: Call }> {
  const list = { service: 'reversal_list', path: PATHS.reversalList, request: encodePeriod(from, to), what: 'refunds' } as const
  const { found, ...told } = await readAllPages(list, keyed, isStopped)
  return { reversals: found, ...told }
}

/** Refunds of one sale may share every single name with each other, so a row is the same one only when all of it is. */
function keyed(reply: Reply) {
  const page = classifyReversals(reply)
  return page.kind === 'page' ? { ...page, found: page.reversals.map((row) => [JSON.stringify(row), row] as const) } : page
}
