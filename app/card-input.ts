import { type CardInput, holdsCardNumber } from '@/lib/shared/cards/card'
import { FORM_FIELDS } from '@/lib/shared/cards/card-form'
import { readIban } from '@/lib/shared/dealers/iban'

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

/** What may be shown in the form again: a number that was typed there is not. */
export function withoutNumber(typed: string): string {
  return /\p{Nd}{4}/u.test(typed.replace(/[^\p{L}\p{N}]/gu, '')) ? '' : typed.slice(0, 50)
}

/**
 * An answer of any form as it may be kept and shown again: nothing of one that holds a card's number, which
 * was typed into the wrong box. An IBAN is none, whatever its digits happen to be.
 */
export function withoutCardNumber(typed: string): string {
  // One that is mistyped comes back too, to be put right.
  const isIban = /^\s*(?:iban\W*)?tr(?:[\s.\-/:]*\d){20,28}\s*$/i.test(typed) || 'value' in readIban(typed)
  return !isIban && holdsCardNumber(typed) ? '' : typed
}
