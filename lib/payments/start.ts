import 'server-only'
import { forgetTry } from '@/db/card-tries'
import { together } from '@/db/client'
import { isUniqueViolation } from '@/db/dialect'
import { addEvent } from '@/db/payment-events'
import { advance, type Insertion, insertPayment } from '@/db/payment-moves'
import { findPaymentByIdempotencyKey, newPaymentRow, type Patch, type Payment } from '@/db/payments'
import { holdingBack, type Payer, refuseEarly, refuseHeld, weigh } from '@/lib/cards/card-testing'
import { followList } from '@/lib/cards/list'
import { type Clock, later } from '@/lib/clock'
import { env } from '@/lib/env'
import { isId, newId, newReferenceNo } from '@/lib/ids'
import { log } from '@/lib/log'
import { countStart } from '@/lib/metrics/counters'
import { findCustomer, findPaynetFields } from '@/lib/orders/orders'
import type { PlanTerms } from '@/lib/paynet/challenge-wire'
import { isOpen, rememberRefusal } from '@/lib/paynet/circuit-breaker'
import { type Challenge, startChallenge } from '@/lib/paynet/payments'
import { CODE } from '@/lib/paynet/wire'
import { countUses, fromAddress, type Use, waitFor } from '@/lib/rate-limit'
import type { Order, PaynetFields } from '@/lib/shared/payments/order'
import { HOLDING, isOneOf } from '@/lib/shared/payments/payment-states'
import { isSamePlan, type Offer, type PlanChoice, singlePayment } from '@/lib/shared/payments/plan'
import { fail, ok, type Result } from '@/lib/shared/result'
import { overAny } from '@/lib/uses'
import { chargeOf, planOf } from './drawn'
import { findPayable } from './payable'
import { isPaidWith, type PaymentMethodInput, type PreparedMethod, prepareMethod } from './payment-method'
import { quoteAnew, ratioCodeFor } from './quote'
import { cardStartIn, usesOfPlans } from './show-plans'
import { digestPair, encryptChallenge } from './stored-challenge'
import { logCall, noteOf, recordEvent } from './timeline'
import { CHALLENGE_MS, createdForMs } from './timing'

/** `plan`: what the page showed for the radio button that was chosen; none is a single payment, `unknown` what is no plan. */
export type StartInput = {
  orderId: string
  idempotencyKey: string
  shownAmountKurus: number
  method: PaymentMethodInput
  plan?: PlanChoice | 'unknown' | null
}

/** What an earlier turn has found: that what vouched for the start is used up, or that the order was changing. */
type Turn = { isStranger: boolean; isSecondTry: boolean; plan: PlanColumns | null }

/** Where the browser goes next. */
export type Started = { paymentId: string; to: '3d' | 'result' }

/**
 * Starts a payment: a row first, then Paynet's 3D session, whose pair is stored before anything is shown. The
 * same form sent twice is one payment. No money moves here; every failure is "not charged".
 */
export async function startPayment(input: StartInput, payer: Payer, clock: Clock): Promise<Result<Started>> {
  try {
    const started = await start(input, payer, clock)
    countStart(started.ok ? `to-${started.value.to === '3d' ? 'bank' : 'result'}` : started.failure.kind)
    return started
  } catch (error) {
    countStart('error')
    throw error
  }
}

async function start(input: StartInput, payer: Payer, clock: Clock): Promise<Result<Started>> {
  for (let turn: Turn = { isStranger: false, isSecondTry: false, plan: null }; ; ) {
    const now = await clock()
    if (!isId(input.idempotencyKey)) return fail({ kind: 'conflict', because: 'attempt-over' })
    const known = await findPaymentByIdempotencyKey(input.idempotencyKey)
    if (known) return resume(known, input)

    const payable = await findShown(input, now)
    if (!payable.ok) return payable
    const order = payable.value
    const prepared = await prepareMethod(input.method, { userId: payer.userId, orderId: order.id }, now)
    if (!prepared.ok) return prepared
    const paynet = await findPaynetFields(order.id)
    if (paynet === 'unreadable') return fail({ kind: 'unavailable' })
    if (await isOpen(now)) return fail({ kind: 'unavailable' })
    const { card, row } = prepared.value
    const weighed = await weigh(order.id, payer, { card, mask: row.card, isStranger: turn.isStranger }, now)
    const early = await refuseEarly(weighed, now)
    if (early) return fail(early)
    const plan: Result<PlanColumns> = turn.plan ? ok(turn.plan) : await quotePlan(input, { order, paynet, mask: row.card }, payer, clock)
    if (!plan.ok) return plan
    turn = { ...turn, plan: plan.value }

    const from = { payer: payer.digest, address: weighed.address, cardTry: weighed.voucher === null ? weighed.cardTry.key : null }
    const payment = newPayment(order, input.idempotencyKey, { ...row, ...from, ...plan.value }, now)
    const uses: Use[] = [...fromAddress('payments-from-address', payer.address), ['payments-of-order', order.id]]
    const { limits, ...insertion } = holdingBack(weighed, now)
    const counted = countUses(uses, now)
    try {
      if (
        await insertPayment(payment, now, { ...withPlan(payment, insertion, now), limits: limits ? together(counted, limits) : counted })
      ) {
        const isVouched = weighed.voucher !== null
        log.info('payment.started', { paymentId: payment.id, orderId: order.id, client: weighed.client, vouched: isVouched })
        return openSession(payment, { order, paynet }, prepared.value, clock)
      }
    } catch (error) {
      if (!isUniqueViolation(error)) throw error
      // The other half of the double click came first (or, once in 10^11, the reference was taken).
      turn = { ...turn, isStranger: false, isSecondTry: false }
      continue
    }

    const wait = await waitFor(uses, now)
    if (wait !== null) return fail({ kind: 'rate-limited', retryAfterSeconds: wait })
    if (weighed.voucher !== null) {
      // What vouched for it has done so often enough today.
      turn = { ...turn, isStranger: true }
      continue
    }
    const held = await refuseHeld(weighed, now)
    if (held) return fail(held)
    // The order has changed since it was read. If it still looks payable, this is a restored copy that waits for its sweep.
    if (turn.isSecondTry) return fail({ kind: 'unavailable' })
    turn = { ...turn, isSecondTry: true }
  }
}

