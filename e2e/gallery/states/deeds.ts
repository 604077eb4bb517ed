import { setTimeout as sleep } from 'node:timers/promises'
import { newAddress } from '@/e2e/harness/addresses'
import { type Card, cards } from '@/e2e/harness/cards'
import { CARDS, type Customer, newCustomer } from '@/e2e/harness/customer'
import type { Order } from '@/e2e/harness/orders'
import { createRawShopper, inputsOf, type RawShopper } from '@/e2e/harness/raw-shopper'
import type { Service } from '@/e2e/harness/simulator'
import type { Stack } from '@/e2e/harness/stack'

/** What the demo shop sells, in kuruş. */
export const GOODS = [
  { name: 'Kahve fincanı', quantity: 2, unit_amount: 38_900 },
  { name: 'Bakır cezve', quantity: 1, unit_amount: 74_900 },
  { name: 'Türk kahvesi', quantity: 3, unit_amount: 23_950 },
  { name: 'Lokumluk', quantity: 1, unit_amount: 8_990 },
  { name: 'Toprak sürahi', quantity: 1, unit_amount: 129_000 },
  { name: 'Kahvaltı takımı', quantity: 1, unit_amount: 425_000 },
]

type Item = (typeof GOODS)[number]

/** An order of the demo's goods, from a shop with addresses of its own. */
export function makeOrder({ orders }: Stack, items: Item[] = GOODS.slice(0, 1), more: Record<string, unknown> = {}): Promise<Order> {
  const amount = items.reduce((sum, { quantity, unit_amount }) => sum + quantity * unit_amount, 0)
  const addresses = { success_url: 'https://www.example.com/tesekkurler', cancel_url: 'https://www.example.com/sepet' }
  return orders.make({ items, amount, ...addresses, ...more })
}

/** A hundred lines of the same goods. */
export const MANY_ITEMS: Item[] = Array.from({ length: 100 }, (_, index) => {
  const { name, unit_amount } = GOODS[index % GOODS.length] as Item
  return { name: `${name}, ${index + 1}. seri`, quantity: 1 + (index % 3), unit_amount }
})

export const shopperOf = (stack: Stack): RawShopper => createRawShopper(stack, newAddress())

/** A shopper who has paid here before, so that what goes wrong now is not taken for card testing. */
export async function regular(stack: Stack): Promise<RawShopper> {
  const shopper = shopperOf(stack)
  await shopper.pay((await makeOrder(stack)).id, cards.good)
  return shopper
}

export const checkoutOf = ({ id }: Pick<Order, 'id'>): string => `/checkout/${id}`
export const resultOf = (order: Pick<Order, 'id'>): string => `${checkoutOf(order)}/result`

export async function until(isSo: () => Promise<boolean>, what: string, seconds = 90): Promise<void> {
  for (const endsAt = Date.now() + seconds * 1000; Date.now() < endsAt; await sleep(100)) if (await isSo()) return
  throw new Error(`It did not come to this in ${seconds} s: ${what}`)
}

export async function untilPayment({ orders }: Stack, { id }: Order, status: string): Promise<void> {
  await until(async () => (await orders.read(id)).payments[0]?.status === status, status)
}

export async function untilCalled({ simulator }: Stack, { reference }: Order, service: Service): Promise<void> {
  await until(async () => (await simulator.calls(reference, service)).length > 0, service)
}

/** A payment that has come back from the bank and whose answer is not waited for. */
export async function charge(stack: Stack, order: Order, card: Card = cards.good): Promise<RawShopper> {
  const shopper = await regular(stack)
  const back = await shopper.approve(await shopper.challenge(order.id, card))
  void shopper.comeBack(back).catch(() => null)
  await untilCalled(stack, order, 'tds_charge')
  return shopper
}

/** Pays with a saved card, as far as its bank. */
async function challengeSaved({ raw }: Customer, order: Order, savedCardId: string): Promise<string> {
  const page = await raw.request(checkoutOf(order))
  const form = /<form[\s\S]*?<\/form>/.exec(page.body)?.[0] ?? ''
  const fields = inputsOf(form).filter(([name]) => name !== 'saved_card')
  const started = await raw.postForm(checkoutOf(order), [...fields, ['saved_card', savedCardId]])
  if (started.status !== 303) throw new Error(`No payment was started: ${started.status}`)
  return new URL(started.headers.location ?? '', 'http://x').pathname
}

/** A customer with two cards, one of which the bank has just declined for this order. */
export async function customerDeclined(stack: Stack, order: Order): Promise<RawShopper> {
  const customer = await newCustomer(stack)
  const tired = await customer.saveCard('Maaş kartı')
  await customer.saveCard('Kredi kartım', cards.masterCard)
  await stack.simulator.fault('decline', order.reference, { service: 'tds_charge', bank_error_id: '51' })
  await approveAt(customer.raw, await challengeSaved(customer, order, tired.id))
  return customer.raw
}

/** Comes back from the bank of a payment that waits there, with the right code. */
export async function approveAt(raw: RawShopper, path: string): Promise<void> {
  const { session_id = '', token_id = '' } = Object.fromEntries(inputsOf((await raw.request(path)).body))
  const paymentId = path.split('/').at(-1) ?? ''
  await raw.comeBack(await raw.approve({ paymentId, path, pair: { session_id, token_id } }))
}

/** Somebody with an account, and the name by which Paynet knows whose cards they are; none before the first card. */
type Holder = Customer & { owner: string }

const MINE = 'Ev kartım'
let turn: Promise<unknown> = Promise.resolve()

/** Somebody with this many cards: two from here, the others as Paynet knows them from elsewhere. */
export async function customerWithCards(stack: Stack, count: number): Promise<Holder> {
  const customer = await newCustomer(stack)
  if (count === 0) return { ...customer, owner: '' }
  // One after the other: whose card it is shows only in that it is the newest of this name.
  const first = turn.then(async () => {
    await customer.saveCard(MINE)
    return (await stack.simulator.cards()).findLast(({ card_desc }) => card_desc === MINE)
  })
  turn = first.catch(() => null)
  const owner = (await first)?.card_owner_id ?? ''
  if (count > 1) await customer.saveCard('Alışveriş kartı', cards.masterCard)
  if (count > 2) await stack.simulator.seedCards(owner, count - 2)
  // Paynet's list is read, so that the pages that rely on what was known last have them, too.
  const { body } = await customer.raw.request(CARDS)
  const listed = body.match(/<li data-card-id="/g)?.length ?? 0
  if (listed !== count) throw new Error(`${count} cards were to be listed, and ${listed} are`)
  return { ...customer, owner }
}
