import { expect } from 'playwright/test'
import { newAddress } from './addresses'
import { cards } from './cards'
import type { Order } from './orders'
import type { RawAnswer } from './raw-request'
import { createRawShopper, type RawShopper } from './raw-shopper'
import { NEGATIVE } from './sentences'
import type { FaultOptions } from './simulator'
import type { Stack } from './stack'

export type ChargeInFlight = {
  order: Order
  shopper: RawShopper
  /** The answer to the browser that came back from the bank; null when the connection breaks. */
  answer: Promise<RawAnswer | null>
}

/** A shopper has come back from the bank, and Paynet has received the charge along with a fault. */
export async function startCharge(stack: Stack, fault: string, options: FaultOptions = {}): Promise<ChargeInFlight> {
  const { orders, simulator } = stack
  const shopper = createRawShopper(stack, newAddress())
  const order = await orders.make()
  await simulator.fault(fault, order.reference, { service: 'tds_charge', ...options })
  const back = await shopper.approve(await shopper.challenge(order.id, cards.good))
  const answer = shopper.comeBack(back).catch(() => null)
  const arrived = async () => (await simulator.calls(order.reference, 'tds_charge'))[0]?.fault
  await expect.poll(arrived, { intervals: [10] }).toBe(fault)
  return { order, shopper, answer }
}

/** A payment that was taken without the app knowing. It stays so until the simulator's faults are cleared. */
export async function leaveUndecided(stack: Stack): Promise<ChargeInFlight> {
  const charge = await startCharge(stack, 'answer-lost-after')
  await stack.simulator.fault('http-500', charge.order.reference, { service: 'check', times: 10_000 })
  await charge.answer
  await expect.poll(async () => (await stack.orders.read(charge.order.id)).payments[0]?.status).toBe('unknown')
  return charge
}

/** What the result page says of a payment: the status word, and the page. */
export async function readResult({ shopper, order }: Pick<ChargeInFlight, 'shopper' | 'order'>): Promise<{ status: string; body: string }> {
  const { body } = await shopper.request(`/checkout/${order.id}/result`)
  return { status: /<main[^>]* data-payment-status="(\w+)"/.exec(body)?.[1] ?? '', body }
}

/** Waits until the order has this status, and reads what the shopper is told then. */
export async function expectEnd(stack: Stack, charge: ChargeInFlight, orderStatus: string, paymentStatus: string): Promise<string> {
  await expect.poll(async () => (await stack.orders.read(charge.order.id)).status, { timeout: 30_000 }).toBe(orderStatus)
  await expect.poll(async () => (await readResult(charge)).status, { timeout: 30_000 }).toBe(paymentStatus)
  return (await readResult(charge)).body
}

/** Paid by one charge, and the shopper was told nothing else. */
export async function expectPaidOnce(stack: Stack, charge: ChargeInFlight): Promise<void> {
  const body = await expectEnd(stack, charge, 'paid', 'succeeded')
  expect(body).not.toMatch(NEGATIVE)
  expect(await stack.simulator.successes(charge.order.reference)).toHaveLength(1)
  expect((await stack.simulator.calls(charge.order.reference)).filter((call) => call.overlapping)).toEqual([])
}
