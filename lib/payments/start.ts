import 'server-only'
import { forgetTry } from '@/db/card-tries'
import { together } from '@/db/client'
import { isUniqueViolation } from '@/db/dialect'
import { advance, insertPayment } from '@/db/payment-moves'
import { findPaymentByIdempotencyKey, listPayments, type Patch, type Payment } from '@/db/payments'
import { holdingBack, type Payer, refuseEarly, refuseHeld, weigh } from '@/lib/cards/card-testing'
import { type Clock, later } from '@/lib/clock'
import { env } from '@/lib/env'
import { digest, isId, newId, newReferenceNo } from '@/lib/ids'
import { log } from '@/lib/log'
import { findOrder } from '@/lib/orders/orders'
import { type Challenge, startChallenge } from '@/lib/paynet/payments'
import { countUses, fromAddress, type Use, waitFor } from '@/lib/rate-limit'
import type { Order } from '@/lib/shared/payments/order'
import { HOLDING, isOneOf } from '@/lib/shared/payments/payment-states'
import { type Conflict, fail, ok, type Result } from '@/lib/shared/result'
import { isOpen, rememberRefusal } from './circuit-breaker'
import { type PaymentMethodInput, type PreparedMethod, prepareMethod } from './payment-method'
import { encryptChallenge } from './stored-challenge'
import { callEvent, logCall, recordEvent } from './timeline'
import { CHALLENGE_MS, createdForMs } from './timing'

export type StartInput = { orderId: string; idempotencyKey: string; shownAmountKurus: number; means: PaymentMethodInput }

/** Why a start is gone through again: nobody vouches any more, or the order has changed since it was read. */
type Again = { isStranger?: true; isSecondTry?: true }

/** Where the browser goes next. */
export type Started = { paymentId: string; to: '3d' | 'result' }

/**
 * Starts a payment: a row first, then Paynet's 3D session, whose pair is stored before anything is
 * shown. The same form sent twice is one payment. No money moves here; every failure is "not charged".
 */
export async function startPayment(input: StartInput, payer: Payer, clock: Clock, again: Again = {}): Promise<Result<Started>> {
  const now = await clock()
  if (!isId(input.idempotencyKey)) return fail({ kind: 'conflict', because: 'attempt-over' })
  const known = await findPaymentByIdempotencyKey(input.idempotencyKey)
  if (known) return resume(known, input.orderId)

  const order = await findOrder(input.orderId, now)
  if (!order) return fail({ kind: 'not-found' })
  const because = whyNotPayable(order, await listPayments(order.id))
  if (because) return fail({ kind: 'conflict', because })
  if (input.shownAmountKurus !== order.amountKurus) return fail({ kind: 'conflict', because: 'amount-changed' })

  const ready = await prepareMethod(input.means, payer.userId, now)
  if (!ready.ok) return ready
  if (await isOpen(now)) return fail({ kind: 'unavailable' })
  const { card, row } = ready.value
  const weighed = await weigh(order.id, payer, { card, mask: row.card, isStranger: again.isStranger === true }, now)
  const early = await refuseEarly(weighed, now)
  if (early) return fail(early)
  const payment = {
    ...newPayment(order, input.idempotencyKey, row, payer.digest, now),
    address: weighed.address,
    cardTry: weighed.voucher === null ? weighed.cardTry.key : null,
  }
  const uses: Use[] = [...fromAddress('payments-from-address', payer.address), ['payments-of-order', order.id]]
  const { limits, ...insertion } = holdingBack(weighed, now)
  const counted = countUses(uses, now)
  try {
    if (!(await insertPayment(payment, now, { ...insertion, limits: limits ? together(counted, limits) : counted }))) {
      const wait = await waitFor(uses, now)
      if (wait !== null) return fail({ kind: 'rate-limited', retryAfterSeconds: wait })
      // What vouched for it has done so often enough today.
      if (weighed.voucher !== null) return startPayment(input, payer, clock, { ...again, isStranger: true })
      const held = await refuseHeld(weighed, now)
      if (held) return fail(held)
      // The order has changed since it was read. Should it look payable again, this is a restored copy that waits for its sweep.
      return again.isSecondTry ? fail({ kind: 'unavailable' }) : startPayment(input, payer, clock, { ...again, isSecondTry: true })
    }
  } catch (error) {
    // The double click's other half came first (or, once in 10^11, the reference was taken).
    if (isUniqueViolation(error)) return startPayment(input, payer, clock)
    throw error
  }
  log.info('payment.started', { paymentId: payment.id, orderId: order.id, client: weighed.client, vouched: weighed.voucher !== null })
  return openSession(payment, order, ready.value, clock)
}

