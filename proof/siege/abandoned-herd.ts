import { cards } from '@/e2e/harness/cards'
import { createRawShopper } from '@/e2e/harness/raw-shopper'
import type { Stack } from '@/e2e/harness/stack'
import type { Attack } from './attack'
import { SETTLES_WITHIN_MS, settleAim } from './checker'
import { timeUntilLostAnswerSettles } from './lost-answer'
import { copyPayment } from './rows'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/**
 * What half an hour after an attack, or after an outage of Paynet, looks like: payments whose time at the bank
 * is over and payments with an unknown outcome, all due at once. The rows are copies of real ones, set back in
 * time.
 */
export const abandonedHerd: Attack = {
  name: 'abandoned-herd',
  sends: '1,500 payments whose half hour at the bank is over and 300 (quick 100) unknown ones of an hour ago, all due at once',
  addresses: [40],
  async beside({ stack, isQuick }) {
    await abandon(stack, 1_500)
    await lose(stack, isQuick ? 100 : 300)
    const probes = Array.from({ length: isQuick ? 5 : 20 }, () => timeUntilLostAnswerSettles(stack, SETTLES_WITHIN_MS.all + 5_000))
    return [settleAim(await Promise.all(probes), 'all')]
  },
}

/** A payment at its bank, and many like it whose shoppers left 31 minutes ago. */
async function abandon(stack: Stack, times: number): Promise<void> {
  const { id } = await stack.orders.make()
  await createRawShopper(stack, '10.79.0.1').challenge(id, cards.good)
  const at = Date.now() - 31 * MINUTE
  await copyPayment(stack, id, times, 'abandoned', () => ({ created_at: at, challenged_at: at, moved_at: at, next_at: Date.now() }))
}

/** A payment whose answer was lost, and many like it from an hour ago that Paynet knows nothing about. */
async function lose(stack: Stack, times: number): Promise<void> {
  const order = await stack.orders.make()
  await stack.simulator.fault('answer-lost-before', order.reference, { service: 'tds_charge', times: 1 })
  await createRawShopper(stack, '10.79.0.2').pay(order.id, cards.good)
  const at = Date.now() - HOUR
  const back = { created_at: at, challenged_at: at, returned_at: at, sent_at: at, moved_at: at }
  await copyPayment(stack, order.id, times, 'unknown', () => ({ ...back, status: 'unknown', lease_until: null, next_at: Date.now() }))
}
