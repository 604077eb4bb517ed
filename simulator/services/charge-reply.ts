import { z } from '@hono/zod-openapi'
import type { Transaction } from '@/simulator/books/records'
import { formatPaynetDate } from '@/simulator/format/dates'
import { logoUrlOf } from '@/simulator/protocol/banks'
import type { Reply } from '@/simulator/protocol/reply'

/** Field order, names, spelling and types follow the published sample; the four names that only its table has come last. */
const charged = z.object({
  is_tds: z.boolean(),
  md_status: z.number().int(),
  id: z.number().int(),
  xact_id: z.string(),
  xact_date: z.string(),
  transaction_type: z.number().int(),
  pos_type: z.number().int(),
  agent_id: z.string(),
  user_id: z.string(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  instalment: z.number().int().optional().openapi({ description: 'Missing only by a fault' }),
  ratio: z.number(),
  card_no_masked: z.string(),
  card_holder: z.string(),
  amount: z
    .number()
    .openapi({ description: "Lira. With a plan's difference in it or without: documented nowhere, see the setting fee_reading" }),
  net_amount: z.number(),
  comission: z.number(),
  comission_tax: z.number(),
  currency: z.string(),
  bank_id: z.string(),
  bank_name: z.string(),
  bank_authorization_code: z.string(),
  bank_reference_code: z.string(),
  bank_order_id: z.string(),
  is_succeed: z.boolean(),
  paynet_error_id: z.string(),
  paynet_error_message: z.string(),
  bank_error_id: z.string(),
  bank_error_message: z.string(),
  bank_error_short_desc: z.string(),
  bank_error_long_desc: z.string(),
  reference_no: z.string(),
  xact_transaction_id: z.string(),
  campaign_url: z.string(),
  end_user_comission: z.number(),
  end_user_ratio: z.number(),
  ratio_code: z.string(),
  ratio_code_method: z.string(),
  is_save_card_succeed: z.boolean(),
  save_card_result_message: z.string(),
  card_owner_id: z.string(),
  user_unique_id: z.string(),
  card_hash: z.string(),
  card_bank_id: z.string(),
  card_logo_url: z.string(),
  company_cost_ratio: z.string(),
  company_commission: z.string(),
  company_commission_with_tax: z.string(),
  company_net_amount: z.string(),
  plus_installment: z.string(),
  card_type: z.string(),
  card_brand_name: z.string(),
  authorization_code: z.string(),
  reference_code: z.string(),
  order_id: z.string(),
  agent_reference_no: z.string(),
  object_name: z.literal('tdscharge_response'),
  code: z.number().int(),
  message: z.string(),
})

/** If the session itself is the problem, there is no transaction to show. */
const notCharged = charged
  .pick({
    is_tds: true,
    md_status: true,
    is_succeed: true,
    paynet_error_id: true,
    paynet_error_message: true,
    object_name: true,
    code: true,
    message: true,
  })
  .strict()

export const transactionFields = charged.omit({ object_name: true, code: true, message: true })

export const chargeResponse = z.union([charged, notCharged]).openapi('TdsChargeResponse')

export function replyNotCharged(code: number, message: string): Reply {
  const body: z.infer<typeof notCharged> = {
    is_tds: true,
    md_status: 0,
    is_succeed: false,
    paynet_error_id: String(code),
    paynet_error_message: message,
    object_name: 'tdscharge_response',
    code,
    message,
  }
  return { status: 200, body }
}

export function replyCharged(transaction: Transaction, code: number, message: string): Reply {
  const body: z.infer<typeof charged> = { ...describeTransaction(transaction), object_name: 'tdscharge_response', code, message }
  return { status: 200, body }
}

/** What `amount` holds. */
export function toldKurus({ amount_kurus, cost, told }: Transaction): number {
  return told.fee_reading === 'net' ? amount_kurus - cost.end_user_kurus : amount_kurus
}

/** What Paynet tells of a transaction, under the names of the page's sample and of its table. */
export function describeTransaction(transaction: Transaction): z.infer<typeof transactionFields> {
  const orderId = transaction.order_id
  const kept = transaction.kept_card
  const { said, cost } = transaction
  const cut = cost.commission_kurus + cost.tax_kurus
  return {
    is_tds: true,
    md_status: transaction.md_status,
    id: transaction.id,
    xact_id: transaction.xact_id,
    xact_date: formatPaynetDate(new Date(transaction.at)),
    transaction_type: transaction.transaction_type,
    pos_type: 5,
    agent_id: transaction.agent_id,
    user_id: 'paynet',
    email: said.card_holder_mail || null,
    phone: said.card_holder_phone || null,
    ...(transaction.told.instalment ? { instalment: transaction.instalment } : {}),
    ratio: cost.ratio,
    card_no_masked: transaction.card_masked,
    card_holder: transaction.card_holder,
    amount: toldKurus(transaction) / 100,
    net_amount: (transaction.amount_kurus - cut) / 100,
    comission: cost.commission_kurus / 100,
    comission_tax: cost.tax_kurus / 100,
    currency: transaction.currency,
    bank_id: transaction.bank_id,
    bank_name: transaction.bank_name,
    bank_authorization_code: transaction.authorization_code,
    bank_reference_code: transaction.reference_code,
    bank_order_id: orderId.replaceAll('-', ''),
    is_succeed: transaction.is_succeed,
    paynet_error_id: transaction.bank_error_id,
    paynet_error_message: transaction.bank_error_message,
    bank_error_id: transaction.bank_error_id,
    bank_error_message: transaction.bank_error_message,
    bank_error_short_desc: transaction.bank_error_message,
    bank_error_long_desc: transaction.bank_error_message,
    reference_no: transaction.reference_no,
    xact_transaction_id: orderId,
    campaign_url: '',
    end_user_comission: cost.end_user_kurus / 100,
    end_user_ratio: cost.end_user_kurus > 0 || said.ratio_code ? cost.ratio : 0,
    ratio_code: said.ratio_code,
    ratio_code_method: '',
    is_save_card_succeed: kept?.is_succeed ?? false,
    save_card_result_message: kept?.message ?? (transaction.save_card ? 'İşlem başarısız, kart saklanmadı' : ''),
    card_owner_id: kept?.card_owner_id ?? '',
    user_unique_id: kept?.user_unique_id ?? '',
    card_hash: kept?.card_hash ?? '',
    card_bank_id: kept?.is_succeed ? transaction.bank_id : '',
    card_logo_url: kept?.is_succeed ? logoUrlOf(transaction.bank_id) : '',
    company_cost_ratio: '',
    company_commission: '',
    company_commission_with_tax: '',
    company_net_amount: '',
    plus_installment: '',
    card_type: kept?.is_succeed ? 'cc' : '',
    card_brand_name: kept?.card_brand_name ?? '',
    authorization_code: transaction.authorization_code,
    reference_code: transaction.reference_code,
    order_id: orderId.replaceAll('-', ''),
    // The merchant's own name for a dealer's order; Paynet's table calls ours by the same.
    agent_reference_no: said.agent_reference_no || transaction.reference_no,
  }
}
