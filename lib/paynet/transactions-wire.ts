import 'server-only'
import { z } from 'zod'
import { HOUR } from '@/lib/duration'
import type { Kurus } from '@/lib/shared/payments/money'
import type { TransactionDetails } from '@/lib/shared/payments/transaction-details'
import { idText, readTransactionRow } from './transaction-row'
import type { Reply } from './transport'
import { CODE, isAccepted, isNoData, maybe, wholeNumber } from './wire'

/** transaction/list in Paynet's words ("İşlem Listesi"). Pure. */

/** A sale as the list shows it. */
export type ListedSale = {
  /** Names the row, so that one which is shown twice counts once. */
  key: string
  /** Empty where the row names none. */
  references: string[]
  xactId: string | null
  /** Null when it cannot be read, or is no lira. */
  amountKurus: Kurus | null
  /** `untold`: the row does not say. `reversed`: it took money and gave it back. */
  outcome: 'succeeded' | 'refused' | 'untold' | 'unclear' | 'reversed'
  details: TransactionDetails | null
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
  if (reply.status !== 200) return isNoData(reply) ? none : { kind: 'unavailable' }
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

const idRow = z.object({ id: maybe(idText) })

function readRow(json: unknown): ListedSale | 'no sale' | null {
  const row = readTransactionRow(json)
  if (!row) return null
  const { references, xactId, amountKurus, outcome, details } = row
  if (!row.isSale) return 'no sale'
  return {
    // `xact_id` is said to be an encrypted id, but not that it is the same each time.
    key: idRow.parse(json).id ?? xactId ?? JSON.stringify(json),
    references,
    xactId,
    amountKurus,
    outcome: outcome === 'succeeded' && row.isReversed ? 'reversed' : outcome,
    details,
  }
}
