import type { FormState } from '@/lib/shared/form-state'
import type { FieldProblem } from '@/lib/shared/result'
import type { Answers, DealerField } from './dealer'
import { groupIban } from './iban'

/** A province by its plate code. */
export type Province = { code: string; name: string; districts: string[] }

/** What a page's action returns when it does not redirect. */
export type DealerFormState = FormState & {
  values: Answers
  faults: FieldProblem[]
  /** The secret link, shown once, in answer to "save, return later". */
  link: string | null
}

/** The same for the page that sends the application. */
export type SendState = FormState & { faults: FieldProblem[] }

export type LinkState = FormState & { link: string | null }

/** Names of the form's other controls. */
export const DEALER_CONTROLS = { application: 'application', intent: 'intent', linkEmail: 'link_email', honeypot: 'contact_url' } as const

export const NOT_SENT: SendState = { problem: null, faults: [] }
/** The same answer whether a mail is sent or not. `wrong`: what is wrong with the address. */
export type MailLinkState = FormState & { email: string; wrong: 'empty' | 'form' | null; isDone: boolean }

export const NO_LINK: LinkState = { link: null, problem: null }

/** An answer for reading, grouped as people write it. */
export function showAnswer(field: DealerField, value: string): string {
  if (field === 'iban' && value.length === 26) return groupIban(value)
  const isPhone = field === 'contact_gsm_no' || field === 'phone'
  return isPhone ? value.replace(/^(\d{3})(\d{3})(\d{2})(\d{2})$/, '$1 $2 $3 $4') : value
}
