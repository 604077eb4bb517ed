import 'server-only'
import { deleteOldDrafts } from '@/db/applications'
import { clearMarkersAhead, readMarker, writeMarker } from '@/db/markers'
import { expireOrderRows } from '@/db/orders'
import { beginCharge, endAbandoned } from '@/db/payment-moves'
import {
  CLAIMED_AT_ONCE,
  claimUnsettled,
  type Ends,
  hastenUnknown,
  pullBack,
  release,
  takeTurnToAsk,
  takeTurnToRecheck,
} from '@/db/payment-turns'
import { eraseChallenges, findNewestSuccess, findPayment, type Patch, type Payment } from '@/db/payments'
import { forgetOverWindows } from '@/db/rate-limits'
import { forgetEndedSessions } from '@/db/users'
import { forgetCardTesting } from '@/lib/cards/card-testing'
import { type Clock, later } from '@/lib/clock'
import { type Reading, readClock } from '@/lib/clock-watch'
import { env } from '@/lib/env'
import { leaseMs, openSendGate } from '@/lib/lease'
import { log } from '@/lib/log'
import { check } from '@/lib/paynet/payments'
import type { CheckMeaning } from '@/lib/paynet/payments-wire'
import type { PaymentStatus } from '@/lib/shared/payments/payment-states'
import { chargesInFlight } from './charges-in-flight'
import { rememberRefusal } from './circuit-breaker'
import { decryptChallenge, sendCharge } from './send-charge'
import { settle, succeed } from './settle'
import { knownForMs } from './sights'
import { sweepDaily } from './sweep'
import { recordCall } from './timeline'
import {
  ALARM_AGES_MS,
  CHALLENGE_MS,
  createdForMs,
  ERASE_CHALLENGE_AFTER_MS,
  FIRST_ASK_MS,
  isTimeToSendAgain,
  lastNoneAfter,
  longestPauses,
  NONES_NEEDED,
  nextLook,
  noneDistanceMs,
  quietUntil,
  RECHECK_EVERY_MS,
  RECHECKS,
} from './timing'

const HOUR = 3_600_000
const PROOF_HOLDS_MS = 24 * HOUR
const HASTENED_WITHIN_MS = 30_000
const HASTEN_EVERY_MS = 60_000
/** What cannot be undone waits until the clock has run evenly for so long. */
const EVEN_ENOUGH_MS = 15 * 60_000

/** Which payments: one, those that are not due yet too, and not those that have had their turn. */
type Scope = { id?: string; whenever?: boolean; except?: Iterable<string> }

export type Looked = { id: string; referenceNo: string; from: PaymentStatus; to: PaymentStatus }

/**
 * Looks at payments that are not settled and due: ends what was abandoned, asks Paynet about the rest,
 * sends a charge again where that is safe, and ends what can be ended. Safe to run twice at once: each
 * payment is claimed by one statement, and the loser does nothing. With `whenever`, payments being charged
 * count that are not due yet; with `id`, only that one.
 */
export async function reconcile(clock: Clock, scope: Scope = {}): Promise<Looked[]> {
  const { now, steppedByMs } = await readClock(clock)
  if (steppedByMs < 0) await lookAgain(clock, -steppedByMs)
  const challengedBefore = later(now, -CHALLENGE_MS)
  const ended = await endAbandoned(now, { challengedBefore, ...(scope.id === undefined ? {} : { id: scope.id }) })
  for (const { id, referenceNo, from, to } of ended) log.info('payment.moved', { paymentId: id, referenceNo, from, to })
  const asked = await takeTurnToAsk(now, later(now, FIRST_ASK_MS), scope)
  const claimed = await claimUnsettled(now, later(now, leaseMs()), { ...scope, except: [...chargesInFlight(), ...(scope.except ?? [])] })
  await Promise.all([
    ...asked.map((payment) => apart(payment, () => ask(payment, clock))),
    ...claimed.map((payment) => lookApart(payment, clock)),
  ])
  const looked = await Promise.all(
    [...asked, ...claimed].map(async ({ id, referenceNo, status }) => ({
      id,
      referenceNo,
      from: status,
      to: (await findPayment(id))?.status ?? status,
    })),
  )
  return [...ended, ...looked]
}