async function openSession(payment: Payment, order: Order, { card, save }: PreparedMethod, clock: Clock): Promise<Result<Started>> {
  const { outcome, call } = await startChallenge({
    referenceNo: payment.referenceNo,
    amountKurus: payment.amountKurus,
    description: order.description,
    returnUrl: `${env().appUrl}/api/paynet/return/${payment.id}`,
    card,
    save,
  })
  const at = await clock()
  if (call.meaning === 'no sound way to the bank') log.alarm('paynet.hostile-challenge', { paymentId: payment.id })
  const session = outcome.kind === 'challenged' ? await toStore(outcome.challenge, at) : null
  logCall(payment, call)
  const event = callEvent(payment, call, at)
  const moved = session
    ? await advance(payment, { from: 'created', to: 'awaiting_3ds', at, patch: session, event })
    : await advance(payment, { from: 'created', to: 'failed', at, patch: { settledAt: at, nextAt: null, cardToSave: null }, event })
  if (!moved) await recordEvent(event)
  if (call.refusesUs) await rememberRefusal(call, at)
  if (session && moved) return ok({ paymentId: payment.id, to: '3d' })
  if (outcome.kind === 'refused') return fail({ kind: 'refused' })
  // Paynet never heard of the card: a shop that cannot reach it is not braked by that.
  if (call.meaning === 'not-sent' && payment.cardTry !== null) await forgetTry(payment.cardTry, payment.createdAt)
  return fail({ kind: 'unavailable' })
}

async function toStore(challenge: Challenge, at: Date): Promise<Patch> {
  return {
    challenge: await encryptChallenge(challenge),
    pairDigest: digest(challenge.sessionId, challenge.tokenId),
    challengedAt: at,
    nextAt: later(at, CHALLENGE_MS),
  }
}

/** The second sending of a form gets what the first one got. */
function resume(payment: Payment, orderId: string): Result<Started> {
  if (payment.orderId !== orderId) return fail({ kind: 'conflict', because: 'attempt-over' })
  if (isOneOf(payment.status, ['created', 'awaiting_3ds'])) return ok({ paymentId: payment.id, to: '3d' })
  if (isOneOf(payment.status, HOLDING)) return ok({ paymentId: payment.id, to: 'result' })
  return fail({ kind: 'conflict', because: 'attempt-over' })
}

function whyNotPayable(order: Order, payments: Payment[]): Conflict | null {
  if (order.status === 'paid') return 'order-paid'
  if (order.status === 'review') return 'order-in-review'
  if (payments.some((payment) => isOneOf(payment.status, HOLDING))) return 'order-settling'
  if (order.status === 'cancelled') return 'order-cancelled'
  return order.status === 'expired' ? 'order-expired' : null
}

/** A payment of an order as it begins, with a reference that was never used. */
export function newPayment(
  order: Pick<Order, 'id' | 'reference' | 'amountKurus'>,
  idempotencyKey: string,
  row: PreparedMethod['row'],
  payer: string | null,
  now: Date,
): Payment {
  return {
    id: newId(),
    orderId: order.id,
    idempotencyKey,
    referenceNo: newReferenceNo(order.reference),
    status: 'created',
    late: false,
    amountKurus: order.amountKurus,
    ...row,
    payer,
    address: null,
    cardTry: null,
    challenge: null,
    pairDigest: null,
    challengedAt: null,
    returnedAt: null,
    sentAt: null,
    calls: 0,
    leaseUntil: null,
    fence: 0,
    nextAt: later(now, createdForMs()),
    looks: 0,
    noneCount: 0,
    noneAt: null,
    alarms: 0,
    xactId: null,
    reason: null,
    bankMessage: null,
    refundedAt: null,
    createdAt: now,
    movedAt: now,
    settledAt: null,
  }
}
