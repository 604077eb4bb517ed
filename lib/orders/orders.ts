import 'server-only'
import { z } from 'zod'
import { isUniqueViolation } from '@/db/dialect'
import {
  cancelOrderRow,
  findOrderRow,
  findOrderRowByReference,
  insertOrder,
  isReferenceHeld,
  listOrderItems,
  listOrderRows,
  listPaymentStatuses,
  type NewOrderRow,
  type OrderFilter,
  type OrderItemRow,
  type OrderPlace,
  type OrderRow,
  reopenOrderRow,
} from '@/db/orders'
import { listPayments, type Payment } from '@/db/payments'
import { later } from '@/lib/clock'
import { DAY, MINUTE } from '@/lib/duration'
import { decryptJson, encrypt } from '@/lib/encryption'
import { env } from '@/lib/env'
import { isId, newId } from '@/lib/ids'
import { log } from '@/lib/log'
import type { Locale } from '@/lib/shared/locale'
import type { Kurus } from '@/lib/shared/payments/money'
import type { Customer, Order, OrderItem, OrderStatus, PaynetFields, ReturnMode } from '@/lib/shared/payments/order'
import { isOneOf, SETTLING } from '@/lib/shared/payments/payment-states'
import { fail, ok, type Result } from '@/lib/shared/result'

/** How long an order can be paid unless its merchant says otherwise, and what a merchant may say. */
const ORDER_LIFE_MS = DAY
const SHORTEST_LIFE_MS = 5 * MINUTE
const LONGEST_LIFE_MS = 30 * DAY

const customer = z.object({ name: z.string().exactOptional(), email: z.string().exactOptional(), phone: z.string().exactOptional() })

const paynetFields = z.object({
  agent_id: z.string().exactOptional(),
  company_amount: z.number().exactOptional(),
  agent_reference_no: z.string().exactOptional(),
  agent_customer_name: z.string().exactOptional(),
  is_escrow: z.boolean().exactOptional(),
  iban: z.string().exactOptional(),
  ratio_code: z.string().exactOptional(),
})

/** Pairs that a merchant keeps with an order for itself. Any name may be a key, `__proto__` too. */
export type Metadata = Record<string, string>

/** What a merchant, or our own shop, asks for. */
export type NewOrder = {
  reference: string
  amountKurus: Kurus
  description: string | null
  items: OrderItem[]
  customer: Customer | null
  successUrl: string | null
  cancelUrl: string | null
  /** Null for a link. */
  returnMode?: ReturnMode | null
  locale: Locale | null
  /** The most instalments; null for the deployment's. */
  maxInstalments?: number | null
  /** When it can no longer be paid, 5 minutes to 30 days ahead; null for 24 hours. */
  expiresAt?: Date | null
  /** Null for none. */
  metadata?: Metadata | null
  paynet?: PaynetFields
}

/**
 * Makes an order. The reference is the idempotency key: an equal order returns the existing one (`created:
 * false`), a different one is a conflict. A new order is also a conflict while Paynet shows money under its
 * reference that no payment here explains: after a restore, it may already have been paid. Invalid: a new order's
 * `expiresAt` is too near or too far; that of an existing one was right when it was made.
 */
export async function createOrder(wanted: NewOrder, now: Date): Promise<Result<{ order: Order; created: boolean }>> {
  const row: NewOrderRow = {
    id: newId(),
    reference: wanted.reference,
    status: 'open',
    amountKurus: wanted.amountKurus,
    description: wanted.description,
    customer: wanted.customer && (await encrypt('customer', JSON.stringify(wanted.customer))),
    successUrl: wanted.successUrl,
    cancelUrl: wanted.cancelUrl,
    returnMode: wanted.returnMode ?? 'link',
    locale: wanted.locale,
    paynet: wanted.paynet ? await encrypt('paynet-fields', JSON.stringify(wanted.paynet)) : null,
    maxInstalments: wanted.maxInstalments ?? null,
    metadata: wanted.metadata ? JSON.stringify(wanted.metadata) : null,
    createdAt: now,
    expiresAt: wanted.expiresAt ?? later(now, ORDER_LIFE_MS),
    askedExpiresAt: wanted.expiresAt ?? null,
  }
  const items = wanted.items.map((item, position) => ({ orderId: row.id, position, ...item }))
  const isTimely = isInTime(row.expiresAt, now)
  if (isTimely) {
    try {
      const inserted = await insertOrder(row, items)
      return inserted ? ok({ order: toOrder(inserted, items, [], now), created: true }) : fail({ kind: 'reference-held' })
    } catch (error) {
      if (!isUniqueViolation(error)) throw error
    }
  }
  const existing = await findOrderRowByReference(wanted.reference)
  if (!existing && !isTimely) return untimely
  if (!existing) throw new Error('a reference was taken by an order that is not there')
  const order = await load(existing, now)
  if (!(await isSameOrder(existing, wanted))) return fail({ kind: 'reference-taken' })
  return ok({ order, created: false })
}

