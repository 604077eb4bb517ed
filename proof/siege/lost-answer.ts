import { cards } from '@/e2e/harness/cards'
import { canaryCard } from '@/e2e/harness/leak-search'
import { createRawShopper } from '@/e2e/harness/raw-shopper'
import type { Stack } from '@/e2e/harness/stack'
import { timeUntilPaid } from './rows'

let people = 0

/**
 * A shopper pays, Paynet takes the money, its answer is lost, and the result page is never opened: measures how
 * long it takes until the payment is paid; null if `atMostMs` was not enough.
 */
export async function timeUntilLostAnswerSettles(stack: Stack, atMostMs: number): Promise<number | null> {
  people += 1
  const shopper = createRawShopper(stack, `10.80.${people >> 8}.${people & 255}`)
  const order = await stack.orders.make()
  await stack.simulator.fault('answer-lost-after', order.reference, { service: 'tds_charge', times: 1 })
  await shopper.pay(order.id, { ...cards.good, number: canaryCard('4', 16) })
  return timeUntilPaid(stack, order.id, atMostMs)
}
