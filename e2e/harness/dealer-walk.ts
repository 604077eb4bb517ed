import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Fields, inputsOf, type RawShopper } from './raw-shopper'

/**
 * Fills in the dealer's form as a program without a browser: it uses only the names that the contract gives its
 * controls, which are Paynet's, and nothing about how its pages look.
 */
export type Given = Record<string, string>

const PAGES: Record<string, Given> = {
  business: {
    form_type: '3',
    company_name: 'Deneme Ticaret Ltd. Şti.',
    tckn_vkn: '',
    tax_office: 'Beşiktaş',
    company_fieldof_activity: 'Mobilya satışı',
  },
  contact: { contact_name: 'Ali Duru', contact_gsm_no: '5556667788', contact_mail: 'aliduru@duruali.com' },
  address: { adres1: 'Maslak Mahallesi Paynet Sokak', adres2: 'Uso Center Kat 17', city: '34', province: 'Sarıyer', postal_code: '34098' },
  bank: { iban: 'TR330006100519786457841326' },
  sales: { products_to_be_sold: 'Masa, sandalye', is_web_sales: 'true', is_charged: 'true', is_agent_network: 'false' },
}

/** Longer than a program needs: anyone who fills in the whole form faster is asked to send once more. */
const AS_LONG_AS_A_PERSON_MS = 3_500

/** A company's tax number whose last digit is right. */
export function newTaxNumber(): string {
  const digits = Array.from({ length: 9 }, () => randomInt(10))
  const sum = digits.reduce((total, digit, index) => {
    const shifted = (digit + 9 - index) % 10
    const weighed = (shifted * 2 ** (9 - index)) % 9
    return total + (shifted !== 0 && weighed === 0 ? 9 : weighed)
  }, 0)
  return `${digits.join('')}${(10 - (sum % 10)) % 10}`
}

/** Begins an application and answers all of its pages; it is not sent yet. */
export async function fillApplication(shopper: RawShopper, taxNumber = newTaxNumber()): Promise<void> {
  await postMainForm(shopper, '/dealers/apply', {})
  for (const [task, answers] of Object.entries(PAGES)) {
    const saved = await postMainForm(shopper, `/dealers/apply/${task}`, task === 'business' ? { ...answers, tckn_vkn: taxNumber } : answers)
    if (saved.status !== 303) throw new Error(`${task} was not saved: ${saved.status}`)
  }
  await sleep(AS_LONG_AS_A_PERSON_MS)
}

/** The fields of the page that sends, as they would be posted. */
export async function readSendForm(shopper: RawShopper): Promise<Fields> {
  return readMainForm(shopper, '/dealers/apply/check')
}

/** Sends what was read, and returns the path that the browser is redirected to. */
export async function postSendForm(shopper: RawShopper, fields: Fields): Promise<string> {
  const sent = await shopper.postForm('/dealers/apply/check', fields)
  if (sent.status !== 303) throw new Error(`The application was not sent: ${sent.status}`)
  return new URL(sent.headers.location ?? '', 'http://x').pathname
}

/** All the steps; returns the path of the application's status page. */
export async function apply(shopper: RawShopper, taxNumber = newTaxNumber()): Promise<string> {
  await fillApplication(shopper, taxNumber)
  return postSendForm(shopper, await readSendForm(shopper))
}

/** A page's word for the status of its application. */
export async function statusOn(shopper: RawShopper, path: string): Promise<string | null> {
  const { body } = await shopper.request(path)
  return /<main[^>]* data-application-status="([a-z]+)"/.exec(body)?.[1] ?? null
}

/** Posts the main form of a page with these answers in it. */
export async function postMainForm(shopper: RawShopper, path: string, given: Given) {
  return shopper.postForm(path, [...(await readMainForm(shopper, path)).filter(([name]) => !(name in given)), ...Object.entries(given)])
}

/** The hidden fields, and the empty ones that stay so, of the last form in the page's main part. */
async function readMainForm(shopper: RawShopper, path: string): Promise<Fields> {
  const { status, body } = await shopper.request(path)
  const main = body.slice(body.indexOf('<main'), body.indexOf('</main>'))
  const form = [...main.matchAll(/<form[\s\S]*?<\/form>/g)].at(-1)?.[0]
  if (status !== 200 || form === undefined) throw new Error(`No form on ${path}: ${status}`)
  const unticked = [...form.matchAll(/<input\b(?=[^>]*type="(?:radio|checkbox)")[^>]*\sname="([^"]*)"/g)].map(([, name]) => name)
  return inputsOf(form).filter(([name]) => !unticked.includes(name))
}
