import 'server-only'
import { z } from 'zod'
import { holdsCardNumber } from '@/lib/shared/cards/number-in-text'
import type { TransactionDetails } from '@/lib/shared/payments/transaction-details'
import { decodeRoundedLira } from './lira'
import { maybe, text, wholeNumber } from './wire'

/** What is kept of an answer about a payment, under both spellings that Paynet's pages use. Pure. */

const LONGEST = 200

/** Text of one line and of a sane length; a number counts as its digits. What repeats a card's number is kept nowhere. */
export const word = maybe(
  z
    .union([z.string(), z.number().transform(String)])
    // Cut first: half a character that is left by it goes as well.
    .transform((value) => value.slice(0, LONGEST).replace(/\p{C}/gu, '').trim())
    .pipe(text.refine((value) => !holdsCardNumber(value))),
)
const fraction = maybe(
  z
    .union([
      z.number(),
      z
        .string()
        .trim()
        .regex(/^\d{1,6}(?:[.,]\d{1,10})?$/)
        .transform((value) => Number(value.replace(',', '.'))),
    ])
    .pipe(z.number().min(0).max(1_000_000)),
)
const lira = z.unknown().optional().transform(decodeRoundedLira)
const flag = maybe(
  z.union([
    z.boolean(),
    z
      .string()
      .trim()
      .regex(/^(?:true|false)$/i)
      .transform((value) => /^true$/i.test(value)),
  ]),
)
/** Longer than other numbers of Paynet's may become. */
const serial = z
  .union([
    z.number(),
    z
      .string()
      .trim()
      .regex(/^\d{1,15}$/)
      .transform(Number),
  ])
  .pipe(z.int().positive())

const told = z.object({
  id: maybe(serial),
  xact_date: word,
  bank_authorization_code: word,
  authorization_code: word,
  bank_reference_code: word,
  reference_code: word,
  bank_order_id: word,
  order_id: word,
  bank_id: word,
  bank_name: word,
  card_bank_id: word,
  card_type: word,
  card_brand_name: word,
  md_status: maybe(wholeNumber),
  is_tds: flag,
  transaction_type: maybe(wholeNumber),
  instalment: maybe(wholeNumber),
  plus_installment: maybe(wholeNumber),
  amount: lira,
  net_amount: lira,
  netAmount: lira,
  comission: lira,
  comission_tax: lira,
  end_user_comission: lira,
  ratio: fraction,
  ratio_code: word,
  // As a parser of addresses writes it, which leaves no character in it that could do anything elsewhere.
  campaign_url: maybe(
    z
      .url({ protocol: /^https$/, normalize: true })
      .max(500)
      .refine((value) => !holdsCardNumber(value)),
  ),
  bank_error_id: word,
  paynet_error_id: word,
})

/** Reads an answer or a row (page "3D Payment", its table and its sample; page "Payment Check"). Never throws. */
export function readTransactionDetails(json: unknown): TransactionDetails | null {
  const { data } = told.safeParse(json)
  if (!data) return null
  return {
    id: data.id ?? null,
    xactDate: data.xact_date ?? null,
    authorizationCode: data.bank_authorization_code ?? data.authorization_code ?? null,
    bankReferenceCode: data.bank_reference_code ?? data.reference_code ?? null,
    bankOrderId: data.bank_order_id ?? data.order_id ?? null,
    bankId: data.bank_id ?? null,
    bankName: data.bank_name ?? null,
    cardBankId: data.card_bank_id ?? null,
    cardType: data.card_type ?? null,
    cardBrandName: data.card_brand_name ?? null,
    mdStatus: data.md_status ?? null,
    isTds: data.is_tds ?? null,
    transactionType: data.transaction_type ?? null,
    instalment: data.instalment ?? null,
    plusInstalment: data.plus_installment ?? null,
    amountKurus: data.amount,
    netAmountKurus: data.net_amount ?? data.netAmount,
    commissionKurus: data.comission,
    commissionTaxKurus: data.comission_tax,
    endUserCommissionKurus: data.end_user_comission,
    ratio: data.ratio ?? null,
    ratioCode: data.ratio_code ?? null,
    campaignUrl: data.campaign_url ?? null,
    bankErrorId: data.bank_error_id ?? null,
    paynetErrorId: data.paynet_error_id ?? null,
  }
}
