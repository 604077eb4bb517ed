import 'server-only'
import { z } from 'zod'
import type { Kurus } from '@/lib/shared/payments/money'
import type { TransactionDetails } from '@/lib/shared/payments/transaction-details'
import { decodeLira, isLira } from './lira'
import { readTransactionDetails } from './transaction-details'
import { maybe, text, wholeNumber } from './wire'

/** A transaction as Paynet's books show it, in transaction/check and transaction/list. Pure. */

export type TransactionRow = {
  /** Our own reference; Paynet's pages call it by three names, and one of them may hold something else. */
  references: string[]
  xactId: string | null
  /** Null when it cannot be read, or is no lira. */
  amountKurus: Kurus | null
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

/** Paynet's ids are text; one that came as a number is the same. */
export const idText = z.union([text, z.number().transform(String)])

const row = z.object({
  agent_reference_no: maybe(idText),
  agent_reference: maybe(idText),
  reference_no: maybe(idText),
  is_succeed: z.unknown().optional(),
  amount: z.unknown().optional(),
  currency: z.unknown().optional(),
  xact_id: maybe(idText),
  authorization_code: maybe(idText),
  bank_authorization_code: maybe(idText),
  xact_type: maybe(text),
  transaction_type: maybe(wholeNumber),
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
    outcome: outcomeOf(data),
    isSale: isSale(data),
    isReversed: isSaid(data.reversed) || isSaid(data.reversed_xact_id),
    details: readTransactionDetails(json),
  }
}

/** Whether a row or an answer names our reference under any of its names. Letters' case means nothing in it. */
export function namesReference(references: string[], ours: string): boolean {
  return references.some((name) => name.trim().toLowerCase() === ours.toLowerCase())
}

function outcomeOf({ is_succeed, ...data }: z.infer<typeof row>): TransactionRow['outcome'] {
  if (is_succeed === true) return 'succeeded'
  if (is_succeed === false) return 'refused'
  if (is_succeed !== undefined && is_succeed !== null && is_succeed !== '') return 'unclear'
  // Where the row does not say, an id with an authorization does.
  return data.xact_id && (data.authorization_code ?? data.bank_authorization_code) ? 'succeeded' : 'untold'
}

/** `S` and 1 are sales ("İşlem Tipi"); refunds, cancellations and the like have letters and numbers of their own. */
function isSale({ xact_type = 'S', transaction_type = 1 }: z.infer<typeof row>): boolean {
  return /^\s*s\s*$/i.test(xact_type) && transaction_type === 1
}

/** Whether a field that is empty, false or zero otherwise holds something. */
function isSaid(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false && !/^(?:false|[0-]*)$/i.test(String(value).trim())
}
