import 'server-only'
import {
  and,
  asc,
  count,
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
  notInArray,
  or,
  type SQL,
  sql,
} from 'drizzle-orm'
import { HOLDING, type Next, type PaymentStatus, SETTLING, UNSETTLED } from '@/lib/shared/payments/payment-states'
import { atomically, type Db, preparedBy, query, type Statement } from './client'
import { alias, inOnce, isUniqueViolation, minus, skipLocked } from './dialect'
import { counted, countMoves } from './move-counts'
import { lockPayableOrder } from './orders'
import { payments } from './schema'

export type Payment = typeof payments.$inferSelect

/** As many as are looked at side by side. */
export const CLAIMED_AT_ONCE = 10
/** Two readings of one clock may come in another order than they were made in. */
const CLOCKS_DIFFER_MS = 5_000

/** Statements that are run with another one, all or none. */
export type Statements = (db: Db) => Statement[]

/** What is written with a move: in the timeline before it, and after it. */
export type Beside = { before?: Statements | null; after?: Statements | null }

/** What a move may write beside the status. Lease, fence and status are the moves' own. */
export type Patch = Partial<Omit<Payment, 'id' | 'orderId' | 'status' | 'fence' | 'leaseUntil' | 'movedAt'>>

/**
 * What stands around the writing of a payment: statements before and after it, and what else must hold. `aside`
 * is `atomically`'s.
 */
export type Around = {
  before?: Statements
  only?: (db: Db) => SQL | undefined
  after?: Statements
  aside?: { lock: Statements; otherwise: Statements }
}

/**
 * Writes a payment of an order that can still be paid, in one transaction with what stands around it; null
 * when it cannot, or a statement touches no row. Throws when the attempt is known.
 */
export async function insertPayment(payment: Payment, now: Date, { before, only, after, aside }: Around = {}): Promise<Payment | null> {
  const done = await atomically(
    (db) => [
      ...(before?.(db) ?? []),
      lockPayableOrder(db, payment.orderId, now, only?.(db)),
      db.insert(payments).values(payment).returning({ id: payments.id }),
      ...(after?.(db) ?? []),
    ],
    aside,
  )
  return counted(done && payment, payment.status)
}

/**
 * Writes a payment that is known from Paynet's books alone, whatever its order's state. Null when its
 * reference is known by now.
 */
export async function insertFoundPayment(payment: Payment): Promise<Payment | null> {
  const [row] = await query((db) => db.insert(payments).values(payment).onConflictDoNothing().returning())
  return counted(row, payment.status)
}

const byId = preparedBy((db, id) => db.select().from(payments).where(eq(payments.id, id)))

export async function findPayment(id: string): Promise<Payment | null> {
  return (await byId(id))[0] ?? null
}

const byAttempt = preparedBy((db, idempotencyKey) => db.select().from(payments).where(eq(payments.idempotencyKey, idempotencyKey)))

export async function findPaymentByAttempt(idempotencyKey: string): Promise<Payment | null> {
  return (await byAttempt(idempotencyKey))[0] ?? null
}

export async function findPaymentByReferenceNo(referenceNo: string): Promise<Payment | null> {
  const [row] = await query((db) => db.select().from(payments).where(eq(payments.referenceNo, referenceNo)))
  return row ?? null
}

/** Payments by what Paynet knows them by, as many as are known. */
export async function listPaymentsByReferenceNos(referenceNos: string[]): Promise<Payment[]> {
  return query((db) => db.select().from(payments).where(inArray(payments.referenceNo, referenceNos)))
}

/** Successes in the order in which they were settled, from a time on, `limit` at most; `after` goes on behind one of them. */
export async function listSuccesses(from: Date, after: Payment | null, limit: number): Promise<Payment[]> {
  const isFurther =
    after?.settledAt && or(gt(payments.settledAt, after.settledAt), and(eq(payments.settledAt, after.settledAt), gt(payments.id, after.id)))
  return query((db) =>
    db
      .select()
      .from(payments)
      .where(and(eq(payments.status, 'succeeded'), gte(payments.settledAt, after?.settledAt ?? from), isFurther ?? undefined))
      .orderBy(asc(payments.settledAt), asc(payments.id))
      .limit(limit),
  )
}

