import { newAddress } from '@/e2e/harness/addresses'
import { type Card, cards } from '@/e2e/harness/cards'
import { newCustomer } from '@/e2e/harness/customer'
import type { Order } from '@/e2e/harness/orders'
import type { FaultOptions } from '@/e2e/harness/simulator'
import type { Stack } from '@/e2e/harness/stack'
import { cardFields, fillCard } from '@/e2e/pages/shopper-page'
import { GOODS, makeOrder, regular, untilPayment } from './deeds'
import { shown } from './results'
import type { Kind } from './stacks'
import { type Show, type State, statesOf, type Visit } from './state'

const SIX = 6
const ALWAYS = 10_000
const MOST_QUESTIONS = 40

type Options = { kind?: Kind; card?: Card; more?: Record<string, unknown> }

export const instalments: State[] = statesOf('instalments', {
  'no-card-yet': opened(),
  'card-typed': withPlans(async (visit) => void (await typeCard(visit, cards.withPlans))),
  'plan-chosen': withPlans(async (visit) => {
    await typeCard(visit, cards.withPlans)
    await choose(visit, SIX)
  }),
  'merchant-pays': withPlans(
    async (visit) => {
      await typeCard(visit, cards.withPlans)
      await choose(visit, SIX)
    },
    { kind: 'merchant' },
  ),
  'eleven-plans': withPlans(async (visit) => void (await typeCard(visit, cards.manyPlans))),
  'a-campaign': withPlans(typed(cards.withPlans), { fault: 'ratio-campaign' }),
  loading: withPlans(async ({ page, settle }) => {
    await page.route('**/plans', () => {})
    await fillCard(page, cards.withPlans)
    await page.locator('table[aria-busy="true"]').waitFor()
    await settle()
  }),
  'lookup-failed': withPlans(typed(cards.withPlans, false), { fault: 'http-500' }),
  'lookup-lost': withPlans(async ({ page, settle }) => {
    await page.route('**/plans', (route) => route.abort())
    await fillCard(page, cards.withPlans)
    await page.locator('fieldset button').first().waitFor()
    await settle()
  }),
  debit: withPlans(typed(cards.debitSingleOnly, false)),
  'issued-abroad': withPlans(typed(cards.foreignSingleOnly, false)),
  'no-offer': withPlans(typed(cards.noPlans, false)),
  'order-closed': opened({ more: { max_instalments: 1 } }),
  'amount-too-small': opened({ kind: 'dear' }),
  'asked-too-often': {
    needsScripts: true,
    bring: async (stacks) => {
      const stack = await stacks.of('shopper')
      const order = await makeOrder(stack)
      const raw = await regular(stack)
      const headers = { 'Content-Type': 'application/json', Origin: stack.app.url }
      for (let time = 0; time < MOST_QUESTIONS; time += 1) {
        await raw.request(`/checkout/${order.id}/plans`, { method: 'POST', headers, body: JSON.stringify({ card_start: '55711355' }) })
      }
      return async (visit) => {
        await visit.go(order.checkout_url)
        await typed(cards.withPlans, false)(visit)
      }
    },
  },
  'price-changed': refused('ratio-repriced'),
  'plan-gone': refused('ratio-gone'),
  'plans-unavailable': refused('http-500', { times: ALWAYS }),
  'saved-card': async (stacks) => {
    const stack = await stacks.of('shopper')
    const customer = await newCustomer(stack)
    await customer.saveCard('Maaş kartı', cards.manyPlans)
    await customer.saveCard('Kredi kartım', cards.withPlans)
    const order = await makeOrder(stack, GOODS.slice(0, 3))
    return async (visit) => {
      await visit.as(customer.raw, stack.app)
      await visit.go(order.checkout_url)
      if (visit.hasScripts) await plansOf(visit)
    }
  },
  'saved-card-plan-gone': {
    needsScripts: true,
    bring: async (stacks) => {
      const stack = await stacks.of('shopper')
      const customer = await newCustomer(stack)
      await customer.saveCard('Kredi kartım', cards.withPlans)
      return async (visit) => {
        const order = await makePriced(stack)
        await visit.as(customer.raw, stack.app)
        await visit.go(order.checkout_url)
        await plansOf(visit)
        await choose(visit, SIX)
        await stack.simulator.ratioFault('ratio-gone', order.amount)
        await visit.press()
      }
    },
  },
  'without-scripts-closed': { isWithoutScripts: true, bring: opened() },
  'without-scripts-open': withoutScripts(async ({ page }) => void (await page.locator('summary').click())),
  'without-scripts-too-short': withoutScripts(async (visit) => askFor(visit, '4355')),
  'without-scripts-answered': withoutScripts(async (visit) => askFor(visit, cards.withPlans.number.slice(0, 8))),
  'without-scripts-debit': withoutScripts(async (visit) => askFor(visit, cards.debitSingleOnly.number.slice(0, 8))),
  'without-scripts-price-changed': withoutScripts(async (visit, { simulator }, price) => {
    await askFor(visit, cards.withPlans.number.slice(0, 8))
    await choose(visit, SIX)
    await simulator.ratioFault('ratio-repriced', price)
    await fillCard(visit.page, cards.withPlans)
    await visit.press()
  }),
  'without-scripts-saved-card': {
    isWithoutScripts: true,
    bring: async (stacks) => {
      const stack = await stacks.of('shopper')
      const customer = await newCustomer(stack)
      await customer.saveCard('Maaş kartı', cards.manyPlans)
      await customer.saveCard('Kredi kartım', cards.withPlans)
      const order = await makeOrder(stack, GOODS.slice(0, 3))
      return async ({ as, go }) => {
        await as(customer.raw, stack.app)
        await go(order.checkout_url)
      }
    },
  },
  'receipt-shopper-pays': paid('shopper'),
  'receipt-merchant-pays': paid('merchant'),
  'receipt-drawn-short': paid('shopper', 'plan-fee-zero'),
  declined: settled(cards.noLimit, 'declined'),
  review: settled(cards.withPlans, 'review', 'plan-one-more'),
})