/** The order, if it can be paid and costs what the page showed. */
async function findShown({ orderId, shownAmountKurus, plan = null }: StartInput, now: Date): Promise<Result<Order>> {
  const payable = await findPayable(orderId, now)
  if (!payable.ok) return payable
  const { amountKurus } = payable.value
  const single = plan !== null && plan !== 'unknown' && plan.instalments === 1 ? plan : null
  const isShown = shownAmountKurus === amountKurus && (single === null || isSamePlan(single, singlePayment(amountKurus)))
  return isShown ? payable : fail({ kind: 'conflict', because: 'amount-changed' })
}

/** What a payment's row remembers of its plan. */
type PlanColumns = Pick<Payment, 'instalments' | 'feeKurus' | 'monthlyKurus' | 'feePayer' | 'ratioCode' | 'cardType' | 'cardBank'>

/**
 * The plan as Paynet tells it at this moment, never from memory, for the card that is really paid with: the page's must be
 * the same to the kuruş. A single payment asks nobody.
 */
async function quotePlan(
  { plan: chosen = null }: StartInput,
  { order, paynet, mask }: { order: Order; paynet: PaynetFields | null; mask: string | null },
  payer: Payer,
  clock: Clock,
): Promise<Result<PlanColumns>> {
  const { mode } = env().instalments
  if (chosen === null || (chosen !== 'unknown' && chosen.instalments === 1)) return ok(singlePlan(order))
  if (chosen === 'unknown' || mode === 'off') return fail({ kind: 'conflict', because: 'plan-gone' })
  const cardStart = cardStartIn(mask ?? '')
  if (cardStart === null) return fail({ kind: 'conflict', because: 'plan-gone' })
  const wait = await overAny(usesOfPlans(order.id, payer.address), await clock())
  if (wait !== null) return fail({ kind: 'rate-limited', retryAfterSeconds: wait, of: 'plans' })
  const offer = await quoteAnew({ order, paynet, cardStart }, clock)
  const differs = differenceFrom(offer, chosen)
  if (offer.kind !== 'plans' || differs) return fail({ kind: 'conflict', because: differs ?? 'plan-gone' })
  return ok({
    instalments: chosen.instalments,
    feeKurus: chosen.totalKurus - order.amountKurus,
    monthlyKurus: chosen.monthlyKurus,
    feePayer: mode,
    ratioCode: ratioCodeFor(paynet),
    cardType: offer.cardType,
    cardBank: offer.cardBank,
  })
}

/** A single payment, and whether plans were on offer beside it. */
export function singlePlan({ amountKurus }: Pick<Order, 'amountKurus'>): PlanColumns {
  const monthlyKurus = env().instalments.mode === 'off' ? null : amountKurus
  return { instalments: 1, feeKurus: 0, monthlyKurus, feePayer: null, ratioCode: null, cardType: null, cardBank: null }
}

function differenceFrom(
  offer: Offer,
  chosen: PlanChoice,
): 'plan-changed' | 'plan-gone' | 'plans-unavailable' | 'debit-no-instalments' | null {
  if (offer.kind === 'untold') return 'plans-unavailable'
  if (offer.kind === 'none') return offer.because === 'debit' ? 'debit-no-instalments' : 'plan-gone'
  const plan = offer.plans.find(({ instalments }) => instalments === chosen.instalments)
  if (!plan) return 'plan-gone'
  return isSamePlan(plan, chosen) ? null : 'plan-changed'
}