/** When a payment has moved last, of all of them. Reads every row: for a copy that was just restored. */
export async function findLastMove(): Promise<Date | null> {
  const [row] = await query((db) => db.select({ at: max(payments.movedAt) }).from(payments))
  return row?.at ?? null
}

/** The newest success that is known, to ask Paynet about something whose answer is known. */
export async function findNewestSuccess(): Promise<Payment | null> {
  const [row] = await query((db) =>
    db.select().from(payments).where(eq(payments.status, 'succeeded')).orderBy(desc(payments.settledAt)).limit(1),
  )
  return row ?? null
}

/** An order's payments, newest first. */
export const listPayments: (orderId: string) => Promise<Payment[]> = preparedBy((db, orderId) =>
  db.select().from(payments).where(eq(payments.orderId, orderId)).orderBy(desc(payments.createdAt), desc(payments.id)),
)

/**
 * Moves a payment from one status to another if it is still there. Null to every caller but one, so
 * whoever gets the row owns the side effect that follows. With `fence`, only the holder of that lease
 * moves it. The lease ends with the move.
 */
export async function advance<From extends PaymentStatus>(
  id: string,
  from: From,
  to: Next<From>,
  at: Date,
  patch: Patch = {},
  fence?: number,
  { before, after }: Beside = {},
): Promise<Payment | null> {
  const move = (db: Db) =>
    db
      .update(payments)
      .set({ ...patch, status: to, leaseUntil: null, movedAt: at })
      .where(and(eq(payments.id, id), eq(payments.status, from), fence === undefined ? undefined : eq(payments.fence, fence)))
      .returning()
  if (!before && !after) return counted((await query(move))[0], to)
  let position = 0
  const done = await atomically((db) => {
    const first = before?.(db) ?? []
    position = first.length
    return [...first, move(db), ...(after?.(db) ?? [])]
  })
  return counted(done?.[position]?.[0] as Payment | undefined, to)
}

/** The same, into a status that holds the order: `taken` when another payment of it already does. */
export async function advanceHolding<From extends PaymentStatus>(
  id: string,
  from: From,
  to: Next<From> & (typeof HOLDING)[number],
  at: Date,
  patch: Patch = {},
  beside: Beside = {},
): Promise<Payment | null | 'taken'> {
  return orTaken(() => advance(id, from, to, at, patch, undefined, beside))
}

export type ChargeIntent = { at: Date; leaseUntil: Date; nextAt: Date }

/**
 * Writes the intent to charge, before the call: `charging`, the time of sending, one call more, a lease
 * and a higher fence, all in the statement that moves the payment. Null when the payment is not `from`
 * any more, does not fit `guard`, or the order can no longer be paid; `taken` when another payment
 * holds the order.
 */
export async function beginCharge(
  payment: Pick<Payment, 'id' | 'orderId'>,
  from: 'awaiting_3ds' | 'unknown',
  guard: { pairDigest: string; challengedAfter: Date } | { fence: number },
  intent: ChargeIntent,
  patch: Patch = {},
): Promise<Payment | null | 'taken'> {
  const fits =
    'fence' in guard
      ? eq(payments.fence, guard.fence)
      : and(eq(payments.pairDigest, guard.pairDigest), gt(payments.challengedAt, guard.challengedAfter))
  return orTaken(async () => {
    const done = await atomically((db) => [
      lockPayableOrder(db, payment.orderId, intent.at),
      db
        .update(payments)
        .set({
          ...patch,
          status: 'charging',
          movedAt: intent.at,
          sentAt: intent.at,
          calls: sql`${payments.calls} + 1`,
          fence: sql`${payments.fence} + 1`,
          leaseUntil: intent.leaseUntil,
          nextAt: intent.nextAt,
          noneCount: 0,
          noneAt: null,
        })
        .where(and(eq(payments.id, payment.id), eq(payments.status, from), fits))
        .returning(),
    ])
    return counted(done?.[1]?.[0] as Payment | undefined, 'charging')
  })
}

