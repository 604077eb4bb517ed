import { z } from 'zod'

/**
 * The lines of the ledger file. No PAN and no CVC has a place in them: a card is its mask, and what
 * it will lead to is decided before it is forgotten.
 */

const session = z.object({
  kind: z.literal('session'),
  at: z.string(),
  session_id: z.string(),
  token_id: z.string(),
  reference_no: z.string(),
  amount_kurus: z.number().int(),
  return_url: z.string(),
  domain: z.string(),
  card_masked: z.string(),
  card_holder: z.string(),
  bank_id: z.string(),
  bank_name: z.string(),
  /** What the bank page accepts; null takes any text. A public test password, or "a". */
  otp: z.string().nullable(),
  outcome: z.string(),
  instalment: z.number().int(),
  transaction_type: z.number().int(),
  agent_id: z.string(),
  save_card: z.boolean(),
})

const threeDs = z.object({
  kind: z.literal('three-ds'),
  at: z.string(),
  session_id: z.string(),
  status: z.enum(['passed', 'failed', 'cancelled']),
  md_status: z.number().int(),
})

const transaction = z.object({
  kind: z.literal('transaction'),
  at: z.string(),
  id: z.number().int(),
  xact_id: z.string(),
  session_id: z.string(),
  reference_no: z.string(),
  amount_kurus: z.number().int(),
  currency: z.string(),
  card_masked: z.string(),
  card_holder: z.string(),
  bank_id: z.string(),
  bank_name: z.string(),
  instalment: z.number().int(),
  transaction_type: z.number().int(),
  agent_id: z.string(),
  md_status: z.number().int(),
  is_succeed: z.boolean(),
  bank_error_id: z.string(),
  bank_error_message: z.string(),
  authorization_code: z.string(),
  reference_code: z.string(),
  order_id: z.string(),
  save_card: z.boolean(),
})

/** Nothing is ever deleted from the file: a reset is a line too, and what stands before it no longer counts. */
const reset = z.object({ kind: z.literal('reset'), at: z.string() })

export const ledgerRecord = z.discriminatedUnion('kind', [session, threeDs, transaction, reset])

export type LedgerRecord = z.infer<typeof ledgerRecord>
export type SessionRecord = z.infer<typeof session>
export type ThreeDsRecord = z.infer<typeof threeDs>
export type Transaction = z.infer<typeof transaction>
