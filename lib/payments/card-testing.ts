import 'server-only'
import { createHmac } from 'node:crypto'
import {
  addPaidTry,
  addTry,
  type Bounds,
  type CardTry,
  findHold,
  forgetOldTries,
  isLetThrough,
  noteHeldNumber,
  type Start,
} from '@/db/card-tries'
import { addFact, recallFact, takeTurn } from '@/db/facts'
import { type Also, type Around, eraseTraces, hasPaid, listStartsFrom, type Payment } from '@/db/payments'
import { later } from '../clock'
import { countHeldStart } from '../counts'
import { env } from '../env'
import { log } from '../log'
import type { SavedCard } from '../paynet/wire'
import { digestOf, forgiveWith } from '../rate-limit'
import type { Card } from '../shared/card'
import type { Failure } from '../shared/result'

/**
 * Keeps this checkout from telling thieves which cards are good (docs/decisions/2026-11-27-card-testing.md).
 * A start is vouched for when its browser, its account or its address has paid here before, for some cards a
 * day. All others share a small allowance of cards that may stay unpaid, so that fresh cookies and addresses gain nothing.
 */

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Distinct unpaid cards: that one browser or account vouches for a day; of one mask, of all and of a range an hour. */
const MOST = { vouched: 10, numbers: 3, all: 30, range: 25 }
/** An address that has paid vouches while it has at most this many unpaid cards an hour, and half of the paid ones. */
const MOST_OF_ADDRESS = 10
const QUIET_MS = 5 * MINUTE
const ALARM_EVERY_MS = 10 * MINUTE
/** What a held shopper is told: payments that succeed meanwhile may free the brake long before the hour is over. */
const WAIT_MS = 10 * MINUTE

/** Who pays: the cookie of the browser, as a digest, the address it comes from, and whose account is signed in. */
export type Payer = {
  digest: string
  address: string
  /** The network that the address is one of many of, for IPv6. */
  site?: string | null
  userId: string | null
}

/** What is known about a start before it is written. */
export type Weighed = Start & { client: string }

/** Weighs a start: whether somebody vouches for it, and how its card is counted when nobody does. */
export async function weigh(
  orderId: string,
  payer: Payer,
  { card, mask, isStranger }: { card: Card | SavedCard; mask: string | null; isStranger: boolean },
  now: Date,
): Promise<Weighed> {
  return {
    orderId,
    payer: payer.digest,
    userId: payer.userId,
    card: mask,
    cardTry: tryOf(card, mask ?? ''),
    isVouched: !isStranger && (await isVouchedFor(payer, now)),
    client: clientOf(payer.address, now),
  }
}

async function isVouchedFor({ digest, userId, address }: Payer, now: Date): Promise<boolean> {
  if (await hasPaid({ payer: digest })) return true
  if (userId !== null && (await hasPaid({ userId }))) return true
  const starts = (await listStartsFrom(digestOf(address))).filter(({ createdAt }) => createdAt > later(now, -DAY))
  const newest = starts.filter(({ createdAt }) => createdAt > later(now, -HOUR))
  const paid = new Set(newest.filter(isPaid).map(({ card }) => card))
  const unpaid = new Set(newest.map(({ card }) => card).filter((card) => !paid.has(card)))
  return starts.some(isPaid) && unpaid.size <= MOST_OF_ADDRESS + paid.size / 2
}

function isPaid({ status }: Pick<Payment, 'status'>): boolean {
  return status === 'succeeded'
}

function tryOf(card: Card | SavedCard, mask: string): CardTry {
  // Four bits: even with the key they leave 6,250 of the 100,000 numbers that a mask can stand for.
  const bits = (keyed(`card:${'number' in card ? card.number : card.cardHash}`)[0] ?? 0) & 15
  return { key: digestOf(`card-try:${mask}:${bits}`), card: mask, bin: mask.slice(0, 6) }
}

/** The name of an address in the log: another one each day, for operators to block by. */
export function clientOf(address: string, now: Date): string {
  return keyed(`client ${now.toISOString().slice(0, 10)} ${address}`)
    .toString('base64url')
    .slice(0, 12)
}

function keyed(text: string): Buffer {
  return createHmac('sha256', env().authSecret).update(text).digest()
}

function boundsAt(now: Date): Bounds {
  return { ...MOST, hourSince: later(now, -HOUR), daySince: later(now, -DAY), quietSince: later(now, -QUIET_MS) }
}

/** What stands around the writing of a payment, so that all instances together keep to the bounds. */
export function holdingBack(start: Start, now: Date): Required<Around> {
  return {
    // Of two starts at once the second waits here, and then sees the first.
    before: (db) => [addFact(db, 'card-tried', now)],
    only: (db) => isLetThrough(db, start, boundsAt(now)),
    after: (db) => (start.isVouched ? [] : [addTry(db, start.cardTry, now)]),
  }
}

/**
 * The same, asked before anything is written while the brake has held somebody lately: thousands of held
 * starts then take no turn at the database's one writer from those who pay.
 */
export async function refuseEarly(start: Weighed, now: Date): Promise<Failure | null> {
  const quietUntil = await recallFact('enumeration-alarmed')
  return !start.isVouched && quietUntil && quietUntil > now ? refuseHeld(start, now, false) : null
}

/** Why a start that nobody vouches for was not written, if it was held back; tells operators. */
export async function refuseHeld(start: Weighed, now: Date, mayAlarm = true): Promise<Failure | null> {
  const bounds = boundsAt(now)
  const hold = await findHold(start, bounds)
  if (hold === null) return null
  countHeldStart(hold)
  const seen = { client: start.client, bin: start.cardTry.bin, why: hold }
  log.warn('payment.held', { orderId: start.orderId, ...seen })
  await noteHeldNumber(start.cardTry, now, bounds)
  if (mayAlarm && (await takeTurn('enumeration-alarmed', now, later(now, ALARM_EVERY_MS)))) log.alarm('payments.enumeration', seen)
  return { kind: 'rate-limited', retryAfterSeconds: WAIT_MS / 1000, of: 'new-cards' }
}

/** What is written with a success: its card and its address were used honestly. */
export function clearedBy({ address, cardTry, card, createdAt }: Payment, at: Date): Also {
  return (db) => [
    ...(address === null ? [] : forgiveWith('payments-from-address', address, createdAt)(db)),
    ...(cardTry === null ? [] : [addPaidTry(db, { key: cardTry, card: card ?? '', bin: card?.slice(0, 6) ?? '' }, at)]),
  ]
}

/** Erases what is no longer counted. */
export async function forgetCardTesting(now: Date): Promise<void> {
  await eraseTraces(later(now, -DAY))
  await forgetOldTries(later(now, -HOUR))
}