/**
 * Takes the lease of up to ten payments whose money may be moving, that are due and that nobody holds; the
 * longest due first. One statement: of two reconcilers one gets the row. With `whenever`, rows count that
 * are not due yet; those named in `except` are left alone.
 */
export async function claimUnsettled(
  now: Date,
  leaseUntil: Date,
  scope: { id?: string; whenever?: boolean; except?: Iterable<string> } = {},
): Promise<Payment[]> {
  const except = [...(scope.except ?? [])]
  const free = and(
    inArray(payments.status, [...SETTLING]),
    or(isNull(payments.leaseUntil), lt(payments.leaseUntil, now)),
    scope.whenever ? undefined : lte(payments.nextAt, now),
    scope.id === undefined ? isNotNull(payments.nextAt) : eq(payments.id, scope.id),
    except.length === 0 ? undefined : notInArray(payments.id, except),
  )
  return query((db) =>
    db
      .update(payments)
      .set({ leaseUntil, fence: sql`${payments.fence} + 1` })
      .where(
        and(
          free,
          inOnce(
            payments.id,
            skipLocked(db.select({ id: payments.id }).from(payments).where(free).orderBy(asc(payments.nextAt)).limit(CLAIMED_AT_ONCE)),
          ),
        ),
      )
      .returning(),
  )
}

/**
 * Ends payments that nobody has charged and that are due, many in a statement, so that a herd of them holds
 * nothing up: those that never got a 3D session, and those at the bank since before `challengedBefore`.
 * Returns those that it ended; there may be more when they are `limit`.
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
          ...(from === 'created' ? { cardToSave: null } : {}),
        })
        .where(and(over, inOnce(payments.id, skipLocked(db.select({ id: payments.id }).from(payments).where(over).limit(limit)))))
        .returning({ id: payments.id, referenceNo: payments.referenceNo })
    })
    countMoves(rows.length, to)
    return rows.map((row) => ({ ...row, from, to }))
  }
  const isHeld = (db: Db) =>
    exists(
      db
        .select({ id: others.id })
        .from(others)
        .where(and(eq(others.orderId, payments.orderId), inArray(others.status, [...HOLDING]))),
    )
  const isOver = lte(payments.challengedAt, challengedBefore)
  return [
    ...(await end('created', 'failed', () => undefined)),
    ...(await end('awaiting_3ds', 'superseded', (db) => and(isOver, isHeld(db)))),
    ...(await end('awaiting_3ds', 'expired', () => isOver)),
  ]
}

/** Ends every payment that has begun and was not charged, as far as these rows know. */
export async function endBegun(now: Date): Promise<void> {
  for (const [from, to] of [['created', 'failed'] as const, ['awaiting_3ds', 'expired'] as const]) {
    const rows = await query((db) =>
      db
        .update(payments)
        .set({ status: to, settledAt: now, nextAt: null, leaseUntil: null, movedAt: now })
        .where(and(eq(payments.status, from), isNotNull(payments.nextAt)))
        .returning({ id: payments.id }),
    )
    countMoves(rows.length, to)
  }
}

export type Ended = Pick<Payment, 'id' | 'referenceNo'> & { from: PaymentStatus; to: PaymentStatus }

/**
 * When, at the latest, what begins now is over: a lease, a shopper's way through the bank, the opening of a
 * 3D session; and the pause before the next look at an undecided payment, by how many there were.
 */
export type Ends = { lease: Date; challenge: Date; opening: Date; pauses: Date[] }

/**
 * Makes times good that a clock has written which was set back by `setBackMs` since, or before anybody
 * looked. Nothing ends later than if it began now; a charge that seems to be sent after `now` counts as
 * sent now, and is looked at; a shopper's return stays as long ago as it was, and one that lies ahead was
 * nobody knows when. `isFresh` says whether `now` still is: to a process that slept, all that was written
 * meanwhile seems to lie ahead.
 */
