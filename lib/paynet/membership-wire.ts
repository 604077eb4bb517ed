import 'server-only'
import { z } from 'zod'
import type { PaynetStatus } from '@/lib/shared/dealers/application-view'
import { type Answers, DEALER_FIELD_NAMES, type DealerField } from '@/lib/shared/dealers/dealer'
import { isPaynetHost } from './hosts'
import type { Reply } from './transport'
import { CODE, isAccepted, isNo, maybe, refusesUs, returnCode, text, wholeNumber } from './wire'

/** Paynet's services for dealers' applications in its words (pages "Başvuru"). Pure. */

/**
 * Everything that the page "Başvuru Kayıt Servisi" names in its table, and what only its sample has. An
 * optional answer that was not given goes as "", as in the sample: which fields must be there is said nowhere.
 */
export function encodeApplication(answers: Answers): Record<string, string | number | boolean> {
  const answer = (field: keyof Answers) => answers[field] ?? ''
  const taxNumber = answer('tckn_vkn')
  const products = answer('products_to_be_sold')
  return {
    contact_gsm_no: answer('contact_gsm_no'),
    // The merchant's own code of the dealer, where the merchant's link brought one.
    agent_reference: answer('agent_reference'),
    contact_name: answer('contact_name'),
    // Only in the newer edition. The seed's "name and surname" stays whole beside it.
    contact_surname: surnameOf(answer('contact_name')),
    contact_mail: answer('contact_mail'),
    company_name: answer('company_name'),
    tax_office: answer('tax_office'),
    tckn_vkn: taxNumber,
    adres1: answer('adres1'),
    adres2: answer('adres2'),
    city: answer('city'),
    province: answer('province'),
    postal_code: answer('postal_code'),
    iban: answer('iban'),
    company_fieldof_activity: answer('company_fieldof_activity'),
    // The table says "products", the sample "product"; whichever is read, it is there.
    products_to_be_sold: products,
    product_to_be_sold: products,
    // The table does not call it optional; a mobile number fits its text, ten digits without a 0.
    phone: answer('phone') || answer('contact_gsm_no'),
    infrastructure_provider: answer('infrastructure_provider'),
    web_site: answer('web_site'),
    approx_creditcard_budget: answer('approx_creditcard_budget'),
    is_web_sales: answer('is_web_sales') === 'true',
    is_charged: answer('is_charged') === 'true',
    is_agent_network: answer('is_agent_network') === 'true',
    // Only in the sample from here on. 0 is a new form; a device we have none of, so no `device_id`.
    form_id: 0,
    form_type: Number(answer('form_type')),
    platform: 'WEB',
    company_code: '',
    // The sample sends a person's number beside the field for either; the newer edition has one for each.
    ...(/^\d{11}$/.test(taxNumber) ? { tckn: taxNumber } : {}),
    ...(/^\d{10}$/.test(taxNumber) ? { vkn: taxNumber } : {}),
  }
}

const LONGEST_SURNAME = 50

function surnameOf(name: string): string {
  return (name.trim().split(/\s+/u).at(-1) ?? '').slice(0, LONGEST_SURNAME)
}

/**
 * What came of sending an application. `refused`: a clear no, nothing was taken. `refuses-us`: nothing was
 * taken either, and no answer of the dealer's is at fault. `already`: Paynet has one of this dealer, and an
 * earlier send of ours went unanswered, so it may be that one. `lost`: it may have been received.
 */
export type ApplicationMeaning =
  | { kind: 'received'; formId: string; formLink: string | null; code: number }
  | { kind: 'refused'; field: DealerField | null; code: number | null }
  | { kind: 'refuses-us'; code: number | null; retryAfterMs: number | null }
  | { kind: 'already'; code: number }
  | { kind: 'lost'; code: number | null }
  | { kind: 'not-sent' }

const receipt = z.object({ form_id: z.unknown().optional(), form_link: maybe(text) })

/** `isFirst`: no earlier send of this application went unanswered. */
export function classifyApplication(reply: Reply, isFirst: boolean): ApplicationMeaning {
  if (reply.kind === 'not-sent') return { kind: 'not-sent' }
  const code = returnCode(reply)
  // One that says "done" under a status that says "no" tells nothing.
  if (reply.kind === 'lost' || (reply.status !== 200 && isAccepted(code))) return { kind: 'lost', code }
  if (isNotNow(reply)) return { kind: 'refuses-us', code, retryAfterMs: reply.retryAfterMs }
  if (code === CODE.duplicate && !isFirst) return { kind: 'already', code }
  if (isNo(reply)) return { kind: 'refused', field: namedField(reply.json), code }
  const said = reply.status === 200 ? receipt.safeParse(reply.json).data : undefined
  const formId = readFormId(said?.form_id)
  if (code === null || !isAccepted(code) || formId === null) return { kind: 'lost', code }
  return { kind: 'received', formId, formLink: said?.form_link ?? null, code }
}

/** These statuses tell of our key, address, path or number of calls, whatever code and body come with them. */
function isNotNow(reply: Reply): boolean {
  if (reply.kind !== 'answered') return false
  const { status } = reply
  return refusesUs(reply) || [401, 403, 404, 405, 429].includes(status) || (status >= 300 && status < 400)
}

