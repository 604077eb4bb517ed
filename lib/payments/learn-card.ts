import 'server-only'
import { beginCardEnquiry } from '@/db/payment-moves'
import { claimUntoldCards, release } from '@/db/payment-turns'
import type { Patch, Payment } from '@/db/payments'
import { isOwnerKnown } from '@/lib/cards/for-payments'
import { type Clock, later } from '@/lib/clock'
import { readClock } from '@/lib/clock-watch'
import { MINUTE, SECOND } from '@/lib/duration'
import { env } from '@/lib/env'
import { leaseMs, openSendGate } from '@/lib/lease'
import { log } from '@/lib/log'
import { rememberRefusal } from '@/lib/paynet/circuit-breaker'
import { charge, type Pair } from '@/lib/paynet/payments'
import { chargesInFlight } from './charges-in-flight'
import { commitMove } from './commit-move'
import { expectedOf } from './drawn'
import { keepSecondSuccess } from './findings'
import { maySendAgain, outcomeOf } from './outcome'
import { knownForMs, learn } from './sights'
import { decryptChallenge } from './stored-challenge'
import { recordCall, recordNote } from './timeline'
import { KEEP_SAVE_REQUEST_MS, latest, quietUntil, windowEnd } from './timing'

/** Erasing cannot be undone, so it waits until the clock has run evenly for so long. */
const EVEN_ENOUGH_MS = 15 * MINUTE
const NOT_SENT_AGAIN_AFTER_MS = 5 * SECOND

/**
 * Looks at payments whose success a check has shown, which does not tell of the card that was to be saved with it.
 * While the user has no other card, Paynet's list cannot tell either: then the same pair is sent once more, for the
 * card alone, and Paynet answers with the same transaction (code 100), the owner and the card. What is still unknown
 * after thirty days is given up, and what was to be saved is erased.
 */
export async function learnCards(clock: Clock): Promise<void> {
  const now = await clock()
  const claimed = await claimUntoldCards(now, later(now, leaseMs()), [...chargesInFlight()])
  await Promise.all(claimed.map((payment) => lookApart(payment, clock)))
}

/** One that fails keeps no other from being looked at; its lease runs out. */
async function lookApart(payment: Payment, clock: Clock): Promise<void> {
  try {
    await look(payment, clock)
  } catch (error) {
    log.error('card.not-learnt', { paymentId: payment.id, error })
  }
}

async function look(payment: Payment, clock: Clock): Promise<void> {
  const { now, evenForMs } = await readClock(clock)
  const giveUpAt = later(payment.settledAt ?? now, KEEP_SAVE_REQUEST_MS)
  const put = (patch: Patch) => release(payment, patch)
  if (giveUpAt <= now) {
    return put(evenForMs < EVEN_ENOUGH_MS ? { nextAt: later(now, EVEN_ENOUGH_MS) } : { nextAt: null, saveRequest: null })
  }
  const { challenge, returnedAt } = payment
  const isInTime = payment.looks === 0 && returnedAt !== null && returnedAt <= now && now < windowEnd(returnedAt)
  if (!isInTime || challenge === null || (await isOwnerKnown(payment.userId))) return put({ nextAt: giveUpAt, looks: 1 })
  const knownFor = knownForMs(payment, clock)
  if (maySendAgain(payment, { now, knownForMs: knownFor })) return ask(payment, await decryptChallenge(challenge), giveUpAt, clock)
  // Another process may have known of the charge for longer; it is not to wait for this one.
  const { quietMs } = env().paynet
  return put({ nextAt: latest(quietUntil(payment.sentAt ?? now), later(now, Math.min(quietMs - knownFor, quietMs / 8))) })
}

/** The one call. Its intent is committed before it leaves; if this process dies after that, no other sends it again. */
async function ask(payment: Payment, pair: Pair, giveUpAt: Date, clock: Clock): Promise<void> {
  const maySend = openSendGate()
  const at = await clock()
  const asking = await beginCardEnquiry(payment, { at, leaseUntil: later(at, leaseMs()), nextAt: giveUpAt })
  if (!asking) return
  const inFlight = chargesInFlight()
  inFlight.add(asking.id)
  try {
    await recordNote(asking.id, 'paid; the same pair is sent once more to learn of the card', at)
    const { meaning, call } = await charge(pair, expectedOf(asking), { isFirstCall: false, maySend })
    learn(asking, clock)
    const { now, sinceStepMs } = await readClock(clock)
    if (meaning.kind === 'success') {
      await commitMove({ payment: asking, outcome: outcomeOf(asking, meaning, { now, sinceStepMs, knownForMs: 0, random: 0 }), call })
    } else {
      await recordCall(asking, call, now)
    }
    if (meaning.kind === 'mismatch') {
      log.alarm('payment.mismatch', { paymentId: asking.id, referenceNo: asking.referenceNo })
      await keepSecondSuccess(asking, meaning.xactId, now)
    }
    if (call.refusesUs) await rememberRefusal(call, now)
    // Nothing has left: it may be tried again while the pair is known.
    const again = { looks: 0, nextAt: later(now, NOT_SENT_AGAIN_AFTER_MS) }
    await release(asking, meaning.kind === 'not-sent' ? again : {})
  } finally {
    inFlight.delete(asking.id)
  }
}
