import 'server-only'
import type { Patch, Payment } from '@/db/payments'
import { later } from '@/lib/clock'
import type { Reading } from '@/lib/clock-watch'
import { env } from '@/lib/env'
import { scrub } from '@/lib/log'
import type { SuccessSource } from '@/lib/metrics/counters'
import type { ChargeMeaning, SaveReply } from '@/lib/paynet/charge-wire'
import type { CheckMeaning, MoneyInDoubt } from '@/lib/paynet/check-wire'
import type { DeclineCode } from '@/lib/paynet/decline-codes'
import { CODE } from '@/lib/paynet/wire'
import type { Next } from '@/lib/shared/payments/payment-states'
import type { TransactionDetails } from '@/lib/shared/payments/transaction-details'
import {
  ALARM_AGES_MS,
  FIRST_LOOK_IN_DOUBT_MS,
  isTimeToSendAgain,
  LONGEST_RETRY_AFTER_MS,
  LOOKS_IN_DOUBT,
  lastNoneAfter,
  NONES_NEEDED,
  nextLook,
  noneDistanceMs,
  quietUntil,
  RECHECK_EVERY_MS,
} from './timing'

/**
 * What Paynet's answers make of a payment. Pure: everything it depends on is passed in, and `commitMove` writes
 * what it decides.
 */

/** The money was taken. Written by any worker that learns it, from any status and without a lease. */
export type Success = {
  to: 'succeeded'
  at: Date
  patch: Patch
  by: SuccessSource
  saving: SaveReply | null
  /** The price was drawn, and not all of what the plan adds: a person must look, and the order is paid. */
  isShort?: boolean
}

/** Where a charge goes otherwise; only the holder of its lease moves it. From `unknown` to `unknown`: it waits. */
export type Verdict = {
  at: Date
  patch: Patch
  /** Raised before anything is written. */
  alarm?: { event: 'payment.mismatch' } | { event: 'payment.shop-side'; code: string } | { event: 'payment.unsettled'; ageSeconds: number }
  /** Set when the charge's own answer says that money was taken. */
  by?: 'direct'
  /** Why it is put up for review, in words for the operator. */
  because?: string
  /** The code that a charge's own answer declined it with. */
  declinedBy?: DeclineCode
} & ({ from: 'charging'; to: Exclude<Next<'charging'>, 'succeeded'> } | { from: 'unknown'; to: UnknownTo })

type UnknownTo = Exclude<Next<'unknown'>, 'succeeded' | 'charging'> | 'unknown'

export type Outcome = Success | Verdict

/** What an answer is weighed by, besides the payment's row. */
export type Moment = Pick<Reading, 'now' | 'sinceStepMs'> & {
  /** How long this process has known of the payment's last charge, by a clock that cannot be set. */
  knownForMs: number
  /** When Paynet wishes to be asked again. */
  retryAfterMs?: number | null
  /** From 0 to 1; spreads the looks. */
  random: number
}

/** The parts of a row that decide. */
export type Weighed = Pick<Payment, 'sentAt' | 'returnedAt' | 'looks' | 'noneCount' | 'noneAt' | 'alarms'>

/** What a charge's own answer, or a check's, makes of a payment. Without a charge that was sent there is nothing to ask about. */
export function outcomeOf(payment: Weighed, meaning: ChargeMeaning | CheckMeaning, moment: Moment): Outcome {
  const at = moment.now
  switch (meaning.kind) {
    case 'success':
      return success({ ...meaning, by: meaning.code === CODE.oldSuccess ? 'repeat' : 'direct' }, at)
    case 'taken':
      return success({ ...meaning, by: 'check' }, at)
    case 'mismatch':
      return {
        from: 'charging',
        ...review(meaning, at, `Paynet says yes, but ${meaning.differs.join(', ')}`),
        by: 'direct',
        alarm: { event: 'payment.mismatch' },
      }
    case 'other-amount':
    case 'other-plan':
    case 'several':
    case 'reversed':
    case 'unclear':
      return { from: 'unknown', ...review(meaning, at, whyReview(meaning.kind, meaning.drawnKurus ?? null)) }
    case 'decline': {
      const bankMessage = meaning.bankMessage === null ? null : scrub(meaning.bankMessage).slice(0, 200)
      const { reason, isDoubtful, by } = meaning
      return {
        from: 'charging',
        to: 'declined',
        at,
        patch: { ...ended(at, isDoubtful), ...told(meaning), reason, bankMessage },
        declinedBy: by,
        ...(reason === 'shop-side' ? { alarm: { event: 'payment.shop-side', code: `${by.source} ${by.code}` } } : {}),
      }
    }
    case 'not-sent':
    case 'unknown':
      return { from: 'charging', to: 'unknown', at, patch: afterLostAnswer(payment, moment) }
    case 'refused':
      return isQuiet(payment, moment)
        ? { from: 'unknown', to: 'declined', at, patch: { ...ended(at), ...told(meaning), reason: 'ask-bank' } }
        : waiting(payment, moment)
    case 'none': {
      const counted = isCountable(payment, moment) ? { noneCount: payment.noneCount + 1, noneAt: at } : {}
      return isLastNone(payment, counted.noneCount, at)
        ? { from: 'unknown', to: 'not_charged', at, patch: { ...ended(at), ...counted } }
        : waiting(payment, moment, counted)
    }
    case 'nothing':
      return waiting(payment, moment)
  }
}

/** What was told along with an answer. */
type Told = { xactId: string | null; details?: TransactionDetails | null }

