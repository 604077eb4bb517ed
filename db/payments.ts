import 'server-only'
import { and, asc, count, desc, eq, gt, gte, inArray, isNotNull, isNull, lt, lte, max, or, sql } from 'drizzle-orm'
import { HOLDING, type PaymentStatus, UNSETTLED } from '@/lib/shared/payments/payment-states'
import { atomically, preparedBy, query, type Statements } from './client'
import { plain } from './dialect'
import { emptyRow } from './empty-row'
import { orders, payments } from './schema'

/**
 * Payments as rows: what is read, and what is written without moving them. Moves are in `payment-moves.ts`;
 * turns to look at a payment are in `payment-turns.ts`.
 */
export type Payment = typeof payments.$inferSelect

type Begun = 'id' | 'orderId' | 'idempotencyKey' | 'referenceNo' | 'status' | 'amountKurus' | 'createdAt' | 'movedAt'

/** A whole row of what is known of a new payment; all else is empty, or 0. */
export function newPaymentRow(known: Pick<Payment, Begun> & Partial<Payment>): Payment {
  return {
    ...emptyRow(payments),
    late: false,
    instalments: 1,
    feeKurus: 0,
    calls: 0,
    fence: 0,
    looks: 0,
    noneCount: 0,
    alarms: 0,
    reservedKurus: 0,
    refundedKurus: 0,
    ...known,
  }
}

/** What a move may write besides the status. Lease, fence and status belong to the move. */
export type Patch = Partial<Omit<Payment, 'id' | 'orderId' | 'status' | 'fence' | 'leaseUntil' | 'movedAt'>>

const byId = preparedBy((db, id) => db.select().from(payments).where(eq(payments.id, id)))

export async function findPayment(id: string): Promise<Payment | null> {
  return (await byId(id))[0] ?? null
}

const byIdempotencyKey = preparedBy((db, idempotencyKey) => db.select().from(payments).where(eq(payments.idempotencyKey, idempotencyKey)))

export async function findPaymentByIdempotencyKey(idempotencyKey: string): Promise<Payment | null> {
  return (await byIdempotencyKey(idempotencyKey))[0] ?? null
}

export async function findPaymentByReferenceNo(referenceNo: string): Promise<Payment | null> {
  const [row] = await query((db) => db.select().from(payments).where(eq(payments.referenceNo, referenceNo)))
  return row ?? null
}

/** The payments known here among the references that Paynet names. */
export async function listPaymentsByReferenceNos(referenceNos: string[]): Promise<Payment[]> {
  return query((db) => db.select().from(payments).where(inArray(payments.referenceNo, referenceNos)))
}

/** Our references among names in lower case. Reads every row, so it is only for names that were written in capitals. */
export async function listReferenceNosInLowerCase(names: string[]): Promise<string[]> {
  const rows = await query((db) =>
    db
      .select({ referenceNo: payments.referenceNo })
      .from(payments)
      .where(inArray(sql`lower(${plain(payments.referenceNo)})`, names)),
  )
  return rows.map(({ referenceNo }) => referenceNo)
}

/** An order's payments, newest first. */
export const listPayments: (orderId: string) => Promise<Payment[]> = preparedBy((db, orderId) =>
  db.select().from(payments).where(eq(payments.orderId, orderId)).orderBy(desc(payments.createdAt), desc(payments.id)),
)

/** Successes in the order they were settled, from a given time on, at most `limit`; `after` continues behind one of them. */
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

/** The newest known success that nothing was given back of, for asking Paynet a question with a known answer. */
export async function findNewestSuccess(): Promise<Payment | null> {
  const isUntouched = and(eq(payments.status, 'succeeded'), eq(payments.reservedKurus, 0))
  const [row] = await query((db) => db.select().from(payments).where(isUntouched).orderBy(desc(payments.settledAt)).limit(1))
  return row ?? null
}

/** When any payment last moved. Reads every row, so it is only for a copy that was just restored. */
export async function findLastMove(): Promise<Date | null> {
  const [row] = await query((db) => db.select({ at: max(payments.movedAt) }).from(payments))
  return row?.at ?? null
}

