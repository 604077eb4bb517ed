import 'server-only'
import type { NewEvent } from '@/db/payment-events'
import { findPayment, type Payment } from '@/db/payments'
import { type Clock, later } from '@/lib/clock'
import { type Reading, readClock } from '@/lib/clock-watch'
import { decrypt, encrypt } from '@/lib/encryption'
import type { SendGate } from '@/lib/lease'
import { log, scrub } from '@/lib/log'
import { type Challenge, charge, type Pair } from '@/lib/paynet/payments'
import { CODE } from '@/lib/paynet/payments-wire'
import { chargesInFlight } from './charges-in-flight'
import { rememberRefusal } from './circuit-breaker'
import { keepSecondSuccess } from './findings'
import { settle, succeed } from './settle'
import { learn } from './sights'
import { moveAfterCall } from './timeline'
import { LONGEST_RETRY_AFTER_MS, nextLook } from './timing'

export async function encryptChallenge(challenge: Challenge): Promise<string> {
  return encrypt('challenge', JSON.stringify(challenge))
}

export async function decryptChallenge(sealed: string): Promise<Challenge> {
  return JSON.parse(await decrypt('challenge', sealed)) as Challenge
}

/**
 * Sends the one call that moves money, for a payment whose intent is committed, and writes what came of
 * it. `maySend` was opened before that commit.
 */
export async function sendCharge(payment: Payment, pair: Pair, maySend: SendGate, clock: Clock): Promise<void> {
  const inFlight = chargesInFlight()
  inFlight.add(payment.id)
  try {
    const { meaning, call, retryAfterMs } = await charge(
      pair,
      { referenceNo: payment.referenceNo, amountKurus: payment.amountKurus },
      { isFirstCall: payment.calls === 1, maySend },
    )
    learn(payment, clock)
    const reading = await readClock(clock)
    const { now: at } = reading
    await moveAfterCall(payment, call, at, (event) => writeOutcome(payment, { meaning, retryAfterMs }, reading, event))
    if (call.refusesUs) await rememberRefusal(call, at)
  } finally {
    inFlight.delete(payment.id)
  }
}

type Answered = Awaited<ReturnType<typeof charge>>

/** What a charge's answer makes of its payment; false when it changed nothing any more. */
async function writeOutcome(
  payment: Payment,
  { meaning, retryAfterMs }: Pick<Answered, 'meaning' | 'retryAfterMs'>,
  reading: Reading,
  event: NewEvent,
): Promise<boolean> {
  const at = reading.now
  switch (meaning.kind) {
    case 'success':
      return succeed(
        payment.id,
        { xactId: meaning.xactId, by: meaning.code === CODE.oldSuccess ? 'repeat' : 'direct', saving: meaning.saving },
        at,
        event,
      )
    case 'mismatch':
      log.alarm('payment.mismatch', { paymentId: payment.id, referenceNo: payment.referenceNo })
      if (await settle(payment, 'charging', 'review', at, { xactId: meaning.xactId }, event)) return true
      await keepSecondSuccess((await findPayment(payment.id)) ?? payment, meaning.xactId, at)
      return false
    case 'decline': {
      const bankMessage = meaning.bankMessage === null ? null : scrub(meaning.bankMessage).slice(0, 200)
      return settle(payment, 'charging', 'declined', at, { reason: meaning.reason, bankMessage }, event)
    }
    case 'not-sent':
    case 'unknown': {
      // Paynet may go on with it after we have stopped listening: the quiet time runs from now, not from the send.
      const due = nextLook({ ...payment, looks: 0, sentAt: at }, at, { ...reading, knownForMs: 0 })
      const wished = retryAfterMs === null ? due : later(at, Math.min(retryAfterMs, LONGEST_RETRY_AFTER_MS))
      return settle(payment, 'charging', 'unknown', at, { looks: 1, sentAt: at, nextAt: wished > due ? wished : due }, event)
    }
  }
}
