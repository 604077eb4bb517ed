import { readFile } from 'node:fs/promises'
import { newAddress } from '@/e2e/harness/addresses'
import { cards } from '@/e2e/harness/cards'
import { ROOT, runNode } from '@/e2e/harness/child'
import { confirmByMail, fill, linkToConfirm, newCustomer, postForm } from '@/e2e/harness/customer'
import { fillApplication } from '@/e2e/harness/dealer-walk'
import type { Mailbox } from '@/e2e/harness/mailbox'
import { createRawShopper, type Fields, formsOf, type RawShopper } from '@/e2e/harness/raw-shopper'
import type { Stack } from '@/e2e/harness/stack'

/** A form as a browser without scripts would post it, and the visitor who has it open. */
export type OpenForm = { path: string; fields: Fields; cookie: string }

/** Opens every form that the app has, including fresh ones in place of those that earlier inputs used up. */
export type Forms = { open: () => Promise<OpenForm[]> }

type Visitor = { raw: RawShopper; paths: string[] }

export function createForms(stack: Stack, mailbox: Mailbox): Forms {
  const visitors: Record<string, { visitor: Visitor | null; make: () => Promise<Visitor> }> = {
    guest: { visitor: null, make: () => newGuest(stack) },
    customer: { visitor: null, make: () => newCustomerWithAll(stack, mailbox) },
    unverified: { visitor: null, make: () => newUnverified(stack, mailbox) },
    dealer: { visitor: null, make: () => newDealer(stack) },
    returner: { visitor: null, make: () => newReturner(stack) },
    keeper: { visitor: null, make: () => newKeeper(stack, mailbox) },
    elsewhere: { visitor: null, make: () => newElsewhere(stack) },
    forgetful: { visitor: null, make: () => newForgetful(stack, mailbox) },
    unconfirmed: { visitor: null, make: () => newUnconfirmed(stack, mailbox) },
  }
  return {
    async open() {
      const forms = await Promise.all(
        Object.values(visitors).map(async (entry) => {
          const open = entry.visitor && (await formsFor(entry.visitor))
          if (open) return open
          entry.visitor = await entry.make()
          const opened = await formsFor(entry.visitor)
          if (!opened) throw new Error(`${entry.visitor.paths} do not all have a form`)
          return opened
        }),
      )
      return forms.flat()
    },
  }
}

/** All forms on all of a visitor's pages; null if one page no longer has any. */
async function formsFor({ raw, paths }: Visitor): Promise<OpenForm[] | null> {
  const open: OpenForm[] = []
  for (const path of paths) {
    const forms = formsOf((await raw.request(path)).body).filter((fields) => fields.some(([name]) => name.startsWith('$ACTION_')))
    const cookie = raw
      .cookies()
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ')
    open.push(...forms.map((fields) => ({ path, fields, cookie })))
    if (forms.length === 0) return null
  }
  return open
}

/** The shop has told where to write to, so the link of the order can be sent there. */
async function newGuest(stack: Stack): Promise<Visitor> {
  const { id } = await stack.orders.make({ customer: { email: 'alici@example.com' } })
  return {
    raw: createRawShopper(stack, newAddress()),
    paths: ['/', `/checkout/${id}`, '/login?next=/account', '/register', '/forgot', '/dealers/apply'],
  }
}

/** Has a card, from a payment that saved it, and a proven phone, so every form about cards is available. */
async function newCustomerWithAll(stack: Stack, mailbox: Mailbox): Promise<Visitor> {
  const { raw } = await newCustomer(stack, { mailbox })
  const paid = await stack.orders.make()
  const fields = fill(await raw.fillForm(paid.id, cards.good), { save_card: 'on', card_desc: 'Ev kartı' })
  const started = await raw.postForm(`/checkout/${paid.id}`, fields)
  const path = new URL(started.headers.location ?? '', stack.app.url).pathname
  const { session_id = '', token_id = '' } = Object.fromEntries(formsOf((await raw.request(path)).body)[0] ?? [])
  await raw.comeBack(await raw.approve({ paymentId: path.split('/').at(-1) ?? '', path, pair: { session_id, token_id } }))
  await showPhone(stack, raw)
  const { id } = await stack.orders.make()
  return { raw, paths: ['/account', '/account/cards', `/checkout/${id}`] }
}

let phones = 0

async function showPhone(stack: Stack, raw: RawShopper): Promise<void> {
  phones += 1
  const phone = `53${String(10_000_000 + phones)}`
  await postForm(raw, '/account/cards', 'user_gsm', { user_gsm: phone })
  const [code = ''] = (await stack.simulator.codesOf(phone)).slice(-1)
  await postForm(raw, '/account/cards', 'otp_code', { intent: 'check', otp_code: code })
}

