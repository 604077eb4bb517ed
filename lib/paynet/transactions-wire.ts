import 'server-only'
import { z } from 'zod'
import { HOUR } from '@/lib/duration'
import type { Kurus } from '@/lib/shared/payments/money'
import { bookRow, decodeLira, hasSucceeded, isOursOrAbsent, referenceIn } from './payments-wire'
import type { Reply } from './transport'
import { CODE, isAccepted, isNoData, maybe, text, wholeNumber } from './wire'

/** transaction/list in Paynet's words ("İşlem Listesi"). Pure. */

/** A sale as the list shows it. */
export type ListedSale = {
  /** Names the row, so that one which is shown twice counts once. */
  key: string
  referenceNo: string | null
  xactId: string | null
  /** Null when it cannot be read, or is no lira. */
  amountKurus: Kurus | null
  /** `untold`: the row does not say. */
  outcome: 'succeeded' | 'refused' | 'untold'
}

/** `rows`: how many the page held, refunds and the like too. `total`: how many the whole list holds, says Paynet. */
export type SalesPage = { kind: 'page'; rows: number; total: number | null; hasMore: boolean | null; sales: ListedSale[] }
export type SalesPageMeaning = SalesPage | { kind: 'unavailable' }

const ISTANBUL_MS = 3 * HOUR

/** A day in Istanbul, as `datab` and `datbi` want it: `"2026-11-22"`. */
export function encodeDay(at: Date): string {
  return new Date(at.getTime() + ISTANBUL_MS).toISOString().slice(0, 10)
}

// `Data` in another shape is no list at all: it may hold what was asked for.
const listReply = z.object({
  code: maybe(wholeNumber),
  total: maybe(wholeNumber),
  has_more: z.unknown().optional(),
  Data: z.array(z.unknown()).nullish(),
})

/** One page of transaction/list. A period of which Paynet says that it has no data is empty. */
export function classifySales(reply: Reply): SalesPageMeaning {
  if (reply.kind !== 'answered') return { kind: 'unavailable' }
  const none: SalesPage = { kind: 'page', rows: 0, total: 0, hasMore: false, sales: [] }
  if (reply.status !== 200) return isNoData(reply.json) ? none : { kind: 'unavailable' }
  const { data } = listReply.safeParse(reply.json)
  if (data?.code === CODE.noData && !data.Data?.length) return none
  if (!data?.Data || !isAccepted(data.code)) return { kind: 'unavailable' }
  const rows = data.Data.map(readRow)
  // A row that cannot be read may be a success.
  if (rows.some((row) => row === null)) return { kind: 'unavailable' }
  return {
    kind: 'page',
    rows: rows.length,
    total: data.total ?? null,
    hasMore: typeof data.has_more === 'boolean' ? data.has_more : null,
    sales: rows.filter((row) => row !== null && row !== 'no sale'),
  }
}

/** `S` and 1 are sales ("İşlem Tipi"); refunds, cancellations and the like have letters and numbers of their own. */
const kindRow = z.object({ xact_type: maybe(text), transaction_type: maybe(wholeNumber), id: maybe(z.union([z.number(), text])) })
const SALE = { letter: 'S', number: 1 }

function readRow(row: unknown): ListedSale | 'no sale' | null {
  const { data } = bookRow.safeParse(row)
  if (!data) return null
  const { xact_type = SALE.letter, transaction_type = SALE.number, id } = kindRow.parse(row)
  if (xact_type !== SALE.letter || transaction_type !== SALE.number) return 'no sale'
  return {
    // `xact_id` is said to be an encrypted id, but not that it is the same each time.
    key: String(id ?? data.xact_id ?? JSON.stringify(row)),
    referenceNo: referenceIn(data) ?? null,
    xactId: data.xact_id ?? null,
    amountKurus: isOursOrAbsent(data.currency, 'TRY') ? decodeLira(data.amount) : null,
    outcome: hasSucceeded(data) ? 'succeeded' : data.is_succeed === false ? 'refused' : 'untold',
  }
}
