import type { CardInput } from '@/lib/shared/cards/card'
import { FORM_FIELDS } from '@/lib/shared/cards/card-form'
import { holdsCardNumber } from '@/lib/shared/cards/number-in-text'
import { readIban } from '@/lib/shared/dealers/iban'
import { ungrouped } from '@/lib/shared/digits'
import { field } from './field'

/** The card of a posted form, as typed. */
export function readCardInput(form: FormData): CardInput {
  return {
    holder: field(form, FORM_FIELDS.holder),
    number: field(form, FORM_FIELDS.number),
    expiry: field(form, FORM_FIELDS.expiry),
    cvc: field(form, FORM_FIELDS.cvc),
  }
}

/** What a form may show again: a card number typed there does not come back. */
export function withoutNumber(typed: string): string {
  return /\p{Nd}{4}/u.test(typed.replace(/[^\p{L}\p{N}]/gu, '')) ? '' : typed.slice(0, 50)
}

/**
 * A form's answer in a shape that may be kept and shown again: nothing if it holds a card number typed into the
 * wrong box. An IBAN is not a card number, whatever its digits.
 */
export function withoutCardNumber(typed: string): string {
  // A mistyped one comes back too, to be corrected.
  const isIban = /^\p{L}{0,40}?tr\d{20,28}$/iu.test(ungrouped(typed)) || 'value' in readIban(typed)
  return !isIban && holdsCardNumber(typed) ? '' : typed
}
