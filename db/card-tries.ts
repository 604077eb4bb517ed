import 'server-only'
import { and, count, countDistinct, desc, eq, exists, gt, isNull, lte, max, ne, not, notExists, or, type SQL, sql } from 'drizzle-orm'
import { type Db, query } from './client'
import { cardTries, orders, payments } from './schema'

/** An unvouched card as it is counted: `key` stands for its mask and a few bits of its number. */
export type CardTry = Pick<typeof cardTries.$inferSelect, 'key' | 'card' | 'bin'>

/** A start as the brake sees it: whose it is, and what vouches for it: its browser or account, its address, or nothing. */
export type Start = {
  orderId: string
  payer: string
  userId: string | null
  /** As in `payments`. */
  address: string
  card: string | null
  cardTry: CardTry
  voucher: 'own' | 'address' | null
}

/** What holds back an unvouched start: the count for one mask's numbers, for all cards, or for one range's cards. */
export const HOLDS = ['numbers', 'all', 'range'] as const
export type Hold = (typeof HOLDS)[number]

/**
 * How many distinct cards may stay unpaid. `vouched` counts since `daySince`, for one browser or account, and
 * for an address once per card that it has paid with. `address`, `all` and `range` count since `hourSince` and
 * allow half as many more as cards were paid with. `all` also allows one more if no card was tried since
 * `quietSince`, so that the brake lets go once nothing presses it.
 */
export type Bounds = Record<Hold | 'vouched' | 'address', number> & { daySince: Date; hourSince: Date; quietSince: Date }

/** Only the newest starts of an address are looked at: those of an hour or more. */
const STARTS_LOOKED_AT = 200

/** What must be true, in the transaction that writes a start, for it to be written. */
export function isLetThrough(db: Db, start: Start, bounds: Bounds): SQL | undefined {
  if (start.voucher === null) return and(...Object.values(passes(db, start.cardTry, bounds)))
  const unpaidCards = (whose: SQL) =>
    db
      .select({ cards: countDistinct(payments.card) })
      .from(payments)
      .where(and(whose, gt(payments.createdAt, bounds.daySince), ne(payments.status, 'succeeded'), ne(payments.card, start.card ?? '')))
  return and(
    sql`${unpaidCards(eq(payments.payer, start.payer))} < ${bounds.vouched}`,
    start.userId === null ? undefined : sql`${unpaidCards(eq(payments.userId, start.userId))} < ${bounds.vouched}`,
    start.voucher === 'address' ? sql`${addressVouches(db, start, bounds)} = 1` : undefined,
  )
}

/** Whether the address that a start comes from vouches for it by now. */
export async function isAddressVouching(start: Pick<Start, 'address' | 'card'>, bounds: Bounds): Promise<boolean> {
  const [row] = await query((db) => addressVouches(db, start, bounds))
  return row?.vouches === 1
}

/** One row: 1 if enough of an address's cards were paid with. */
function addressVouches(db: Db, { address, card }: Pick<Start, 'address' | 'card'>, { daySince, hourSince, ...most }: Bounds) {
  const starts = db
    .select({ card: payments.card, status: payments.status, createdAt: payments.createdAt })
    .from(payments)
    .where(and(eq(payments.address, address), gt(payments.createdAt, daySince)))
    .orderBy(desc(payments.createdAt))
    .limit(STARTS_LOOKED_AT)
    .as('starts')
  const cards = db
    .select({
      card: starts.card,
      isPaid: sql<number>`max(CASE WHEN ${starts.status} = 'succeeded' THEN 1 ELSE 0 END)`.as('is_paid'),
      newest: max(starts.createdAt).as('newest'),
    })
    .from(starts)
    .groupBy(starts.card)
    .as('cards')
  const sum = (...which: (SQL | undefined)[]) => sql`coalesce(sum(CASE WHEN ${and(...which)} THEN 1 ELSE 0 END), 0)`
  const isPaid = eq(cards.isPaid, 1)
  const isUnpaid = and(eq(cards.isPaid, 0), ne(cards.card, card ?? ''))
  const isNew = gt(cards.newest, sql.param(hourSince, payments.createdAt))
  const vouches = and(
    sql`${sum(isUnpaid)} < ${most.vouched} * ${sum(isPaid)}`,
    sql`${sum(isUnpaid, isNew)} * 2 < ${most.address * 2} + ${sum(isPaid, isNew)}`,
  )
  return db.select({ vouches: sql<number>`CASE WHEN ${vouches} THEN 1 ELSE 0 END` }).from(cards)
}

