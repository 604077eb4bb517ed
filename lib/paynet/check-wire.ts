import 'server-only'
import { z } from 'zod'
import type { TransactionDetails } from '@/lib/shared/payments/transaction-details'
import type { Expected } from './charge-wire'
import { isGivenBack, isSaid, namesReference, readTransactionRow, rowsIn, type TransactionRow } from './transaction-row'
import type { Reply } from './transport'
import { CODE, isNoData, returnCode } from './wire'

/** transaction/check in Paynet's words (page "Payment Check"). Pure. */

/**
 * What transaction/check says about one reference. `nothing`: it tells nothing, as if it had not been asked.
 * Money that went to or fro in a way that a person must look at: `other-amount`, `several` transactions,
 * `reversed` (it was given back, or is no sale), `unclear` (a yes or no that is not documented).
 */
export type CheckMeaning =
  | { kind: 'taken' | 'other-amount' | 'several' | 'reversed' | 'unclear'; xactId: string | null; details?: TransactionDetails | null }
  | { kind: 'refused'; details?: TransactionDetails | null }
  | { kind: 'none' }
  | { kind: 'nothing' }

export function classifyCheck(reply: Reply, { referenceNo, amountKurus }: Expected): CheckMeaning {
  if (reply.kind !== 'answered') return { kind: 'nothing' }
  const found = rowsIn(reply.json)
  if (isNoData(reply)) return { kind: found?.length ? 'nothing' : 'none' }
  if (reply.status !== 200 || found === null) return { kind: 'nothing' }
  // An empty list is the one way to say "none": a row that we cannot match may be the one that was asked for.
  if (found.length === 0) return { kind: returnCode(reply) === CODE.success && !countsRows(reply.json) ? 'none' : 'nothing' }

  const ours = found.map(readTransactionRow).filter((row) => row !== null)
  return meaningOf(
    ours.filter(({ references }) => namesReference(references, referenceNo)),
    amountKurus,
  )
}

const totals = z.object({ total: z.unknown().optional(), total_count: z.unknown().optional() })

/** Whether an answer counts rows that it does not show: then its empty list says nothing. */
function countsRows(json: unknown): boolean {
  const { total, total_count } = totals.safeParse(json).data ?? {}
  return isSaid(total) || isSaid(total_count)
}

function meaningOf(rows: TransactionRow[], amountKurus: number): CheckMeaning {
  const about = (kind: Exclude<CheckMeaning['kind'], 'refused' | 'none' | 'nothing'>, { xactId, details }: TransactionRow) => ({
    kind,
    xactId,
    details,
  })
  const sales = rows.filter((row) => row.outcome === 'succeeded' && !isGivenBack(row))
  const [sale] = [...sales.filter((row) => row.amountKurus === amountKurus), ...sales]
  if (sale && new Set(sales.map(({ xactId }) => xactId)).size > 1) return about('several', sale)
  const back = rows.find(isGivenBack)
  if (back) return about('reversed', sale ?? back)
  if (sale) return about(sale.amountKurus === amountKurus ? 'taken' : 'other-amount', sale)
  const unclear = rows.find(({ outcome }) => outcome === 'unclear')
  if (unclear) return about('unclear', unclear)
  const refused = rows.find((row) => row.isSale && row.amountKurus === amountKurus)
  const areRefused = rows.every(({ outcome }) => outcome === 'refused')
  return refused && areRefused ? { kind: 'refused', details: refused.details } : { kind: 'nothing' }
}
