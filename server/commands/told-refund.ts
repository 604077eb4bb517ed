import type { Refund } from '@/db/refunds'
import { describeRefund, nextOfRefund } from '@/lib/refunds/describe'
import { asJson } from '@/lib/shared/as-json'
import { lira } from './told'

/** How commands tell of a refund. Pure. */

export function linesOfRefund(refund: Refund): string[] {
  return [
    `refund ${refund.id}  ${refund.reference ?? "of Paynet's panel"}  ${lira(refund.amountKurus)}`,
    `  ${describeRefund(refund)}`,
    ...nextOfRefund(refund).map((next) => `  npm run ${next}`),
  ]
}

export function jsonOfRefund(refund: Refund) {
  const { id, paymentId, findingId, xactId, reference, amountKurus, status, askedBy, reason } = refund
  const { dueAt, sentAt, calls, looks, code, paynetRef, createdAt, settledAt } = refund
  return {
    ...asJson({ id, paymentId, findingId, xactId, reference, amountKurus, status, askedBy, reason }),
    ...asJson({ dueAt, sentAt, calls, looks, code, paynetRef, createdAt, settledAt }),
    known: describeRefund(refund),
    next: nextOfRefund(refund).map((next) => `npm run ${next}`),
  }
}
