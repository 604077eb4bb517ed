import 'server-only'
import { and, eq, exists, gt, inArray, isNotNull, lte, type SQL, sql } from 'drizzle-orm'
import { HOLDING, type Next, type PaymentStatus } from '@/lib/shared/payments/payment-states'
import { atomically, type Db, type Fallback, query, type Statements } from './client'
import { count, counted } from './counts'
import { alias, inOnce, isUniqueViolation, skipLocked } from './dialect'
import { lockPayableOrder } from './orders'
import { addEvent, type NewEvent } from './payment-events'
import type { Patch, Payment } from './payments'
import { payments } from './schema'

/** What writing a payment depends on besides its order, and what is written in the same transaction. */
export type Insertion = {
  /** Run first: if one of them touches no row, nothing is written. */
  limits?: Statements | undefined
  /** What else must hold once the order's row is locked. */
  condition?: ((db: Db) => SQL | undefined) | undefined
  /** Run after the payment is written. */
  statements?: Statements | undefined
  fallback?: Fallback | undefined
}

/**
 * Writes a payment of an order that can still be paid. Null if the order cannot be paid, the condition does not
 * hold or a statement touches no row. Throws if the idempotency key is already known.
 */
export async function insertPayment(
  payment: Payment,
  now: Date,
  { limits, condition, statements, fallback }: Insertion = {},
): Promise<Payment | null> {
  const done = await atomically(
    (db) => [
      ...(limits?.(db) ?? []),
      lockPayableOrder(db, payment.orderId, now, condition?.(db)),
      db.insert(payments).values(payment).returning({ id: payments.id }),
      ...(statements?.(db) ?? []),
    ],
    fallback,
  )
  return counted(done && payment, payment.status)
}

/** Writes a payment known only from Paynet's books, whatever the state of its order. Null if its reference is already known. */
export async function insertFoundPayment(payment: Payment): Promise<Payment | null> {
  const [row] = await query((db) => db.insert(payments).values(payment).onConflictDoNothing().returning())
  return counted(row, payment.status)
}

/** A move from one status to another, and what is written in the same transaction. */
export type Move<From extends PaymentStatus> = {
  from: From
  to: Next<From>
  at: Date
  patch?: Patch
  /** If given, only the holder of this lease makes the move. */
  fence?: number | undefined
  /** The call that led to the move; its line in the timeline comes before the move's own. */
  event?: NewEvent | undefined
  /** Run after the move. */
  statements?: Statements | undefined
}

/**
 * Moves a payment if it is still in the status that the move starts from. Null for every caller but one, so the
 * caller that gets the row owns the side effect that follows. The lease ends with the move.
 */
export async function advance<From extends PaymentStatus>(
  { id }: Pick<Payment, 'id'>,
  { from, to, at, patch = {}, fence, event, statements }: Move<From>,
): Promise<Payment | null> {
  const move = (db: Db) => moveWith(db, { id }, { from, to, at, patch, fence })
  if (!event && !statements) return counted((await query(move))[0], to)
  const done = await atomically((db) => [...(event ? [addEvent(db, event)] : []), move(db), ...(statements?.(db) ?? [])])
  return counted(done?.[event ? 1 : 0]?.[0] as Payment | undefined, to)
}

/** The statement that makes a move; it touches no row if the payment has left the status. */
export function moveWith<From extends PaymentStatus>(
  db: Db,
  { id }: Pick<Payment, 'id'>,
  { from, to, at, patch = {}, fence }: Omit<Move<From>, 'event' | 'statements'>,
) {
  return db
    .update(payments)
    .set({ ...patch, status: to, leaseUntil: null, movedAt: at })
    .where(and(eq(payments.id, id), eq(payments.status, from), fence === undefined ? undefined : eq(payments.fence, fence)))
    .returning()
}

/** The same, into a status that holds the order: `taken` if another payment already holds it. */
export async function advanceHolding<From extends PaymentStatus>(
  payment: Pick<Payment, 'id'>,
  move: Move<From> & { to: (typeof HOLDING)[number] },
): Promise<Payment | null | 'taken'> {
  return orTaken(() => advance(payment, move))
}

export type ChargeIntent = {
  from: 'awaiting_3ds' | 'unknown'
  /** What must still be true of the payment: the pair that the bank's return brought, or the lease. */
  guard: { pairDigest: string; challengedAfter: Date } | { fence: number }
  at: Date
  leaseUntil: Date
  nextAt: Date
  patch?: Patch
}

/**
 * Writes the intent to charge before the call: `charging`, the time of sending, one more call, a lease and a
 * higher fence, all in the statement that moves the payment. Null if the payment has left `from`, the guard
 * does not hold or the order can no longer be paid; `taken` if another payment holds the order.
 */
