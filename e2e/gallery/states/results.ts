import { clockAhead } from '@/e2e/harness/app'
import { type Card, cards } from '@/e2e/harness/cards'
import type { Order } from '@/e2e/harness/orders'
import type { RawShopper } from '@/e2e/harness/raw-shopper'
import type { FaultOptions } from '@/e2e/harness/simulator'
import type { Stack } from '@/e2e/harness/stack'
import { charge, checkoutOf, customerDeclined, makeOrder, regular, resultOf, until, untilCalled, untilPayment } from './deeds'
import { type Show, type State, statesOf } from './state'

const AT_THE_BANK_MS = 31 * 60_000
const ALWAYS = 10_000

const tryLaterCard: Card = { ...cards.good, number: '4355080000000096' }

export const results: State[] = statesOf('result', {
  created: async (stacks) => {
    const stack = await stacks.of('patient')
    const order = await makeOrder(stack)
    const shopper = await regular(stack)
    await stack.simulator.fault('slow-before', order.reference, { service: 'tds_initial', ms: 600_000 })
    void shopper.postForm(checkoutOf(order), await shopper.fillForm(order.id, cards.good)).catch(() => null)
    await untilCalled(stack, order, 'tds_initial')
    return shown(stack, order, shopper)
  },
  'awaiting-3ds': async (stacks) => {
    const stack = await stacks.of()
    const order = await makeOrder(stack)
    const shopper = await regular(stack)
    await shopper.challenge(order.id, cards.good)
    return shown(stack, order, shopper)
  },
  'awaiting-3ds-of-somebody-else': async (stacks) => {
    const stack = await stacks.of()
    const order = await makeOrder(stack)
    await (await regular(stack)).challenge(order.id, cards.good)
    return shown(stack, order)
  },
  charging: charged({ fault: 'slow-before', ms: 600_000 }),
  unknown: async (stacks) => {
    const stack = await stacks.of('patient')
    const order = await makeOrder(stack)
    await stack.simulator.fault('answer-lost-after', order.reference, { service: 'tds_charge' })
    await stack.simulator.fault('http-500', order.reference, { service: 'check', times: ALWAYS })
    const shopper = await charge(stack, order)
    await untilPayment(stack, order, 'unknown')
    return shown(stack, order, shopper)
  },
  review: charged({ fault: 'wrong-amount' }, 'review'),
  failed: async (stacks) => {
    const stack = await stacks.of()
    const order = await makeOrder(stack)
    const shopper = await regular(stack)
    await stack.simulator.fault('http-500', order.reference, { service: 'tds_initial' })
    await shopper.postForm(checkoutOf(order), await shopper.fillForm(order.id, cards.good))
    return shown(stack, order, shopper)
  },
  superseded: async (stacks) => {
    const stack = await stacks.of()
    const order = await makeOrder(stack)
    const shopper = await regular(stack)
    const older = await shopper.approve(await shopper.challenge(order.id, cards.noLimit))
    const newer = await shopper.approve(await shopper.challenge(order.id, cards.good))
    await stack.simulator.fault('slow', order.reference, { service: 'tds_charge', ms: 1_500 })
    const answered = shopper.comeBack(older)
    await untilCalled(stack, order, 'tds_charge')
    await shopper.comeBack(newer)
    await answered
    return shown(stack, order, shopper)
  },
  'cancelled-at-the-bank': async (stacks) => {
    const stack = await stacks.of()
    const order = await makeOrder(stack)
    const shopper = await regular(stack)
    await shopper.comeBack(await shopper.cancelAtBank(await shopper.challenge(order.id, cards.good)))
    return shown(stack, order, shopper)
  },
  'not-charged': async (stacks) => {
    const stack = await stacks.of('hasty')
    const order = await makeOrder(stack)
    await stack.simulator.fault('answer-lost-before', order.reference, { service: 'tds_charge', times: ALWAYS })
    const shopper = await charge(stack, order)
    await untilPayment(stack, order, 'not_charged')
    return shown(stack, order, shopper)
  },
  expired: async (stacks) => {
    const stack = await stacks.own()
    const order = await makeOrder(stack)
    const shopper = await regular(stack)
    await shopper.challenge(order.id, cards.good)
    await stack.app.stop()
    await stack.app.start(clockAhead(AT_THE_BANK_MS))
    await untilPayment(stack, order, 'expired')
    return shown(stack, order, shopper)
  },
})

/** A payment whose charge meets this fault. */
function charged({ fault, ...options }: { fault: string } & FaultOptions, status = 'charging'): State['bring'] {
  return async (stacks) => {
    const stack = await stacks.of(status === 'charging' ? 'patient' : 'plain')
    const order = await makeOrder(stack)
    await stack.simulator.fault(fault, order.reference, { service: 'tds_charge', ...options })
    const shopper = await charge(stack, order)
    await untilPayment(stack, order, status)
    return shown(stack, order, shopper)
  }
}

export const declines: State[] = statesOf('decline', {
  'insufficient-funds': declined(cards.noLimit),
  'limit-reached': declined(cards.limitReached),
  'closed-to-ecommerce': declined(cards.closedToShopping),
  'card-expired': declined(cards.expired),
  'card-data': declined(cards.wrongData),
  'not-verified': declined(cards.threeDsFails),
  'session-over': declined(cards.good, { fault: 'code-13' }),
  'card-not-usable': declined(cards.notUsable),
  'instalment-refused': declined(cards.good, { fault: 'decline', bank_error_id: '501' }),
  'debit-no-instalments': declined(cards.debit),
  'foreign-card': declined(cards.foreign),
  'try-later': declined(cards.good, { fault: 'decline', bank_error_id: '76' }),
  'shop-side': declined(cards.shopSide),
  'ask-bank': declined(cards.refused),
  'in-doubt': declined(tryLaterCard),
  'bank-unreachable': async (stacks) => {
    const stack = await stacks.own()
    const order = await makeOrder(stack)
    const shopper = await regular(stack)
    await shopper.pay(order.id, cards.bankUnreachable)
    await stack.app.stop()
    await stack.app.start(clockAhead(120_000))
    return shown(stack, order, shopper)
  },
  'three-times': async (stacks) => {
    const stack = await stacks.of()
    const order = await makeOrder(stack)
    const shopper = await regular(stack)
    for (let time = 0; time < 3; time += 1) await shopper.pay(order.id, cards.refused)
    return shown(stack, order, shopper)
  },
  'of-a-saved-card': async (stacks) => {
    const stack = await stacks.of()
    const order = await makeOrder(stack)
    return shown(stack, order, await customerDeclined(stack, order))
  },
  'seen-by-somebody-else': async (stacks) => {
    const stack = await stacks.of()
    const order = await makeOrder(stack)
    await (await regular(stack)).pay(order.id, cards.noLimit)
    return shown(stack, order)
  },
})

function declined(card: Card, fault?: { fault: string } & FaultOptions): State['bring'] {
  return async (stacks) => {
    const stack = await stacks.of()
    const order = await makeOrder(stack)
    const shopper = await regular(stack)
    if (fault) await stack.simulator.fault(fault.fault, order.reference, { service: 'tds_charge', ...fault })
    await shopper.pay(order.id, card)
    await until(async () => (await stack.orders.read(order.id)).payments[0]?.decline !== null, 'declined')
    return shown(stack, order, shopper)
  }
}

export function shown({ app }: Stack, order: Order, shopper?: RawShopper): Show {
  return async ({ as, go }) => {
    if (shopper) await as(shopper, app)
    await go(`${app.url}${resultOf(order)}`)
  }
}
