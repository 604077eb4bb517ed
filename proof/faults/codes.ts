import { setTimeout as sleep } from 'node:timers/promises'
import { CARDS, type Customer, fill, newCustomer, readForm } from '@/e2e/harness/customer'
import type { Fields } from '@/e2e/harness/raw-shopper'
import type { Case } from './cases'
import { forgetUses } from './history'
import type { CardExpectation, CardTold } from './oracle'
import type { FaultRig } from './rig'
import type { Arming } from './switch'
import type { Verdict } from './verdict'

/** The simulator accepts only this code. */
const CODE = 'ART2'
const SENT_LATE_MS = 3_000

type Walk = { rig: FaultRig; customer: Customer; phone: string; told: CardTold[]; problems: string[] }

let count = 0

/** A customer proves a phone number before adding a card, in a shop where Paynet requires that. */
export async function walkCodes(rig: FaultRig, one: Case, expected: CardExpectation): Promise<Verdict> {
  count += 1
  const phone = `5${String(process.pid % 1000).padStart(3, '0')}${String(count).padStart(6, '0')}`
  const walk: Walk = { rig, customer: await newCustomer(rig.withCodes), phone, told: [], problems: [] }
  if (one.service === 'card_send_otp') await sendWithFault(walk, one)
  else await checkWithFault(walk, one)
  const [first] = walk.told
  if (!first || !expected.told.includes(first)) walk.problems.push(`should be told ${expected.told.join(' or ')} first`)
  if (walk.told.at(-1) !== 'done') walk.problems.push('the phone could not be confirmed in the end')
  const calls = ['card_send_otp', 'card_check_otp'] as const
  const counts = calls.map((service) => `${service.slice('card_'.length)} ${rig.faults.callsOf(service, phone)}`)
  return { path: 'phone', told: walk.told.join(' then '), calls: counts.join(' '), problems: walk.problems }
}

async function sendWithFault(walk: Walk, { fault, when, repeat }: Case): Promise<void> {
  const { rig, phone, told } = walk
  const form = await phoneForm(walk)
  const arming = await rig.arm('card_send_otp', phone, fault, repeat === 'first' ? 1 : undefined)
  await post(walk, form)
  if (repeat === 'every') await sendAgain(walk)
  await finish(walk, arming)
  if (told.at(-1) === 'code') {
    if (when === 'late') await sleep(SENT_LATE_MS)
    await post(walk, await codeForm(walk))
    const should = when === 'before' ? 'refused' : 'done'
    if (told.at(-1) !== should) walk.problems.push(`the code should be ${should}`)
  }
  if (told.at(-1) === 'done') return
  await sendAgain(walk)
  await post(walk, await codeForm(walk))
}

async function checkWithFault(walk: Walk, { fault, repeat }: Case): Promise<void> {
  const { rig, phone, told } = walk
  await post(walk, await phoneForm(walk))
  told.length = 0
  const form = await codeForm(walk)
  const arming = await rig.arm('card_check_otp', phone, fault, repeat === 'first' ? 1 : undefined)
  await post(walk, form)
  if (repeat === 'every' && told.at(-1) !== 'done') await post(walk, await codeForm(walk))
  await finish(walk, arming)
  if (told.at(-1) !== 'done') await post(walk, await codeForm(walk))
}

async function finish({ problems }: Walk, arming: Arming): Promise<void> {
  if (arming.met() === 0) problems.push('the fault was never met')
  await arming.clear()
}

/** Sends the phone number again, whether or not the page is waiting for a code. */
async function sendAgain(walk: Walk): Promise<void> {
  const { raw } = walk.customer
  if ((await raw.request(CARDS)).body.includes('name="otp_code"')) {
    await raw.postForm(CARDS, fill(await readForm(raw, CARDS, 'otp_code'), { intent: 'forget' }))
  }
  await post(walk, await phoneForm(walk))
}

async function phoneForm({ customer, phone, rig }: Walk): Promise<Fields> {
  await forgetUses(rig.withCodes.app.env.DATABASE_URL ?? '')
  return fill(await readForm(customer.raw, CARDS, 'user_gsm'), { user_gsm: phone, intent: 'send' })
}

async function codeForm({ customer }: Walk): Promise<Fields> {
  return fill(await readForm(customer.raw, CARDS, 'otp_code'), { otp_code: CODE, intent: 'check' })
}

async function post({ customer, told }: Walk, form: Fields): Promise<void> {
  told.push(toldBy((await customer.raw.postForm(CARDS, form)).body))
}

function toldBy(html: string): CardTold {
  const text = html.replace(/<script[\s\S]*?<\/script>/g, '')
  if (/telefon doğrulandı/.test(text)) return 'done'
  if (/Kod yanlış|Kodun süresi doldu|Bu numaraya kod gönderilemedi/.test(text)) return 'refused'
  if (/şu an ulaşılamıyor/.test(text)) return 'unsure'
  return text.includes('name="otp_code"') ? 'code' : 'nothing'
}
