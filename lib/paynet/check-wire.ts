import 'server-only'
import { z } from 'zod'
import type { Kurus } from '@/lib/shared/payments/money'
import type { TransactionDetails } from '@/lib/shared/payments/transaction-details'
import { compareDrawn, drawnKurus, type Expected } from './drawn'
import { isGivenBack, isSaid, namesReference, readTransactionRow, rowsIn, type TransactionRow } from './transaction-row'
import type { Reply } from './transport'
import { CODE, isNoData, returnCode } from './wire'

/** transaction/check in Paynet's words (page "Payment Check"). Pure. */

/**
 * How money can have moved so that a person must look: `several` transactions, `reversed` (it was given back, or is no
 * sale), `unclear` (a yes or no that is not documented).
 */
export type MoneyInDoubt = 'other-amount' | 'other-plan' | 'several' | 'reversed' | 'unclear'

/**
 * What transaction/check says about one reference. `nothing`: it tells nothing, as if it had not been asked. `isShort`:
 * the price was drawn, and not all of what the plan adds. `drawnKurus`: null where it cannot be read.
 */
export type CheckMeaning =
  | { kind: 'taken'; xactId: string | null; isShort?: boolean; details?: TransactionDetails | null }
  | { kind: MoneyInDoubt; xactId: string | null; drawnKurus?: Kurus | null; details?: TransactionDetails | null }
  | { kind: 'refused'; details?: TransactionDetails | null }
  | { kind: 'none' }
  | { kind: 'nothing' }

export function classifyCheck(reply: Reply, expected: Expected): CheckMeaning {
  if (reply.kind !== 'answered') return { kind: 'nothing' }
  const found = rowsIn(reply.json)
  if (isNoData(reply)) return { kind: found?.length ? 'nothing' : 'none' }
  if (reply.status !== 200 || found === null) return { kind: 'nothing' }
  // An empty list is the one way to say "none": a row that we cannot match may be the one that was asked for.
  if (found.length === 0) return { kind: returnCode(reply) === CODE.success && !countsRows(reply.json) ? 'none' : 'nothing' }

  const ours = found.map(readTransactionRow).filter((row) => row !== null)
  return meaningOf(
    ours.filter(({ references }) => namesReference(references, expected.referenceNo)),
    expected,
  )
}

const totals = z.object({ total: z.unknown().optional(), total_count: z.unknown().optional() })

/** Whether an answer counts rows that it does not show: then its empty list says nothing. */
function countsRows(json: unknown): boolean {
  const { total, total_count } = totals.safeParse(json).data ?? {}
  return isSaid(total) || isSaid(total_count)
}

function meaningOf(rows: TransactionRow[], expected: Expected): CheckMeaning {
  const doubt = (kind: MoneyInDoubt, row: TransactionRow) => {
    return { kind, xactId: row.xactId, drawnKurus: drawnKurus(row, expected), details: row.details }
  }
  const compare = (row: TransactionRow) => compareDrawn(row, expected)
  const sales = rows.filter((row) => row.outcome === 'succeeded' && !isGivenBack(row))
  const [sale] = [...sales.filter((row) => compare(row) === 'as-shown'), ...sales]
  if (sale && new Set(sales.map(({ xactId }) => xactId)).size > 1) return doubt('several', sale)
  // What gave a sale back has a row of its own, whose id and amount are not the sale's.
  const back = rows.find((row) => row.isSale && isGivenBack(row)) ?? rows.find(isGivenBack)
  if (back) return doubt('reversed', sale ?? back)
  if (sale) {
    const compared = compare(sale)
    if (compared === 'other-amount' || compared === 'other-plan') return doubt(compared, sale)
    return { kind: 'taken', xactId: sale.xactId, ...(compared === 'short' ? { isShort: true } : {}), details: sale.details }
  }
  const unclear = rows.find(({ outcome }) => outcome === 'unclear')
  if (unclear) return doubt('unclear', unclear)
  const refused = rows.find((row) => row.isSale && isOfPayment(row, expected))
  const areRefused = rows.every(({ outcome }) => outcome === 'refused')
  return refused && areRefused ? { kind: 'refused', details: refused.details } : { kind: 'nothing' }
}

/** A refused row draws nothing, so it may tell the price, or what was to be drawn. */
function isOfPayment(row: TransactionRow, expected: Expected): boolean {
  const compared = compareDrawn(row, expected)
  return compared === 'as-shown' || compared === 'short' || row.amountKurus === expected.chargeKurus
}
