import type { RawAnswer } from '@/e2e/harness/raw-request'
import { NEGATIVE } from '@/e2e/harness/sentences'

/** One page that a shopper was shown about an order. */
export type Told = {
  orderId: string
  orderReference: string
  /** The payment's status; null on a page that is not a result. */
  status: string | null
  /** The payment that the page names. */
  referenceNo: string | null
  saysNotCharged: boolean
  /** References of other shoppers' orders that the page shows; there must be none. */
  strangers: string[]
  askedAt: number
}

/** The references of a run's orders, for finding one on a stranger's page. */
export const ORDER_REFERENCE = /\bCH\d+-\d+\b/g

export function readTold(order: { id: string; reference: string }, answer: RawAnswer, askedAt: number): Told {
  const { body } = answer
  const named = new Set(body.match(ORDER_REFERENCE) ?? [])
  named.delete(order.reference)
  return {
    orderId: order.id,
    orderReference: order.reference,
    status: /<main[^>]* data-payment-status="(\w+)"/.exec(body)?.[1] ?? null,
    referenceNo: new RegExp(`${order.reference}-[A-Za-z0-9]+`).exec(body)?.[0] ?? null,
    saysNotCharged: NEGATIVE.test(body),
    strangers: [...named],
    askedAt,
  }
}
