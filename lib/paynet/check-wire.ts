import 'server-only'
import { z } from 'zod'
import type { TransactionDetails } from '@/lib/shared/payments/transaction-details'
import type { Expected } from './charge-wire'
import { namesReference, readTransactionRow, type TransactionRow } from './transaction-row'
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
  if (found.length === 0) return { kind: returnCode(reply) === CODE.success ? 'none' : 'nothing' }

  const ours = found.map(readTransactionRow).filter((row) => row !== null && namesReference(row.references, referenceNo))
  return meaningOf(ours as TransactionRow[], amountKurus)
}

function meaningOf(rows: TransactionRow[], amountKurus: number): CheckMeaning {
  const about = (kind: Exclude<CheckMeaning['kind'], 'refused' | 'none' | 'nothing'>, { xactId, details }: TransactionRow) => ({
    kind,
    xactId,
    details,
  })
  const succeeded = rows.filter(({ outcome }) => outcome === 'succeeded')
  const stands = ({ isSale, isReversed }: TransactionRow) => isSale && !isReversed
  const sales = succeeded.filter(stands)
  const [sale] = [...sales.filter((row) => row.amountKurus === amountKurus), ...sales]
  if (sale && new Set(sales.map(({ xactId }) => xactId)).size > 1) return about('several', sale)
  const backed = succeeded.find((row) => !stands(row))
  if (backed) return about('reversed', sale ?? backed)
  if (sale) return about(sale.amountKurus === amountKurus ? 'taken' : 'other-amount', sale)
  const unclear = rows.find(({ outcome }) => outcome === 'unclear')
  if (unclear) return about('unclear', unclear)
  const refused = rows.find((row) => row.outcome === 'refused' && row.amountKurus === amountKurus)
  return refused ? { kind: 'refused', details: refused.details } : { kind: 'nothing' }
}

const envelope = z.object({ Data: z.unknown().optional(), data: z.unknown().optional() })
const ROW_NAMES = ['xact_id', 'is_succeed', 'agent_reference', 'agent_reference_no', 'reference_no']

/** The rows of an answer; one that came without its list is a row too. Null where there is no list to speak of. */
function rowsIn(json: unknown): unknown[] | null {
  const said = envelope.safeParse(json).data
  if (!said) return null
  const list = said.Data ?? said.data
  if (Array.isArray(list)) return list
  if (typeof list === 'object' && list !== null) return [list]
  return ROW_NAMES.some((name) => name in (json as object)) ? [json] : null
}
