import { cards } from '@/e2e/harness/cards'
import { runNode } from '@/e2e/harness/child'
import { fill, newCustomer } from '@/e2e/harness/customer'
import type { Stack } from '@/e2e/harness/stack'
import { approveAt, charge, GOODS, MANY_ITEMS, makeOrder, regular, untilPayment } from './deeds'
import { shown } from './results'
import { HASTY } from './stacks'
import { type State, statesOf } from './state'

type Made = Awaited<ReturnType<typeof makeOrder>>

export const receipts: State[] = statesOf('receipt', {
  'one-item': receipt((stack) => makeOrder(stack)),
  'six-items': receipt((stack) => makeOrder(stack, GOODS, { description: 'Salı günü kapınızda' })),
  'hundred-items': receipt((stack) => makeOrder(stack, MANY_ITEMS)),
  'no-items': receipt(({ orders }) => orders.make({ amount: 38_900 })),
  'large-amount': receipt(({ orders }) => orders.make({ amount: 1_234_567_890 })),
  'long-names': {
    isPrinted: true,
    bring: async (stacks) => {
      const stack = await stacks.of('long')
      const order = await makeOrder(stack, [{ name: 'Uzunadlıbirürün'.repeat(9), quantity: 99, unit_amount: 38_900 }], {
        reference: `${stack.orders.newReference()}-`.padEnd(40, 'W'),
        description: 'Uzun bir açıklama '.repeat(7).trim(),
      })
      const shopper = await regular(stack)
      await shopper.pay(order.id, cards.good)
      return shown(stack, order, shopper)
    },
  },
  branded: {
    isPrinted: true,
    bring: async (stacks) => {
      const stack = await stacks.of('branded')
      const order = await makeOrder(stack, GOODS.slice(0, 3))
      const shopper = await regular(stack)
      await shopper.pay(order.id, cards.good)
      return shown(stack, order, shopper)
    },
  },
  'leading-on': {
    isLeft: true,
    bring: async (stacks) => {
      const stack = await stacks.of()
      return async (visit) => {
        const order = await makeOrder(stack, GOODS.slice(0, 3), { return: 'auto' })
        const shopper = await regular(stack)
        await shopper.pay(order.id, cards.good)
        await visit.page.route('https://www.example.com/**', (route) => route.fulfill({ status: 204 }))
        await shown(stack, order, shopper)(visit)
      }
    },
  },
  'with-a-saved-card': {
    isPrinted: true,
    bring: async (stacks) => {
      const stack = await stacks.of()
      const { raw } = await newCustomer(stack)
      const order = await makeOrder(stack, GOODS.slice(0, 3))
      const fields = fill(await raw.fillForm(order.id, cards.masterCard), { save_card: 'on', card_desc: 'Kredi kartım' })
      const started = await raw.postForm(`/checkout/${order.id}`, fields)
      const path = new URL(started.headers.location ?? '', stack.app.url).pathname
      await approveAt(raw, path)
      return shown(stack, order, raw)
    },
  },
  'of-somebody-else': async (stacks) => {
    const stack = await stacks.of()
    const order = await makeOrder(stack, GOODS.slice(0, 3))
    await (await regular(stack)).pay(order.id, cards.good)
    return shown(stack, order)
  },
  refunded: {
    isPrinted: true,
    bring: async (stacks) => {
      const stack = await stacks.of()
      const order = await makeOrder(stack, GOODS.slice(0, 3))
      await stack.simulator.fault('wrong-amount', order.reference, { service: 'tds_charge' })
      const shopper = await charge(stack, order)
      await untilPayment(stack, order, 'review')
      const reference = (await stack.orders.read(order.id)).payments[0]?.reference_no ?? ''
      await runNode('dist/payment.js', [reference, '--refunded'], { ...stack.app.env, LOG_LEVEL: 'silent' })
      return shown(stack, order, shopper)
    },
  },
  /** Paid a second time because nothing was heard of the first, which then shows after all. */
  late: {
    isPrinted: true,
    bring: async (stacks) => {
      const stack = await stacks.own(HASTY)
      const order = await makeOrder(stack, GOODS.slice(0, 3))
      await stack.simulator.fault('answer-lost-after', order.reference, { service: 'tds_charge', times: 10_000 })
      await stack.simulator.fault('check-nothing', order.reference, { service: 'check', times: 10_000 })
      const shopper = await charge(stack, order)
      await untilPayment(stack, order, 'not_charged')
      const { payments } = await stack.orders.read(order.id)
      const [first] = payments
      await stack.simulator.clearFaults()
      await shopper.pay(order.id, cards.masterCard)
      await runNode('dist/sweep.js', [], { ...stack.app.env, LOG_LEVEL: 'silent' })
      const found = (await stack.orders.read(order.id)).payments.find(({ id }) => id === first?.id)
      if (!found?.late) throw new Error(`The first payment is ${found?.status}, not a late success`)
      return shown(stack, order, shopper)
    },
  },
})

function receipt(make: (stack: Stack) => Promise<Made>): Omit<State, 'page' | 'name'> {
  return {
    isPrinted: true,
    bring: async (stacks) => {
      const stack = await stacks.of()
      const order = await make(stack)
      const shopper = await regular(stack)
      await shopper.pay(order.id, cards.good)
      return shown(stack, order, shopper)
    },
  }
}
