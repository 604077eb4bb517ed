import { newAddress } from '@/e2e/harness/addresses'
import { runNode } from '@/e2e/harness/child'
import { apply, fillApplication, newTaxNumber, postMainForm, postSendForm, readSendForm } from '@/e2e/harness/dealer-walk'
import type { RawShopper } from '@/e2e/harness/raw-shopper'
import type { Stack } from '@/e2e/harness/stack'
import { COMPANY, fill, resumeLink, TASK_NAMES, type TaskName } from '@/e2e/pages/dealer-pages'
import { shopperOf, until } from './deeds'
import { type Show, type State, statesOf } from './state'

const INSERT = 'membership_formdata_insert'
/** The simulator's numbers of how an application stands at Paynet. */
const AT_PAYNET = { review: 2, approved: 3, refused: 4, cancelled: 5 }

/** Answers that will not do, of each page. */
const WRONG: Record<TaskName, Record<string, string>> = {
  business: { form_type: '3', company_name: 'A', tckn_vkn: '1234567891', tax_office: 'Büyük Mükellefler Vergi Dairesi Başkanlığı' },
  contact: { contact_name: 'Ali', contact_gsm_no: '212 345 67 89', contact_mail: 'ali@duru' },
  address: { adres1: 'Maslak Mahallesi', city: '34', postal_code: '3409' },
  bank: { iban: 'TR33 0006 1005 1978 6457 8413 62' },
  sales: { products_to_be_sold: 'a'.repeat(201) },
}

