import { COMPANY, DEALER_FIELDS, type DealerField, fieldsOf, isOptional, SOLE_TRADER, type Task } from '@/lib/shared/dealers/dealer'
import type { Messages } from '@/lib/shared/messages'

export type QuestionKind = 'text' | 'digits' | 'tel' | 'email' | 'url' | 'area' | 'choice' | 'city' | 'district'

/** The words of a question for each kind of business. The page that asks for the kind has all of them. */
export type Wording = { label: string; hint?: string }
export type Wordings = { any: Wording; sole?: Wording; company?: Wording }

export type Question = {
  field: DealerField
  kind: QuestionKind
  wordings: Wordings
  autoComplete: string
  isOptional: boolean
  /** The maximum number of characters, which are counted; null if the answer has its own rules. */
  max: number | null
  choices: Array<{ value: string; label: string; hint?: string }>
}

const KINDS: Partial<Record<DealerField, QuestionKind>> = {
  form_type: 'choice',
  tckn_vkn: 'digits',
  contact_gsm_no: 'tel',
  contact_mail: 'email',
  phone: 'tel',
  city: 'city',
  province: 'district',
  postal_code: 'digits',
  products_to_be_sold: 'area',
  is_web_sales: 'choice',
  is_charged: 'choice',
  is_agent_network: 'choice',
  web_site: 'url',
}

const TOKENS: Partial<Record<DealerField, string>> = {
  company_name: 'organization',
  contact_name: 'name',
  contact_gsm_no: 'tel-national',
  contact_mail: 'email',
  phone: 'work tel-national',
  adres1: 'address-line1',
  adres2: 'address-line2',
  city: 'address-level1',
  province: 'address-level2',
  postal_code: 'postal-code',
  web_site: 'url',
}

const COUNTED: QuestionKind[] = ['text', 'email', 'url', 'area']
const isCounted = (field: DealerField, kind: QuestionKind) => COUNTED.includes(kind) && field !== 'iban'

/** The questions of a page, worded for a sole trader or a company; on the page that asks which of the two, for both. */
export function questionsOf(task: Task, words: Messages['dealers'], formType: string | undefined): Question[] {
  return fieldsOf(task).map((field) => {
    const kind = KINDS[field] ?? 'text'
    const { sole, company, ...any } = words.questions[field]
    const mine = formType === SOLE_TRADER ? sole : formType === COMPANY ? company : undefined
    return {
      field,
      kind,
      wordings: task === 'business' ? { any, ...(sole && { sole }), ...(company && { company }) } : { any: mine ?? any },
      autoComplete: TOKENS[field] ?? 'off',
      isOptional: isOptional(field),
      max: isCounted(field, kind) ? DEALER_FIELDS[field].max : null,
      choices: kind === 'choice' ? choicesOf(field, words.form) : [],
    }
  })
}

export function choicesOf(field: DealerField, words: Messages['dealers']['form']): Question['choices'] {
  if (field === 'form_type') {
    return [
      { value: SOLE_TRADER, label: words.sole, hint: words.soleHint },
      { value: COMPANY, label: words.company, hint: words.companyHint },
    ]
  }
  return [
    { value: 'true', label: words.yes },
    { value: 'false', label: words.no },
  ]
}
