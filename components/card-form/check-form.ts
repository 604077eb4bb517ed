import type { CardFault, CardField, CardInput, CardOptions, CardProblem } from '@/lib/shared/cards/card'
import { FORM_FIELDS, type FormFault, type FormField, NEW_CARD, parseCardForm } from '@/lib/shared/cards/card-form'
import type { DescriptionProblem } from '@/lib/shared/cards/saved-card'

export type Wrong = Partial<Record<FormField, CardProblem | DescriptionProblem>>

/** Checks what the form holds now. Read from the page, since autofill may fire no event. */
export function checkForm(form: HTMLFormElement, options: CardOptions): { faults: FormFault[]; notices: CardFault[] } {
  const data = new FormData(form)
  if (choosesSavedCard(data)) return { faults: [], notices: [] }
  const read = (field: FormField) => String(data.get(FORM_FIELDS[field]) ?? '')
  const card: CardInput = { holder: read('holder'), number: read('number'), expiry: read('expiry'), cvc: read('cvc') }
  const parsed = parseCardForm({ card, description: wantsSaving(form, data) ? read('description') : null }, options)
  return { faults: 'faults' in parsed ? parsed.faults : [], notices: parsed.notices }
}

export function choosesSavedCard(data: FormData): boolean {
  return (data.get(FORM_FIELDS.savedCard) ?? NEW_CARD) !== NEW_CARD
}

/** A form without the tick box exists to save a card. */
function wantsSaving(form: HTMLFormElement, data: FormData): boolean {
  return form.elements.namedItem(FORM_FIELDS.wantsSaving) === null || data.has(FORM_FIELDS.wantsSaving)
}

/** The first fault of each field. */
export function byField(faults: FormFault[]): Wrong {
  return Object.fromEntries(faults.toReversed().map(({ field, problem }) => [field, problem]))
}

const FORM_ORDER: FormField[] = ['number', 'expiry', 'cvc', 'holder', 'description']

/** In the order of the fields on the page, so that the list and the form read alike. */
export function inFormOrder(faults: FormFault[]): FormFault[] {
  return FORM_ORDER.flatMap((field) => faults.filter((fault) => fault.field === field))
}

/** What is wrong by now with the fields that were found wrong; one that has since become wrong is left for the next submit. */
export function stillWrong(wrong: Wrong, faults: FormFault[]): Wrong {
  const now = byField(faults)
  return Object.fromEntries(Object.entries(now).filter(([field]) => wrong[field as FormField] !== undefined))
}

export function fieldOf(target: EventTarget): CardField | null {
  const name = target instanceof HTMLInputElement ? target.name : ''
  return FORM_ORDER.find((field): field is CardField => field !== 'description' && FORM_FIELDS[field] === name) ?? null
}
