import 'server-only'
import { z } from 'zod'
import type { Kurus } from '@/lib/shared/payments/money'
import type { TransactionDetails } from '@/lib/shared/payments/transaction-details'
import type { Fee, Told } from './drawn'
import { decodeLira, decodeRoundedLira, isLira } from './lira'
import { readTransactionDetails } from './transaction-details'
import { maybe, wholeNumber } from './wire'

/** A transaction as Paynet's books show it, in transaction/check and transaction/list. Pure. */

export type TransactionRow = {
  /** Our own reference; Paynet's pages call it by three names, and one of them may hold something else. Empty for none. */
  references: string[]
  xactId: string | null
  /** Null when it cannot be read, or is no lira. */
  amountKurus: Kurus | null
  /** What the shopper pays beside or within it for a plan. */
  feeKurus: Fee
  instalments: Told['instalments']
  /**
   * Whether money was taken. `untold`: the row does not say. `unclear`: it says so in a way that is documented
   * nowhere, such as `"true"` as text.
   */
  outcome: 'succeeded' | 'refused' | 'untold' | 'unclear'
  /** Refunds, cancellations and pre-authorizations are none. */
  isSale: boolean
  /** It was given back. */
  isReversed: boolean
  details: TransactionDetails | null
}

/** Paynet's ids are text; one that came as a number is the same, and one of blanks is none. */
export const idText = z.union([z.string().trim().min(1), z.number().transform(String)])

const row = z.object({
  agent_reference_no: maybe(idText),
  agent_reference: maybe(idText),
  reference_no: maybe(idText),
  is_succeed: z.unknown().optional(),
  amount: z.unknown().optional(),
  end_user_comission: z.unknown().optional(),
  instalment: z.unknown().optional(),
  currency: z.unknown().optional(),
  xact_id: maybe(idText),
  authorization_code: maybe(idText),
  bank_authorization_code: maybe(idText),
  xact_type: z.unknown().optional(),
  transaction_type: z.unknown().optional(),
  reversed: z.unknown().optional(),
  reversed_xact_id: z.unknown().optional(),
})

/** Null for what is no row at all. */
export function readTransactionRow(json: unknown): TransactionRow | null {
  const { data } = row.safeParse(json)
  if (!data) return null
  return {
    references: [data.agent_reference_no, data.agent_reference, data.reference_no].filter((name) => name !== undefined),
    xactId: data.xact_id ?? null,
    amountKurus: isLira(data.currency) ? decodeLira(data.amount) : null,
    feeKurus: readFee(data.end_user_comission),
    instalments: readInstalments(data.instalment) ?? 'untold',
    outcome: outcomeOf(data),
    isSale: isSale(data),
    isReversed: isSaid(data.reversed) || isSaid(data.reversed_xact_id),
    details: readTransactionDetails(json),
  }
}

const envelope = z.object({ Data: z.unknown().optional(), data: z.unknown().optional() })

/** More rows than any page has that was asked for, and than real ones have room for in a reply. */
const MOST_ROWS = 2_000

/** The rows of an answer's list, whichever way it is written. Null where there is no list to speak of. */
export function listIn(json: unknown): unknown[] | null {
  const said = envelope.safeParse(json).data
  const lists: unknown[] = [said?.Data, said?.data].filter((list) => typeof list === 'object' && list !== null)
  const rows = lists.flat(1)
  return lists.length === 0 || rows.length > MOST_ROWS ? null : rows
}

/** The same of an answer about one reference, which may be a row itself. */
export function rowsIn(json: unknown): unknown[] | null {
  const listed = listIn(json)
  const isRow = typeof json === 'object' && json !== null && ('xact_id' in json || 'is_succeed' in json)
  return isRow ? [...(listed ?? []), json] : listed
}

/** Whether a row says that money went back, or is of a kind that takes none: no sale stands that it speaks of. */
export function isGivenBack({ isReversed, isSale, outcome }: TransactionRow): boolean {
  return isReversed || (!isSale && outcome !== 'refused')
}

/** `end_user_comission`, to the nearest kuruş: Paynet computes it. */
export function readFee(value: unknown): Fee {
  return isAbsent(value) ? null : (decodeRoundedLira(value) ?? 'unreadable')
}

/** `instalment`, which is none of a single payment. */
export function readInstalments(value: unknown): number | 'unreadable' | null {
  return isAbsent(value) ? null : (wholeNumber.safeParse(value).data ?? 'unreadable')
}

/** Whether a row or an answer names our reference under any of its names. */
export function namesReference(references: string[], ours: string): boolean {
  return references.some((name) => foldReference(name) === foldReference(ours))
}

/** For comparing references: letters' case and blanks around them mean nothing. */
export function foldReference(reference: string): string {
  return reference.trim().toLowerCase()
}

function outcomeOf({ is_succeed, ...data }: z.infer<typeof row>): TransactionRow['outcome'] {
  if (is_succeed === true) return 'succeeded'
  if (is_succeed === false) return 'refused'
  if (!isAbsent(is_succeed)) return 'unclear'
  // Where the row does not say, an id with an authorization does.
  return data.xact_id && (data.authorization_code ?? data.bank_authorization_code) ? 'succeeded' : 'untold'
}

/** `S` and 1 are sales ("İşlem Tipi"); refunds, cancellations and the like have letters and numbers of their own. */
function isSale({ xact_type, transaction_type }: z.infer<typeof row>): boolean {
  const isSalesLetter = isAbsent(xact_type) || (typeof xact_type === 'string' && /^\s*s\s*$/i.test(xact_type))
  return isSalesLetter && isSaleOrAbsent(transaction_type)
}

/** Whether a `transaction_type` is a sale, as it is where none is told. */
export function isSaleOrAbsent(type: unknown): boolean {
  return isAbsent(type) || wholeNumber.safeParse(type).data === 1
}

export function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === ''
}

/** Whether a field that is empty, false or zero otherwise holds something. */
export function isSaid(value: unknown): boolean {
  if (isAbsent(value) || value === false || value === 0) return false
  return typeof value !== 'string' || !/^(?:false|[0-]*)$/i.test(value.trim())
}
