import { randomBytes } from 'node:crypto'
import { insertOrder, type OrderRow } from './orders'
import { insertPayment } from './payment-moves'
import type { Payment } from './payments'

const newId = () => randomBytes(16).toString('base64url')

export async function givenOrderRow(change: Partial<OrderRow> = {}): Promise<OrderRow> {
  const createdAt = new Date()
  const id = newId()
  const order: OrderRow = {
    id,
    reference: `R.${id.replaceAll('-', '.')}`,
    status: 'open',
    amountKurus: 14_990,
    description: null,
    customer: null,
    successUrl: null,
    cancelUrl: null,
    locale: null,
    createdAt,
    expiresAt: new Date(createdAt.getTime() + 86_400_000),
    ...change,
  }
  await insertOrder(order, [])
  return order
}

export function newPayment(order: Pick<OrderRow, 'id' | 'amountKurus'>, change: Partial<Payment> = {}): Payment {
  const now = new Date()
  return {
    id: newId(),
    orderId: order.id,
    idempotencyKey: newId(),
    referenceNo: newId(),
    status: 'created',
    late: false,
    amountKurus: order.amountKurus,
    card: null,
    payer: null,
    address: null,
    cardTry: null,
    userId: null,
    savedCardId: null,
    cardSaving: null,
    cardToSave: null,
    challenge: null,
    pairDigest: null,
    challengedAt: null,
    returnedAt: null,
    sentAt: null,
    calls: 0,
    leaseUntil: null,
    fence: 0,
    nextAt: null,
    looks: 0,
    noneCount: 0,
    noneAt: null,
    alarms: 0,
    xactId: null,
    reason: null,
    bankMessage: null,
    refundedAt: null,
    createdAt: now,
    movedAt: now,
    settledAt: null,
    ...change,
  }
}

export async function givenPaymentRow(order: OrderRow, change: Partial<Payment> = {}): Promise<Payment> {
  const payment = newPayment(order, change)
  if (!(await insertPayment(payment, order.createdAt))) throw new Error('the order could not be paid')
  return payment
}
