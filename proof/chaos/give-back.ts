import { setTimeout as sleep } from 'node:timers/promises'
import type { Fleet } from '@/e2e/harness/fleet'
import type { Order } from '@/e2e/harness/orders'
import type { Random } from './random'

type RefundFault = { fault: string; ms?: number }

/** What a request for money may meet; four in ten do. Milliseconds count against a deadline of one second. */
const REFUND_FAULTS: [RefundFault, ...RefundFault[]] = [
  { fault: 'answer-lost-before' },
  { fault: 'answer-lost-before' },
  { fault: 'answer-lost-after' },
  { fault: 'answer-lost-after' },
  { fault: 'truncated' },
  { fault: 'slow', ms: 1_600 },
  { fault: 'slow-before', ms: 1_600 },
  { fault: 'http-500' },
  { fault: 'http-500-after' },
  { fault: 'http-503-html' },
  { fault: 'html' },
  { fault: 'code-8' },
  { fault: 'refund-code-5' },
  { fault: 'refund-code-5-before' },
  { fault: 'refund-refused' },
  { fault: 'refund-noprocess' },
  { fault: 'refund-code-100' },
  { fault: 'refund-contradicts' },
]

/** One request of the merchant's server, and what became of it. */
export type AskedRefund = { orderId: string; orderReference: string; reference: string; status: number; refundId: string | null }

/**
 * A paid order is given back, whole or in part, by two of the merchant's servers at once: each asks another instance,
 * most often by the same reference. Now and then somebody does the same in Paynet's panel, or lies to the callback.
 */
export async function giveBack(fleet: Fleet, order: Order, dice: Random): Promise<AskedRefund[]> {
  const paid = await stubbornly(async () => {
    const { payments } = await fleet.orders.read(order.id)
    return payments.find(({ status, late }) => status === 'succeeded' && !late) ?? null
  })
  if (!paid?.charged_amount) return []
  const whole = paid.charged_amount
  if (dice.chance(0.4)) {
    const { fault, ...more } = dice.pick(REFUND_FAULTS)
    await fleet.simulator.fault(fault, order.reference, { service: 'reversed_request', ...more })
  }
  if (dice.chance(0.1)) await fleet.simulator.fault('http-500', order.reference, { service: 'detail', times: dice.whole(1, 3) })
  const asked: AskedRefund[] = []
  const times = dice.chance(0.3) ? 2 : 1
  for (let time = 1; time <= times; time += 1) {
    const amount = dice.chance(0.5) ? whole : dice.whole(1, whole)
    const isSame = dice.chance(0.6)
    const both = fleet.instances.slice(0, 2).map(({ url }, index) => {
      const reference = `IADE-${time}${isSame || index === 0 ? '' : '-B'}`
      const body = { reference, amount, reason: 'customer', ...(dice.chance(0.3) ? { remaining: whole } : {}) }
      return askUntilAnswered(fleet, order, body, url)
    })
    asked.push(...(await Promise.all(both)).filter((one) => one !== null))
    if (dice.chance(0.15)) await fleet.simulator.refundAtPanel(paid.reference_no, dice.whole(1, whole))
    if (dice.chance(0.2)) await lie(fleet, paid.reference_no, dice)
    await sleep(dice.whole(0, 3_000))
  }
  return asked
}

/** Anybody who learns the address may say anything. */
async function lie(fleet: Fleet, referenceNo: string, dice: Random): Promise<void> {
  const booked = (await fleet.simulator.refunds()).find(({ reference_no, by }) => reference_no === referenceNo && by === 'request')
  if (booked) await fleet.simulator.forgeCallback(booked.xact_id, dice.whole(0, 1)).catch(() => {})
}

async function askUntilAnswered(fleet: Fleet, order: Order, body: { reference: string }, url: string): Promise<AskedRefund | null> {
  const answer = await stubbornly(async () => {
    const { status, body: told } = await fleet.orders.refund(order.id, body, url)
    return status >= 500 ? null : { status, refundId: typeof told.id === 'string' ? told.id : null }
  })
  return answer && { orderId: order.id, orderReference: order.reference, reference: body.reference, ...answer }
}

/** The same request again, as a server that heard nothing would send it. */
async function stubbornly<T>(ask: () => Promise<T | null>): Promise<T | null> {
  for (let attempt = 0; attempt < 25; attempt += 1) {
    const answer = await ask().catch(() => null)
    if (answer !== null) return answer
    await sleep(400)
  }
  return null
}
