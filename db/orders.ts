import 'server-only'
import {
  and,
  asc,
  desc,
  eq,
  exists,
  gt,
  gte,
  inArray,
  isNotNull,
  isNull,
  lt,
  lte,
  max,
  ne,
  not,
  notExists,
  notInArray,
  or,
  type SQL,
  sql,
} from 'drizzle-orm'
import type { OrderStatus } from '@/lib/shared/payments/order'
import { HOLDING, SETTLING, UNSETTLED } from '@/lib/shared/payments/payment-states'
import { atomically, type Db, preparedBy, query } from './client'
import { count } from './counts'
import { inOnce } from './dialect'
import { isNotRestored } from './markers'
import { events, orderItems, orders, payments, sweepFindings } from './schema'
import type { Finding } from './sweep-findings'

export type OrderRow = typeof orders.$inferSelect
/** A new row; what the database keeps itself is left out. */
export type NewOrderRow = Omit<OrderRow, 'toldStatus' | 'version' | 'erased'>
export type OrderItemRow = typeof orderItems.$inferSelect

/**
 * Writes an order and its items together. Throws a unique violation if the reference is taken; returns null
 * while a finding holds the reference.
 */
export async function insertOrder(order: NewOrderRow, items: OrderItemRow[]): Promise<OrderRow | null> {
  const done = await atomically((db) => [
    db.insert(orders).values(order).returning(),
    db
      .update(orders)
      .set({ status: order.status })
      .where(and(eq(orders.id, order.id), notExists(unexplainedMoneyOf(db))))
      .returning({ id: orders.id }),
    ...(items.length > 0 ? [db.insert(orderItems).values(items).returning({ orderId: orderItems.orderId })] : []),
  ])
  return (done?.[0]?.[0] as OrderRow | undefined) ?? null
}

/** What Paynet shows of an order's reference that no payment here explains, until an operator has dealt with it. */
const UNEXPLAINED = ['orphan', 'several', 'other-amount'] as const satisfies Finding['kind'][]

function unexplainedMoneyOf(db: Db) {
  const { id, kind, closedAt, referenceNo } = sweepFindings
  // A `reference_no` is the order's reference, a hyphen and eight letters; what Paynet shows may have less, or none.
  const { reference } = orders
  const ofOrder = sql`(length(${referenceNo}) = length(${reference}) + 9 AND substr(${referenceNo}, 1, length(${reference})) = ${reference})`
  return db
    .select({ id })
    .from(sweepFindings)
    .where(and(inArray(kind, [...UNEXPLAINED]), isNull(closedAt), ofOrder))
}

const rowsById = preparedBy((db, id) => db.select().from(orders).where(eq(orders.id, id)))

export async function findOrderRow(id: string): Promise<OrderRow | null> {
  const [row] = await rowsById(id)
  return row ?? null
}

export async function findOrderRowByReference(reference: string): Promise<OrderRow | null> {
  const [row] = await query((db) => db.select().from(orders).where(eq(orders.reference, reference)))
  return row ?? null
}

/** By references; unknown ones are left out. */
export async function listOrderRowsByReferences(references: string[]): Promise<OrderRow[]> {
  return query((db) => db.select().from(orders).where(inArray(orders.reference, references)))
}

/** Which orders to list; null for any. `from` belongs to it, `before` no longer does. */
export type OrderFilter = { reference: string | null; status: OrderStatus | null; from: Date | null; before: Date | null }
/** Where an order stands among all. */
export type OrderPlace = Pick<OrderRow, 'createdAt' | 'id'>

/** Orders that have a status at this time, the newest first; `after` continues behind one. */
export async function listOrderRows(
  { reference, status, from, before }: OrderFilter,
  { after, limit }: { after: OrderPlace | null; limit: number },
  now: Date,
): Promise<OrderRow[]> {
  const { id, createdAt, expiresAt, toldStatus } = orders
  // Ids are compared as the index sorts them, whatever language a Postgres was created in.
  const newestFirst = [desc(createdAt), desc(id)]
  const isHere = and(
    reference === null ? undefined : eq(orders.reference, reference),
    from === null ? undefined : gte(createdAt, from),
    before === null ? undefined : lt(createdAt, before),
    after === null ? undefined : sql`(${createdAt}, ${id}) < (${sql.param(after.createdAt, createdAt)}, ${after.id})`,
  )
  const list = (which?: (db: Db) => SQL | undefined) =>
    query((db) =>
      db
        .select()
        .from(orders)
        .where(and(which?.(db), isHere))
        .orderBy(...newestFirst)
        .limit(limit),
    )
  if (status === null) return list()
  if (status === 'open') return list((db) => and(eq(toldStatus, 'open'), or(gt(expiresAt, now), inArray(id, settlingIds(db)))))
  if (status !== 'expired') return list(() => eq(toldStatus, status))
  // By its expiry, since few open orders are past it; asked directly, a database walks all orders from the newest.
  const isLapsed = and(eq(orders.status, 'open'), lte(expiresAt, now), notInArray(toldStatus, ['paid', 'review']))
  const lapsedIds = (db: Db) =>
    db
      .select({ id })
      .from(orders)
      .where(and(isLapsed, notInArray(id, settlingIds(db))))
  // One that is being stored as expired meanwhile is in at least one of the two.
  const lapsed = await list((db) => inOnce(id, lapsedIds(db)))
  const stored = await list(() => eq(toldStatus, 'expired'))
  if (lapsed.length === 0) return stored
  const either = [...lapsed, ...stored].map((order) => order.id)
  return list(() => inArray(id, either))
}