export const dealers: State[] = [
  ...statesOf('dealers', {
    start: async (stacks) => {
      const { app } = await stacks.of()
      return ({ go }) => go(`${app.url}/dealers/apply`)
    },
    'tasks-begun': async (stacks) => begun(await stacks.of(), '/dealers/apply/tasks'),
    'tasks-half-done': async (stacks) => {
      const stack = await stacks.of()
      const raw = shopperOf(stack)
      await postMainForm(raw, '/dealers/apply', {})
      await postMainForm(raw, '/dealers/apply/bank', COMPANY.bank)
      await postMainForm(raw, '/dealers/apply/contact', COMPANY.contact)
      return opened(stack, raw, '/dealers/apply/tasks')
    },
    'tasks-done': async (stacks) => filled(await stacks.of(), '/dealers/apply/tasks'),
    check: async (stacks) => filled(await stacks.of(), '/dealers/apply/check'),
    'tasks-with-the-link': async (stacks) => begun(await stacks.of(), '/dealers/apply/tasks', asksForLink),
    'tasks-with-mail': async (stacks) => begun(await stacks.of('mailing'), '/dealers/apply/tasks'),
    'tasks-with-mail-wrong': async (stacks) => begun(await stacks.of('mailing'), '/dealers/apply/tasks', mailsLinkTo('ali@duru')),
    'tasks-link-mailed': async (stacks) => begun(await stacks.of('mailing'), '/dealers/apply/tasks', mailsLinkTo('ali@example.com')),
    'resume-link': async (stacks) => {
      const stack = await stacks.of()
      return async (visit) => {
        await (await begun(stack, '/dealers/apply/tasks', asksForLink))(visit)
        const link = await resumeLink(visit.page).inputValue()
        await visit.context.clearCookies()
        await visit.go(link)
      }
    },
    'resume-link-over': async (stacks) => {
      const { app } = await stacks.of()
      return ({ go }) => go(`${app.url}/dealers/apply/resume/${'A'.repeat(22)}`)
    },
    unknown: async (stacks) => {
      const { app } = await stacks.of()
      return ({ go }) => go(`${app.url}/dealers/applications/${'A'.repeat(22)}`)
    },
  }),
  ...TASK_NAMES.flatMap((task) =>
    statesOf(`dealers-${task}`, {
      empty: async (stacks) => begun(await stacks.of(), `/dealers/apply/${task}`),
      'fields-empty': async (stacks) => begun(await stacks.of(), `/dealers/apply/${task}`, ({ press }) => press()),
      'fields-wrong': async (stacks) =>
        begun(await stacks.of(), `/dealers/apply/${task}`, async ({ page, press }) => {
          await fill(page, WRONG[task])
          await press()
        }),
      answered: async (stacks) => filled(await stacks.of(), `/dealers/apply/${task}`),
    }),
  ),
  ...statesOf('application', {
    sending: async (stacks) => {
      const stack = await stacks.of('patient')
      const raw = shopperOf(stack)
      const taxNumber = newTaxNumber()
      await fillApplication(raw, taxNumber)
      await arm(stack, 'slow-before', { ms: 600_000 })
      void postSendForm(raw, await readSendForm(raw)).catch(() => null)
      await until(async () => (await stack.simulator.allCalls()).some(({ service }) => String(service) === INSERT), INSERT)
      return opened(stack, raw, '/dealers/apply/tasks')
    },
    verifying: async (stacks) => sent(await stacks.own(), { fault: 'answer-lost-after' }),
    refused: async (stacks) => sent(await stacks.own(), { fault: 'application-refused-field', field: 'tax_office' }),
    'another-with-its-tax-number': async (stacks) => {
      const stack = await stacks.of()
      const taxNumber = newTaxNumber()
      await apply(shopperOf(stack), taxNumber)
      const raw = shopperOf(stack)
      return opened(stack, raw, await apply(raw, taxNumber))
    },
    closed: async (stacks) => {
      const stack = await stacks.of()
      const taxNumber = newTaxNumber()
      await apply(shopperOf(stack), taxNumber)
      const raw = shopperOf(stack)
      const path = await apply(raw, taxNumber)
      await runNode('dist/application.js', [path.split('/').at(-1) ?? '', '--close'], { ...stack.app.env, LOG_LEVEL: 'silent' })
      return opened(stack, raw, path)
    },
    'documents-0-of-5': async (stacks) => withDocuments(await stacks.of(), 0),
    'documents-2-of-5': async (stacks) => withDocuments(await stacks.of(), 2),
    'documents-5-of-5': async (stacks) => withDocuments(await stacks.of(), 5),
    'in-review': async (stacks) => withDocuments(await stacks.of(), 5, AT_PAYNET.review),
    approved: async (stacks) => withDocuments(await stacks.of(), 5, AT_PAYNET.approved),
    'refused-by-paynet': async (stacks) => withDocuments(await stacks.of(), 2, AT_PAYNET.refused),
    cancelled: async (stacks) => withDocuments(await stacks.of(), 0, AT_PAYNET.cancelled),
    'document-refused': {
      needsScripts: true,
      bring: async (stacks) => {
        const stack = await stacks.of()
        const raw = shopperOf(stack)
        const path = await apply(raw)
        return async (visit) => {
          await opened(stack, raw, path)(visit)
          const item = visit.page.locator('#document-1')
          const file = { name: 'kimlik.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('no photo') }
          await item.locator('input[type=file]').first().setInputFiles(file)
          const button = item.locator('button[type="submit"]:visible').first()
          if ((await button.count()) > 0) await button.click()
          await item.getByRole('status').filter({ hasText: /\S/ }).first().waitFor()
          await visit.settle()
        }
      },
    },
    'seen-by-somebody-else': async (stacks) => {
      const stack = await stacks.of()
      const path = await apply(shopperOf(stack))
      return ({ go }) => go(`${stack.app.url}${path}`)
    },
  }),
]

function opened({ app }: Stack, raw: RawShopper, path: string, then: Show = async () => {}): Show {
  return async (visit) => {
    await visit.as(raw, app)
    await visit.go(`${app.url}${path}`)
    await then(visit)
  }
}

const asksForLink: Show = async ({ page, press }) => {
  await press()
  await resumeLink(page).waitFor()
}

function mailsLinkTo(address: string): Show {
  return async ({ page, settle }) => {
    const field = page.locator('[name="link_email"]')
    await field.fill(address)
    await page.locator('form', { has: field }).locator('button[type="submit"]').click()
    await page.locator('[role="status"].text-good, [aria-invalid="true"]').filter({ visible: true }).first().waitFor()
    await settle()
  }
}

/** In a draft of its own, since a draft remembers what was tried. */
async function begun(stack: Stack, path: string, then?: Show): Promise<Show> {
  return async (visit) => {
    const raw = shopperOf(stack)
    await postMainForm(raw, '/dealers/apply', {})
    await visit.page.setExtraHTTPHeaders({ 'X-Forwarded-For': newAddress() })
    await opened(stack, raw, path, then)(visit)
  }
}

const drafts = new WeakMap<Stack, Promise<RawShopper>>()

/** A draft that is answered and not sent; looking at it changes nothing. */
async function filled(stack: Stack, path: string): Promise<Show> {
  const make = async () => {
    const raw = shopperOf(stack)
    await fillApplication(raw)
    return raw
  }
  const draft = drafts.get(stack) ?? make()
  drafts.set(stack, draft)
  return opened(stack, await draft, path)
}

async function sent(stack: Stack, { fault, ...more }: { fault: string } & Record<string, unknown>): Promise<Show> {
  const raw = shopperOf(stack)
  await arm(stack, fault, more)
  return opened(stack, raw, await apply(raw))
}

/** An application with so many of its documents sent, that Paynet calls this. */
async function withDocuments(stack: Stack, count: number, status?: number): Promise<Show> {
  const raw = shopperOf(stack)
  const path = await apply(raw)
  for (let doctype = 1; doctype <= count; doctype += 1) await sendPhoto(stack, raw, path, doctype)
  if (status !== undefined) await control(stack, 'applications/status', { form_id: await formIdOf(stack, path), status })
  return opened(stack, raw, path)
}

/** Read as a stranger: for its owner the app would ask Paynet how it stands, and then not again for a minute. */
async function formIdOf(stack: Stack, path: string): Promise<number> {
  const applications = (await (await fetch(`${stack.simulator.url}/control/applications`)).json()) as { form_id: number }[]
  const { body } = await shopperOf(stack).request(path)
  const found = applications.find(({ form_id }) => body.includes(`>${form_id}<`))
  if (!found) throw new Error(`${path} does not tell Paynet's number`)
  return found.form_id
}

async function sendPhoto({ app }: Stack, raw: RawShopper, path: string, doctype: number): Promise<void> {
  const form = new FormData()
  form.append('doctype_id', String(doctype))
  form.append('file', new Blob([new Uint8Array(PHOTO)], { type: 'image/png' }), `belge-${doctype}.png`)
  form.append('intent', 'send')
  const encoded = new Response(form)
  const answer = await raw.request(`/api${path}/documents`, {
    method: 'POST',
    headers: { 'Content-Type': encoded.headers.get('content-type') ?? '', Origin: app.url },
    body: new Uint8Array(await encoded.arrayBuffer()),
  })
  if (answer.status !== 303) throw new Error(`The document was not sent: ${answer.status}`)
}

/** One grey pixel. */
const PHOTO = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==', 'base64')

const arm = (stack: Stack, fault: string, more: object) => control(stack, 'faults', { fault, service: INSERT, times: 1, ...more })

async function control({ simulator }: Stack, path: string, body: object): Promise<void> {
  const answer = await fetch(`${simulator.url}/control/${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`The simulator refused ${path}: ${await answer.text()}`)
}