const untimely = fail({ kind: 'invalid', fields: [{ field: 'expiresAt', problem: 'out-of-range' }] })

function isInTime(expiresAt: Date, now: Date): boolean {
  return expiresAt >= later(now, SHORTEST_LIFE_MS) && expiresAt <= later(now, LONGEST_LIFE_MS)
}

/** An order with the status that follows from its payments; null for an unknown id. */
export async function findOrder(id: string, now: Date): Promise<Order | null> {
  const row = isId(id) ? await findOrderRow(id) : null
  return row && load(row, now)
}

/** The same, also by its reference, as people call it. */
export async function findOrderBy(word: string, now: Date): Promise<Order | null> {
  const row = (isId(word) ? await findOrderRow(word) : null) ?? (await findOrderRowByReference(word))
  return row && load(row, now)
}

export type { OrderFilter, OrderPlace }

/** What the API lists of an order. */
export type ListedOrder = Omit<Order, 'items'> & { metadata: Metadata | null }

/**
 * A page of the orders that fit a filter, the newest first, and the place of its last order if there are more. An order
 * whose status changes while it is read is left out of a page that asks for another status.
 */
export async function listOrders(
  filter: OrderFilter,
  { after, limit }: { after: OrderPlace | null; limit: number },
  now: Date,
): Promise<{ orders: ListedOrder[]; next: OrderPlace | null }> {
  const rows = await listOrderRows(filter, { after, limit: limit + 1 }, now)
  const page = rows.slice(0, limit)
  const payments = await listPaymentStatuses(page.map(({ id }) => id))
  const orders = page.map((row) => ({
    ...withoutItems(
      row,
      payments.filter(({ orderId }) => orderId === row.id),
      now,
    ),
    metadata: metadataOf(row),
  }))
  return {
    orders: orders.filter(({ status }) => filter.status === null || status === filter.status),
    next: rows.length > limit ? (page.at(-1) ?? null) : null,
  }
}

/** What its merchant keeps with an order: for the API alone, never for a page. */
export async function findMetadata(id: string): Promise<Metadata | null> {
  const row = await findOrderRow(id)
  return row && metadataOf(row)
}

function metadataOf({ metadata }: Pick<OrderRow, 'metadata'>): Metadata | null {
  return metadata === null ? null : (JSON.parse(metadata) as Metadata)
}

/** What is shown of an order where a link to it is shared: how much, in which language. */
export type Payable = { amountKurus: Kurus; locale: Locale }

export async function findPayable(id: string): Promise<Payable | null> {
  const row = isId(id) ? await findOrderRow(id) : null
  return row && { amountKurus: row.amountKurus, locale: row.locale ?? 'tr' }
}

/** Who pays an order, as its merchant says. A customer that cannot be decrypted any more keeps no one from paying. */
export async function findCustomer(id: string): Promise<Customer | null> {
  const row = await findOrderRow(id)
  return row && customerOf(row)
}

export async function customerOf({ id, customer: encrypted }: Pick<OrderRow, 'id' | 'customer'>): Promise<Customer | null> {
  if (encrypted === null) return null
  try {
    return await decryptJson('customer', encrypted, customer)
  } catch (error) {
    log.error('order.customer-unreadable', { orderId: id, error })
    return null
  }
}

/**
 * What an order's merchant has Paynet told; null for nothing. `unreadable`: it cannot be decrypted any more, so the
 * order must not be paid, since money could go to the wrong account.
 */
export async function findPaynetFields(id: string): Promise<PaynetFields | 'unreadable' | null> {
  const row = await findOrderRow(id)
  return row && paynetFieldsOf(row)
}

export async function paynetFieldsOf({ id, paynet }: Pick<OrderRow, 'id' | 'paynet'>): Promise<PaynetFields | 'unreadable' | null> {
  if (paynet === null) return null
  try {
    return await decryptJson('paynet-fields', paynet, paynetFields)
  } catch (error) {
    log.error('order.paynet-fields-unreadable', { orderId: id, error })
    return 'unreadable'
  }
}

/** Cancels an order that is neither paid nor being paid. Repeating it is harmless. */
export async function cancelOrder(id: string, now: Date): Promise<Result<Order>> {
  // Read anew: what tells of the change has raised its version.
  const isCancelled = isId(id) && (await cancelOrderRow(id)) !== null
  const row = isId(id) ? await findOrderRow(id) : null
  if (!row) return fail({ kind: 'not-found' })
  const order = await load(row, now)
  if (isCancelled) return ok(order)
  if (order.status === 'paid') return fail({ kind: 'conflict', because: 'order-paid' })
  if (order.status === 'review') return fail({ kind: 'conflict', because: 'order-in-review' })
  return order.status === 'open' ? fail({ kind: 'conflict', because: 'order-settling' }) : ok(order)
}

