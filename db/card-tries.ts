import 'server-only'
import { and, count, countDistinct, eq, exists, gt, isNull, lte, ne, notExists, or, type SQL, sql } from 'drizzle-orm'
import { type Db, query } from './client'
import { cardTries, orders, payments } from './schema'

/** A card that nobody vouched for, as it is counted: `key` stands for its mask and a few bits of its number. */
export type CardTry = Pick<typeof cardTries.$inferSelect, 'key' | 'card' | 'bin'>

/** A start as the brake sees it: whose it is, and whether somebody vouches for it. */
export type Start = {
  orderId: string
  payer: string
  userId: string | null
  card: string | null
  cardTry: CardTry
  isVouched: boolean
}

/** What holds back a start that nobody vouches for: the count of one mask's numbers, of all cards, or of one range's. */
export const HOLDS = ['numbers', 'all', 'range'] as const
export type Hold = (typeof HOLDS)[number]

/**
 * How many distinct cards may stay unpaid. `vouched`: of one browser or account since `daySince`. Since
 * `hourSince`, of all and of a range, and half of the paid ones more; of all, also one more when none was tried
 * since `quietSince`, so that a brake that nobody presses lets go.
 */
export type Bounds = Record<Hold | 'vouched', number> & { daySince: Date; hourSince: Date; quietSince: Date }

/** What must be true, in the transaction that writes it, for a start to be written. */
export function isLetThrough(db: Db, start: Start, bounds: Bounds): SQL | undefined {
  if (!start.isVouched) return and(...Object.values(passes(db, start.cardTry, bounds)))
  const unpaidCards = (whose: SQL) =>
    db
      .select({ cards: countDistinct(payments.card) })
      .from(payments)
      .where(and(whose, gt(payments.createdAt, bounds.daySince), ne(payments.status, 'succeeded'), ne(payments.card, start.card ?? '')))
  return and(
    sql`${unpaidCards(eq(payments.payer, start.payer))} < ${bounds.vouched}`,
    start.userId === null ? undefined : sql`${unpaidCards(eq(payments.userId, start.userId))} < ${bounds.vouched}`,
  )
}

/** Which hold keeps back a start that nobody vouches for; null when none does. */
export async function findHold({ orderId, cardTry }: Start, bounds: Bounds): Promise<Hold | null> {
  const [row] = await query((db) =>
    db
      .select(passes(db, cardTry, bounds))
      .from(orders)
      .where(eq(orders.id, orderId)),
  )
  return row ? (HOLDS.find((hold) => !row[hold]) ?? null) : null
}

/** What must be true for each hold to let a card pass. */
function passes(db: Db, cardTry: CardTry, bounds: Bounds): Record<Hold, SQL> {
  const { hourSince } = bounds
  const tries = (...which: (SQL | undefined)[]) =>
    db
      .select({ tries: count() })
      .from(cardTries)
      .where(and(...which))
  const isTried = gt(cardTries.triedAt, hourSince)
  const isPaid = gt(cardTries.paidAt, hourSince)
  const isUnpaid = and(isTried, or(isNull(cardTries.paidAt), lte(cardTries.paidAt, hourSince)))
  const isKnown = exists(
    db
      .select({ key: cardTries.key })
      .from(cardTries)
      .where(and(eq(cardTries.key, cardTry.key), or(isTried, isPaid))),
  )
  const isQuiet = notExists(db.select({ key: cardTries.key }).from(cardTries).where(gt(cardTries.triedAt, bounds.quietSince)))
  const within = (bound: number, ...which: SQL[]) =>
    sql`(${isKnown} OR ${tries(isUnpaid, ...which)} * 2 < ${bound * 2} + ${tries(isPaid, ...which)})`
  return {
    numbers: sql`${tries(eq(cardTries.card, cardTry.card), isTried, ne(cardTries.key, cardTry.key))} < ${bounds.numbers}`,
    all: sql`(${within(bounds.all)} OR ${isQuiet})`,
    range: within(bounds.range, eq(cardTries.bin, cardTry.bin)),
  }
}

/** The statement that writes that a card was tried. */
export function addTry(db: Db, cardTry: CardTry, at: Date) {
  return db
    .insert(cardTries)
    .values({ ...cardTry, triedAt: at, paidAt: null })
    .onConflictDoUpdate({ target: cardTries.key, set: { triedAt: at } })
    .returning({ key: cardTries.key })
}

/** The statement that writes that a card was paid with. */
export function addPaidTry(db: Db, cardTry: CardTry, at: Date) {
  return db
    .insert(cardTries)
    .values({ ...cardTry, triedAt: at, paidAt: at })
    .onConflictDoUpdate({ target: cardTries.key, set: { paidAt: at } })
    .returning({ key: cardTries.key })
}

/**
 * Writes that a number was held back whose mask others were tried under, until the mask is closed: else
 * numbers behind one mask could be gone through by their few bits.
 */
export async function noteHeldNumber(cardTry: CardTry, at: Date, { numbers, hourSince }: Bounds): Promise<void> {
  const known = await query((db) =>
    db
      .select({ key: cardTries.key })
      .from(cardTries)
      .where(and(eq(cardTries.card, cardTry.card), gt(cardTries.triedAt, hourSince)))
      .limit(numbers + 1),
  )
  const isNews = known.length > 0 && known.length <= numbers && !known.some(({ key }) => key === cardTry.key)
  if (isNews) await query((db) => addTry(db, cardTry, at))
}

/** Takes a try back that Paynet has told nothing about. */
export async function forgetTry(key: string): Promise<void> {
  await query((db) => db.delete(cardTries).where(and(eq(cardTries.key, key), isNull(cardTries.paidAt))))
}

/** Removes what no hold looks at any more. */
export async function forgetOldTries(before: Date): Promise<void> {
  const isOld = and(lte(cardTries.triedAt, before), or(isNull(cardTries.paidAt), lte(cardTries.paidAt, before)))
  await query((db) => db.delete(cardTries).where(isOld))
}
