import { setTimeout as sleep } from 'node:timers/promises'
import type { Order } from '@/e2e/harness/orders'
import type { BookedRefund, Settings } from '@/e2e/harness/simulator'
import type { Stack } from '@/e2e/harness/stack'

/** Money that is given back: what the merchant's server asks for, and what Paynet decides. */

/** What kind of Paynet this is: how old its sales are, and whether a refund waits for somebody's word. */
type PaynetOfRefunds = Pick<Settings, 'sale_days_ago' | 'refund_approval'>

export async function setPaynet({ simulator }: Stack, settings: PaynetOfRefunds): Promise<void> {
  await simulator.settings(settings)
}

/** The next request for a refund of this order meets this. */
export async function spoilRefund({ simulator }: Stack, { reference }: Order, fault: string): Promise<void> {
  await simulator.fault(fault, reference, { service: 'reversed_request' })
}

let count = 0

/** The merchant's server asks for this much; resolves with the refund's id. */
export async function askRefund({ orders }: Stack, { id }: Order, amount: number): Promise<string> {
  count += 1
  const { status, body } = await orders.refund(id, { reference: `IADE-${process.pid}-${count}`, amount })
  if (status !== 201) throw new Error(`No refund was made: ${status} ${JSON.stringify(body)}`)
  return String(body.id)
}

/** Asks for it, and waits until it stands so. */
export async function giveBack(stack: Stack, order: Order, amount: number, status: string): Promise<void> {
  const id = await askRefund(stack, order, amount)
  if (status === 'refunded') {
    await untilRefund(stack, order, id, 'accepted')
    await decideRefund(stack, order, 'approve')
  }
  await untilRefund(stack, order, id, status)
}

export async function untilRefund({ orders }: Stack, order: Order, id: string, status: string): Promise<void> {
  let seen = ''
  for (const endsAt = Date.now() + 60_000; Date.now() < endsAt; await sleep(100)) {
    const { refunds } = await orders.read(order.id)
    seen = refunds.find((refund) => refund.id === id)?.status ?? 'unknown here'
    if (seen === status) return
  }
  throw new Error(`The refund is ${seen}, not ${status}`)
}

/** Paynet decides on the newest refund of an order that waits for it, and tells the app. */
export async function decideRefund({ simulator }: Stack, { reference }: Order, decision: 'approve' | 'reject'): Promise<void> {
  const isWaiting = ({ reference_no, status }: BookedRefund) => reference_no.startsWith(`${reference}-`) && status === 'waiting'
  const waiting = (await simulator.refunds()).findLast(isWaiting)
  if (!waiting) throw new Error('No refund waits for a decision')
  await simulator.decideRefund(waiting.xact_id, decision)
}
