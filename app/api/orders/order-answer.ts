import { env } from '@/lib/env'
import type { PaymentRecord } from '@/lib/payments/result'
import type { Order } from '@/lib/shared/payments/order'

/** An order as the API presents it. Amounts in kuruş, times in RFC 3339 UTC. */
export function orderAnswer(order: Order) {
  return {
    id: order.id,
    reference: order.reference,
    status: order.status,
    amount: order.amountKurus,
    currency: 'TRY',
    checkout_url: `${env().appUrl}/checkout/${order.id}`,
    created_at: order.createdAt.toISOString(),
    expires_at: order.expiresAt.toISOString(),
  }
}

export function paymentAnswer(payment: PaymentRecord) {
  return {
    id: payment.id,
    status: payment.status,
    reference_no: payment.referenceNo,
    amount: payment.amountKurus,
    xact_id: payment.xactId,
    card: payment.card,
    instalment: 1,
    created_at: payment.createdAt.toISOString(),
    settled_at: payment.settledAt?.toISOString() ?? null,
  }
}

export function json(body: unknown, status = 200): Response {
  return Response.json(body, { status, headers: { 'Cache-Control': 'no-store' } })
}
