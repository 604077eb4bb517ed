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
  /** Not what gave one back. */
  isSale: boolean
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
export type Page = { kind: 'page'; rows: number; total: number | null; hasMore: boolean | null }
export type SalesPageMeaning = (Page & { sales: ListedSale[] }) | { kind: 'unavailable' }

const ISTANBUL_MS = 3 * HOUR

/** A day in Istanbul, as `datab` and `datbi` want it: `"2026-11-22"`. */
export function encodeDay(at: Date): string {
  return new Date(at.getTime() + ISTANBUL_MS).toISOString().slice(0, 10)
}

/** The day in Istanbul of a date of Paynet's. */
export function readDay(value: unknown): string | null {
  const date = readDate(value)
  return date && encodeDay(date.at)
}

/**
 * A date of Paynet's: `dd.mm.yyyy`, or ISO 8601, where what names no offset is Istanbul's. Null for what is neither, and
 * for a day that there is not. `isTimed`: else it is the day's beginning.
 */
export function readDate(value: unknown): { at: Date; isTimed: boolean } | null {
  const date = typeof value === 'string' ? value.trim() : ''
  const turkish = /^(\d{2})\.(\d{2})\.(20\d{2})(?:\s(\d{2}:\d{2}(?::\d{2})?))?$/.exec(date)
  const iso = /^(20\d{2}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:?\d{2})?)?$/.exec(date)
  const day = turkish ? `${turkish[3]}-${turkish[2]}-${turkish[1]}` : (iso?.[1] ?? '')
  const time = turkish?.[4] ?? iso?.[2]
  const at = new Date(`${day}T${time ?? '00:00'}${iso?.[3] ?? '+03:00'}`)
  const isDay = !Number.isNaN(Date.parse(day)) && new Date(day).toISOString().startsWith(day)
  return isDay && !Number.isNaN(at.getTime()) ? { at, isTimed: time !== undefined } : null
}

const listReply = z.object({ total: maybe(wholeNumber), has_more: z.unknown().optional() })

/** One page of transaction/list. */
export function classifySales(reply: Reply): SalesPageMeaning {
  const read = readPage(reply, readSale)
  return read === null ? { kind: 'unavailable' } : { ...read.page, sales: read.found }
}

/**
 * One page of a list. A period of which Paynet says that it has no data is empty. `readRow` makes null of what cannot be
 * read, which may be just what is looked for: no such page counts.
 */
export function readPage<T extends object>(
  reply: Reply,
  readRow: (json: unknown) => T | 'nothing' | null,
): { page: Page; found: T[] } | null {
  if (reply.kind !== 'answered') return null
  const listed = listIn(reply.json) ?? rowsIn(reply.json)
  if (isNoData(reply) && !listed?.length) return { page: { kind: 'page', rows: 0, total: 0, hasMore: false }, found: [] }
  const { data } = listReply.safeParse(reply.json)
  if (reply.status !== 200 || !data || !listed || !isAccepted(returnCode(reply))) return null
  const rows = listed.map(readRow)
  if (rows.includes(null)) return null
  const hasMore = typeof data.has_more === 'boolean' ? data.has_more : null
  return {
    page: { kind: 'page', rows: rows.length, total: data.total ?? null, hasMore },
    found: rows.filter((row) => row !== null && row !== 'nothing'),
  }
}

const idRow = z.object({ id: maybe(idText) })

/** A refund that was refused, and the like, is nothing. */
function readSale(json: unknown): ListedSale | 'nothing' | null {
  const row = readTransactionRow(json)
  if (!row) return null
  const { references, xactId, amountKurus, feeKurus, instalments, isSale, outcome, details } = row
  if (!isSale && !isGivenBack(row)) return 'nothing'
  // `xact_id` is said to be an encrypted id, but not that it is the same each time.
  const name = idRow.parse(json).id ?? xactId ?? JSON.stringify(json)
  return {
    // What gives a sale back may bear the sale's own number.
    key: isSale ? name : `no sale ${name}`,
    isSale,
    references,
    xactId,
    amountKurus,
    feeKurus,
    instalments,
    outcome: isGivenBack(row) ? 'reversed' : outcome,
    details,
  }
}
