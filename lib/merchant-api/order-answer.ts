import 'server-only'
import type { z } from 'zod'
import { checkoutUrl, findMetadata, findPaynetFields, type ListedOrder } from '@/lib/orders/orders'
import { findOrderRefunds } from '@/lib/refunds/view'
import type { Order, PaynetFields } from '@/lib/shared/payments/order'
import type { TransactionDetails } from '@/lib/shared/payments/transaction-details'
import { listPaymentRecords, type PaymentRecord } from './payment-records'
import { refundAnswer } from './refund-answer'
import type * as schemas from './schemas'

/** An order as the API presents it. Amounts in kuruş, times in RFC 3339 UTC. */
export function orderAnswer(order: Omit<Order, 'items'>) {
  return {
    id: order.id,
    reference: order.reference,
    status: order.status,
    amount: order.amountKurus,
    currency: 'TRY' as const,
    checkout_url: checkoutUrl(order.id),
    created_at: order.createdAt.toISOString(),
    expires_at: order.expiresAt.toISOString(),
  } satisfies z.input<typeof schemas.order>
}

/** An order among others: what a list needs to show, and to tell whether one's own copy is out of date. */
export function listedOrderAnswer({ metadata, ...order }: ListedOrder) {
  return { ...orderAnswer(order), version: order.version, metadata }
}

/**
 * All that the API tells of an order. The order is read before what is read here, so that whatever its version counts is
 * in it.
 */
export async function wholeOrderAnswer(order: Order) {
  const [paynet, metadata, payments, { refundedKurus, refunds }] = await Promise.all([
    findPaynetFields(order.id),
    findMetadata(order.id),
    listPaymentRecords(order.id),
    findOrderRefunds(order.id),
  ])
  return {
    ...orderAnswer(order),
    version: order.version,
    ...sentAnswer(order, paynet === 'unreadable' ? null : paynet),
    metadata,
    payments: payments.map(paymentAnswer),
    refunded_amount: refundedKurus,
    refunds: refunds.map((refund) => refundAnswer(refund, order.id)),
  } satisfies z.input<typeof schemas.wholeOrder>
}

/** What was sent with the order, as it came; the customer aside. */
function sentAnswer(order: Order, paynet: PaynetFields | null) {
  const { description, items, successUrl, cancelUrl, returnMode, locale, maxInstalments } = order
  return {
    description,
    items: items.map(({ name, quantity, unitAmountKurus }) => ({ name, quantity, unit_amount: unitAmountKurus })),
    success_url: successUrl,
    cancel_url: cancelUrl,
    return: returnMode,
    locale,
    max_instalments: maxInstalments,
    paynet,
  }
}

function paymentAnswer(payment: PaymentRecord) {
  return {
    id: payment.id,
    status: payment.status,
    reference_no: payment.referenceNo,
    amount: payment.amountKurus,
    charged_amount: payment.chargedKurus,
    fee_amount: payment.feeKurus,
    fee_payer: payment.feePayer,
    xact_id: payment.xactId,
    card: payment.card,
    instalment: payment.instalments,
    monthly_amount: payment.monthlyKurus,
    late: payment.late,
    decline: payment.reason,
    created_at: payment.createdAt.toISOString(),
    settled_at: payment.settledAt?.toISOString() ?? null,
    paynet: paynetAnswer(payment.details),
  } satisfies z.input<typeof schemas.payment>
}

/** What Paynet has told of a payment. */
function paynetAnswer(details: TransactionDetails | null) {
  return {
    id: details?.id ?? null,
    xact_date: details?.xactDate ?? null,
    authorization_code: details?.authorizationCode ?? null,
    bank_reference_code: details?.bankReferenceCode ?? null,
    bank_order_id: details?.bankOrderId ?? null,
    bank_id: details?.bankId ?? null,
    bank_name: details?.bankName ?? null,
    bank_error_id: details?.bankErrorId ?? null,
    md_status: details?.mdStatus ?? null,
    net_amount: details?.netAmountKurus ?? null,
    commission: details?.commissionKurus ?? null,
    commission_tax: details?.commissionTaxKurus ?? null,
  }
}