/** After a start, or when the clock was set back: what was put off by a clock that ran ahead is due soon. */
export async function lookAgain(clock: Clock, setBackMs = 0): Promise<void> {
  const isFresh = openSendGate()
  const now = await clock()
  await pullBack(now, endsFrom(now), isFresh, setBackMs)
  await hastenUnknown(soon(now))
}

function endsFrom(now: Date): Ends {
  return {
    lease: later(now, leaseMs()),
    challenge: later(now, CHALLENGE_MS),
    opening: later(now, createdForMs()),
    pauses: longestPauses(now),
  }
}

/** What is done now and then beside: looking for late successes, expiry, erasing, dealers' old drafts, the daily sweep. */
export async function keepHouse(clock: Clock, isStopped: () => boolean = () => false): Promise<void> {
  const isFresh = openSendGate()
  const { now, evenForMs } = await readClock(clock)
  const isEven = evenForMs >= EVEN_ENOUGH_MS
  const untilFewerThan = async (most: number, work: () => Promise<number>) => {
    while (!isStopped() && (await work()) >= most);
  }
  await pullBack(now, endsFrom(now), isFresh)
  await clearMarkersAhead(now)
  await untilFewerThan(CLAIMED_AT_ONCE, async () => {
    const late = await takeTurnToRecheck(now, later(now, RECHECK_EVERY_MS))
    for (const payment of late) {
      if (payment.looks >= RECHECKS) await release(payment.id, payment.fence, { nextAt: null })
    }
    await Promise.all(late.map((payment) => apart(payment, () => ask(payment, clock))))
    return late.length
  })
  if (isEven) {
    await untilFewerThan(100, () => expireOrderRows(later(now, -HOUR), 100))
    await untilFewerThan(100, () => eraseChallenges(later(now, -ERASE_CHALLENGE_AFTER_MS)))
    await forgetCardTesting(now)
    await forgetOverWindows(now)
    await forgetEndedSessions(now)
    await deleteOldDrafts(now)
  }
  await sweepDaily(clock, isStopped)
}

/** One bad payment does not keep the others from being looked at. */
async function apart(payment: Payment, work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work()
    return true
  } catch (error) {
    log.error('reconcile.failed', { paymentId: payment.id, referenceNo: payment.referenceNo, error })
    return false
  }
}

async function lookApart(payment: Payment, clock: Clock): Promise<void> {
  if (await apart(payment, () => look(payment, clock))) return
  await apart(payment, async () => {
    const reading = await readClock(clock)
    const nextAt = nextLook(payment, reading.now, { ...reading, knownForMs: knownForMs(payment, clock) })
    await release(payment.id, payment.fence, { looks: payment.looks + 1, nextAt })
  })
}

async function look(payment: Payment, clock: Clock): Promise<void> {
  if (payment.status === 'unknown') return decide(payment, clock)
  // The lease is over: whoever sent this charge will not tell.
  if (await settle(payment, 'charging', 'unknown', await clock(), { looks: 0 }))
    await decide({ ...payment, status: 'unknown', looks: 0 }, clock)
}

/** Check first, then perhaps the charge again, then count the "none". */
async function decide(payment: Payment, clock: Clock): Promise<void> {
  const meaning = await ask(payment, clock)
  const reading = await readClock(clock)
  const { now } = reading
  const { sentAt } = payment
  if (meaning.kind === 'taken' || !sentAt) return
  if (meaning.kind === 'other-amount' || meaning.kind === 'several') {
    await settle(payment, 'unknown', 'review', now, { xactId: meaning.xactId })
    return
  }
  // By a clock that cannot be set: whatever the time of day says, that charge left a quiet time ago.
  const isQuiet = knownForMs(payment, clock) >= env().paynet.quietMs
  if (meaning.kind === 'refused' && isQuiet && quietUntil(sentAt) <= now) {
    await settle(payment, 'unknown', 'declined', now, { reason: 'ask-bank' })
    return
  }
  if (isQuiet && isTimeToSendAgain(payment, now) && (await sendAgain(payment, clock))) return
  await park(payment, meaning, { ...reading, knownForMs: knownForMs(payment, clock) })
}