/** Which hold keeps back an unvouched start; null if none does. */
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

/** The statement that records a card as tried; one tried since `hourSince` stays as it is. */
export function addTry(db: Db, cardTry: CardTry, at: Date, { hourSince }: Bounds) {
  return db
    .insert(cardTries)
    .values({ ...cardTry, triedAt: at })
    .onConflictDoUpdate({ target: cardTries.key, set: { triedAt: newestOf(at, hourSince) } })
    .returning({ key: cardTries.key })
}

/**
 * The statement that records a held-back number if others were tried under its mask, until the mask is closed;
 * otherwise the numbers behind one mask could be probed by their few bits. In any other case it touches no row.
 */
export function addHeldNumber(db: Db, cardTry: CardTry, at: Date, bounds: Bounds) {
  const { key, card, bin } = cardTry
  const isHeld = not(and(...Object.values(passes(db, cardTry, bounds))) as SQL)
  const isNews = and(isHeld, isMaskOpen(db, cardTry, bounds))
  const row = sql`SELECT ${key}, ${card}, ${bin}, ${sql.param(at, cardTries.triedAt)}, NULL WHERE ${isNews}`
  return db
    .insert(cardTries)
    .select(row as never)
    .onConflictDoUpdate({ target: cardTries.key, set: { triedAt: at } })
    .returning({ key: cardTries.key })
}

/** Whether a number that is held back now is to be recorded. */
export async function isHoldNews({ orderId, cardTry }: Start, bounds: Bounds): Promise<boolean> {
  const rows = await query((db) =>
    db
      .select({ id: orders.id })
      .from(orders)
      .where(and(eq(orders.id, orderId), isMaskOpen(db, cardTry, bounds))),
  )
  return rows.length > 0
}

/** Others were tried under this mask, not yet enough to close it, and this number was not. */
function isMaskOpen(db: Db, { key, card }: CardTry, { numbers, hourSince }: Bounds): SQL {
  const tries = (...which: SQL[]) =>
    db
      .select({ tries: count() })
      .from(cardTries)
      .where(and(eq(cardTries.card, card), gt(cardTries.triedAt, hourSince), ...which))
  return sql`${tries()} BETWEEN 1 AND ${numbers} AND ${tries(eq(cardTries.key, key))} = 0`
}

function newestOf(at: Date, hourSince: Date): SQL {
  return sql`CASE WHEN ${lte(cardTries.triedAt, hourSince)} THEN ${sql.param(at, cardTries.triedAt)} ELSE ${cardTries.triedAt} END`
}

/** The statement that records a card as paid with. */
export function addPaidTry(db: Db, cardTry: CardTry, at: Date) {
  return db
    .insert(cardTries)
    .values({ ...cardTry, triedAt: at, paidAt: at })
    .onConflictDoUpdate({ target: cardTries.key, set: { paidAt: at } })
    .returning({ key: cardTries.key })
}

/** Takes back a try written at `at` that Paynet never heard of; one that was counted before stays. */
export async function forgetTry(key: string, at: Date): Promise<void> {
  await query((db) => db.delete(cardTries).where(and(eq(cardTries.key, key), eq(cardTries.triedAt, at), isNull(cardTries.paidAt))))
}

/** Removes what no hold looks at any more. */
export async function forgetOldTries(before: Date): Promise<void> {
  const isOld = and(lte(cardTries.triedAt, before), or(isNull(cardTries.paidAt), lte(cardTries.paidAt, before)))
  await query((db) => db.delete(cardTries).where(isOld))
}