/** Why an order cannot be opened again. */
export type NotReopened = 'not-found' | 'untimely' | 'not-over' | 'erased' | 'reference-held'

/**
 * Opens an order again that was cancelled or has expired, for 24 hours or until `expiresAt`. Nothing else of it changes: its
 * payments, what they count against and what was told of it stay. An order must not be paid again without what Paynet was
 * to be told of it, nor while Paynet shows money under its reference that no payment here explains.
 */
export async function reopenOrder(
  id: string,
  expiresAt: Date | null,
  now: Date,
): Promise<{ ok: true; order: Order } | { ok: false; because: NotReopened }> {
  const until = expiresAt ?? later(now, ORDER_LIFE_MS)
  const isTimely = isInTime(until, now)
  const isReopened = isTimely && isId(id) && (await reopenOrderRow(id, until, now))
  // Read anew, as when cancelling.
  const row = isId(id) ? await findOrderRow(id) : null
  if (!row) return { ok: false, because: 'not-found' }
  if (!isTimely) return { ok: false, because: 'untimely' }
  const order = await load(row, now)
  if (isReopened) return { ok: true, order }
  if (order.status !== 'cancelled' && order.status !== 'expired') return { ok: false, because: 'not-over' }
  if (row.erased === 'paynet') return { ok: false, because: 'erased' }
  // Where nothing stands in the way, it was ended a moment ago, after it had been found open.
  return { ok: false, because: (await isReferenceHeld(id)) ? 'reference-held' : 'not-over' }
}

async function load(row: OrderRow, now: Date): Promise<Order> {
  const [items, payments] = await Promise.all([listOrderItems(row.id), listPayments(row.id)])
  return toOrder(row, items, payments, now)
}

function toOrder(row: OrderRow, items: OrderItemRow[], payments: Payment[], now: Date): Order {
  return {
    ...withoutItems(row, payments, now),
    items: items.map(({ name, quantity, unitAmountKurus }) => ({ name, quantity, unitAmountKurus })),
  }
}

function withoutItems(row: OrderRow, payments: Pick<Payment, 'status'>[], now: Date): Omit<Order, 'items'> {
  return {
    id: row.id,
    reference: row.reference,
    status: statusOf(row, payments, now),
    amountKurus: row.amountKurus,
    description: row.description,
    successUrl: row.successUrl,
    cancelUrl: row.cancelUrl,
    returnMode: row.returnMode,
    locale: row.locale,
    maxInstalments: row.maxInstalments,
    createdAt: row.createdAt,
    expiresAt: row.expiresAt,
    version: row.version,
  }
}

/** `paid` and `review` come from the payments; an order does not expire while its money may be moving. */
function statusOf(row: OrderRow, payments: Pick<Payment, 'status'>[], now: Date): OrderStatus {
  if (payments.some((payment) => payment.status === 'succeeded')) return 'paid'
  if (payments.some((payment) => payment.status === 'review')) return 'review'
  if (row.status !== 'open') return row.status
  const isSettling = payments.some((payment) => isOneOf(payment.status, SETTLING))
  return row.expiresAt <= now && !isSettling ? 'expired' : 'open'
}

async function isSameOrder(row: OrderRow, asked: NewOrder): Promise<boolean> {
  const items = await listOrderItems(row.id)
  const { paynet: _, ...known } = asked
  const wanted = {
    maxInstalments: null,
    expiresAt: null,
    metadata: null,
    returnMode: 'link',
    ...(row.erased === 'paynet' ? known : asked),
    // What is not known any more cannot differ.
    ...(row.erased === null ? {} : { customer: null }),
  }
  const stored: NewOrder = {
    reference: row.reference,
    amountKurus: row.amountKurus,
    description: row.description,
    items: items.map(({ name, quantity, unitAmountKurus }) => ({ name, quantity, unitAmountKurus })),
    customer: row.customer === null ? null : await decryptJson('customer', row.customer, customer),
    successUrl: row.successUrl,
    cancelUrl: row.cancelUrl,
    returnMode: row.returnMode,
    locale: row.locale,
    maxInstalments: row.maxInstalments,
    expiresAt: row.askedExpiresAt,
    metadata: metadataOf(row),
    ...(row.paynet === null ? {} : { paynet: await decryptJson('paynet-fields', row.paynet, paynetFields) }),
  }
  return canonical(stored) === canonical(wanted)
}

/** Equal text for equal values, whatever the order of their keys. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}

/** Where an order is paid, on any device: whoever has the address may. */
export function checkoutUrl(orderId: string): string {
  return `${env().appUrl}/checkout/${orderId}`
}