/** The timeline says which plan was asked for, in the transaction that writes the payment. */
function withPlan(payment: Payment, insertion: Insertion, at: Date): Insertion {
  const { instalments, feeKurus } = payment
  if (instalments === 1) return insertion
  const lira = (kurus: number) => `${(kurus / 100).toFixed(2)} TRY`
  const note = `${instalments} instalments, ${lira(chargeOf(payment))} to be drawn, of it ${lira(feeKurus)} difference`
  const event = noteOf(payment.id, note, at)
  return { ...insertion, statements: (db) => [...(insertion.statements?.(db) ?? []), addEvent(db, event)] }
}

function termsOf({ instalments, feePayer, ratioCode }: Payment): PlanTerms | null {
  return instalments === 1 ? null : { instalments, addsCommission: feePayer === 'shopper', ratioCode }
}

type Payable = { order: Order; paynet: PaynetFields | null }

async function openSession(
  payment: Payment,
  { order, paynet }: Payable,
  { card, save }: PreparedMethod,
  clock: Clock,
): Promise<Result<Started>> {
  const customer = await findCustomer(order.id)
  const { outcome, call } = await startChallenge({
    referenceNo: payment.referenceNo,
    amountKurus: payment.amountKurus,
    plan: termsOf(payment),
    description: order.description || order.reference,
    customer,
    paynet,
    returnUrl: `${env().appUrl}/api/paynet/return/${payment.id}`,
    card,
    save,
  })
  const at = await clock()
  if (call.meaning === 'no sound way to the bank') log.alarm('paynet.hostile-challenge', { paymentId: payment.id })
  const session = outcome.kind === 'challenged' ? await toStore(outcome.challenge, at) : null
  const event = logCall(payment, call, at)
  const moved = session
    ? await advance(payment, { from: 'created', to: 'awaiting_3ds', at, patch: session, event })
    : await advance(payment, { from: 'created', to: 'failed', at, patch: { settledAt: at, nextAt: null, saveRequest: null }, event })
  if (!moved) await recordEvent(event)
  // A table of rates that is gone keeps no single payment from starting.
  const isAboutRates = payment.instalments > 1 && (call.code === CODE.wrongRatio || call.code === CODE.noSuchRatio)
  if (call.refusesUs && !isAboutRates) await rememberRefusal(call, at)
  if (session && moved) return ok({ paymentId: payment.id, to: '3d' })
  if (outcome.kind === 'refused') {
    const isCardGone = payment.savedCardId !== null && call.code === CODE.noSuchCard
    if (!isCardGone || payment.userId === null) return fail({ kind: 'refused' })
    await followList(payment.userId, clock)
    return fail({ kind: 'conflict', because: 'card-gone' })
  }
  if (isAboutRates) return fail({ kind: 'conflict', because: 'plans-unavailable' })
  // Paynet never heard of the card, so it does not count: a shop that cannot reach Paynet holds no shopper back.
  if (call.meaning === 'not-sent' && payment.cardTry !== null) await forgetTry(payment.cardTry, payment.createdAt)
  return fail({ kind: 'unavailable' })
}

async function toStore(challenge: Challenge, at: Date): Promise<Patch> {
  return {
    challenge: await encryptChallenge(challenge),
    pairDigest: digestPair(challenge),
    challengedAt: at,
    nextAt: later(at, CHALLENGE_MS),
  }
}

/**
 * The second sending of a form gets what the first one got. One that names another card does not: the answer to the
 * first was lost, its shopper has changed their mind since, and the bank would be asked about the card they left; as
 * with another plan.
 */
function resume(payment: Payment, { orderId, method, plan = null }: StartInput): Result<Started> {
  const isOfOrder = payment.orderId === orderId
  if (isOfOrder && isOneOf(payment.status, HOLDING)) return ok({ paymentId: payment.id, to: 'result' })
  const isWaiting = isOfOrder && isOneOf(payment.status, ['created', 'awaiting_3ds'])
  if (isWaiting && isPaidWith(payment, method) && isOfPlan(payment, plan)) return ok({ paymentId: payment.id, to: '3d' })
  return fail({ kind: 'conflict', because: 'attempt-over' })
}

function isOfPlan(payment: Payment, plan: PlanChoice | 'unknown' | null): boolean {
  return plan === null ? payment.instalments === 1 : plan !== 'unknown' && isSamePlan(planOf(payment), plan)
}

/** A payment of an order as it begins, with a reference that was never used. */
export function newPayment(
  order: Pick<Order, 'id' | 'reference' | 'amountKurus'>,
  idempotencyKey: string,
  known: Partial<PreparedMethod['row'] & PlanColumns & Pick<Payment, 'payer' | 'address' | 'cardTry'>>,
  now: Date,
): Payment {
  return newPaymentRow({
    id: newId(),
    orderId: order.id,
    idempotencyKey,
    referenceNo: newReferenceNo(order.reference),
    status: 'created',
    amountKurus: order.amountKurus,
    ...known,
    nextAt: later(now, createdForMs()),
    createdAt: now,
    movedAt: now,
  })
}
