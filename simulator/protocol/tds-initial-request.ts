import { z } from '@hono/zod-openapi'
import { isTurkishIban } from '@/simulator/format/check-digits'
import { parseAmount } from '@/simulator/format/money'
import {
  amountField,
  flagField,
  integerField,
  mailField,
  mobileField,
  monthField,
  panField,
  securityCodeField,
  textField,
  yearField,
} from './fields'

const cardFields = ['card_holder', 'pan', 'month', 'year', 'cvc'] as const

/** Lengths are the older page's; the seed's table names none. */
export const tdsInitialRequest = z
  .object({
    amount: amountField,
    reference_no: textField(50),
    return_url: textField(256).refine(isWebAddress, 'an http or https address'),
    domain: textField(256),
    agent_reference_no: textField(50).optional(),
    card_holder: textField(50).optional(),
    pan: panField.optional(),
    month: monthField.optional(),
    year: yearField.optional(),
    cvc: securityCodeField.optional(),
    card_hash: textField(200).optional(),
    card_holder_phone: z
      .string()
      .regex(/^[1-9]\d{9}$/, '10 digits, the first not a 0')
      .optional(),
    card_holder_mail: mailField(60).optional(),
    description: textField(140).optional(),
    instalment: integerField.refine((count) => count >= 0 && count <= 36, '0 to 36').optional(),
    agent_id: textField(10).optional(),
    company_amount: amountField.optional(),
    add_commission: flagField.optional(),
    transaction_type: integerField.refine((type) => type === 1 || type === 3, '1 or 3').optional(),
    ratio_code: textField(100).optional(),
    save_card: flagField.optional(),
    card_desc: textField(100).optional(),
    user_unique_id: textField(100).optional(),
    card_owner_id: textField(100).optional(),
    user_gsm_no: mobileField.optional(),
    subscription_id: textField(100).optional(),
    invoice_no: textField(100).optional(),
    ratio_code_method: textField(1).optional(),
    merge_option: flagField.optional(),
    pos_type: integerField.optional(),
    approved_card: flagField.optional(),
    agent_customer_name: textField(100).optional(),
    is_escrow: flagField.optional(),
    iban: textField(26).refine(isTurkishIban, 'TR and 24 digits whose check digits fit').optional(),
  })
  .superRefine((fields, context) => {
    for (const path of [...missingCardFields(fields), ...missingSaveFields(fields)]) {
      context.addIssue({ code: 'custom', path: [path], message: 'zorunlu alan' })
    }
    if (fields.card_hash !== undefined && fields.pan !== undefined) {
      context.addIssue({ code: 'custom', path: ['card_hash'], message: 'either card fields or card_hash' })
    }
    if (fields.company_amount !== undefined && parseAmount(fields.company_amount) > parseAmount(fields.amount)) {
      context.addIssue({ code: 'custom', path: ['company_amount'], message: 'at most the amount' })
    }
    if (parseAmount(fields.amount) === 0) {
      context.addIssue({ code: 'custom', path: ['amount'], message: 'more than zero' })
    }
  })
  .openapi('TdsInitialRequest')

function missingCardFields(fields: Partial<Record<string, unknown>>): string[] {
  return fields.card_hash === undefined ? cardFields.filter((name) => fields[name] === undefined) : []
}

function missingSaveFields(fields: Partial<Record<string, unknown>>): string[] {
  if (fields.save_card !== true) return []
  const hasOwner = fields.user_unique_id !== undefined || fields.card_owner_id !== undefined
  return [...(fields.card_desc === undefined ? ['card_desc'] : []), ...(hasOwner ? [] : ['user_unique_id'])]
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)
}
