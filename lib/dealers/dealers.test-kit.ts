import { randomInt } from 'node:crypto'
import { listApplicationEvents } from '@/db/application-events'
import { findApplicationRow, insertApplication } from '@/db/applications'
import { type Clock, later } from '@/lib/clock'
import { DAY } from '@/lib/duration'
import { newId } from '@/lib/ids'
import type { Answers } from '@/lib/shared/dealers/dealer'
import type { Result } from '@/lib/shared/result'
import { paynet } from '@/scripts/test/setup'
import { type Application, encryptAnswers, openApplication } from './application'
import { reconcileApplications } from './reconcile'
import { submitApplication } from './submit'

export type TestClock = Clock & { at: () => Date; pass: (ms: number) => void }

/** A clock that stands still until `pass` moves it. */
export function stoppedClock(): TestClock {
  let now = new Date()
  const pass = (ms: number) => {
    now = later(now, ms)
  }
  return Object.assign(async () => now, { at: () => now, pass, elapsedMs: () => performance.now() })
}

/** A new tax number of a company, with the right check digit. */
export function newTaxNumber(): string {
  const digits = Array.from({ length: 9 }, () => randomInt(10))
  const sum = digits.reduce((total, digit, index) => {
    const shifted = (digit + 9 - index) % 10
    const weighed = (shifted * 2 ** (9 - index)) % 9
    return total + (shifted !== 0 && weighed === 0 ? 9 : weighed)
  }, 0)
  return `${digits.join('')}${(10 - (sum % 10)) % 10}`
}

/** Answers that Paynet accepts, about no real dealer. The code finds them again at Paynet. */
export function goodAnswers(more: Answers = {}): Answers {
  return {
    form_type: '3',
    company_name: 'Duru Ticaret Limited Şirketi',
    tckn_vkn: newTaxNumber(),
    tax_office: 'Maslak',
    company_fieldof_activity: 'Beyaz eşya satışı',
    contact_name: 'Ayşe Duru',
    contact_gsm_no: '5556667788',
    contact_mail: 'ayse@duru.example',
    adres1: 'Maslak Mahallesi Paynet Sokak',
    adres2: 'Uso Center Kat 17',
    city: '34',
    province: 'Sarıyer',
    postal_code: '34398',
    iban: 'TR330006100519786457841326',
    products_to_be_sold: 'Buzdolabı, çamaşır makinesi',
    is_web_sales: 'true',
    is_charged: 'false',
    is_agent_network: 'false',
    agent_reference: newId().slice(0, 10),
    ...more,
  }
}

/** A draft with all its answers. */
export async function givenDraft(clock: TestClock, more: Answers = {}): Promise<Application> {
  const at = clock.at()
  const id = newId()
  await insertApplication({
    id,
    status: 'draft',
    accessDigest: newId(),
    answers: await encryptAnswers(goodAnswers(more)),
    calls: 0,
    fence: 0,
    createdAt: at,
    updatedAt: at,
    deleteAt: later(at, 30 * DAY),
  })
  return reread({ id })
}

/** What the send button does, each time from an address of its own. */
export function send(application: Application, clock: TestClock, address = newId()): Promise<Result<{ id: string }>> {
  return submitApplication(application, address, clock)
}

export async function givenSent(clock: TestClock, more: Answers = {}): Promise<Application> {
  const draft = await givenDraft(clock, more)
  await send(draft, clock)
  return reread(draft)
}

export async function reread({ id }: Pick<Application, 'id'>): Promise<Application> {
  const row = await findApplicationRow(id)
  if (!row) throw new Error('no such application')
  return openApplication(row)
}

export async function statusOf(application: Pick<Application, 'id'>): Promise<string> {
  return (await reread(application)).status
}

/** Lets time pass in steps, with the loop running at each. */
export async function letTimePass(clock: TestClock, ms: number, step = 30_000): Promise<void> {
  for (let passed = 0; passed < ms; passed += step) {
    clock.pass(step)
    await reconcileApplications(clock)
  }
}

export async function history({ id }: Pick<Application, 'id'>): Promise<string[]> {
  return (await listApplicationEvents(id)).map(({ detail }) => detail)
}

/** How many applications with this dealer code Paynet has. */
export async function atPaynet(application: Pick<Application, 'id'>): Promise<number> {
  const { agent_reference } = (await reread(application)).answers
  return (await paynet.applications()).filter((received) => received.agent_reference === agent_reference).length
}

/** How often Paynet was called since the last `paynet.forget()`. */
export async function sends(): Promise<number> {
  return (await paynet.calls()).filter(({ service }) => service === 'membership_formdata_insert').length
}