/**
 * Orders whose money may be moving. They are few and are read by when they are looked at next, which each of them has: asked
 * of each order whether it has such a payment, Postgres reads all payments.
 */
function settlingIds(db: Db) {
  return db
    .select({ orderId: payments.orderId })
    .from(payments)
    .where(and(inArray(payments.status, [...SETTLING]), isNotNull(payments.nextAt)))
}

/** The statuses of the payments of some orders. */
export async function listPaymentStatuses(orderIds: string[]) {
  return query((db) =>
    db.select({ orderId: payments.orderId, status: payments.status }).from(payments).where(inArray(payments.orderId, orderIds)),
  )
}

export const listOrderItems: (orderId: string) => Promise<OrderItemRow[]> = preparedBy((db, orderId) =>
  db.select().from(orderItems).where(eq(orderItems.orderId, orderId)).orderBy(asc(orderItems.position)),
)

/**
 * A statement that locks an order that can still be paid, and touches no row if it cannot, or if `only` does
 * not hold. In a restored copy no order can be paid until Paynet's list has shown what was paid after the copy
 * was made; an order under whose reference the list shows money that no payment explains cannot be
 * paid until an operator has looked.
 */
export function lockPayableOrder(db: Db, orderId: string, now: Date, only?: SQL) {
  return db
    .update(orders)
    .set({ status: 'open' })
    .where(
      and(
        eq(orders.id, orderId),
        eq(orders.status, 'open'),
        gt(orders.expiresAt, now),
        isNotRestored(db),
        notExists(unexplainedMoneyOf(db)),
        only,
      ),
    )
    .returning({ id: orders.id })
}

/** Cancels an open order unless a payment holds it. Null if it could not. */
export async function cancelOrderRow(id: string): Promise<OrderRow | null> {
  const isOpen = and(eq(orders.id, id), eq(orders.status, 'open'))
  const done = await atomically((db) => [
    // The lock comes first: a charge that starts takes it, too, so the second statement either sees that charge
    // or waits for us.
    db.update(orders).set({ status: 'open' }).where(isOpen).returning(),
    db
      .update(orders)
      .set({ status: 'cancelled' })
      .where(and(isOpen, not(exists(paymentsIn(db, HOLDING)))))
      .returning(),
  ])
  if (done) count('ended', 'cancelled')
  return (done?.[1]?.[0] as OrderRow | undefined) ?? null
}

/**
 * Opens an order again that was cancelled or whose time is over, until `expiresAt`. False if it is open, or must not be paid
 * again: a payment holds it, a finding holds its reference, or what Paynet was to be told was erased.
 */
export async function reopenOrderRow(id: string, expiresAt: Date, now: Date): Promise<boolean> {
  const isOver = and(eq(orders.id, id), or(ne(orders.status, 'open'), lte(orders.expiresAt, now)))
  const isWhole = or(isNull(orders.erased), ne(orders.erased, 'paynet'))
  const done = await atomically((db) => [
    // The lock comes first, as for cancelling.
    db
      .update(orders)
      .set({ status: sql`${orders.status}` })
      .where(isOver)
      .returning({ id: orders.id }),
    db
      .update(orders)
      .set({ status: 'open', expiresAt })
      .where(and(isOver, isWhole, not(exists(paymentsIn(db, HOLDING))), notExists(unexplainedMoneyOf(db))))
      .returning({ id: orders.id }),
  ])
  return done !== null
}

/**
 * Stores that open orders have expired. Nothing starts or is charged after `expires_at`, and this waits an hour
 * longer, so it cannot race with a charge; a payment being settled keeps its order open.
 */
export async function expireOrderRows(expiredBefore: Date, limit = 100): Promise<number> {
  const due = and(eq(orders.status, 'open'), lte(orders.expiresAt, expiredBefore))
  const rows = await query((db) =>
    db
      .update(orders)
      .set({ status: 'expired' })
      .where(
        and(
          // Once more: one of them may have been opened again meanwhile.
          due,
          inArray(
            orders.id,
            db
              .select({ id: orders.id })
              .from(orders)
              .where(and(due, not(exists(paymentsIn(db, SETTLING)))))
              .limit(limit),
          ),
        ),
      )
      .returning(),
  )
  count('ended', 'expired', rows.length)
  return rows.length
}

