import type { BrowserContext } from 'playwright/test'
import { newAddress } from './addresses'
import { type Card, cards } from './cards'
import type { Mailbox } from './mailbox'
import { createOrders } from './orders'
import type { RawAnswer } from './raw-request'
import { createRawShopper, type Fields, formsOf, type RawShopper } from './raw-shopper'
import type { StoredCard } from './simulator'
import type { Stack } from './stack'

export const CARDS = '/account/cards'

/** A user with an account, signed in as a client that sends exactly what the test says. */
export type Customer = {
  email: string
  password: string
  raw: RawShopper
  /** Puts the session into a browser. */
  signIn: (context: BrowserContext) => Promise<void>
  /** Another session of the same user. */
  signInAgain: () => Promise<RawShopper>
  /** Adds a card without a payment, as the page's form does. */
  saveCard: (description: string, card?: Card) => Promise<Saved>
}

/** A saved card: as a browser knows it, and as Paynet does. */
export type Saved = StoredCard & { id: string }

let count = 0

/** Words unique to each test, so that they can be searched for. Never eight digits, which are not allowed in a card's name. */
export function newWord(start: string): string {
  count += 1
  return `${start} ${process.pid.toString(36)}-${count.toString(36)}`
}

/**
 * A user with an account that has paid once, which is required before adding a card without a payment; or that has never paid.
 * Where the app sends mail, `mailbox` is where to.
 */
export async function newCustomer(
  stack: Stack,
  { hasPaid = true, mailbox }: { hasPaid?: boolean; mailbox?: Mailbox } = {},
): Promise<Customer> {
  count += 1
  const email = `musteri-${process.pid}-${count}@example.com`
  const password = `parola-${process.pid}-${count}-uzun`
  const raw = createRawShopper(stack, newAddress())
  await enter(raw, '/register', email, password)
  if (mailbox) await confirmByMail(raw, mailbox, email, password)
  if (hasPaid) await raw.pay((await createOrders(stack.app).make()).id, cards.good)
  return {
    email,
    password,
    raw,
    async signIn(context) {
      await context.addCookies(raw.cookies().map((cookie) => ({ ...cookie, url: stack.app.url })))
    },
    async signInAgain() {
      const again = createRawShopper(stack, newAddress())
      await enter(again, '/login', email, password)
      return again
    },
    saveCard: (description, card = cards.good) => saveCard(stack, raw, description, card),
  }
}

export async function newCustomerWithCard(stack: Stack, card: Card = cards.good): Promise<{ customer: Customer; card: Saved }> {
  const customer = await newCustomer(stack)
  return { customer, card: await customer.saveCard(newWord('Ev kartı'), card) }
}

async function enter(raw: RawShopper, path: string, email: string, password: string): Promise<void> {
  const answer = await postForm(raw, path, 'email', { email, password })
  if (answer.status !== 303) throw new Error(`${path} did not let ${email} in: ${answer.status}`)
}

/** The path of the link that opens an account, in the newest mail to an address. */
export async function linkToConfirm(mailbox: Mailbox, email: string): Promise<string> {
  const path = /\/register\/[\w-]{22}/.exec((await mailbox.wait(email)).at(-1)?.text ?? '')?.[0]
  if (path === undefined) throw new Error(`No link was sent to ${email}`)
  return path
}

/** Opens the account with this password, and is signed in. */
export async function confirmByMail(raw: RawShopper, mailbox: Mailbox, email: string, password: string): Promise<void> {
  const answer = await postForm(raw, await linkToConfirm(mailbox, email), 'password', { password })
  if (answer.status !== 303) throw new Error(`${email} was not confirmed: ${answer.status}`)
}

async function saveCard(stack: Stack, raw: RawShopper, description: string, card: Card): Promise<Saved> {
  const answer = await postForm(raw, CARDS, 'number', { ...card, card_desc: description })
  const stored = (await stack.simulator.cards()).find((one) => one.card_desc === description && !one.deleted)
  if (!stored) throw new Error(`The card was not saved: ${answer.status}`)
  return { ...stored, id: idOfCard(answer.body, description) }
}

/** The id that a page gives the card of this name. */
export function idOfCard(html: string, name: string): string {
  const found = html.split('<li data-card-id="').find((line) => line.includes(`>${name}<`))
  if (found === undefined) throw new Error(`The page does not list ${name}`)
  return found.slice(0, found.indexOf('"'))
}

/** Posts a page's own form, found by one of its fields, with some of its fields filled in. */
export async function postForm(raw: RawShopper, path: string, having: string, values: Record<string, string>): Promise<RawAnswer> {
  return raw.postForm(path, fill(await readForm(raw, path, having), values))
}

/** The fields of a page's form, found by one of them; several forms of the same kind are distinguished by a value. */
export async function readForm(raw: RawShopper, path: string, having: string, value?: string): Promise<Fields> {
  const page = await raw.request(path)
  const isIt = (fields: Fields) => fields.some(([name, held]) => name === having && (value === undefined || held === value))
  const form = formsOf(page.body).find(isIt)
  if (!form) throw new Error(`${path} has no form with ${having}: ${page.status} ${page.headers.location ?? ''}`)
  return form
}

/** Fields with other values; what the form did not have is added, such as a button's value. */
export function fill(fields: Fields, values: Record<string, string>): Fields {
  const known = new Set(fields.map(([name]) => name))
  const kept = fields.map(([name, held]): [string, string] => [name, values[name] ?? held])
  return [...kept, ...Object.entries(values).filter(([name]) => !known.has(name))]
}