export async function beginCharge(
  payment: Pick<Payment, 'id' | 'orderId'>,
  { from, guard, at, leaseUntil, nextAt, patch = {} }: ChargeIntent,
): Promise<Payment | null | 'taken'> {
  const holds =
    'fence' in guard
      ? eq(payments.fence, guard.fence)
      : and(eq(payments.pairDigest, guard.pairDigest), gt(payments.challengedAt, guard.challengedAfter))
  return orTaken(async () => {
    const done = await atomically((db) => [
      lockPayableOrder(db, payment.orderId, at),
      db
        .update(payments)
        .set({
          ...patch,
          status: 'charging',
          movedAt: at,
          sentAt: at,
          calls: sql`${payments.calls} + 1`,
          fence: sql`${payments.fence} + 1`,
          leaseUntil,
          nextAt,
          noneCount: 0,
          noneAt: null,
        })
        .where(and(eq(payments.id, payment.id), eq(payments.status, from), holds))
        .returning(),
    ])
    return counted(done?.[1]?.[0] as Payment | undefined, 'charging')
  })
}

/**
 * Writes the intent to ask Paynet with the same pair which card a paid payment has saved: one more call, a lease and a
 * higher fence. It moves nothing, and is written once: null for every caller but the first.
 */
export async function beginCardEnquiry(
  { id, fence }: Pick<Payment, 'id' | 'fence'>,
  { at, leaseUntil, nextAt }: Pick<ChargeIntent, 'at' | 'leaseUntil' | 'nextAt'>,
): Promise<Payment | null> {
  const isOpen = and(eq(payments.status, 'succeeded'), eq(payments.saveOutcome, 'unknown'), eq(payments.looks, 0))
  const [row] = await query((db) =>
    db
      .update(payments)
      .set({ looks: 1, sentAt: at, calls: sql`${payments.calls} + 1`, fence: sql`${payments.fence} + 1`, leaseUntil, nextAt })
      .where(and(eq(payments.id, id), eq(payments.fence, fence), isOpen))
      .returning(),
  )
  return row ?? null
}

export type Ended = Pick<Payment, 'id' | 'referenceNo'> & { from: PaymentStatus; to: PaymentStatus }

/**
 * Ends payments that were never charged and are due, many in one statement, so that a large number of them
 * delays nothing: those that never got a 3D session, and those at the bank since before `challengedBefore`.
 * Returns the payments it ended; if there are `limit` of them, more may be left.
 */
export async function endAbandoned(
  now: Date,
  { challengedBefore, id }: { challengedBefore: Date; id?: string },
  limit = 500,
): Promise<Ended[]> {
  const isDue = and(lte(payments.nextAt, now), id === undefined ? undefined : eq(payments.id, id))
  const others = alias(payments, 'others')
  const end = async <From extends 'created' | 'awaiting_3ds'>(
    from: From,
    to: Next<From>,
    where: (db: Db) => SQL | undefined,
  ): Promise<Ended[]> => {
    const rows = await query((db) => {
      const over = and(eq(payments.status, from), isDue, where(db))
      return db
        .update(payments)
        .set({
          status: to,
          settledAt: now,
          nextAt: null,
          leaseUntil: null,
          movedAt: now,
          ...(from === 'created' ? { saveRequest: null } : {}),
        })
        .where(and(over, inOnce(payments.id, skipLocked(db.select({ id: payments.id }).from(payments).where(over).limit(limit)))))
        .returning({ id: payments.id, referenceNo: payments.referenceNo })
    })
    count('moves', to, rows.length)
    return rows.map((row) => ({ ...row, from, to }))
  }
  const isHeld = (db: Db) =>
    exists(
      db
        .select({ id: others.id })
        .from(others)
        .where(and(eq(others.orderId, payments.orderId), inArray(others.status, [...HOLDING]))),
    )
  const isTimeUp = lte(payments.challengedAt, challengedBefore)
  return [
    ...(await end('created', 'failed', () => undefined)),
    ...(await end('awaiting_3ds', 'superseded', (db) => and(isTimeUp, isHeld(db)))),
    ...(await end('awaiting_3ds', 'expired', () => isTimeUp)),
  ]
}

/** Ends every payment that has begun and, as far as these rows know, was not charged. */
export async function endBegun(now: Date): Promise<void> {
  for (const [from, to] of [['created', 'failed'] as const, ['awaiting_3ds', 'expired'] as const]) {
    const rows = await query((db) =>
      db
        .update(payments)
        .set({ status: to, settledAt: now, nextAt: null, leaseUntil: null, movedAt: now })
        .where(and(eq(payments.status, from), isNotNull(payments.nextAt)))
        .returning({ id: payments.id }),
    )
    count('moves', to, rows.length)
  }
}

async function orTaken(move: () => Promise<Payment | null>): Promise<Payment | null | 'taken'> {
  try {
    return await move()
  } catch (error) {
    if (isUniqueViolation(error)) return 'taken'
    throw error
  }
}
