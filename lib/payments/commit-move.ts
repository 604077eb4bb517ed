import 'server-only'
import { type Db, together } from '@/db/client'
import { addEvent, type NewEvent } from '@/db/payment-events'
import { advance, advanceHolding, type Move } from '@/db/payment-moves'
import { release } from '@/db/payment-turns'
import { findPayment, type Patch, type Payment } from '@/db/payments'
import { clearedBy } from '@/lib/cards/card-testing'
import { keepCardOfPaid, type SavedCardWrites, savedCardStatements } from '@/lib/cards/for-payments'
import { log } from '@/lib/log'
import { countDecline, countFenceLost, countSuccess } from '@/lib/metrics/counters'
import type { Call } from '@/lib/paynet/call'
import { isOneOf, SETTLING } from '@/lib/shared/payments/payment-states'
import { keepSecondSuccess, shortStatements, tellShort } from './findings'
import type { Outcome, Success, Verdict } from './outcome'
import { IN_REVIEW, logCall, noteOf, recordEvent, recordNote } from './timeline'
import { untoldCard } from './timing'

/** From where evidence of a success moves a payment. A review is an operator's to end. */
const NOT_YET_SUCCEEDED = ['charging', 'unknown', 'declined', 'failed', 'expired', 'superseded', 'not_charged'] as const

/**
 * Writes what an answer has made of a payment: the move, the call that led to it and a card that was to be saved
 * with it, in one transaction; then counts, logs and raises alarms. False when there was nothing left to move,
 * in which case only the call goes into the timeline.
 */
export async function commitMove({ payment, outcome, call, cause }: Commit): Promise<boolean> {
  const event = call ? logCall(payment, call, outcome.at) : cause === undefined ? undefined : noteOf(payment.id, cause, outcome.at)
  const isMade = outcome.to === 'succeeded' ? await commitSuccess(payment.id, outcome, event) : await commitVerdict(payment, outcome, event)
  if (!isMade && call && event) await recordEvent(event)
  return isMade
}

type Commit = {
  payment: Payment
  outcome: Outcome
  /** The call that led to it, for the timeline; where none did, its cause in words. */
  call?: Call
  cause?: string
}

/**
 * A success is never dropped, wherever it comes from and whatever the lease. If another payment of the order has
 * already succeeded, or may yet, this one is marked late: it is put up for a refund, never hidden. A late one whose
 * order no other payment holds any more is late no longer: a trigger sees to that with the move that frees the order.
 * False when the success was already written; if it is a second one of the same payment, an alarm is raised.
 */
async function commitSuccess(
  id: string,
  { at, patch, by, saving, isShort = false }: Success,
  event: NewEvent | undefined,
): Promise<boolean> {
  for (;;) {
    const payment = await findPayment(id)
    if (!payment) return false
    const from = NOT_YET_SUCCEEDED.find((status) => status === payment.status)
    if (!from || payment.refundedAt) {
      if (by === 'direct') await keepSecondSuccess(payment, patch.xactId ?? null, at)
      await keepCardOfPaid(payment, saving, at)
      return false
    }
    const savedCard = await savedCardStatements(payment, saving, at)
    // Paynet answers a pair again only after a charge of its own; where it has answered, it has told what it will.
    const untold = untoldCard(payment, saving === null && isOneOf(from, SETTLING), at)
    const short = { xactId: patch.xactId ?? null, details: patch.details ?? null }
    const statements = isShort ? shortStatements(payment, short, at) : undefined
    const move = { from, to: 'succeeded' as const, at, patch, event, statements }
    const first = await writeSuccess(payment, move, savedCard, untold)
    const isTaken = first === 'taken'
    const moved = isTaken ? await writeSuccess(payment, { ...move, patch: { ...patch, late: true } }, savedCard, untold) : first
    if (!moved) continue
    // What held the order may have left it meanwhile; the database has then seen that this one pays it.
    const isLate = isTaken && (await findPayment(id))?.late === true
    countSuccess(by)
    if (isShort) tellShort(payment)
    if (isLate) {
      await recordNote(id, 'the order was already paid: refund this payment', at)
      log.alarm('payment.refund-due', named(payment))
      return true
    }
    log.info('payment.moved', { ...named(payment), from, to: 'succeeded', why: by })
    if (!isOneOf(from, SETTLING)) log.alarm('payment.succeeded-late', named(payment))
    return true
  }
}

type SuccessMove = Move<(typeof NOT_YET_SUCCEEDED)[number]> & { to: 'succeeded'; patch: Patch }

/** Writes a success together with its saved card and what it clears; if the card stands in the way, without the card. */
async function writeSuccess(
  payment: Payment,
  move: SuccessMove,
  { patch, statements }: SavedCardWrites,
  untold: Patch,
): Promise<Payment | null | 'taken'> {
  // A late one is outside the index, so no other payment can be in its way.
  const write = move.patch.late ? advance : advanceHolding
  const cleared = move.statements ? together(clearedBy(payment, move.at), move.statements) : clearedBy(payment, move.at)
  const aboutCard = patch.saveOutcome === 'unknown' ? untold : patch
  if (statements) {
    try {
      return await write(payment, { ...move, patch: { ...move.patch, ...aboutCard }, statements: together(cleared, statements) })
    } catch (error) {
      log.error('card.not-kept', { error })
      return write(payment, { ...move, patch: { ...move.patch, ...untold }, statements: cleared })
    }
  }
  return write(payment, { ...move, patch: { ...move.patch, ...aboutCard }, statements: cleared })
}

/**
 * Everything else is written under the lease. A worker whose lease was taken over moves nothing; what it learnt is
 * kept in the timeline.
 */
async function commitVerdict(payment: Payment, verdict: Verdict, event: NewEvent | undefined): Promise<boolean> {
  const { from, to, at, patch, alarm, by, declinedBy, because } = verdict
  const about = { paymentId: payment.id, referenceNo: payment.referenceNo }
  if (alarm?.event === 'payment.mismatch') log.alarm('payment.mismatch', about)
  if (alarm?.event === 'payment.shop-side') log.alarm('payment.shop-side', { ...about, why: alarm.code })
  if (alarm?.event === 'payment.unsettled') log.alarm('payment.unsettled', { ...about, ageSeconds: alarm.ageSeconds })
  if (from === to) {
    await release(payment, patch)
    return true
  }
  const statements = because === undefined ? undefined : (db: Db) => [addEvent(db, noteOf(payment.id, `${IN_REVIEW}${because}`, at))]
  if (!(await advance(payment, { from, to, at, patch, fence: payment.fence, event, statements }))) {
    countFenceLost()
    await recordNote(payment.id, `an answer meaning "${to}" came after the lease was taken over`, at)
    log.warn('payment.fence-lost', { ...named(payment), to })
    if (by === 'direct') await keepSecondSuccess((await findPayment(payment.id)) ?? payment, patch.xactId ?? null, at)
    return false
  }
  log.info('payment.moved', { ...named(payment), from, to })
  if (declinedBy && patch.reason) countDecline(declinedBy, patch.reason)
  if (to === 'review') log.alarm('payment.review', named(payment))
  return true
}

function named({ id, orderId, referenceNo }: Payment) {
  return { paymentId: id, orderId, referenceNo }
}