/** The same pair once more: Paynet answers an earlier success with code 100. False when it may not be sent. */
async function sendAgain(payment: Payment, clock: Clock): Promise<boolean> {
  if (!payment.challenge) return false
  const challenge = await decryptChallenge(payment.challenge)
  const maySend = openSendGate()
  const now = await clock()
  const charging = await beginCharge(payment, {
    from: 'unknown',
    guard: { fence: payment.fence },
    at: now,
    leaseUntil: later(now, leaseMs()),
    nextAt: later(now, FIRST_ASK_MS),
    patch: { looks: 0 },
  })
  if (charging === null || charging === 'taken') return false
  await sendCharge(charging, challenge, maySend, clock)
  return true
}

async function park(payment: Payment, meaning: CheckMeaning, reading: Reading & { knownForMs: number }): Promise<void> {
  const { now } = reading
  const mayCount = meaning.kind === 'none' && isFarEnough(payment, reading) && (await canSee(now))
  const counted = mayCount ? { noneCount: payment.noneCount + 1, noneAt: now } : {}
  const next = { ...payment, ...counted, looks: payment.looks + 1 }
  if (next.noneCount >= NONES_NEEDED && payment.sentAt && lastNoneAfter(payment.sentAt) <= now && 'noneAt' in counted) {
    await settle(payment, 'unknown', 'not_charged', now, counted)
    return
  }
  const age = payment.sentAt ? now.getTime() - payment.sentAt.getTime() : 0
  const alarms = ALARM_AGES_MS.filter((limit) => age >= limit).length
  if (alarms > payment.alarms) {
    log.alarm('payment.unsettled', { paymentId: payment.id, referenceNo: payment.referenceNo, ageSeconds: Math.round(age / 1000) })
  }
  const patch: Patch = { ...counted, looks: next.looks, alarms, nextAt: nextLook(next, now, reading) }
  await release(payment.id, payment.fence, patch)
}

/**
 * A "none" counts once the quiet time is over, far enough from the last, from the last time that the clock
 * was set, and from when this process learnt of the charge.
 */
function isFarEnough({ sentAt, noneAt }: Payment, { now, sinceStepMs, knownForMs }: Reading & { knownForMs: number }): boolean {
  if (!sentAt || quietUntil(sentAt) > now || Math.min(sinceStepMs, knownForMs) < noneDistanceMs()) return false
  return !noneAt || later(noneAt, noneDistanceMs()) <= now
}

/**
 * Whether checks of this deployment can be believed when they say "none": a key that may not look sees
 * nothing. Once a day, when it matters, Paynet is asked about a success that we know.
 */
async function canSee(now: Date): Promise<boolean> {
  const provenAt = await readMarker('check-proven')
  if (provenAt && later(provenAt, PROOF_HOLDS_MS) > now) return true
  const known = await findNewestSuccess()
  if (!known) return false
  const { meaning } = await check({ referenceNo: known.referenceNo, amountKurus: known.amountKurus })
  // One that was accepted with another amount is seen as well.
  if (meaning.kind === 'none' || meaning.kind === 'refused' || meaning.kind === 'nothing') return false
  await writeMarker('check-proven', now)
  return true
}

let isSilent = false
let hastenedAtMs = Number.NEGATIVE_INFINITY

/** Asks Paynet about a payment. Needs no lease; a success that it shows is written at once. */
async function ask(payment: Payment, clock: Clock): Promise<CheckMeaning> {
  knownForMs(payment, clock)
  const { meaning, call } = await check({ referenceNo: payment.referenceNo, amountKurus: payment.amountKurus })
  const at = await clock()
  await recordCall(payment, call, at)
  if (call.refusesUs) await rememberRefusal(call, at)
  if (meaning.kind === 'taken') {
    await writeMarker('check-proven', at)
    await succeed(payment.id, { xactId: meaning.xactId, by: 'check', saving: null }, at)
  }
  const wasSilent = isSilent
  isSilent = meaning.kind === 'nothing'
  // Paynet answers again: nobody should wait for tomorrow's look. Not over and over, where it is one check that always fails.
  if (wasSilent && !isSilent && clock.elapsedMs() - hastenedAtMs > HASTEN_EVERY_MS) {
    hastenedAtMs = clock.elapsedMs()
    await hastenUnknown(soon(at))
  }
  return meaning
}

/** Spread, so that not all of them are due at once. */
function soon(at: Date): Date {
  return later(at, Math.random() * HASTENED_WITHIN_MS)
}