export async function pullBack(now: Date, ends: Ends, isFresh: () => boolean, setBackMs = 0): Promise<void> {
  const ahead = later(now, CLOCKS_DIFFER_MS)
  const mend = async (statuses: PaymentStatus[], patch: Partial<Record<keyof Payment, unknown>>, where: SQL | undefined) => {
    if (!isFresh()) return
    await query((db) =>
      db
        .update(payments)
        .set(patch as Patch)
        .where(and(inArray(payments.status, statuses), isNotNull(payments.nextAt), where))
        .returning({ id: payments.id }),
    )
  }
  const isAfter = (column: typeof payments.nextAt, end: Date) => gt(column, later(end, CLOCKS_DIFFER_MS))
  await mend(['created'], { nextAt: ends.opening }, isAfter(payments.nextAt, ends.opening))
  await mend(['awaiting_3ds'], { nextAt: ends.challenge, challengedAt: now }, isAfter(payments.nextAt, ends.challenge))
  const settling = [...SETTLING]
  if (setBackMs > 0) await mend(settling, { returnedAt: minus(payments.returnedAt, setBackMs) }, isNotNull(payments.returnedAt))
  await mend(settling, { returnedAt: null }, gt(payments.returnedAt, ahead))
  await mend(settling, { leaseUntil: ends.lease }, isAfter(payments.leaseUntil, ends.lease))
  await mend(settling, { noneCount: 0, noneAt: null }, gt(payments.noneAt, ahead))
  await mend(settling, { sentAt: now, nextAt: now }, gt(payments.sentAt, ahead))
  const isPut = ends.pauses.map((end, looks) =>
    and(looks < ends.pauses.length - 1 ? eq(payments.looks, looks) : gte(payments.looks, looks), isAfter(payments.nextAt, end)),
  )
  await mend(['unknown'], { nextAt: now }, or(...isPut))
}

/**
 * Due payments whose charge somebody is waiting for: asking about them needs no lease, only a turn.
 * With `whenever`, those count that are not due yet.
 */
export async function takeTurnToAsk(now: Date, nextAt: Date, scope: { id?: string; whenever?: boolean } = {}): Promise<Payment[]> {
  const due = and(
    eq(payments.status, 'charging'),
    scope.whenever ? undefined : lte(payments.nextAt, now),
    scope.id === undefined ? undefined : eq(payments.id, scope.id),
  )
  return query((db) =>
    db
      .update(payments)
      .set({ nextAt })
      .where(and(due, gt(payments.leaseUntil, now)))
      .returning(),
  )
}

/** Ended payments whose charge had been sent, due for another question: a success may come late. */
export async function takeTurnToSweep(now: Date, nextAt: Date): Promise<Payment[]> {
  const due = and(inArray(payments.status, ['declined', 'not_charged']), lte(payments.nextAt, now), isNull(payments.refundedAt))
  return query((db) =>
    db
      .update(payments)
      .set({ nextAt, looks: sql`${payments.looks} + 1` })
      .where(and(due, inArray(payments.id, db.select({ id: payments.id }).from(payments).where(due).limit(CLAIMED_AT_ONCE))))
      .returning(),
  )
}

/** Gives a lease back and writes what was learnt, if it is still ours. */
export async function release(id: string, fence: number, patch: Patch): Promise<void> {
  await query((db) =>
    db
      .update(payments)
      .set({ ...patch, leaseUntil: null })
      .where(and(eq(payments.id, id), eq(payments.fence, fence)))
      .returning(),
  )
}

/** Brings every undecided payment forward, when Paynet answers again after a silence. */
export async function hastenUnknown(nextAt: Date): Promise<void> {
  await query((db) =>
    db
      .update(payments)
      .set({ nextAt })
      .where(and(eq(payments.status, 'unknown'), gt(payments.nextAt, nextAt)))
      .returning({ id: payments.id }),
  )
}

/** When each of somebody's saved cards paid last, by the card's id. */
export async function lastUsesOfCards(userId: string): Promise<Map<string, Date>> {
  const rows = await query((db) =>
    db
      .select({ cardId: payments.savedCardId, at: max(payments.settledAt) })
      .from(payments)
      .where(and(eq(payments.userId, userId), eq(payments.status, 'succeeded'), isNotNull(payments.savedCardId)))
      .groupBy(payments.savedCardId),
  )
  return new Map(rows.flatMap(({ cardId, at }) => (cardId && at ? [[cardId, at]] : [])))
}

