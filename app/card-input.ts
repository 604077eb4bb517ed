import type { CardInput } from '@/lib/shared/card'
import { FORM_FIELDS } from '@/lib/shared/card-form'

/** The card of a posted form, as typed. */
export function readCardInput(form: FormData): CardInput {
  return {
    holder: textOf(form, FORM_FIELDS.holder),
    number: textOf(form, FORM_FIELDS.number),
    expiry: textOf(form, FORM_FIELDS.expiry),
    cvc: textOf(form, FORM_FIELDS.cvc),
  }
}

/** A field as text of a sane length; files and the like count as empty. */
export function textOf(form: FormData, name: string): string {
  const value = form instanceof FormData ? form.get(name) : null
  return typeof value === 'string' ? value.slice(0, 200) : ''
}

/** What may stand in the form again: somebody who typed a number there does not get it back. */
export function withoutNumber(typed: string): string {
  return /\d{4}/.test(typed.replace(/[\s.-]/g, '')) ? '' : typed.slice(0, 50)
}
