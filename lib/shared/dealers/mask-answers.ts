import { type Answers, DEALER_FIELD_NAMES, type DealerField } from './dealer'

/** An answer as it may be shown, without the person or thing it names. */
export type MaskedAnswer = { field: DealerField; text: string }

const MASKS: Partial<Record<DealerField, (answer: string) => string>> = {
  company_name: maskWords,
  tckn_vkn: (answer) => keepEnd(answer, 3),
  contact_name: maskWords,
  contact_gsm_no: (answer) => keepEnd(answer, 2),
  contact_mail: maskMail,
  phone: (answer) => keepEnd(answer, 2),
  adres1: maskWords,
  adres2: maskWords,
  iban: (answer) => keepEnd(answer, 4).replace(/^\*\*/, /^[A-Z]{2}/.exec(answer)?.[0] ?? '**'),
}

/** Whether an answer names a person or a thing, and so is never shown whole again once it was sent. */
export function isMasked(field: DealerField): boolean {
  return field in MASKS
}

/** The answers that were given, in the order of the questions. */
export function maskAnswers(answers: Answers): MaskedAnswer[] {
  return DEALER_FIELD_NAMES.flatMap((field) => {
    const answer = answers[field]
    return answer ? [{ field, text: MASKS[field]?.(answer) ?? answer }] : []
  })
}

/** `1234567890` → `*******890`. A short one is hidden completely. */
function keepEnd(answer: string, shown: number): string {
  const hidden = answer.length > 2 * shown ? answer.length - shown : answer.length
  return '*'.repeat(hidden) + answer.slice(hidden)
}

/** `Ali Duru` → `A*** D***`, since the length of a name reveals something too. */
function maskWords(answer: string): string {
  return answer
    .split(/\s+/u)
    .filter(Boolean)
    .map((word) => `${[...word][0]}***`)
    .join(' ')
}

/** `ali@duruali.com` → `a***@d***` */
function maskMail(answer: string): string {
  return answer
    .split('@')
    .map((part) => `${[...part][0] ?? ''}***`)
    .join('@')
}
