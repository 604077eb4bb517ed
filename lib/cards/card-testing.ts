import 'server-only'
import { createHmac } from 'node:crypto'
import {
  addHeldNumber,
  addPaidTry,
  addTry,
  type Bounds,
  type CardTry,
  findHold,
  forgetOldTries,
  isAddressVouching,
  isHoldNews,
  isLetThrough,
  type Start,
} from '@/db/card-tries'
import type { Statements } from '@/db/client'
import { readMarker, setMarker, takeTurn } from '@/db/markers'
import type { Insertion } from '@/db/payment-moves'
import { eraseTraces, hasPaid, type Payment } from '@/db/payments'
import { later } from '@/lib/clock'
import { DAY, HOUR, MINUTE, SECOND } from '@/lib/duration'
import { env } from '@/lib/env'
import { log } from '@/lib/log'
import { countHeldStart } from '@/lib/metrics/counters'
import type { SavedCard } from '@/lib/paynet/challenge-wire'
import { digestOf, forgiveWith } from '@/lib/rate-limit'
import type { Card } from '@/lib/shared/cards/card'
import type { Failure } from '@/lib/shared/result'

/**
 * Keeps this checkout from telling thieves which cards are good (docs/decisions/2026-11-27-card-testing.md).
 * A start is vouched for when its browser, its account or its address has paid here before, for some cards a
 * day. All others share a small allowance of cards that may stay unpaid, so that fresh cookies and addresses gain nothing.
 */

/**
 * Distinct unpaid cards. `vouched`: a day, of a browser or an account, and of an address for each card paid with;
 * the others an hour: of an address that vouches, of one mask, of all, of a range.
 */
const MOST = { vouched: 10, address: 10, numbers: 3, all: 30, range: 25 }
const QUIET_MS = 5 * MINUTE
const ALARM_EVERY_MS = 10 * MINUTE
/** What a held shopper is told: payments that succeed meanwhile may free the brake long before the hour is over. */
const WAIT_MS = 10 * MINUTE

/** The payer: a digest of the browser's cookie, the address it comes from, and the account that is signed in. */
export type Payer = {
  digest: string
  address: string
  userId: string | null
}

/** What is known about a start before it is written. */
export type Weighed = Start & { client: string }

/** Weighs a start: whether it is vouched for, and how its card is counted when it is not. */
export async function weigh(
  orderId: string,
  payer: Payer,
  { card, mask, isStranger }: { card: Card | SavedCard; mask: string | null; isStranger: boolean },
  now: Date,
): Promise<Weighed> {
  const start = {
    orderId,
    payer: payer.digest,
    userId: payer.userId,
    address: digestOf(payer.address),
    card: mask,
    cardTry: tryOf(card, mask ?? ''),
    client: clientOf(payer.address, now),
  }
  return { ...start, voucher: isStranger ? null : await findVoucher(start, now) }
}

async function findVoucher(start: Omit<Start, 'voucher'>, now: Date): Promise<Start['voucher']> {
  if (await hasPaid({ payer: start.payer })) return 'own'
  if (start.userId !== null && (await hasPaid({ userId: start.userId }))) return 'own'
  return (await isAddressVouching(start, boundsAt(now))) ? 'address' : null
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
  return createHmac('sha256', env().authSecrets[0]).update(text).digest()
}

function boundsAt(now: Date): Bounds {
  return { ...MOST, hourSince: later(now, -HOUR), daySince: later(now, -DAY), quietSince: later(now, -QUIET_MS) }
}

/** What goes into the transaction that writes a payment, so that all instances together keep to the bounds. */
export function holdingBack(start: Start, now: Date): Insertion {
  const bounds = boundsAt(now)
  // Of two starts at once the second waits here, and then sees the first.
  const lock: Statements = (db) => [setMarker(db, 'card-tried', now)]
  const condition: Insertion['condition'] = (db) => isLetThrough(db, start, bounds)
  if (start.voucher !== null) return { limits: lock, condition }
  return {
    condition,
    statements: (db) => [addTry(db, start.cardTry, now, bounds)],
    // What is held back is written before the next one is looked at.
    fallback: { lock, instead: (db) => [addHeldNumber(db, start.cardTry, now, bounds)] },
  }
}

/**
 * The same check before anything is written, for a while after the brake has held a start: so thousands of
 * held starts keep no paying shopper waiting for the database's one writer. A start that has to be written
 * down still takes its turn.
 */
export async function refuseEarly(start: Weighed, now: Date): Promise<Failure | null> {
  const quietUntil = await readMarker('enumeration-alarmed')
  if (start.voucher !== null || !quietUntil || quietUntil <= now || (await isHoldNews(start, boundsAt(now)))) return null
  return refuseHeld(start, now, false)
}

/** Why a start that is not vouched for was not written, if it was held back. Alerts operators. */
export async function refuseHeld(start: Weighed, now: Date, mayAlarm = true): Promise<Failure | null> {
  const hold = await findHold(start, boundsAt(now))
  if (hold === null) return null
  countHeldStart(hold)
  const seen = { client: start.client, bin: start.cardTry.bin, why: hold }
  log.warn('payment.held', { orderId: start.orderId, ...seen })
  if (mayAlarm && (await takeTurn('enumeration-alarmed', now, later(now, ALARM_EVERY_MS)))) log.alarm('payments.enumeration', seen)
  return { kind: 'rate-limited', retryAfterSeconds: WAIT_MS / SECOND, of: 'new-cards' }
}

/** What is written with a success: its card and its address were used honestly. */
export function clearedBy({ address, cardTry, card, createdAt }: Payment, at: Date): Statements {
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