async function newUnverified(stack: Stack, mailbox: Mailbox): Promise<Visitor> {
  return { raw: (await newCustomer(stack, { mailbox })).raw, paths: ['/account/cards'] }
}

async function newDealer(stack: Stack): Promise<Visitor> {
  const raw = createRawShopper(stack, newAddress())
  await fillApplication(raw)
  return { raw, paths: ['business', 'contact', 'address', 'bank', 'sales', 'check', 'tasks'].map((page) => `/dealers/apply/${page}`) }
}

/** Has the secret link of a draft. */
async function newReturner(stack: Stack): Promise<Visitor> {
  const first = createRawShopper(stack, newAddress())
  await first.postForm('/dealers/apply', formsOf((await first.request('/dealers/apply')).body).at(-1) ?? [])
  const forms = formsOf((await first.request('/dealers/apply/tasks')).body)
  for (const form of forms) {
    const link = /\/dealers\/apply\/resume\/[\w-]+/.exec((await first.postForm('/dealers/apply/tasks', form)).body)?.[0]
    if (link !== undefined) return { raw: createRawShopper(stack, newAddress()), paths: [link] }
  }
  throw new Error('No page showed the secret link')
}

/** Has paid as a guest, and opened an account after that, into which the payment may be put. */
async function newKeeper(stack: Stack, mailbox: Mailbox): Promise<Visitor> {
  const raw = createRawShopper(stack, newAddress())
  const { id } = await stack.orders.make()
  await raw.pay(id, cards.good)
  const [email, password] = [`saklayan-${id.toLowerCase()}@example.com`, `parola-${id}`]
  await postForm(raw, '/register', 'email', { email, password })
  await confirmByMail(raw, mailbox, email, password)
  return { raw, paths: [`/checkout/${id}/result`] }
}

/** Has the operator's link to a new password. */
async function newForgetful(stack: Stack, mailbox: Mailbox): Promise<Visitor> {
  const { email } = await newCustomer(stack, { mailbox })
  const { output } = await runNode('dist/user.js', ['reset', email], stack.app.env)
  const path = /\/reset\/[\w-]+/.exec(output)?.[0]
  if (path === undefined) throw new Error('The operator got no link')
  return { raw: createRawShopper(stack, newAddress()), paths: [path] }
}

let unconfirmed = 0

/** Has the link that opens an account. */
async function newUnconfirmed(stack: Stack, mailbox: Mailbox): Promise<Visitor> {
  unconfirmed += 1
  const raw = createRawShopper(stack, newAddress())
  const email = `yeni-${process.pid}-${unconfirmed}@example.com`
  await postForm(raw, '/register', 'email', { email, password: `parola-${process.pid}-${unconfirmed}-uzun` })
  return { raw, paths: [await linkToConfirm(mailbox, email)] }
}

/** Has a payment that waits at the bank, and the one-time link that carries it on. */
async function newElsewhere(stack: Stack): Promise<Visitor> {
  const raw = createRawShopper(stack, newAddress())
  const { id } = await stack.orders.make()
  await raw.challenge(id, cards.good)
  const path = `/checkout/${id}/result`
  const [form = []] = formsOf((await raw.request(path)).body)
  const link = /\/r\/[\w-]{22}/.exec((await raw.postForm(path, form)).body)?.[0]
  if (link === undefined) throw new Error('The payer got no link')
  return { raw, paths: [path, link] }
}

/** What a form calls: an id, and the values bound to it when the page was rendered. */
export function actionOf({ fields }: OpenForm): { id: string; bound: unknown[]; isBound: boolean } {
  const direct = fields.map(([name]) => /^\$ACTION_ID_(\w+)$/.exec(name)?.[1]).find(Boolean)
  if (direct !== undefined) return { id: direct, bound: [], isBound: false }
  const held = (end: RegExp) => fields.find(([name]) => end.test(name))?.[1]
  const { id = '' } = JSON.parse(held(/^\$ACTION_\d+:0$/) ?? '{}') as { id?: string }
  return { id, bound: JSON.parse(held(/^\$ACTION_\d+:1$/) ?? '[]') as unknown[], isBound: true }
}

/** Ids of the build's server actions that no form leads to. */
export async function actionsWithoutForm(forms: OpenForm[]): Promise<string[]> {
  const manifest = JSON.parse(await readFile(`${ROOT}.next/server/server-reference-manifest.json`, 'utf8')) as {
    node: Record<string, { exportedName?: string }>
  }
  const known = new Set(forms.map((form) => actionOf(form).id))
  return Object.entries(manifest.node).flatMap(([id, { exportedName }]) => (known.has(id) ? [] : [exportedName ?? id]))
}
