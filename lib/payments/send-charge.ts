import 'server-only'
import type { Payment } from '@/db/payments'
import type { Clock } from '@/lib/clock'
import { readClock } from '@/lib/clock-watch'
import type { SendGate } from '@/lib/lease'
import { rememberRefusal } from '@/lib/paynet/circuit-breaker'
import { charge, type Pair } from '@/lib/paynet/payments'
import { chargesInFlight } from './charges-in-flight'
import { commitMove } from './commit-move'
import { expectedOf } from './drawn'
import { outcomeOf } from './outcome'
import { learn } from './sights'

/**
 * Sends the one call that moves money, for a payment whose intent is committed, and writes what came of it.
 * `maySend` was opened before that commit.
 */
export async function sendCharge(payment: Payment, pair: Pair, maySend: SendGate, clock: Clock): Promise<void> {
  const inFlight = chargesInFlight()
  inFlight.add(payment.id)
  try {
    const { meaning, call, retryAfterMs } = await charge(pair, expectedOf(payment), { isFirstCall: payment.calls === 1, maySend })
    learn(payment, clock)
    const { now, sinceStepMs } = await readClock(clock)
    const outcome = outcomeOf(payment, meaning, { now, sinceStepMs, knownForMs: 0, retryAfterMs, random: Math.random() })
    await commitMove({ payment, outcome, call })
    if (call.refusesUs) await rememberRefusal(call, now)
  } finally {
    inFlight.delete(payment.id)
  }
}
