import 'server-only'
import { advance, advanceHolding, findPayment, type Patch, type Payment, type Statements } from '@/db/payments'
import { clearedBy } from '@/lib/cards/card-testing'
import { type SavedCardWrites, savedCardStatements } from '@/lib/cards/for-payments'
import { later } from '@/lib/clock'
import { log } from '@/lib/log'
import { countFenceLost, countSuccess, type SuccessSource } from '@/lib/metrics/counters'
import type { SaveReply } from '@/lib/paynet/payments-wire'
import type { Next, PaymentStatus } from '@/lib/shared/payments/payment-states'
import { keepSecondSuccess } from './findings'
import { recordNote } from './timeline'
import { SWEEP_EVERY_MS } from './timing'

/** From where evidence of a success moves a payment. A review is an operator's to end. */
const NOT_YET_SUCCEEDED = ['charging', 'unknown', 'declined', 'failed', 'expired', 'superseded', 'not_charged'] as const

/**
 * Writes a success that Paynet has shown, whoever brings it and whatever the lease: a success is never
 * dropped. When another payment of the order has already succeeded, this one is marked late: it is put
 * up for a refund, never hidden. False when nothing was left to write; should the success be a second
 * one of the same payment, a person is told.
 */
export async function succeed(
  id: string,
  evidence: { xactId: string | null; by: SuccessSource; saving: SaveReply | null },
  at: Date,
  before: Statements | null = null,
): Promise<boolean> {
  for (;;) {
    const payment = await findPayment(id)
    const from = NOT_YET_SUCCEEDED.find((status) => status === payment?.status)
    if (!payment) return false
    if (!from || payment.refundedAt) {
      if (evidence.by === 'direct') await keepSecondSuccess(payment, evidence.xactId, at)
      return false
    }
    const keeping = await savedCardStatements(payment, evidence.saving, at)
    const patch: Patch = { xactId: evidence.xactId, settledAt: at, nextAt: null, reason: null, bankMessage: null }
    const cleared = clearedBy(payment, at)
    const moved = await withCard(keeping, patch, cleared, (all, after) => advanceHolding(id, from, 'succeeded', at, all, { before, after }))
    if (moved === 'taken') {
      const late = await withCard(keeping, { ...patch, late: true }, cleared, (all, after) =>
        advance(id, from, 'succeeded', at, all, undefined, { before, after }),
      )
      if (!late) continue
      countSuccess(evidence.by)
      await recordNote(id, 'the order was already paid: refund this payment', at)
      log.alarm('payment.refund-due', named(payment))
      return true
    }
    if (!moved) continue
    countSuccess(evidence.by)
    log.info('payment.moved', { ...named(payment), from, to: 'succeeded', why: evidence.by })
    if (from !== 'charging' && from !== 'unknown') log.alarm('payment.succeeded-late', named(payment))
    return true
  }
}

/** Writes a success, its saved card and what it clears together; should the card stand in the way, without the card. */
async function withCard<T>(
  { patch, statements }: SavedCardWrites,
  success: Patch,
  cleared: Statements,
  write: (all: Patch, after: Statements) => Promise<T>,
): Promise<T> {
  if (statements) {
    try {
      return await write({ ...success, ...patch }, (db) => [...cleared(db), ...statements(db)])
    } catch (error) {
      log.error('card.not-kept', { error })
      return write({ ...success, cardSaving: 'unknown' }, cleared)
    }
  }
  return write({ ...success, ...patch }, cleared)
}

/**
 * Ends or parks a charge under its lease. A worker whose lease was taken over changes nothing; what it
 * learnt is kept in the timeline.
 */
export async function settle<From extends 'charging' | 'unknown'>(
  payment: Payment,
  from: From,
  to: Exclude<Next<From>, 'succeeded' | 'charging'>,
  at: Date,
  patch: Patch = {},
  before: Statements | null = null,
): Promise<boolean> {
  const target: PaymentStatus = to
  const moved = await advance(payment.id, from, to, at, { ...endOf(target, at), ...patch }, payment.fence, { before })
  if (!moved) {
    countFenceLost()
    await recordNote(payment.id, `an answer meaning "${target}" came after the lease was taken over`, at)
    log.warn('payment.fence-lost', { ...named(payment), to: target })
    return false
  }
  log.info('payment.moved', { ...named(payment), from, to: target })
  if (target === 'review') log.alarm('payment.review', named(payment))
  return true
}

/** What every payment that ends in this status has written. */
function endOf(to: PaymentStatus, at: Date): Patch {
  if (to === 'unknown') return {}
  if (to === 'review') return { nextAt: null }
  // Asked about for some days more: a success may come late.
  return { settledAt: at, nextAt: later(at, SWEEP_EVERY_MS), looks: 0 }
}

function named(payment: Payment) {
  return { paymentId: payment.id, orderId: payment.orderId, referenceNo: payment.referenceNo }
}
