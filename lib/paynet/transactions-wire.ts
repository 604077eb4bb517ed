import 'server-only'
import { z } from 'zod'
import { HOUR } from '@/lib/duration'
import type { Kurus } from '@/lib/shared/payments/money'
import type { TransactionDetails } from '@/lib/shared/payments/transaction-details'
import type { Fee, Told } from './drawn'
import { idText, isGivenBack, listIn, readTransactionRow, rowsIn } from './transaction-row'
import type { Reply } from './transport'
import { isAccepted, isNoData, maybe, returnCode, wholeNumber } from './wire'

/** transaction/list in Paynet's words ("İşlem Listesi"). Pure. */

/** A sale as the list shows it, or what gave one back. */
export type ListedSale = {
  /** Names the row, so that one which is shown twice counts once. */
  key: string
  /** Empty where the row names none. */
  references: string[]
  xactId: string | null
  /** Null when it cannot be read, or is no lira. */
  amountKurus: Kurus | null
  feeKurus: Fee
  instalments: Told['instalments']
  /** `untold` and `unclear`: as in `TransactionRow`. `reversed`: money went back, or it is of a kind that is no sale. */
  outcome: 'succeeded' | 'refused' | 'untold' | 'unclear' | 'reversed'
  details: TransactionDetails | null
}

/** `rows`: how many the page held, refused refunds and the like too. `total`: how many the whole list holds, says Paynet. */
export type SalesPage = { kind: 'page'; rows: number; total: number | null; hasMore: boolean | null; sales: ListedSale[] }
export type SalesPageMeaning = SalesPage | { kind: 'unavailable' }

const ISTANBUL_MS = 3 * HOUR

/** A day in Istanbul, as `datab` and `datbi` want it: `"2026-11-22"`. */
export function encodeDay(at: Date): string {
  return new Date(at.getTime() + ISTANBUL_MS).toISOString().slice(0, 10)
}

const listReply = z.object({ total: maybe(wholeNumber), has_more: z.unknown().optional() })

/** One page of transaction/list. A period of which Paynet says that it has no data is empty. */
export function classifySales(reply: Reply): SalesPageMeaning {
  if (reply.kind !== 'answered') return { kind: 'unavailable' }
  const found = listIn(reply.json) ?? rowsIn(reply.json)
  if (isNoData(reply) && !found?.length) return { kind: 'page', rows: 0, total: 0, hasMore: false, sales: [] }
  const { data } = listReply.safeParse(reply.json)
  if (reply.status !== 200 || !data || !found || !isAccepted(returnCode(reply))) return { kind: 'unavailable' }
  const rows = found.map(readRow)
  // A row that cannot be read may be a success.
  if (rows.some((row) => row === null)) return { kind: 'unavailable' }
  return {
    kind: 'page',
    rows: rows.length,
    total: data.total ?? null,
    hasMore: typeof data.has_more === 'boolean' ? data.has_more : null,
    sales: rows.filter((row) => row !== null && row !== 'nothing'),
  }
}

const idRow = z.object({ id: maybe(idText) })

/** A refund that was refused, and the like, is nothing. */
function readRow(json: unknown): ListedSale | 'nothing' | null {
  const row = readTransactionRow(json)
  if (!row) return null
  const { references, xactId, amountKurus, feeKurus, instalments, isSale, outcome, details } = row
  if (!isSale && !isGivenBack(row)) return 'nothing'
  // `xact_id` is said to be an encrypted id, but not that it is the same each time.
  const name = idRow.parse(json).id ?? xactId ?? JSON.stringify(json)
  return {
    // What gives a sale back may bear the sale's own number.
    key: isSale ? name : `no sale ${name}`,
    references,
    xactId,
    amountKurus,
    feeKurus,
    instalments,
    outcome: isGivenBack(row) ? 'reversed' : outcome,
    details,
  }
}
