import { z } from '@hono/zod-openapi'
import { amountPattern } from '@/simulator/format/money'

/** Field types that Paynet's services share. A form body holds only text, so numbers and flags may come as text. */

/** A JSON number has no comma, so only whole lira can be meant without doubt; the published table says decimal, its sample `"20"`. */
export const amountField = z
  .union([
    z.string().regex(amountPattern, 'lira as text with a decimal comma, for instance "149,90" or "20"'),
    z.number().int().min(0).max(999_999_999).transform(String),
  ])
  .openapi({ description: 'Lira, decimal comma, as text; or whole lira. A decimal point is refused.', example: '149,90' })

export function textField(maxLength: number) {
  return z.string().max(maxLength, `at most ${maxLength} characters`)
}

export const integerField = z.union([z.number().int(), z.string().regex(/^\d{1,9}$/, 'an integer')]).transform(Number)

export const dayField = z.string().regex(/^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/, 'a day, for instance 2026-11-22')

export const mobileField = z.string().regex(/^5\d{9}$/, '10 digits, the first a 5')

export function mailField(maxLength: number) {
  return textField(maxLength).regex(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'a mail address')
}

export const panField = z.string().regex(/^\d{12,19}$/, '12 to 19 digits')

export const monthField = integerField.refine((month) => month >= 1 && month <= 12, '1 to 12')

export const yearField = integerField.refine((year) => year <= 99 || (year >= 2000 && year <= 2099), 'four or two digits')

export const securityCodeField = z.string().regex(/^\d{3,4}$/, '3 or 4 digits')

export const flagField = z
  .union([z.boolean(), z.enum(['true', 'false', 'True', 'False', '0', '1'])])
  .transform((value) => value === true || value === '1' || String(value).toLowerCase() === 'true')

export const errorObject = z
  .object({
    type: z.string(),
    message: z.string(),
    code: z.number().int().openapi({ description: 'The HTTP status' }),
    result_code: z.number().int().openapi({ description: 'A return code of Paynet' }),
  })
  .openapi('Error')

export type ErrorObject = z.infer<typeof errorObject>
