import 'server-only'
import { pullBackApplications } from '@/db/applications'
import { beginCharge, endAbandoned } from '@/db/payment-moves'
import { claimUnsettled, type Ends, pullBack, release, takeTurnToAsk, takeTurnToRecheck } from '@/db/payment-turns'
import { findPayment, type Payment } from '@/db/payments'
import { type Clock, later } from '@/lib/clock'
import { readClock } from '@/lib/clock-watch'
import { MINUTE } from '@/lib/duration'
import { leaseMs, openSendGate } from '@/lib/lease'
import { log } from '@/lib/log'
import type { PaymentStatus } from '@/lib/shared/payments/payment-states'
import { ask, isNoneBelievable, lookSoon } from './ask'
import { chargesInFlight } from './charges-in-flight'
import { commitMove } from './commit-move'
import { learnCards } from './learn-card'
import { isCountable, isToBeSentAgain, outcomeOf } from './outcome'
import { sendCharge } from './send-charge'
import { knownForMs } from './sights'
import { decryptChallenge } from './stored-challenge'
import {
  CHALLENGE_MS,
  createdForMs,
  FIRST_ASK_MS,
  FIRST_LOOK_IN_DOUBT_MS,
  KEEP_SAVE_REQUEST_MS,
  LOOKS_IN_DOUBT,
  longestPauses,
  nextLook,
  RECHECK_EVERY_MS,
  RECHECKS,
  SECOND_LOOK_IN_DOUBT_MS,
  timesOfCharge,
} from './timing'

/** Which payments: only this one, also those that are not due yet, and none of those that have had their turn. */
type Scope = { id?: string; whenever?: boolean; except?: Iterable<string> }

export type Looked = { id: string; referenceNo: string; from: PaymentStatus; to: PaymentStatus }

/**
 * Looks at payments that are due and not settled: ends what was abandoned, asks Paynet about the rest, sends a charge
 * again where that is safe, and ends what can be ended. Safe to run twice at once: one statement claims each payment,
 * and the loser does nothing. `whenever` includes payments being charged that are not due yet; `id` means only that one.
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
    // A result page waits for its payment, not for a card.
    ...(scope.id === undefined ? [learnCards(clock)] : []),
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

/** After a start, or when the clock was set back: makes due soon what a clock that ran ahead has put off. */
export async function lookAgain(clock: Clock, setBackMs = 0): Promise<void> {
  const isFresh = openSendGate()
  const now = await clock()
  await pullBack(now, endsFrom(now), isFresh, setBackMs)
  if (isFresh()) await pullBackApplications(later(now, leaseMs()), later(now, MINUTE))
  await lookSoon(now)
}

/** The latest times that this code would write into a payment now. */
export function endsFrom(now: Date): Ends {
  return {
    lease: later(now, leaseMs()),
    challenge: later(now, CHALLENGE_MS),
    opening: later(now, createdForMs()),
    untoldCard: later(now, KEEP_SAVE_REQUEST_MS),
    recheck: later(now, RECHECK_EVERY_MS),
    pauses: longestPauses(now),
    doubts: [
      { looks: LOOKS_IN_DOUBT, end: later(now, FIRST_LOOK_IN_DOUBT_MS) },
      { looks: LOOKS_IN_DOUBT + 1, end: later(now, SECOND_LOOK_IN_DOUBT_MS) },
    ],
  }
}

/** Asks once more about some payments that have ended: a success may come late. How many. */
export async function recheck(now: Date, clock: Clock): Promise<number> {
  const inDoubt = { looks: LOOKS_IN_DOUBT, nextAt: later(now, SECOND_LOOK_IN_DOUBT_MS) }
  const due = await takeTurnToRecheck(now, later(now, RECHECK_EVERY_MS), inDoubt)
  for (const payment of due) {
    if (payment.looks >= RECHECKS) await release(payment, { nextAt: null })
  }
  await Promise.all(due.map((payment) => apart(payment, () => ask(payment, clock))))
  return due.length
}

/** One payment that fails does not keep the others from being looked at. */
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
    await release(payment, { looks: payment.looks + 1, nextAt })
  })
}

async function look(payment: Payment, clock: Clock): Promise<void> {
  if (payment.status === 'unknown') return decide(payment, clock)
  // The lease is over: the process that sent this charge will not write what came of it.
  const outcome = { from: 'charging' as const, to: 'unknown' as const, at: await clock(), patch: { looks: 0 } }
  const cause = 'whoever sent the charge has ended without an answer'
  if (await commitMove({ payment, outcome, cause })) await decide({ ...payment, status: 'unknown', looks: 0 }, clock)
}

/** A check first, then perhaps the charge again, then what the check's answer makes of the payment. */
async function decide(payment: Payment, clock: Clock): Promise<void> {
  const meaning = await ask(payment, clock)
  const { now, sinceStepMs } = await readClock(clock)
  if (meaning.kind === 'taken' || !payment.sentAt) return
  const moment = { now, sinceStepMs, knownForMs: knownForMs(payment, clock), random: Math.random() }
  if (isToBeSentAgain(payment, meaning, moment) && (await sendAgain(payment, clock))) return
  // A "none" counts only from a key that is known to see: otherwise it is as if nothing had been asked.
  const isUnproven = meaning.kind === 'none' && isCountable(payment, moment) && !(await isNoneBelievable(payment, now))
  await commitMove({ payment, outcome: outcomeOf(payment, isUnproven ? { kind: 'nothing' } : meaning, moment) })
}

/** Sends the same pair once more. False when it may not be sent. */
async function sendAgain(payment: Payment, clock: Clock): Promise<boolean> {
  if (!payment.challenge) return false
  const challenge = await decryptChallenge(payment.challenge)
  const maySend = openSendGate()
  const now = await clock()
  const charging = await beginCharge(payment, {
    from: 'unknown',
    guard: { fence: payment.fence },
    patch: { looks: 0 },
    ...timesOfCharge(now),
  })
  if (charging === null || charging === 'taken') return false
  await sendCharge(charging, challenge, maySend, clock)
  return true
}
