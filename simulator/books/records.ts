import { z } from 'zod'
import { application } from './application-record'

/**
 * The lines of the ledger file. None of them can hold a card number or a CVC: a card is kept as its
 * mask, along with the outcome that its number stands for.
 */

/** The card that a payment with save_card stores once the money is taken. */
const cardToKeep = z.object({
  pan_digest: z.string(),
  card_brand_name: z.string(),
  expire_month: z.number().int(),
  expire_year: z.number().int(),
  card_desc: z.string(),
  card_owner_id: z.string().nullable(),
  user_unique_id: z.string().nullable(),
})

/** What else the merchant said of a payment. Empty text where it said nothing. */
const said = z.object({
  agent_reference_no: z.string(),
  description: z.string(),
  card_holder_mail: z.string(),
  card_holder_phone: z.string(),
  agent_customer_name: z.string(),
  company_amount_kurus: z.number().int().nullable(),
  is_escrow: z.boolean(),
  /** Masked. */
  iban: z.string(),
  ratio_code: z.string(),
})

export const saidNothing: z.infer<typeof said> = {
  agent_reference_no: '',
  description: '',
  card_holder_mail: '',
  card_holder_phone: '',
  agent_customer_name: '',
  company_amount_kurus: null,
  is_escrow: false,
  iban: '',
  ratio_code: '',
}

/** What a payment costs; `end_user` is the part that was added to what the card pays. */
const cost = z.object({
  ratio: z.number(),
  commission_kurus: z.number().int(),
  tax_kurus: z.number().int(),
  end_user_kurus: z.number().int(),
})

const noCost: z.infer<typeof cost> = { ratio: 0, commission_kurus: 0, tax_kurus: 0, end_user_kurus: 0 }

// Older ledgers have neither.
const saidAndCost = { said: said.default(saidNothing), cost: cost.default(noCost) }

/** What `amount` holds where the card pays more than the price: all that was drawn, or the price, with the rest beside it. */
export const feeReadings = ['gross', 'net'] as const

/** How answers and rows tell a transaction; the ledger itself always holds what was drawn. */
const told = z.object({ fee_reading: z.enum(feeReadings), instalment: z.boolean() })

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
  /** What the bank page accepts: a public test password or "a"; null means any text. */
  otp: z.string().nullable(),
  outcome: z.string(),
  instalment: z.number().int(),
  transaction_type: z.number().int(),
  agent_id: z.string(),
  save_card: z.boolean(),
  // Older ledgers have no stored cards.
  card_to_keep: cardToKeep.nullable().default(null),
  ...saidAndCost,
})

const threeDs = z.object({
  kind: z.literal('three-ds'),
  at: z.string(),
  session_id: z.string(),
  status: z.enum(['passed', 'failed', 'cancelled']),
  md_status: z.number().int(),
})

/** Whether the card was stored; a repeated charge answers the same. */
const keptCard = z.object({
  is_succeed: z.boolean(),
  message: z.string(),
  card_owner_id: z.string(),
  user_unique_id: z.string(),
  card_hash: z.string(),
  card_brand_name: z.string(),
})

const transaction = z.object({
  kind: z.literal('transaction'),
  /** As it is dated; with `sale_days_ago`, not when it was charged. */
  at: z.string(),
  /** When it was charged. Older ledgers do not say. */
  charged_at: z.string().nullable().default(null),
  id: z.number().int(),
  xact_id: z.string(),
  session_id: z.string(),
  reference_no: z.string(),
  /** What was drawn from the card; all but the cost's `end_user_kurus` of it is the price. */
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
  kept_card: keptCard.nullable().default(null),
  ...saidAndCost,
  told: told.default({ fee_reading: 'gross', instalment: true }),
})

/** A refund as of this line; a later line with the same `xact_id` replaces it. */
const refund = z.object({
  kind: z.literal('refund'),
  at: z.string(),
  id: z.number().int(),
  xact_id: z.string(),
  sale_xact_id: z.string(),
  sale_id: z.number().int(),
  reference_no: z.string(),
  amount_kurus: z.number().int(),
  /** A cancel on the day of the sale, or a refund later. */
  type: z.enum(['R', 'CD']),
  status: z.enum(['waiting', 'approved', 'rejected', 'withdrawn']),
  /** Who asked: the merchant's program, or a person in Paynet's panel. */
  by: z.enum(['request', 'panel']),
  decided_at: z.string().nullable(),
  /** Empty if nobody is to be told. */
  succeed_url: z.string(),
})

const cardOwner = z.object({
  kind: z.literal('card-owner'),
  at: z.string(),
  card_owner_id: z.string(),
  user_unique_id: z.string(),
})

/** A stored card as of this line; a later line with the same hash replaces it. */
const storedCard = z.object({
  kind: z.literal('stored-card'),
  at: z.string(),
  card_hash: z.string(),
  card_owner_id: z.string(),
  /** Recognises the number without holding it: an HMAC under the secret key. */
  pan_digest: z.string(),
  card_desc: z.string(),
  card_holder: z.string(),
  card_masked: z.string(),
  card_brand_name: z.string(),
  bank_id: z.string(),
  bank_name: z.string(),
  otp: z.string().nullable(),
  outcome: z.string(),
  expire_month: z.number().int(),
  expire_year: z.number().int(),
  deleted: z.boolean(),
})

/** Nothing is ever deleted from the file: a reset is a line too, and lines before it no longer count. */
const reset = z.object({ kind: z.literal('reset'), at: z.string() })

export const ledgerRecord = z.discriminatedUnion('kind', [session, threeDs, transaction, refund, cardOwner, storedCard, application, reset])

export type LedgerRecord = z.infer<typeof ledgerRecord>
export type SessionRecord = z.infer<typeof session>
export type ThreeDsRecord = z.infer<typeof threeDs>
export type Transaction = z.infer<typeof transaction>
export type Refund = z.infer<typeof refund>
export type CardOwner = z.infer<typeof cardOwner>
export type StoredCard = z.infer<typeof storedCard>
export type CardToKeep = z.infer<typeof cardToKeep>
export type Said = z.infer<typeof said>
export type Cost = z.infer<typeof cost>
export type FeeReading = (typeof feeReadings)[number]
export type KeptCard = z.infer<typeof keptCard>
