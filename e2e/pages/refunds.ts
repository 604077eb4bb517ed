import { setTimeout as sleep } from 'node:timers/promises'
import type { Order } from '@/e2e/harness/orders'
import { rawRequest } from '@/e2e/harness/raw-request'
import type { Stack } from '@/e2e/harness/stack'

/** Money that is given back: what the merchant's server asks for, and what Paynet decides. */

/** What kind of Paynet this is: how old its sales are, and whether a refund waits for somebody's word. */
type PaynetOfRefunds = { sale_days_ago?: number; refund_approval?: 'auto' | 'manual' | 'never' }

export async function setPaynet({ simulator }: Stack, settings: PaynetOfRefunds): Promise<void> {
  await tell(simulator.url, '/control/settings', settings)
}

/** The next request for a refund of this order meets this. */
export async function spoilRefund({ simulator }: Stack, { reference }: Order, fault: string): Promise<void> {
  await tell(simulator.url, '/control/faults', { fault, reference_prefix: `${reference}-`, service: 'reversed_request' })
}

type Told = { id: string; reference: string | null; status: string; amount: number }

let count = 0

/** The merchant's server asks for this much; resolves with the refund's id. */
export async function askRefund({ app }: Stack, { id }: Order, amount: number): Promise<string> {
  count += 1
  const answer = await rawRequest(`${app.url}/api/orders/${id}/refunds`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${app.env.MERCHANT_API_KEY}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ reference: `IADE-${process.pid}-${count}`, amount }),
  })
  if (answer.status !== 201) throw new Error(`No refund was made: ${answer.status} ${answer.body}`)
  return (JSON.parse(answer.body) as Told).id
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
    const { refunds } = (await orders.read(order.id)) as unknown as { refunds: Told[] }
    seen = refunds.find((refund) => refund.id === id)?.status ?? 'unknown here'
    if (seen === status) return
  }
  throw new Error(`The refund is ${seen}, not ${status}`)
}

/** Paynet decides on the newest refund of an order that waits for it, and tells the app. */
export async function decideRefund({ simulator }: Stack, { reference }: Order, decision: 'approve' | 'reject'): Promise<void> {
  const all = (await (await fetch(`${simulator.url}/control/refunds`)).json()) as Array<Record<string, string>>
  const waiting = all.findLast(({ reference_no, status }) => reference_no?.startsWith(`${reference}-`) && status === 'waiting')
  if (!waiting) throw new Error('No refund waits for a decision')
  await tell(simulator.url, '/control/refunds/decide', { xact_id: waiting.xact_id, decision })
}

async function tell(url: string, path: string, body: object): Promise<void> {
  const answer = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`The simulator refused ${path}: ${await answer.text()}`)
}
