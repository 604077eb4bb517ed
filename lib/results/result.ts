import 'server-only'
import { listEvents } from '@/db/payment-events'
import { listPayments, type Payment } from '@/db/payments'
import { currentUser } from '@/lib/accounts/session'
import { later, now } from '@/lib/clock'
import { trackUntilDone } from '@/lib/in-flight'
import { log } from '@/lib/log'
import { findOrder } from '@/lib/orders/orders'
import { drawnOf, isAllRefunded, paidPlanOf } from '@/lib/payments/drawn'
import { readKeptDetails } from '@/lib/payments/kept-details'
import { reconcile } from '@/lib/payments/reconcile'
import { CHALLENGE_IS_FRESH_MS, DOUBT_MS, JUST_PAID_MS, LOOKS_IN_DOUBT } from '@/lib/payments/timing'
import { bankNameOf } from '@/lib/paynet/bank-codes'
import { findRefundViews } from '@/lib/refunds/view'
import { NEW_CARD } from '@/lib/shared/cards/card-form'
import type { Order } from '@/lib/shared/payments/order'
import {
  type BankStep,
  HOLDING,
  isOneOf,
  OTHER_CARD_FIRST,
  type PaymentView,
  REFUSALS_OF_A_CARD,
  type RefusedCard,
  UNSETTLED,
} from '@/lib/shared/payments/payment-states'
import { currentPayer } from '@/lib/web/payer'

export type OrderResult = { order: Order; payment: PaymentView | null }

/**
 * The one true status of an order's payments: that of the payment that succeeded, else is in review, else is being
 * settled, else is the newest. Anyone but the paying browser or the signed-in payer sees neither the card, nor the
 * bank's message, nor the id that opens the challenge page, nor whether an account has the payment. Looking at an
 * undecided payment that is due also asks Paynet about it, after the answer.
 */
export async function findResult(orderId: string): Promise<OrderResult | null> {
  const at = await now()
  const order = await findOrder(orderId, at)
  if (!order) return null
  const payments = await listPayments(orderId)
  const payment = telling(payments)
  if (!payment) return { order, payment: null }
  if (isOneOf(payment.status, UNSETTLED)) void trackUntilDone(askWhenDue(payment.id))
  return { order, payment: await viewOf(payment, payments, await whoLooks(payment), at) }
}

/**
 * What an order's payments so far mean for the next one. `isHeld`: it cannot be paid again, being paid, in review or
 * settled right now. `last`: the newest payment, as a result shows it. `lastCard`: what this visitor paid with last, a
 * saved card by our id, unless another would do better now. `tiredCards`: saved cards that would hardly do.
 */
export type Tries = {
  isHeld: boolean
  last: PaymentView | null
  lastCard: string | null
  refusedCards: RefusedCard[]
  tiredCards: string[]
}

export async function findTries(orderId: string, at: Date): Promise<Tries> {
  const payments = await listPayments(orderId)
  const last = payments[0] ?? null
  const visitor = last && (await whoLooks(last))
  const isPayer = visitor !== null && (visitor.isBrowser || visitor.isAccount)
  const view = last && visitor && (await viewOf(last, payments, visitor, at))
  const isTired = (payment: Payment) =>
    payment.status === 'declined' && (OTHER_CARD_FIRST.includes(payment.reason) || refusalsOf(payment.card, payments) >= REFUSALS_OF_A_CARD)
  const isRefused = (payment: Payment) => payment.status === 'declined' && !(payment === last && view?.isInDoubt)
  return {
    isHeld: payments.some((payment) => isOneOf(payment.status, HOLDING)),
    last: view,
    lastCard: last !== null && isPayer && !isTired(last) ? (last.savedCardId ?? NEW_CARD) : null,
    refusedCards: payments.flatMap((payment) =>
      payment.savedCardId && isRefused(payment) ? [{ id: payment.savedCardId, reason: payment.reason, at: payment.settledAt }] : [],
    ),
    tiredCards: payments.flatMap((payment) => (payment.savedCardId && isTired(payment) ? [payment.savedCardId] : [])),
  }
}

/** Refusals that were the shop's matter say nothing about a card. */
function refusalsOf(card: string | null, payments: Payment[]): number {
  if (card === null) return 0
  return payments.filter((payment) => payment.status === 'declined' && payment.reason !== 'shop-side' && payment.card === card).length
}