/** What a merchant told of an order's customer, and had Paynet told. */
const hasCustomer = or(isNotNull(orders.customer), isNotNull(orders.paynet))

/** Some orders that still name a customer, by id; `after` continues behind one. */
export async function listOrdersWithCustomer(after: string, limit: number): Promise<OrderRow[]> {
  return query((db) =>
    db
      .select()
      .from(orders)
      .where(and(isNotNull(orders.customer), gt(orders.id, after)))
      .orderBy(asc(orders.id))
      .limit(limit),
  )
}

/**
 * Forgets the customers of at most `limit` orders that had ended by then: paid, cancelled or past their time, nothing undecided,
 * and no payment moved since. Returns how many.
 */
export async function forgetCustomers(endedBefore: Date, limit: number): Promise<number> {
  const isPast = lte(orders.expiresAt, endedBefore)
  // As the index has it: paid or cancelled. An order that was paid since then has a payment that moved since.
  const isOver = (db: Db) =>
    and(
      sql`${orders.toldStatus} NOT IN ('open', 'review', 'expired')`,
      lte(orders.createdAt, endedBefore),
      or(eq(orders.toldStatus, 'paid'), sql`(${lastCancellationOf(db)}) <= ${sql.param(endedBefore, events.at)}`),
    )
  const past = await forgetCustomersWhere(() => isPast, endedBefore, limit)
  return past >= limit ? past : past + (await forgetCustomersWhere(isOver, endedBefore, limit - past))
}

async function forgetCustomersWhere(isEnded: (db: Db) => SQL | undefined, endedBefore: Date, limit: number): Promise<number> {
  const rows = await query((db) => {
    const isDue = and(hasCustomer, isEnded(db), notExists(paymentsNotOver(db, gt(payments.movedAt, endedBefore))))
    return (
      db
        .update(orders)
        .set(erasure())
        // Once more, and of the row as it is by then: one of them may have been opened again meanwhile.
        .where(and(hasCustomer, isEnded(db), inArray(orders.id, db.select({ id: orders.id }).from(orders).where(isDue).limit(limit))))
        .returning({ id: orders.id })
    )
  })
  return rows.length
}

/** When an order was cancelled, for the last time if it was opened again, its event tells. */
function lastCancellationOf(db: Db) {
  return db
    .select({ at: max(events.at) })
    .from(events)
    .where(and(eq(events.orderId, orders.id), eq(events.type, 'order.cancelled')))
}

/** A repetition knows no more than the first time. */
const erasure = () => ({
  customer: null,
  paynet: null,
  erased: sql<OrderRow['erased']>`COALESCE(${orders.erased}, CASE WHEN ${orders.paynet} IS NULL THEN 'customer' ELSE 'paynet' END)`,
})

/** Forgets the customer of an order that cannot be paid any more and has nothing undecided. False if it can, or has. */
export async function forgetCustomerOf(id: string, now: Date): Promise<boolean> {
  const rows = await query((db) => {
    const isPaid = exists(paymentsIn(db, ['succeeded']))
    const isOver = or(not(eq(orders.status, 'open')), lte(orders.expiresAt, now), isPaid)
    return db
      .update(orders)
      .set(erasure())
      .where(and(eq(orders.id, id), isOver, notExists(paymentsNotOver(db))))
      .returning({ id: orders.id })
  })
  return rows.length > 0
}

/** An order's payments that are not decided, that are to be refunded, or that `also` holds for. */
function paymentsNotOver(db: Db, also?: SQL) {
  const isRefundDue = and(eq(payments.status, 'succeeded'), payments.late, isNull(payments.refundedAt))
  const isUndecided = or(inArray(payments.status, [...UNSETTLED, 'review']), isRefundDue)
  return db
    .select({ id: payments.id })
    .from(payments)
    .where(and(eq(payments.orderId, orders.id), or(isUndecided, also)))
}

function paymentsIn(db: Db, statuses: readonly (typeof HOLDING)[number][]) {
  return db
    .select({ id: payments.id })
    .from(payments)
    .where(and(eq(payments.orderId, orders.id), inArray(payments.status, [...statuses])))
}

/** Whether a finding holds the order's reference. */
export async function isReferenceHeld(id: string): Promise<boolean> {
  const rows = await query((db) =>
    db
      .select({ id: orders.id })
      .from(orders)
      .where(and(eq(orders.id, id), exists(unexplainedMoneyOf(db)))),
  )
  return rows.length > 0
}