export function success(
  {
    xactId,
    by,
    saving = null,
    isShort = false,
    details = null,
  }: Told & { by: SuccessSource; saving?: SaveReply | null; isShort?: boolean },
  at: Date,
): Success {
  return {
    to: 'succeeded',
    at,
    patch: { ...told({ details }), xactId, settledAt: at, nextAt: null, reason: null, bankMessage: null },
    by,
    saving,
    ...(isShort ? { isShort } : {}),
  }
}

/** Nothing more is asked about it: an operator ends it. `because` is for them. */
export function review({ xactId, details = null }: Told, at: Date, because: string) {
  return { to: 'review' as const, at, patch: { ...told({ details }), nextAt: null, xactId } satisfies Patch, because }
}

/** What Paynet's check or list shows that is not as expected, in words for the operator. */
export function whyReview(kind: MoneyInDoubt, drawnKurus: number | null): string {
  const amount = drawnKurus === null ? 'an amount that cannot be read' : `${(drawnKurus / 100).toFixed(2)} TRY`
  switch (kind) {
    case 'other-amount':
      return `Paynet shows ${amount}`
    case 'other-plan':
      return 'Paynet shows another number of instalments'
    case 'several':
      return 'Paynet shows more than one success under this reference'
    case 'reversed':
      return 'Paynet shows that money went back, or a transaction that is no sale'
    case 'unclear':
      return 'Paynet says yes or no in a way that is documented nowhere'
  }
}

function told({ details }: Pick<Told, 'details'>): Pick<Patch, 'details' | 'xactNumber'> {
  return details ? { details: JSON.stringify(details), xactNumber: details.id } : {}
}

/**
 * Written to every payment that ends without a success. It is asked about for some more days, since one may come
 * late, and in doubt within half a minute.
 */
function ended(at: Date, isDoubtful = false) {
  const soon = { nextAt: later(at, FIRST_LOOK_IN_DOUBT_MS), looks: LOOKS_IN_DOUBT }
  const calm = { nextAt: later(at, RECHECK_EVERY_MS), looks: 0 }
  return { settledAt: at, ...(isDoubtful ? soon : calm) } satisfies Patch
}

/** Paynet may go on after we have stopped listening, so the quiet time runs from now, not from the sending. */
function afterLostAnswer(payment: Weighed, { now, sinceStepMs, retryAfterMs = null, random }: Moment): Patch {
  const due = nextLook({ ...payment, looks: 0, sentAt: now }, now, { sinceStepMs, knownForMs: 0 }, random)
  const wished = retryAfterMs === null ? due : later(now, Math.min(retryAfterMs, LONGEST_RETRY_AFTER_MS))
  return { looks: 1, sentAt: now, nextAt: wished > due ? wished : due }
}

/** Still undecided: when to look again, and whether to raise an alarm. */
function waiting(payment: Weighed, moment: Moment, counted: Pick<Patch, 'noneCount' | 'noneAt'> = {}): Verdict {
  const at = moment.now
  const looks = payment.looks + 1
  const ageMs = payment.sentAt ? at.getTime() - payment.sentAt.getTime() : 0
  const alarms = ALARM_AGES_MS.filter((limit) => ageMs >= limit).length
  const nextAt = nextLook({ ...payment, ...counted, looks }, at, moment, moment.random)
  return {
    from: 'unknown',
    to: 'unknown',
    at,
    patch: { ...counted, looks, alarms, nextAt },
    ...(alarms > payment.alarms ? { alarm: { event: 'payment.unsettled', ageSeconds: Math.round(ageMs / 1000) } } : {}),
  }
}

/**
 * Whether the same pair is to be sent once more: Paynet answers an earlier success with code 100. Only while
 * nothing has decided, inside the window and after the quiet time.
 */
export function isToBeSentAgain(payment: Weighed, meaning: CheckMeaning, moment: Moment): boolean {
  const isUndecided = meaning.kind === 'none' || meaning.kind === 'nothing'
  return isUndecided && maySendAgain(payment, moment)
}

/** Whether the pair may leave once more: inside the window, and after the quiet time by both clocks. */
export function maySendAgain(payment: Pick<Weighed, 'sentAt' | 'returnedAt'>, moment: Pick<Moment, 'now' | 'knownForMs'>): boolean {
  return isQuiet(payment, moment) && isTimeToSendAgain(payment, moment.now)
}

/**
 * Whether a "none" would count: after the quiet time, and far enough from the last one, from the last time the
 * clock was set and from when this process learnt of the charge.
 */
export function isCountable({ sentAt, noneAt }: Weighed, { now, sinceStepMs, knownForMs }: Moment): boolean {
  if (!sentAt || quietUntil(sentAt) > now || Math.min(sinceStepMs, knownForMs) < noneDistanceMs()) return false
  return !noneAt || later(noneAt, noneDistanceMs()) <= now
}

function isLastNone({ sentAt }: Weighed, noneCount: number | undefined, at: Date): boolean {
  return noneCount !== undefined && noneCount >= NONES_NEEDED && sentAt !== null && lastNoneAfter(sentAt) <= at
}

/** By a clock that cannot be set as well: whatever the time of day says, the charge left a quiet time ago. */
function isQuiet({ sentAt }: Pick<Weighed, 'sentAt'>, { now, knownForMs }: Pick<Moment, 'now' | 'knownForMs'>): boolean {
  return sentAt !== null && knownForMs >= env().paynet.quietMs && quietUntil(sentAt) <= now
}
