import 'server-only'
import { randomBytes } from 'node:crypto'
import { findPayment } from '@/db/payments'
import { advanceRefund, beginRefund, claimRefunds, type Refund, releaseRefund } from '@/db/refunds'
import { type Clock, later } from '@/lib/clock'
import { DAY, HOUR, MINUTE, SECOND } from '@/lib/duration'
import { env } from '@/lib/env'
import { digest } from '@/lib/ids'
import { leaseMs, openSendGate } from '@/lib/lease'
import { log } from '@/lib/log'
import { recordEvent } from '@/lib/payments/timeline'
import type { Call } from '@/lib/paynet/call'
import { rememberRefusal } from '@/lib/paynet/circuit-breaker'
import { requestRefund } from '@/lib/paynet/refunds'
import type { RefundMeaning } from '@/lib/paynet/refunds-wire'
import { isDayEnding, isSameDay, nextDay } from './day'
import { drawnBy, soldAt } from './of-payment'
import { callOf, moveOf } from './timeline'

export const LONGEST_PAUSE_MS = HOUR
/** Pauses before what could not be sent is tried again: five times in the first hour, then hourly. */
const UNSENT_AFTER_MS = [MINUTE, 2 * MINUTE, 7 * MINUTE, 20 * MINUTE, 30 * MINUTE, LONGEST_PAUSE_MS]
/** What could not be sent for so long raises an alarm. */
export const UNSENT_ALARM_MS = HOUR
/** When Paynet is first asked what became of a request. */
export const FIRST_LOOK_MS = MINUTE

/** Sends one refund now if it is due and nobody else does. */
export async function sendNow(id: string, clock: Clock): Promise<void> {
  const maySend = openSendGate()
  const now = await clock()
  const [claimed] = await claimRefunds(now, later(now, leaseMs()), { id, mayNotSend: isDayEnding(now) })
  if (claimed?.status === 'planned') return send(claimed, clock, maySend)
  // It was sent before, and is the loop's.
  if (claimed) await releaseRefund(claimed, {})
}

/**
 * Asks Paynet for the money of a claimed refund, once: the intent is committed before the request leaves, and from then
 * on it may have arrived. Only what provably never left, or was turned away at the door, is planned again.
 */
export async function send(claimed: Refund, clock: Clock, maySend = openSendGate()): Promise<void> {
  const secret = randomBytes(16).toString('base64url')
  const at = await clock()
  if (isDayEnding(at)) return releaseRefund(claimed, { nextAt: nextTry(at, claimed.looks) })
  const intent = { at, leaseUntil: later(at, leaseMs()), callbackDigest: digest('refund-callback', secret) }
  const refund = await beginRefund(claimed, intent, moveOf(claimed, 'planned', 'sending', at))
  if (!refund) return
  const { id, xactId, amountKurus } = refund
  const callbackUrl = `${env().appUrl}/api/paynet/refund/${id}/${secret}`
  const { meaning, call } = await requestRefund({ xactId, amountKurus, callbackUrl }, maySend)
  await commit(refund, meaning, call, await clock())
}

async function commit(refund: Refund, meaning: RefundMeaning, call: Call, at: Date): Promise<void> {
  const called = callOf(refund, call, at)
  const moved = await move(refund, meaning, at, called)
  if (!moved) {
    // Its lease was over, so another worker took it for lost. What was learnt is looked up at Paynet.
    await recordEvent(called)
    log.warn('refund.fence-lost', { refundId: refund.id, meaning: meaning.kind })
  }
  if (meaning.kind === 'door') await rememberRefusal(call, at)
}

async function move(refund: Refund, meaning: RefundMeaning, at: Date, called: ReturnType<typeof callOf>): Promise<Refund | null> {
  const { fence } = refund
  const from = 'sending' as const
  const nextAt = later(at, FIRST_LOOK_MS)
  switch (meaning.kind) {
    case 'accepted':
    case 'unknown': {
      const to = meaning.kind
      return advanceRefund(refund, {
        from,
        to,
        at,
        fence,
        patch: { nextAt, looks: 0, alarms: 0, code: meaning.code },
        events: [called, moveOf(refund, from, to, at)],
      })
    }
    case 'refused': {
      const again = await dayAfter(refund, at)
      if (again) {
        const because = 'Paynet may still be on the day of the sale, which takes no part back'
        const patch = { dueAt: again, nextAt: again, code: meaning.code }
        return advanceRefund(refund, {
          from,
          to: 'planned',
          at,
          fence,
          patch,
          events: [called, moveOf(refund, from, 'planned', at, because)],
        })
      }
      const patch = { nextAt: null, settledAt: at, code: meaning.code }
      return advanceRefund(refund, { from, to: 'refused', at, fence, patch, events: [called, moveOf(refund, from, 'refused', at)] })
    }
    case 'not-sent':
    case 'door': {
      const looks = refund.looks + 1
      const isLong = refund.alarms === 0 && at.getTime() - refund.dueAt.getTime() >= UNSENT_ALARM_MS
      // Nothing of it was done, so it counts as no call.
      const patch = {
        nextAt: nextTry(at, refund.looks),
        looks,
        calls: refund.calls - 1,
        sentAt: null,
        alarms: refund.alarms + (isLong ? 1 : 0),
      }
      const planned = await advanceRefund(refund, {
        from,
        to: 'planned',
        at,
        fence,
        patch,
        events: [called, moveOf(refund, from, 'planned', at)],
      })
      if (planned && isLong)
        log.alarm('refund.not-sent', { refundId: refund.id, ageSeconds: Math.round((at.getTime() - refund.dueAt.getTime()) / SECOND) })
      return planned
    }
  }
}

function nextTry(at: Date, tries: number): Date {
  return later(at, UNSENT_AFTER_MS[Math.min(tries, UNSENT_AFTER_MS.length - 1)] ?? LONGEST_PAUSE_MS)
}

/** A part that was refused on the sale's day, by whichever clock, is asked for once more on the day after. Null otherwise. */
async function dayAfter(refund: Refund, at: Date): Promise<Date | null> {
  if (refund.calls > 1 || refund.paymentId === null || refund.findingId !== null) return null
  const payment = await findPayment(refund.paymentId)
  if (!payment || refund.amountKurus === drawnBy(payment)) return null
  return isSameDay(later(soldAt(payment, at), DAY), at) || isSameDay(soldAt(payment, at), at) ? nextDay(at) : null
}
