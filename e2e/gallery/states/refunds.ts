import { cards } from '@/e2e/harness/cards'
import { newCustomer } from '@/e2e/harness/customer'
import type { Order } from '@/e2e/harness/orders'
import type { RawShopper } from '@/e2e/harness/raw-shopper'
import type { Stack } from '@/e2e/harness/stack'
import { askRefund, giveBack, setPaynet, spoilRefund, untilRefund } from '@/e2e/pages/refunds'
import { GOODS, makeOrder, regular, untilPayment } from './deeds'
import { shown } from './results'
import type { Stacks } from './stacks'
import { type State, statesOf } from './state'

const SIX = 6
const PART = 5_000

export const refunds: State[] = [
  ...statesOf('refund', {
    'accepted-part': receipt((stack, order) => giveBack(stack, order, PART, 'accepted')),
    'refunded-part': receipt((stack, order) => giveBack(stack, order, PART, 'refunded')),
    'accepted-whole': receipt((stack, order) => giveBack(stack, order, order.amount, 'accepted')),
    'refunded-whole': receipt((stack, order) => giveBack(stack, order, order.amount, 'refunded')),
    unknown: receipt(async (stack, order) => {
      await spoilRefund(stack, order, 'answer-lost-after')
      await giveBack(stack, order, PART, 'unknown')
    }),
    several: receipt(severalOf),
    'all-in-parts': receipt(async (stack, order) => {
      await giveBack(stack, order, PART, 'refunded')
      await giveBack(stack, order, order.amount - PART, 'refunded')
    }),
    'by-instalments-part': byPlan((stack, order) => giveBack(stack, order, PART, 'refunded')),
    'by-instalments-accepted': byPlan((stack, order) => giveBack(stack, order, PART, 'accepted')),
    'by-instalments-whole': byPlan(async (stack, order) => giveBack(stack, order, await drawnFrom(stack, order), 'refunded')),
    'by-instalments-seen-by-somebody-else': async (stacks) => {
      const { stack, order } = await paid(stacks, SIX)
      await severalOf(stack, order)
      return shown(stack, order)
    },
    'planned-for-tomorrow': today(async (stack, order) => untilRefund(stack, order, await askRefund(stack, order, PART), 'planned')),
    'cancel-accepted': today((stack, order) => giveBack(stack, order, order.amount, 'accepted')),
    cancelled: today((stack, order) => giveBack(stack, order, order.amount, 'refunded')),
    'of-a-review-accepted': async (stacks) => {
      const { stack, order, shopper } = await inReview(stacks)
      await giveBack(stack, order, await drawnFrom(stack, order), 'accepted')
      return shown(stack, order, shopper)
    },
    'of-a-review': async (stacks) => {
      const { stack, order, shopper } = await inReview(stacks)
      await giveBack(stack, order, await drawnFrom(stack, order), 'refunded')
      return shown(stack, order, shopper)
    },
    'of-a-review-on-the-way-to-a-next-try': async (stacks) => {
      const { stack, order, shopper } = await inReview(stacks)
      await giveBack(stack, order, await drawnFrom(stack, order), 'refunded')
      return async ({ as, go }) => {
        await as(shopper, stack.app)
        await go(order.checkout_url)
      }
    },
  }),
  ...statesOf('payments', {
    refunds: async (stacks) => {
      const stack = await givingBack(stacks)
      const { raw } = await newCustomer(stack)
      const deeds = [
        (order: Order) => giveBack(stack, order, PART, 'refunded'),
        (order: Order) => giveBack(stack, order, order.amount, 'refunded'),
        (order: Order) => giveBack(stack, order, PART, 'accepted'),
        (order: Order) => severalOf(stack, order),
      ]
      for (const deed of deeds) {
        const order = await makeOrder(stack)
        await raw.pay(order.id, cards.masterCard)
        await deed(order)
      }
      return async ({ as, go }) => {
        await as(raw, stack.app)
        await go(`${stack.app.url}/account/payments`)
      }
    },
  }),
]

type Deed = (stack: Stack, order: Order) => Promise<void>

/** A shop whose Paynet waits for somebody's word on each refund, and dates its sales back so that parts can be given back at once. */
async function givingBack(stacks: Stacks): Promise<Stack> {
  const stack = await stacks.of('refunds')
  await setPaynet(stack, { sale_days_ago: 2, refund_approval: 'manual' })
  return stack
}

async function paid(stacks: Stacks, instalments?: number): Promise<{ stack: Stack; order: Order; shopper: RawShopper }> {
  const stack = await givingBack(stacks)
  const order = await makeOrder(stack, GOODS.slice(0, 3))
  const shopper = await regular(stack)
  await shopper.pay(order.id, instalments === undefined ? cards.good : cards.withPlans, instalments)
  return { stack, order, shopper }
}

function receipt(deed: Deed, instalments?: number): Omit<State, 'page' | 'name'> {
  return {
    isPrinted: true,
    bring: async (stacks) => {
      const { stack, order, shopper } = await paid(stacks, instalments)
      await deed(stack, order)
      return shown(stack, order, shopper)
    },
  }
}

function byPlan(deed: Deed): Omit<State, 'page' | 'name'> {
  return receipt(deed, SIX)
}

/** The same of a sale of today. */
function today(deed: Deed): Omit<State, 'page' | 'name'> {
  return {
    isPrinted: true,
    bring: async (stacks) => {
      const stack = await stacks.of('refunds-today')
      await setPaynet(stack, { refund_approval: 'manual' })
      const order = await makeOrder(stack, GOODS.slice(0, 3))
      const shopper = await regular(stack)
      await shopper.pay(order.id, cards.good)
      await deed(stack, order)
      return shown(stack, order, shopper)
    },
  }
}

async function inReview(stacks: Stacks): Promise<{ stack: Stack; order: Order; shopper: RawShopper }> {
  const stack = await givingBack(stacks)
  const order = await makeOrder(stack, GOODS.slice(0, 3))
  await stack.simulator.fault('plan-one-more', order.reference, { service: 'tds_charge' })
  const shopper = await regular(stack)
  await shopper.pay(order.id, cards.withPlans, SIX)
  await untilPayment(stack, order, 'review')
  return { stack, order, shopper }
}

async function severalOf(stack: Stack, order: Order): Promise<void> {
  await giveBack(stack, order, PART, 'refunded')
  await giveBack(stack, order, 12_345, 'refunded')
  await giveBack(stack, order, 990, 'accepted')
}

async function drawnFrom({ orders }: Stack, { id }: Order): Promise<number> {
  return (await orders.read(id)).payments[0]?.charged_amount ?? 0
}
