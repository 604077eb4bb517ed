import { randomBytes } from 'node:crypto'
import { getTableColumns } from 'drizzle-orm'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import { insertOrder, type OrderRow } from './orders'
import { insertPayment } from './payment-moves'
import type { Payment } from './payments'
import { orders, payments } from './schema'

const newId = () => randomBytes(16).toString('base64url')

export async function givenOrderRow(change: Partial<OrderRow> = {}): Promise<OrderRow> {
  const createdAt = new Date()
  const id = newId()
  const order: OrderRow = {
    ...emptyRow(orders),
    id,
    reference: `R.${id.replaceAll('-', '.')}`,
    status: 'open',
    amountKurus: 14_990,
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
    ...emptyRow(payments),
    id: newId(),
    orderId: order.id,
    idempotencyKey: newId(),
    referenceNo: newId(),
    status: 'created',
    late: false,
    amountKurus: order.amountKurus,
    calls: 0,
    fence: 0,
    looks: 0,
    noneCount: 0,
    alarms: 0,
    createdAt: now,
    movedAt: now,
    ...change,
  }
}

type Nulls<Row> = { [Column in keyof Row as null extends Row[Column] ? Column : never]: null }

/** Null in every nullable column. */
function emptyRow<Row>(table: SQLiteTable & { $inferSelect: Row }): Nulls<Row> {
  const columns = Object.entries(getTableColumns(table)).filter(([, { notNull }]) => !notNull)
  return Object.fromEntries(columns.map(([name]) => [name, null])) as Nulls<Row>
}

export async function givenPaymentRow(order: OrderRow, change: Partial<Payment> = {}): Promise<Payment> {
  const payment = newPayment(order, change)
  if (!(await insertPayment(payment, order.createdAt))) throw new Error('the order could not be paid')
  return payment
}
