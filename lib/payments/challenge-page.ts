import 'server-only'
import { findPayment, type Payment } from '@/db/payments'
import { bankOfSavedCard } from '@/lib/cards/saved-card'
import { later, now } from '@/lib/clock'
import { isId } from '@/lib/ids'
import { bankNameOf } from '@/lib/paynet/bank-codes'
import type { ChallengePage } from '@/lib/paynet/challenge'
import type { Kurus } from '@/lib/shared/payments/money'
import { chargeOf } from './drawn'
import { decryptChallenge } from './stored-challenge'
import { CHALLENGE_MS } from './timing'

/** What the challenge page does: leave for the bank, wait a moment, or show how the payment stands. */
export type BankRedirect =
  | { kind: 'not-found' }
  | { kind: 'over' }
  | ({ kind: 'preparing' } & Shown)
  | ({ kind: 'leave'; page: ChallengePage; referenceNo: string } & Shown)

/** What the bank will show, and the card's bank where it is known: from a saved card, or from the plans that it offers. */
type Shown = { amountKurus: Kurus; bank: string | null }

/**
 * Where a payment's browser goes next. The challenge page holds session and token, and posting them before the bank
 * has said yes ends the payment. The payment's id opens that page, so only the paying browser is told the id.
 */
export async function findBankRedirect(orderId: string, paymentId: string): Promise<BankRedirect> {
  const payment = isId(paymentId) ? await findPayment(paymentId) : null
  if (!payment || payment.orderId !== orderId) return { kind: 'not-found' }
  const shown = async () => ({ amountKurus: chargeOf(payment), bank: await bankOf(payment) })
  if (payment.status === 'created') return { kind: 'preparing', ...(await shown()) }
  if (payment.status !== 'awaiting_3ds' || !payment.challenge || !payment.challengedAt) return { kind: 'over' }
  if (later(payment.challengedAt, CHALLENGE_MS) <= (await now())) return { kind: 'over' }
  const { page } = await decryptChallenge(payment.challenge)
  return { kind: 'leave', page, referenceNo: payment.referenceNo, ...(await shown()) }
}

async function bankOf({ userId, savedCardId, cardBank }: Payment): Promise<string | null> {
  const saved = userId === null || savedCardId === null ? null : await bankOfSavedCard(userId, savedCardId)
  return saved ?? bankNameOf(cardBank)
}
