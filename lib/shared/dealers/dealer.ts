/** A dealer's application: its questions, under Paynet's own names, and its states. Pure. */

/** The pages of the form, in their order. */
export const TASKS = ['business', 'contact', 'address', 'bank', 'sales'] as const
export type Task = (typeof TASKS)[number]

/** Paynet's `form_type`. */
export const SOLE_TRADER = '2'
export const COMPANY = '3'

type FieldRule = { task: Task; max: number; isOptional?: true }

/**
 * Every question: where it is asked and how long its answer may be, in characters, according to the page
 * "Başvuru Kayıt Servisi" (`v1/membership/formdata_insert`). Answers are kept in the format that Paynet gets.
 */
export const DEALER_FIELDS = {
  form_type: { task: 'business', max: 1 },
  company_name: { task: 'business', max: 100 },
  tckn_vkn: { task: 'business', max: 20 },
  tax_office: { task: 'business', max: 20 },
  company_fieldof_activity: { task: 'business', max: 50 },
  contact_name: { task: 'contact', max: 100 },
  contact_gsm_no: { task: 'contact', max: 10 },
  contact_mail: { task: 'contact', max: 50 },
  phone: { task: 'contact', max: 12, isOptional: true },
  adres1: { task: 'address', max: 50 },
  adres2: { task: 'address', max: 50 },
  city: { task: 'address', max: 50 },
  province: { task: 'address', max: 50 },
  postal_code: { task: 'address', max: 8 },
  iban: { task: 'bank', max: 26 },
  products_to_be_sold: { task: 'sales', max: 200 },
  is_web_sales: { task: 'sales', max: 5 },
  is_charged: { task: 'sales', max: 5 },
  is_agent_network: { task: 'sales', max: 5 },
  web_site: { task: 'sales', max: 50, isOptional: true },
  infrastructure_provider: { task: 'sales', max: 50, isOptional: true },
  approx_creditcard_budget: { task: 'sales', max: 50, isOptional: true },
} as const satisfies Record<string, FieldRule>

export type DealerField = keyof typeof DEALER_FIELDS
export const DEALER_FIELD_NAMES = Object.keys(DEALER_FIELDS) as DealerField[]

/** The answers so far, in the format that Paynet gets: an IBAN without blanks, a phone as ten digits. Nobody is asked for the code. */
export type Answers = Partial<Record<DealerField | 'agent_reference' | 'locale', string>>

/** The merchant's own code of a dealer, as a link of the merchant's presets it; null for what Paynet would not take. */
export function readAgentReference(typed: unknown): string | null {
  return typeof typed === 'string' && /^[A-Za-z0-9_-]{1,10}$/.test(typed) ? typed : null
}

export function fieldsOf(task: Task): DealerField[] {
  return DEALER_FIELD_NAMES.filter((name) => DEALER_FIELDS[name].task === task)
}

export function isOptional(field: DealerField): boolean {
  return 'isOptional' in DEALER_FIELDS[field]
}

/**
 * `verifying`: it waits for an operator's decision. Either it was sent and no answer came, so it may have
 * arrived, or it was not sent because another application has its tax number.
 * `refused`: Paynet did not accept it; it can be corrected and sent again.
 */
export const APPLICATION_STATUSES = ['draft', 'sending', 'verifying', 'received', 'refused'] as const
export type ApplicationStatus = (typeof APPLICATION_STATUSES)[number]

export const APPLICATION_MOVES = {
  draft: ['sending', 'verifying'],
  sending: ['received', 'refused', 'verifying'],
  verifying: ['received', 'sending', 'refused'],
  refused: ['sending', 'verifying', 'draft'],
  received: [],
} as const satisfies Record<ApplicationStatus, readonly ApplicationStatus[]>

/** At most one application per tax number is in these states; a unique index enforces it. */
export const OPEN_APPLICATION = ['sending', 'verifying', 'received'] as const satisfies ApplicationStatus[]

/** A document's status at Paynet: `sending` or `unknown` until there is a clear answer. */
export const DOCUMENT_STATUSES = ['sending', 'uploaded', 'unknown', 'removed'] as const
export type DocumentStatus = (typeof DOCUMENT_STATUSES)[number]
