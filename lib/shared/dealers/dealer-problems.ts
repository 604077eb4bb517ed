import type { DealerField } from './dealer'

/** What can be wrong with an answer. Each has its own sentence in each language. */
const OF_TEXT = ['empty', 'long'] as const
const OF_OPTIONAL_TEXT = ['long'] as const
const OF_CHOICE = ['empty'] as const

export const DEALER_PROBLEMS = {
  form_type: OF_CHOICE,
  company_name: OF_TEXT,
  tckn_vkn: ['empty', 'letters', 'length', 'vkn-checksum', 'tckn-checksum', 'tckn-of-company'],
  tax_office: ['empty', 'long', 'digits'],
  company_fieldof_activity: OF_TEXT,
  contact_name: ['empty', 'long', 'digits', 'one-word'],
  contact_gsm_no: ['empty', 'letters', 'length', 'not-mobile'],
  contact_mail: ['empty', 'long', 'form', 'letters'],
  phone: ['letters', 'length', 'area'],
  adres1: ['empty', 'long', 'split'],
  adres2: OF_TEXT,
  city: ['empty', 'unknown'],
  province: ['empty', 'unknown', 'long'],
  postal_code: ['empty', 'letters', 'length', 'unknown'],
  iban: ['empty', 'country', 'letters', 'length', 'checksum'],
  products_to_be_sold: OF_TEXT,
  is_web_sales: OF_CHOICE,
  is_charged: OF_CHOICE,
  is_agent_network: OF_CHOICE,
  web_site: ['form', 'long'],
  infrastructure_provider: OF_OPTIONAL_TEXT,
  approx_creditcard_budget: OF_OPTIONAL_TEXT,
} as const satisfies Record<DealerField, readonly string[]>

export type DealerProblem<Field extends DealerField = DealerField> = (typeof DEALER_PROBLEMS)[Field][number]
