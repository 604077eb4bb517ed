import 'server-only'
import { advance, beginCharge } from '@/db/payment-moves'
import { findPayment, noteReturn, type Payment } from '@/db/payments'
import { type Clock, later } from '@/lib/clock'
import { digest, isSame } from '@/lib/ids'
import { openSendGate } from '@/lib/lease'
import { log } from '@/lib/log'
import type { Pair } from '@/lib/paynet/payments'
import { sendCharge } from './send-charge'
import { decryptChallenge, differenceOf, digestPair } from './stored-challenge'
import { CHALLENGE_MS, timesOfCharge } from './timing'

/**
 * Takes the bank's return. Nothing in it is signed and it may come twice, so the pair must be the stored one, and a
 * single compare-and-set decides which request charges; the others change nothing. Returns the payment's order, or
 * null if there is no such payment. `pair` is null when the bank brought none: the shopper has cancelled or failed
 * there, and may try again. Such a return is only noted; one with the right pair still charges after it.
 */
export async function completePayment(id: string, pair: Pair | null, clock: Clock): Promise<{ orderId: string } | null> {
  const payment = await findPayment(id)
  if (!payment) return null
  if (payment.status === 'awaiting_3ds') await accept(payment, pair, clock)
  return { orderId: payment.orderId }
}

async function accept(payment: Payment, pair: Pair | null, clock: Clock): Promise<void> {
  const { pairDigest } = payment
  if (!pair || !pairDigest || !isPairOf(pairDigest, pair) || !payment.challenge) {
    log.warn('return.without-the-pair', { paymentId: payment.id, why: pair ? 'other pair' : 'no pair' })
    if (payment.returnedAt === null) await note(payment, await clock())
    return
  }
  // Decrypted before the intent is written: if the key is gone, nothing has been promised.
  const challenge = await decryptChallenge(payment.challenge)
  const why = differenceOf(pair, challenge)
  if (why) log.warn('return.pair-differs', { paymentId: payment.id, why })
  const maySend = openSendGate()
  const now = await clock()
  const charging = await beginCharge(payment, {
    from: 'awaiting_3ds',
    guard: { pairDigest, challengedAfter: later(now, -CHALLENGE_MS) },
    patch: { returnedAt: now },
    ...timesOfCharge(now),
  })
  if (charging === 'taken') return end(payment, 'superseded', now)
  // Neither moved nor taken: the time is up, or the order was cancelled or has expired.
  if (charging === null) return end(payment, 'expired', now)
  await sendCharge(charging, challenge, maySend, clock)
}

/** What it is for, the page that offers the next step, keeps no browser from reaching that page. */
async function note({ id }: Payment, at: Date): Promise<void> {
  try {
    await noteReturn(id, at)
  } catch (error) {
    log.error('return.not-noted', { paymentId: id, error })
  }
}

/** Payments that began before the pair was made equal in what may change on its way have the digest of it as it was. */
function isPairOf(pairDigest: string, pair: Pair): boolean {
  return isSame(digestPair(pair), pairDigest) || isSame(digest(pair.sessionId, pair.tokenId), pairDigest)
}

async function end(payment: Payment, to: 'superseded' | 'expired', at: Date): Promise<void> {
  await advance(payment, { from: 'awaiting_3ds', to, at, patch: { settledAt: at, nextAt: null } })
}
