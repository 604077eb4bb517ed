import 'server-only'
import { insertEvent } from '@/db/payment-events'
import { advanceRefund, listMaybeSent, type Refund } from '@/db/refunds'
import { type Clock, later } from '@/lib/clock'
import { scrub } from '@/lib/log'
import { quietUntil } from '@/lib/payments/timing'
import type { Kurus } from '@/lib/shared/payments/money'
import { tellForeign } from './foreign'
import { type BooksRead, LOOKS_FOR_MS, settle } from './look'
import { reconcileRefunds } from './reconcile'
import { moveOf, noteOf } from './timeline'

/** What an operator can say of a refund that no program can. */
export const REFUND_DECISIONS = ['withdraw', 'not-sent', 'done'] as const
export type RefundDecision = (typeof REFUND_DECISIONS)[number]

/**
 * Whether that can be said of it. `withdraw`: it is not to be sent; of a planned one. `not-sent`: Paynet's panel shows
 * nothing of it, or that it was turned down, so it may be asked for anew; of one whose request may have arrived, or did. `done`: Paynet's panel shows that the
 * money went back; of that, and of one that Paynet took.
 */
export function isRefundOpenTo(decision: RefundDecision, { status }: Pick<Refund, 'status'>): boolean {
  if (decision === 'withdraw') return status === 'planned'
  return status === 'unknown' || status === 'accepted'
}

/**
 * Until when Paynet may still carry out a request whose answer proves nothing: that its panel shows nothing says nothing
 * before. Null of any other refund.
 */
export function atWorkUntil({ status, sentAt }: Pick<Refund, 'status' | 'sentAt'>): Date | null {
  return status === 'unknown' && sentAt !== null ? quietUntil(sentAt) : null
}

/** Whether Paynet's books are read before a person's `not-sent` counts; after 15 days only a person knows. */
export function isReadFirst(refund: Refund, at: Date): boolean {
  const since = refund.sentAt ?? refund.createdAt
  return isRefundOpenTo('not-sent', refund) && refund.askedBy !== 'paynet' && later(since, LOOKS_FOR_MS) > at
}

/** Reads them, so that what they show is written first. `unread` also if another process is at it. */
export async function readBooks({ id }: Pick<Refund, 'id'>, clock: Clock): Promise<BooksRead> {
  const [looked] = await reconcileRefunds(clock, { id, whenever: true })
  return looked?.books ?? 'unread'
}

/** Notes whose wish a refund was, and why. */
export async function recordAsker(refund: Refund, at: Date, asker: string): Promise<void> {
  await insertEvent(noteOf(refund, at, `asked for by an operator: ${scrub(asker).slice(0, 500)}`))
}

/**
 * Writes what an operator decides, with the reason given. `amountKurus`: how much one was that Paynet's books show without
 * its amount. False when it is not open to that, not yet, or no longer.
 */
export async function decideRefund(
  refund: Refund,
  decision: RefundDecision,
  at: Date,
  {
    paynetRef = null,
    amountKurus = refund.amountKurus,
    reason = null,
  }: { paynetRef?: string | null; amountKurus?: Kurus; reason?: string | null } = {},
): Promise<boolean> {
  if (!isRefundOpenTo(decision, refund)) return false
  const until = atWorkUntil(refund)
  if (decision === 'not-sent' && until !== null && until > at) return false
  const because = reason === null ? 'says an operator' : `says an operator: ${scrub(reason).slice(0, 500)}`
  const over = { nextAt: null, settledAt: at }
  switch (decision) {
    case 'withdraw':
      return (
        (await advanceRefund(refund, {
          from: 'planned',
          to: 'withdrawn',
          at,
          patch: over,
          events: [moveOf(refund, 'planned', 'withdrawn', at, because)],
        })) !== null
      )
    case 'not-sent': {
      // What Paynet has taken was sent: it came to nothing.
      const isTaken = refund.status === 'accepted'
      const move = isTaken ? ({ from: 'accepted', to: 'refused' } as const) : ({ from: 'unknown', to: 'not_sent' } as const)
      const events = [moveOf(refund, move.from, move.to, at, because)]
      return (
        (await (move.to === 'refused'
          ? advanceRefund(refund, { ...move, at, patch: over, events })
          : advanceRefund(refund, { ...move, at, patch: over, events }))) !== null
      )
    }
    case 'done':
      return refund.askedBy === 'paynet'
        ? tellForeign(refund, { amountKurus, paynetRef }, at, because)
        : settle(refund, paynetRef, at, because)
  }
}

/**
 * In a restored copy of the database: whatever its original may have sent by now counts as sent, and is asked about. Only
 * a person can say that it was not.
 */
export async function doubtRefunds(at: Date): Promise<void> {
  const because = 'this is a restored copy of the database, whose original may have sent it'
  for (const refund of await listMaybeSent(at)) {
    const from = refund.status === 'planned' ? 'planned' : 'sending'
    const events = [moveOf(refund, from, 'unknown', at, because)]
    const patch = { nextAt: at, looks: 0, alarms: 0, ...(from === 'planned' ? { sentAt: refund.dueAt, calls: refund.calls + 1 } : {}) }
    await advanceRefund(refund, { from, to: 'unknown', at, patch, events })
  }
}