/** Somebody's payments that cannot tell whether their card was saved, newest first. */
export async function listUnknownSavings(userId: string): Promise<Payment[]> {
  return query((db) =>
    db
      .select()
      .from(payments)
      .where(and(eq(payments.userId, userId), eq(payments.cardSaving, 'unknown'), isNotNull(payments.cardToSave)))
      .orderBy(desc(payments.settledAt))
      .limit(10),
  )
}

export async function resolveSaving(id: string, savedCardId: string): Promise<void> {
  await query((db) =>
    db
      .update(payments)
      .set({ cardSaving: 'saved', savedCardId, cardToSave: null })
      .where(and(eq(payments.id, id), eq(payments.cardSaving, 'unknown')))
      .returning({ id: payments.id }),
  )
}

/** Erases what could charge a 3D session again, once its payment has ended before the given time; of how many, at most a hundred. */
export async function eraseChallenges(settledBefore: Date): Promise<number> {
  const over = and(isNotNull(payments.challenge), lte(payments.settledAt, settledBefore))
  const rows = await query((db) =>
    db
      .update(payments)
      .set({ challenge: null, cardToSave: null })
      .where(and(over, inArray(payments.id, db.select({ id: payments.id }).from(payments).where(over).limit(100))))
      .returning({ id: payments.id }),
  )
  return rows.length
}

const paidByBrowser = preparedBy((db, payer) =>
  db
    .select({ id: payments.id })
    .from(payments)
    .where(and(eq(payments.payer, payer), eq(payments.status, 'succeeded')))
    .limit(1),
)

const paidByAccount = preparedBy((db, userId) =>
  db
    .select({ id: payments.id })
    .from(payments)
    .where(and(eq(payments.userId, userId), eq(payments.status, 'succeeded')))
    .limit(1),
)

/** Whether a browser, or an account, has ever paid here. */
export async function hasPaid(who: { payer: string } | { userId: string }): Promise<boolean> {
  return (await ('payer' in who ? paidByBrowser(who.payer) : paidByAccount(who.userId))).length > 0
}

/** Erases where payments came from, and how their cards were counted, once they were started before the given time. */
export async function eraseTraces(startedBefore: Date): Promise<void> {
  const over = and(isNotNull(payments.address), lte(payments.createdAt, startedBefore))
  await query((db) =>
    db
      .update(payments)
      .set({ address: null, cardTry: null })
      .where(and(over, inArray(payments.id, db.select({ id: payments.id }).from(payments).where(over).limit(1_000))))
      .returning({ id: payments.id }),
  )
}

/** The payment that waits longest for its outcome, and for how long it does. */
export async function findOldestUnsettled(): Promise<Payment | null> {
  const [row] = await query((db) =>
    db
      .select()
      .from(payments)
      .where(and(inArray(payments.status, ['charging', 'unknown']), isNotNull(payments.nextAt)))
      .orderBy(asc(payments.sentAt))
      .limit(1),
  )
  return row ?? null
}

/** How many payments are not settled, by status. Reads the index of what is due, not the table. */
export async function countLivePayments(): Promise<Partial<Record<PaymentStatus, number>>> {
  const rows = await query((db) =>
    db
      .select({ status: payments.status, count: count() })
      .from(payments)
      .where(and(isNotNull(payments.nextAt), inArray(payments.status, [...UNSETTLED])))
      .groupBy(payments.status),
  )
  return Object.fromEntries(rows.map((row) => [row.status, Number(row.count)]))
}

/** How many payments wait for an operator's word. */
export async function countReviews(): Promise<number> {
  const [row] = await query((db) => db.select({ count: count() }).from(payments).where(eq(payments.status, 'review')))
  return Number(row?.count ?? 0)
}

async function orTaken(move: () => Promise<Payment | null>): Promise<Payment | null | 'taken'> {
  try {
    return await move()
  } catch (error) {
    if (isUniqueViolation(error)) return 'taken'
    throw error
  }
}

function later(at: Date, ms: number): Date {
  return new Date(at.getTime() + ms)
}
