import { randomBytes } from 'node:crypto'
import { emptyRow } from './empty-row'
import { insertOrder, type NewOrderRow, type OrderRow } from './orders'
import { insertPayment } from './payment-moves'
import { newPaymentRow, type Payment } from './payments'
import { orders } from './schema'

const newId = () => randomBytes(16).toString('base64url')

export async function givenOrderRow(change: Partial<NewOrderRow> = {}): Promise<OrderRow> {
  const createdAt = new Date()
  const id = newId()
  const order: NewOrderRow = {
    ...emptyRow(orders),
    id,
    reference: `R.${id.replaceAll('-', '.')}`,
    status: 'open',
    amountKurus: 14_990,
    returnMode: 'link',
    createdAt,
    expiresAt: new Date(createdAt.getTime() + 86_400_000),
    ...change,
  }
  const inserted = await insertOrder(order, [])
  if (!inserted) throw new Error('a finding holds the reference')
  return inserted
}

export function newPayment(order: Pick<OrderRow, 'id' | 'amountKurus'>, change: Partial<Payment> = {}): Payment {
  const now = new Date()
  return newPaymentRow({
    id: newId(),
    orderId: order.id,
    idempotencyKey: newId(),
    referenceNo: newId(),
    status: 'created',
    amountKurus: order.amountKurus,
    createdAt: now,
    movedAt: now,
    ...change,
  })
}

export async function givenPaymentRow(order: OrderRow, change: Partial<Payment> = {}): Promise<Payment> {
  const payment = newPayment(order, change)
  if (!(await insertPayment(payment, order.createdAt))) throw new Error('the order could not be paid')
  return payment
}