function opened({ kind = 'shopper', more = {} }: Options = {}): State['bring'] {
  return async (stacks) => {
    const { checkout_url } = await makeOrder(await stacks.of(kind), GOODS.slice(0, 3), more)
    return ({ go }) => go(checkout_url)
  }
}

function withPlans(show: Show, { kind = 'shopper', fault }: { kind?: Kind; fault?: string } = {}): Omit<State, 'page' | 'name'> {
  return {
    needsScripts: true,
    bring: async (stacks) => {
      const stack = await stacks.of(kind)
      const { checkout_url, amount } = await makePriced(stack)
      if (fault) await stack.simulator.ratioFault(fault, amount, { times: ALWAYS })
      return async (visit) => {
        await visit.page.setExtraHTTPHeaders({ 'X-Forwarded-For': newAddress() })
        await visit.go(checkout_url)
        await show(visit)
      }
    },
  }
}

/** A plan is chosen, and meets this when it is paid. */
function refused(fault: string, options: FaultOptions = {}): Omit<State, 'page' | 'name'> {
  return {
    needsScripts: true,
    bring: async (stacks) => {
      const stack = await stacks.of('shopper')
      return async (visit) => {
        const { checkout_url, amount } = await makePriced(stack)
        await visit.go(checkout_url)
        await typeCard(visit, cards.withPlans)
        await choose(visit, SIX)
        await stack.simulator.ratioFault(fault, amount, options)
        await visit.press()
      }
    },
  }
}

function withoutScripts(show: (visit: Visit, stack: Stack, price: number) => Promise<void>): Omit<State, 'page' | 'name'> {
  return {
    isWithoutScripts: true,
    bring: async (stacks) => {
      const stack = await stacks.of('shopper')
      return async (visit) => {
        const { checkout_url, amount } = await makePriced(stack)
        await visit.page.setExtraHTTPHeaders({ 'X-Forwarded-For': newAddress() })
        await visit.go(checkout_url)
        await show(visit, stack, amount)
      }
    },
  }
}

function paid(kind: Kind, fault?: string): Omit<State, 'page' | 'name'> {
  return {
    isPrinted: true,
    bring: async (stacks) => {
      const stack = await stacks.of(kind)
      const order = await makeOrder(stack, GOODS.slice(0, 3))
      if (fault) await stack.simulator.fault(fault, order.reference, { service: 'tds_charge' })
      const shopper = await regular(stack)
      await shopper.pay(order.id, cards.withPlans, SIX)
      return shown(stack, order, shopper)
    },
  }
}

/** A payment in six instalments that ends so. */
function settled(card: Card, status: string, fault?: string): State['bring'] {
  return async (stacks) => {
    const stack = await stacks.of('shopper')
    const order = await makeOrder(stack, GOODS.slice(0, 3))
    if (fault) await stack.simulator.fault(fault, order.reference, { service: 'tds_charge' })
    const shopper = await regular(stack)
    await shopper.pay(order.id, card, SIX)
    await untilPayment(stack, order, status)
    return shown(stack, order, shopper)
  }
}

/** `hasPlans`: until they are there; otherwise until it is said why there are none. */
function typed(card: Card, hasPlans = true): Show {
  return async (visit) => {
    if (hasPlans) return typeCard(visit, card)
    const { page, settle } = visit
    await Promise.all([page.waitForResponse((response) => response.url().endsWith('/plans')), fillCard(page, card)])
    await page.locator('table[aria-busy="false"]').waitFor()
    await settle()
  }
}

async function typeCard(visit: Visit, card: Card): Promise<void> {
  await fillCard(visit.page, card)
  await cardFields(visit.page).holder.blur()
  await plansOf(visit)
}

async function plansOf({ page, settle }: Visit): Promise<void> {
  await page.locator('input[name="plan"]:enabled').nth(1).waitFor()
  await settle()
}

async function choose({ page, settle }: Visit, count: number): Promise<void> {
  await page.locator(`input[name="plan"][value^="${count}."]`).check()
  await settle()
}

/** Without scripts: the form of a card's first digits. */
async function askFor({ page, settle }: Visit, digits: string): Promise<void> {
  const field = page.locator('input[name="card_start"]')
  if (!(await field.isVisible())) await page.locator('summary').first().click()
  await field.fill(digits)
  await page.locator('details button[type="submit"]').click()
  await page.waitForLoadState()
  await settle()
}

let price = 120_000

/** An order of a price that no other has: a question about rates names no more than that. */
function makePriced({ orders }: Stack): Promise<Order> {
  price += 100
  return orders.make({ amount: price, description: 'Bakır cezve' })
}
