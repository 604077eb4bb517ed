import { CARD_FIELDS, type CardFault, type CardField, type CardInput, type CardProblem, checkCard } from '@/lib/shared/card'
import { FORM_FIELDS } from '@/lib/shared/card-form'

export type Wrong = Partial<Record<CardField, CardProblem>>

/** Checks what stands in the form now. Read from the page, since autofill need not tell anyone. */
export function checkForm(form: HTMLFormElement, options: { now: Date; live: boolean }) {
  const data = new FormData(form)
  const read = (field: CardField) => String(data.get(FORM_FIELDS[field]) ?? '')
  const input: CardInput = { holder: read('holder'), number: read('number'), expiry: read('expiry'), cvc: read('cvc') }
  return checkCard(input, options)
}

/** The first fault of each field. */
export function byField(faults: CardFault[]): Wrong {
  return Object.fromEntries(faults.toReversed().map(({ field, problem }) => [field, problem]))
}

const FORM_ORDER: CardField[] = ['number', 'expiry', 'cvc', 'holder']

/** As the fields follow each other on the page, so that the list and the form read alike. */
export function inFormOrder(faults: CardFault[]): CardFault[] {
  return FORM_ORDER.flatMap((field) => faults.filter((fault) => fault.field === field))
}

/** Of what was wrong, what still is; a field that turned wrong meanwhile is left for the next submit. */
export function stillWrong(wrong: Wrong, faults: CardFault[]): Wrong {
  const now = byField(faults)
  return Object.fromEntries(Object.entries(wrong).filter(([field]) => now[field as CardField] !== undefined))
}

export function fieldOf(target: EventTarget): CardField | null {
  const name = target instanceof HTMLInputElement ? target.name : ''
  return CARD_FIELDS.find((field) => FORM_FIELDS[field] === name) ?? null
}
