import { parseEmail } from '@/lib/shared/account-form'
import { ungrouped } from '@/lib/shared/digits'
import { nationalDigits } from '@/lib/shared/phone'
import { withoutLabel } from '@/lib/shared/without-label'
import { COMPANY, DEALER_FIELDS, type DealerField, SOLE_TRADER } from './dealer'
import type { DealerProblem } from './dealer-problems'
import { optional, type Reading, readChoice, readText, tidy } from './dealer-text'
import { readIban } from './iban'
import { readTaxNumber } from './tax-number'

type Readers = { [Field in DealerField]: (typed: string) => Reading<DealerProblem<Field>> }

const YES_NO = ['true', 'false']
const text = (field: DealerField) => (typed: string) => readText(typed, DEALER_FIELDS[field].max)
const optionalText = (field: DealerField) => (typed: string) => optional(typed, text(field))
const yesNo = (typed: string) => readChoice(typed, YES_NO)

/** Reads each answer and converts it to Paynet's format. Reading the result again changes nothing. */
export const READERS: Readers = {
  form_type: (typed) => readChoice(typed, [SOLE_TRADER, COMPANY]),
  company_name: text('company_name'),
  tckn_vkn: readTaxNumber,
  tax_office: readTaxOffice,
  company_fieldof_activity: text('company_fieldof_activity'),
  contact_name: readPerson,
  contact_gsm_no: readMobile,
  contact_mail: readMail,
  phone: (typed) => optional(typed, readPhone),
  adres1: text('adres1'),
  adres2: text('adres2'),
  city: readCity,
  province: text('province'),
  postal_code: readPostalCode,
  iban: readIban,
  products_to_be_sold: text('products_to_be_sold'),
  is_web_sales: yesNo,
  is_charged: yesNo,
  is_agent_network: yesNo,
  web_site: (typed) => optional(typed, readWebSite),
  infrastructure_provider: optionalText('infrastructure_provider'),
  approx_creditcard_budget: optionalText('approx_creditcard_budget'),
}

/** Digits only are a tax number in the wrong field. */
function readTaxOffice(typed: string): Reading<DealerProblem<'tax_office'>> {
  return /^\d+$/.test(ungrouped(typed)) ? { problem: 'digits' } : readText(typed, DEALER_FIELDS.tax_office.max)
}

function readPerson(typed: string): Reading<DealerProblem<'contact_name'>> {
  const reading = readText(typed, DEALER_FIELDS.contact_name.max)
  if ('problem' in reading) return reading
  if (/\p{Nd}/u.test(reading.value)) return { problem: 'digits' }
  return reading.value.includes(' ') ? reading : { problem: 'one-word' }
}

/** Ten digits without a leading 0 or +90. */
function readDigits(typed: string): Reading<'empty' | 'letters' | 'length'> {
  const plain = withoutLabel(ungrouped(typed))
  if (plain === '') return { problem: 'empty' }
  if (!/^\+?\d+$/.test(plain)) return { problem: 'letters' }
  const digits = nationalDigits(plain)
  return /^\d{10}$/.test(digits) ? { value: digits } : { problem: 'length' }
}

function readMobile(typed: string): Reading<DealerProblem<'contact_gsm_no'>> {
  const reading = readDigits(typed)
  return 'value' in reading && !reading.value.startsWith('5') ? { problem: 'not-mobile' } : reading
}

/** A number with its area code: 2, 3 and 4 are provinces, 5 is mobile, 8 is 850. */
function readPhone(typed: string): Reading<DealerProblem<'phone'> | 'empty'> {
  const reading = readDigits(typed)
  return 'value' in reading && !/^[23458]/.test(reading.value) ? { problem: 'area' } : reading
}

function readMail(typed: string): Reading<DealerProblem<'contact_mail'>> {
  const plain = tidy(typed)
  if (plain === '') return { problem: 'empty' }
  if (/[çğıöşüâîû]/i.test(plain) || plain.includes('İ')) return { problem: 'letters' }
  const mail = parseEmail(plain)
  if (mail === null) return { problem: 'form' }
  return mail.length > DEALER_FIELDS.contact_mail.max ? { problem: 'long' } : { value: mail }
}

/** A plate code, "01" to "81". */
function readCity(typed: string): Reading<DealerProblem<'city'>> {
  const code = ungrouped(typed)
  if (code === '') return { problem: 'empty' }
  const padded = code.padStart(2, '0')
  return /^(?:0[1-9]|[1-7]\d|8[01])$/.test(padded) ? { value: padded } : { problem: 'unknown' }
}

/** Five digits, of which the first two are a province's. */
function readPostalCode(typed: string): Reading<DealerProblem<'postal_code'>> {
  const code = withoutLabel(ungrouped(typed))
  if (code === '') return { problem: 'empty' }
  if (!/^\d+$/.test(code)) return { problem: 'letters' }
  if (code.length !== 5) return { problem: 'length' }
  return /^(?:0[1-9]|[1-7]\d|8[01])/.test(code) ? { value: code } : { problem: 'unknown' }
}

function readWebSite(typed: string): Reading<DealerProblem<'web_site'> | 'empty'> {
  const site = tidy(typed)
  const [, host = ''] = /^(?:https?:\/\/)?([^\s/?#@:]+)(?::\d+)?(?:[/?#]\S*)?$/i.exec(site) ?? []
  const labels = host.split('.')
  const isHost = labels.length > 1 && labels.every((label) => /^[\p{L}\d](?:[\p{L}\d-]*[\p{L}\d])?$/u.test(label))
  if (!isHost || !/\p{L}{2}$/u.test(host)) return { problem: 'form' }
  return site.length > DEALER_FIELDS.web_site.max ? { problem: 'long' } : { value: site }
}