/** A decline in doubt, until Paynet has been asked once more; but nobody waits for that for ever. */
async function isInDoubt({ id, status, looks, settledAt }: Payment, at: Date): Promise<boolean> {
  if (status !== 'declined' || looks >= 0 || !settledAt || later(settledAt, DOUBT_MS) <= at) return false
  // The clock was set back: how long the shopper has waited is not known.
  if (settledAt > later(at, DOUBT_MS)) return false
  if (looks === LOOKS_IN_DOUBT) return true
  const events = await listEvents(id)
  return !events.some(({ kind, at: calledAt }) => kind === 'call' && calledAt > settledAt)
}

function telling(payments: Payment[]): Payment | null {
  return (
    payments.find((payment) => payment.status === 'succeeded' && !payment.late) ??
    payments.find((payment) => payment.status === 'succeeded') ??
    payments.find((payment) => payment.status === 'review') ??
    payments.find((payment) => isOneOf(payment.status, HOLDING)) ??
    payments[0] ??
    null
  )
}

/** Whether this is a browser that pays, the one that carries the payment on, and whether it is the account whose payment it is. */
type Visitor = { isBrowser: boolean; isResumer: boolean; isAccount: boolean }

async function whoLooks({ payer, resumedBy, userId }: Payment): Promise<Visitor> {
  const browser = await currentPayer()
  return {
    isBrowser: browser !== null && (browser === payer || browser === resumedBy),
    isResumer: browser !== null && browser === resumedBy,
    isAccount: userId !== null && userId === (await currentUser())?.id,
  }
}

function bankStepOf({ returnedAt, challengedAt }: Payment, at: Date): BankStep {
  if (returnedAt) return 'left'
  return challengedAt && later(challengedAt, CHALLENGE_IS_FRESH_MS) <= at ? 'long' : 'open'
}

function accountOf({ userId, status }: Payment, { isBrowser, isAccount }: Visitor): PaymentView['account'] {
  if (isAccount) return 'mine'
  return isBrowser && userId === null && status === 'succeeded' ? 'none' : null
}

function isJustPaid({ status, settledAt }: Payment, at: Date): boolean {
  return status === 'succeeded' && settledAt !== null && Math.abs(at.getTime() - settledAt.getTime()) < JUST_PAID_MS
}

async function askWhenDue(id: string): Promise<void> {
  try {
    await reconcile(now, { id })
  } catch (error) {
    log.error('reconcile.failed', { paymentId: id, error })
  }
}

/** What this visitor may see of one of an order's payments. */
async function viewOf(payment: Payment, payments: Payment[], visitor: Visitor, at: Date): Promise<PaymentView> {
  const { isBrowser, isAccount } = visitor
  const isPayer = isBrowser || isAccount
  const details = isPayer ? readKeptDetails(payment.details) : null
  return {
    id: isPayer ? payment.id : null,
    status: payment.status,
    referenceNo: payment.referenceNo,
    amountKurus: payment.amountKurus,
    drawnKurus: isPayer ? (payment.drawnKurus ?? drawnOf(payment)) : payment.amountKurus,
    reason: payment.reason,
    bankMessage: isPayer ? payment.bankMessage : null,
    card: isPayer ? payment.card : null,
    savedCardId: isAccount ? payment.savedCardId : null,
    // `bank_name` is the POS's.
    bank: bankNameOf(details?.cardBankId) ?? (isPayer ? bankNameOf(payment.cardBank) : null),
    authorizationCode: details?.authorizationCode ?? null,
    plan: isPayer ? paidPlanOf(payment) : null,
    saveOutcome: isPayer ? payment.saveOutcome : null,
    isInDoubt: await isInDoubt(payment, at),
    refusals: refusalsOf(payment.card, payments),
    bankStep: bankStepOf(payment, at),
    resumed: payment.resumedBy === null ? null : visitor.isResumer ? 'here' : 'elsewhere',
    account: accountOf(payment, visitor),
    isJustPaid: isBrowser && isJustPaid(payment, at),
    refunded: isAllRefunded(payment),
    ...(await findRefundViews(payment, isPayer, at)),
    createdAt: payment.createdAt,
    settledAt: payment.settledAt,
  }
}