/** The payment that has waited longest for its outcome. */
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

/** How many payments are not settled, by status. Reads the index of due payments, not the table. */
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

/** Says that a late payment's money was given back. False if it is not late, was given back before, or is being now. */
export async function markLateRefunded(id: string, at: Date): Promise<boolean> {
  const isIdle = eq(payments.reservedKurus, payments.refundedKurus)
  const isDue = and(eq(payments.id, id), eq(payments.late, true), isNull(payments.refundedAt), isIdle)
  const rows = await query((db) => db.update(payments).set({ refundedAt: at }).where(isDue).returning({ id: payments.id }))
  return rows.length > 0
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

/** Whether a browser or an account has ever paid here. */
export async function hasPaid(who: { payer: string } | { userId: string }): Promise<boolean> {
  return (await ('payer' in who ? paidByBrowser(who.payer) : paidByAccount(who.userId))).length > 0
}

/** When each of a user's saved cards last paid, by the card's id. */
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

/** Says that a browser came back from the bank with nothing to charge, unless it did before or the payment has moved. */
export async function noteReturn(id: string, at: Date): Promise<void> {
  const isWaiting = and(eq(payments.id, id), eq(payments.status, 'awaiting_3ds'), isNull(payments.returnedAt))
  await query((db) => db.update(payments).set({ returnedAt: at }).where(isWaiting).returning({ id: payments.id }))
}

/** Gives a payment to an account: only one that this browser has paid and that no account has. False if there is none. */
export async function claimPayment(
  { id, orderId }: Pick<Payment, 'id' | 'orderId'>,
  { payer, userId }: { payer: string; userId: string },
): Promise<boolean> {
  const isPaidHere = or(eq(payments.payer, payer), eq(payments.resumedBy, payer))
  const isFree = and(isPaidHere, eq(payments.status, 'succeeded'), isNull(payments.userId))
  const rows = await query((db) =>
    db
      .update(payments)
      .set({ userId })
      .where(and(eq(payments.id, id), eq(payments.orderId, orderId), isFree))
      .returning({ id: payments.id }),
  )
  return rows.length > 0
}

/** A user's payments, newest first. */
export async function listPaymentsOfUser(userId: string): Promise<Payment[]> {
  return query((db) => db.select().from(payments).where(eq(payments.userId, userId)).orderBy(desc(payments.createdAt), desc(payments.id)))
}

/** What took money or may have: what is settled, given back or not, in review, or being settled. */
const tookMoney = () => or(inArray(payments.status, [...HOLDING]), isNotNull(payments.refundedAt))

const isPaidBy = (userId: string, cardId: string | null) =>
  and(eq(payments.userId, userId), cardId === null ? undefined : eq(payments.savedCardId, cardId), tookMoney())

/** A payment of a user that took money or may have, with what its merchant calls the order. */
export type TakenPayment = Pick<
  Payment,
  | 'id'
  | 'orderId'
  | 'referenceNo'
  | 'status'
  | 'late'
  | 'amountKurus'
  | 'feeKurus'
  | 'instalments'
  | 'monthlyKurus'
  | 'details'
  | 'card'
  | 'drawnKurus'
  | 'reservedKurus'
  | 'refundedKurus'
  | 'refundedAt'
  | 'createdAt'
  | 'settledAt'
> & { reference: string }

/** Where a page of a user's payments begins: behind one of them, on its older or its newer side. */
export type PaymentsPlace = { createdAt: Date; id: string; side: 'older' | 'newer' }

/** A user's payments that took money or may have, newest first, at most `limit`; with `cardId`, those of one saved card. */
export async function listTakenPayments(
  userId: string,
  { cardId, place, limit }: { cardId: string | null; place: PaymentsPlace | null; limit: number },
): Promise<TakenPayment[]> {
  const { id, orderId, referenceNo, status, late, amountKurus, feeKurus, instalments, monthlyKurus, details } = payments
  const { card, drawnKurus, reservedKurus, refundedKurus, refundedAt, createdAt, settledAt } = payments
  const plan = { amountKurus, feeKurus, instalments, monthlyKurus, details }
  const back = { drawnKurus, reservedKurus, refundedKurus, refundedAt }
  const isNewer = place?.side === 'newer'
  const [beyond, order] = isNewer ? [gt, asc] : [lt, desc]
  const isBeyond = place && or(beyond(createdAt, place.createdAt), and(eq(createdAt, place.createdAt), beyond(plain(id), place.id)))
  const rows = await query((db) =>
    db
      .select({ id, orderId, referenceNo, status, late, ...plan, card, ...back, createdAt, settledAt, reference: orders.reference })
      .from(payments)
      .innerJoin(orders, eq(orders.id, orderId))
      .where(and(isPaidBy(userId, cardId), isBeyond ?? undefined))
      .orderBy(order(createdAt), order(plain(id)))
      .limit(limit),
  )
  return isNewer ? rows.toReversed() : rows
}

/** Where one of a user's own payments stands among them; null for an unknown id and for another user's payment. */
export async function findPlaceOfPayment(userId: string, id: string): Promise<Omit<PaymentsPlace, 'side'> | null> {
  const [row] = await query((db) =>
    db
      .select({ id: payments.id, createdAt: payments.createdAt })
      .from(payments)
      .where(and(eq(payments.userId, userId), eq(payments.id, id))),
  )
  return row ?? null
}

/** How many payments of a user each saved card has made, by the card's id. */
export async function countPaymentsByCard(userId: string): Promise<Map<string, number>> {
  const rows = await query((db) =>
    db
      .select({ cardId: payments.savedCardId, count: count() })
      .from(payments)
      .where(and(isPaidBy(userId, null), isNotNull(payments.savedCardId)))
      .groupBy(payments.savedCardId),
  )
  return new Map(rows.flatMap((row) => (row.cardId ? [[row.cardId, Number(row.count)]] : [])))
}

/** A user's payments that do not tell whether their card was saved, or not yet; newest first. */
export async function listUntoldSaves(userId: string): Promise<Payment[]> {
  return query((db) =>
    db
      .select()
      .from(payments)
      .where(
        and(
          eq(payments.userId, userId),
          inArray(payments.saveOutcome, ['wanted', 'unknown']),
          isNotNull(payments.saveRequest),
          inArray(payments.status, [...HOLDING]),
        ),
      )
      .orderBy(desc(payments.settledAt))
      .limit(10),
  )
}

/** Writes that a payment's card is saved, and the card with it, if that was still unknown. */
export async function resolveSave(id: string, patch: Pick<Patch, 'savedCardId'>, statements: Statements = () => []): Promise<boolean> {
  const done = await atomically((db) => [
    db
      .update(payments)
      .set({ ...patch, saveOutcome: 'saved', saveRequest: null, nextAt: null })
      .where(and(eq(payments.id, id), eq(payments.status, 'succeeded'), eq(payments.saveOutcome, 'unknown')))
      .returning({ id: payments.id }),
    ...statements(db),
  ])
  return done !== null
}

/**
 * Erases what could charge a 3D session again, from at most a hundred payments that ended before the given
 * time; what a card was to be saved with goes as well, unless the payment still waits to be told of it. Returns how
 * many.
 */
export async function eraseChallenges(settledBefore: Date): Promise<number> {
  const over = and(isNotNull(payments.challenge), lte(payments.settledAt, settledBefore))
  const rows = await query((db) =>
    db
      .update(payments)
      .set({
        challenge: null,
        saveRequest: sql`CASE WHEN ${payments.status} = 'succeeded' AND ${payments.nextAt} IS NOT NULL THEN ${payments.saveRequest} END`,
      })
      .where(and(over, inArray(payments.id, db.select({ id: payments.id }).from(payments).where(over).limit(100))))
      .returning({ id: payments.id }),
  )
  return rows.length
}

/** Erases where payments came from and how their cards were counted, for payments started before the given time. */
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