/** Text in the table, a number in the sample. 0 is what we send for a form that has none yet. */
export function readFormId(value: unknown): string | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value > 0 ? String(value) : null
  const said = typeof value === 'string' ? value.trim() : ''
  return /^[A-Za-z0-9_-]{1,40}$/.test(said) && /[^0-]/.test(said) ? said : null
}

/** Other names of our questions: the sample's, and those of the newer edition. */
const ALIASES: Array<[string, DealerField]> = [
  ['product_to_be_sold', 'products_to_be_sold'],
  ['tckn', 'tckn_vkn'],
  ['vkn', 'tckn_vkn'],
  ['contact_surname', 'contact_name'],
]
const FIELDS_BY_NAME = new Map<string, DealerField>([...DEALER_FIELD_NAMES.map((name): [string, DealerField] => [name, name]), ...ALIASES])

const refusal = z.record(z.string(), z.unknown())

/**
 * The question that a refusal names: a field's own name as a word of its message, else as the whole of
 * another value, else as the one key that is a field's. The texts of messages are documented nowhere, so
 * nothing else is read into them; and a reply that echoes all fields names none.
 */
export function namedField(json: unknown): DealerField | null {
  const { data = {} } = refusal.safeParse(json)
  const words = typeof data.message === 'string' ? data.message.slice(0, 1_000).split(/[^\p{L}\p{N}_]+/u) : []
  const values = Object.values(data).filter((value) => typeof value === 'string')
  const [named] = fieldsIn([...words, ...values])
  const [key, ...moreKeys] = fieldsIn(Object.keys(data))
  return named ?? (moreKeys.length === 0 ? key : undefined) ?? null
}

function fieldsIn(names: string[]): DealerField[] {
  return names.map((name) => FIELDS_BY_NAME.get(name)).filter((field) => field !== undefined)
}

/**
 * Where Paynet follows an application up, as an address that a browser understands: the sample has no
 * scheme. Https and Paynet's own hosts only; when Paynet itself is on loopback, also there, on any port.
 */
export function readFormLink(link: string, paynetUrl: string): string | null {
  const said = link.trim()
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(said) ? said : `https://${said.replace(/^\/\//, '')}`
  if (said.length > 500 || /\s/.test(said) || !URL.canParse(whole)) return null
  const url = new URL(whole)
  const paynet = new URL(paynetUrl)
  // What is http at Paynet is https, too; on loopback all is http.
  if (/^https?:$/.test(url.protocol)) url.protocol = url.hostname === paynet.hostname ? paynet.protocol : 'https:'
  // Nothing of ours goes along when a link is followed, so any port of Paynet's will do.
  const onUsualPort = new URL(url)
  onUsualPort.port = ''
  return isPaynetHost(url, paynet) || isPaynetHost(onUsualPort, paynet) ? url.href : null
}

/**
 * How an application stands at Paynet. Its numbers are documented nowhere; those of the page "Status",
 * which speaks of anything, are read so that none can be wrong about the outcome: 3 and 4 are "done",
 * well or not. Every other number only says that Paynet has it.
 */
const WORDS: Record<number, PaynetStatus> = { 0: 'waiting', 3: 'done', 4: 'done', 5: 'ended', 6: 'ended' }

const rows = z.object({ code: maybe(wholeNumber), Data: z.array(z.unknown()) })
const statusRow = z.object({ form_id: z.unknown().optional(), status: maybe(wholeNumber) })

/** Null when Paynet did not say: another's row, no row, no answer. */
export function classifyStatus(reply: Reply, formId: string): PaynetStatus | null {
  for (const row of readRows(reply) ?? []) {
    const said = statusRow.safeParse(row).data
    if (!said || readFormId(said.form_id) !== formId) continue
    return (said.status === undefined ? undefined : WORDS[said.status]) ?? 'listed'
  }
  return null
}

/** A document that Paynet wants with an application. `isRequired` is null where it does not say. */
export type DocumentType = { id: string; name: string; isRequired: boolean | null }

const documentRow = z.object({
  doctype_id: z.unknown().optional(),
  doctype_desc: maybe(text),
  formtype_id: maybe(wholeNumber),
  is_required: z.unknown().optional(),
})
const MOST_TYPES = 50
const LONGEST_NAME = 80

/** The documents of a form type, each once; null when Paynet did not tell them. */
export function classifyDocumentTypes(reply: Reply, formType: number): DocumentType[] | null {
  const listed = readRows(reply)
  if (!listed) return null
  const types = new Map<string, DocumentType>()
  for (const row of listed) {
    const said = documentRow.safeParse(row).data
    const id = readFormId(said?.doctype_id)
    if (!said || id === null || (said.formtype_id !== undefined && said.formtype_id !== formType)) continue
    const name = (said.doctype_desc ?? '').replace(/\p{C}/gu, '').trim().slice(0, LONGEST_NAME)
    if (types.size < MOST_TYPES) types.set(id, { id, name, isRequired: readFlag(said.is_required) })
  }
  return [...types.values()]
}

function readFlag(value: unknown): boolean | null {
  if (value === true || value === 1 || value === '1' || value === 'true') return true
  return value === false || value === 0 || value === '0' || value === 'false' ? false : null
}

function readRows(reply: Reply): unknown[] | null {
  if (reply.kind !== 'answered' || reply.status !== 200) return null
  const { data } = rows.safeParse(reply.json)
  return data && isAccepted(data.code) ? data.Data : null
}
