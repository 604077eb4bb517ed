import { z } from '@hono/zod-openapi'
import { isTckn, isTurkishIban, isVkn } from '@/simulator/format/check-digits'
import { flagField, integerField, textField } from './fields'

/** The sample's own number fails its check digits, and the sample is answered with code 0. */
const SAMPLE_TCKN = '12345678901'
const isPersonsNumber = (text: string) => text === SAMPLE_TCKN || isTckn(text)

/** What the sample leaves empty may be "" or missing. */
function emptyOr<Field extends z.ZodType>(field: Field) {
  return z.union([z.literal(''), field]).optional()
}

/** Text of blanks counts as missing. */
function filledField(maxLength: number) {
  return textField(maxLength).regex(/\S/, 'more than blanks')
}

/**
 * Follows the table of the published page, which has no column for "required" but calls three fields
 * optional. Here the others are required, except what the sample leaves empty, and the three flags, which default to false. The newer
 * edition's spellings and its two extra fields are accepted too; where the editions disagree on a
 * length, the older page counts.
 */
export const applicationRequest = z
  .object({
    contact_gsm_no: z.string().regex(/^5\d{9}$/, '10 digits, the first a 5'),
    agent_reference: textField(10).default(''),
    contact_name: filledField(100),
    contact_surname: filledField(50).optional(),
    contact_mail: textField(50).regex(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'a mail address'),
    company_name: filledField(100),
    tax_office: textField(20).default(''),
    tckn_vkn: textField(20)
      .refine((text) => isPersonsNumber(text) || isVkn(text), 'check digits do not fit')
      .optional(),
    tckn: textField(11).refine(isPersonsNumber, 'check digits do not fit').optional(),
    vkn: textField(10).refine(isVkn, 'check digits do not fit').optional(),
    adres1: filledField(50),
    adres2: filledField(50),
    city: z
      .string()
      .regex(/^\d{1,2}$/, 'a plate code, 1 to 81')
      .refine((text) => Number(text) >= 1 && Number(text) <= 81, 'a plate code, 1 to 81'),
    province: filledField(50),
    postal_code: filledField(8),
    iban: emptyOr(textField(26).refine(isTurkishIban, 'TR and 24 digits whose check digits fit')),
    company_fieldof_activity: textField(50).default(''),
    products_to_be_sold: textField(200).optional(),
    product_to_be_sold: textField(200).optional().openapi({ description: 'As the published sample spells it' }),
    phone: emptyOr(z.string().regex(/^[1-9]\d{9}$/, '10 digits, the first not a 0')),
    infrastructure_provider: textField(50).optional(),
    web_site: textField(50).optional(),
    approx_creditcard_budget: textField(50).optional(),
    is_web_sales: flagField.optional(),
    is_charged: flagField.optional(),
    is_agent_network: flagField.optional(),
    form_type: integerField.refine((type) => type === 2 || type === 3, '2 or 3').optional(),
    device_id: textField(200).optional(),
    platform: textField(20).optional(),
    company_code: textField(50).optional(),
  })
  .superRefine((fields, context) => {
    const refuse = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
    const taxNumber = findTaxNumber(fields)
    if (taxNumber === null) refuse('tckn_vkn', 'zorunlu alan')
    if (fields.form_type === 3 && taxNumber?.length === 11) refuse('tckn_vkn', 'a company has a tax number of 10 digits')
  })
  .openapi('FormdataInsertRequest', {
    description: 'form_type: 2 sole trader, 3 company; without one the length of the tax number decides',
  })

export type ApplicationInput = z.infer<typeof applicationRequest>

/** The tax number of the application. The sample sends a person's number as well. */
export function findTaxNumber({ tckn_vkn, vkn, tckn }: { tckn_vkn?: unknown; vkn?: unknown; tckn?: unknown }): string | null {
  const number = [tckn_vkn, vkn, tckn].find((value) => value !== undefined)
  return typeof number === 'string' ? number : null
}
