import 'server-only'
import type { Payment } from '@/db/payments'
import { later } from '@/lib/clock'
import type { Reading } from '@/lib/clock-watch'
import { DAY, HOUR, MINUTE, SECOND } from '@/lib/duration'
import { env } from '@/lib/env'
import { leaseMs } from '@/lib/lease'

/** How long a shopper may take at the bank. */
export const CHALLENGE_MS = 30 * MINUTE
/** Banks give up a challenge before we do; none that was opened longer ago is worth going back to. */
export const CHALLENGE_IS_FRESH_MS = 10 * MINUTE
/** When a charge that a worker is waiting for is first asked about. */
export const FIRST_ASK_MS = 5 * SECOND
/** An ended payment whose charge was sent is asked about again: a success may come late. */
export const RECHECK_EVERY_MS = DAY
export const RECHECKS = 3
/** A decline in doubt is asked about twice before that, after half a minute and after ten: its `looks` begin below zero. */
export const LOOKS_IN_DOUBT = -2
export const FIRST_LOOK_IN_DOUBT_MS = 30 * SECOND
export const SECOND_LOOK_IN_DOUBT_MS = 10 * MINUTE - FIRST_LOOK_IN_DOUBT_MS
/** How long a shopper waits for the first of them before another try is offered. */
export const DOUBT_MS = 90 * SECOND
/** Whoever opens a receipt later than this has come for the receipt, and is sent nowhere. */
export const JUST_PAID_MS = MINUTE
export const ERASE_CHALLENGE_AFTER_MS = DAY
/** How long a payment waits to be told whether its card was saved; then the request, with its consent, is erased. */
export const KEEP_SAVE_REQUEST_MS = 30 * DAY
export const NONES_NEEDED = 3
/** Paynet's wish to be asked later is respected, but not for a day: a shopper may have paid. */
export const LONGEST_RETRY_AFTER_MS = 10 * MINUTE

/** The ages at which an undecided payment raises an alarm. */
export const ALARM_AGES_MS = [5 * MINUTE, HOUR, DAY]

/** Pauses between looks at an undecided payment; the last one repeats. */
const LOOK_AFTER_MS = [
  2 * SECOND,
  5 * SECOND,
  15 * SECOND,
  30 * SECOND,
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  HOUR,
  3 * HOUR,
  6 * HOUR,
  DAY,
]

/** How long a payment may go without a 3D session before it counts as failed. */
export function createdForMs(): number {
  return Math.max(2 * MINUTE, leaseMs())
}

/** The times of a charge that is promised now: when it is sent, how long its worker owns it, when it is first asked about. */
export function timesOfCharge(now: Date) {
  return { at: now, leaseUntil: later(now, leaseMs()), nextAt: later(now, FIRST_ASK_MS) }
}

/** Until then no second `tds_charge` is sent: Paynet may still be at work on the last one. */
export function quietUntil(sentAt: Date): Date {
  return later(sentAt, env().paynet.quietMs)
}

/** Whether the times allow a charge to be sent again: the quiet time is over and the window is still open. */
export function isTimeToSendAgain({ sentAt, returnedAt }: Pick<Payment, 'sentAt' | 'returnedAt'>, at: Date): boolean {
  return sentAt !== null && returnedAt !== null && quietUntil(sentAt) <= at && returnedAt <= at && at < windowEnd(returnedAt)
}

/** After this, a charge is not sent again. */
export function windowEnd(returnedAt: Date): Date {
  return later(returnedAt, 5 * env().paynet.quietMs)
}

/** How far apart checks that say "none" must lie to count. */
export function noneDistanceMs(): number {
  return 2.5 * env().paynet.quietMs
}

/** The last of them must come this late after the last send. */
export function lastNoneAfter(sentAt: Date): Date {
  return later(sentAt, 15 * env().paynet.quietMs)
}

/**
 * When to look again at an undecided payment: by schedule, or when something becomes possible before that.
 * `knownForMs` is how long this process has known of its last charge.
 */
export function nextLook(
  payment: Pick<Payment, 'looks' | 'sentAt' | 'returnedAt' | 'noneAt' | 'noneCount'>,
  at: Date,
  { knownForMs, sinceStepMs }: { knownForMs: number } & Pick<Reading, 'sinceStepMs'>,
  random = Math.random(),
): Date {
  const pause = LOOK_AFTER_MS[Math.min(payment.looks, LOOK_AFTER_MS.length - 1)] ?? DAY
  const watchedForMs = Math.min(knownForMs, sinceStepMs)
  const turningPoints = [later(at, env().paynet.quietMs - knownForMs), later(at, noneDistanceMs() - watchedForMs)]
  if (payment.sentAt) {
    const quiet = quietUntil(payment.sentAt)
    if (payment.returnedAt && quiet < windowEnd(payment.returnedAt)) turningPoints.push(quiet)
    if (payment.noneAt) {
      const countsAgain = later(payment.noneAt, noneDistanceMs())
      turningPoints.push(payment.noneCount >= NONES_NEEDED - 1 ? latest(countsAgain, lastNoneAfter(payment.sentAt)) : countsAgain)
    }
  }
  const scheduled = later(at, pause * (0.8 + 0.4 * random))
  return turningPoints.filter((point) => point > at).reduce((first, point) => (point < first ? point : first), scheduled)
}

/** The latest time of the next look at an undecided payment, by how many looks there were. */
export function longestPauses(at: Date): Date[] {
  return LOOK_AFTER_MS.map((ms) => later(at, Math.max(1.2 * ms, LONGEST_RETRY_AFTER_MS)))
}

/**
 * What a success writes of a card that it does not tell of. `looks` is 0 while Paynet may be asked for the card with
 * the same pair, first when the quiet time is over; else only its list can tell.
 */
export function untoldCard({ sentAt }: Pick<Payment, 'sentAt'>, mayAsk: boolean, at: Date) {
  const nextAt = mayAsk && sentAt ? latest(quietUntil(sentAt), at) : later(at, KEEP_SAVE_REQUEST_MS)
  return { saveOutcome: 'unknown' as const, looks: mayAsk ? 0 : 1, nextAt }
}

export function latest(a: Date, b: Date): Date {
  return a > b ? a : b
}
