import 'server-only'
import { advanceRefund, claimRefunds, findRefund, pullBackRefunds, type Refund } from '@/db/refunds'
import { type Clock, later } from '@/lib/clock'
import { readClock } from '@/lib/clock-watch'
import { MINUTE } from '@/lib/duration'
import { leaseMs, openSendGate } from '@/lib/lease'
import { log } from '@/lib/log'
import type { RefundStatus } from '@/lib/shared/payments/refund'
import { isDayEnding, latestDue } from './day'
import { type BooksRead, LONGEST_LOOK_MS, look, lookMs } from './look'
import { FIRST_LOOK_MS, LONGEST_PAUSE_MS, send } from './send'
import { moveOf } from './timeline'

/** How long after a step of the clock each pass mends what it has put off. */
const LOOKS_AGAIN_FOR_MS = 5 * MINUTE

/** `books`: what came of reading Paynet's, if that was done. */
export type ReconciledRefund = { id: string; from: RefundStatus; to: RefundStatus; books: BooksRead }

/**
 * Looks at refunds that are due: sends what is planned, gives up on what a dead process may have sent, and asks Paynet
 * about the rest. Safe to run twice at once, since one statement claims each of them. With `id` only that one, due or not.
 */
export async function reconcileRefunds(clock: Clock, scope: { id?: string; whenever?: boolean } = {}): Promise<ReconciledRefund[]> {
  const { now, sinceStepMs } = await readClock(clock)
  // Whoever reads the clock first sees the step itself, which may be the loop of payments.
  if (sinceStepMs < LOOKS_AGAIN_FOR_MS) await lookAgainAtRefunds(clock)
  const claimed = await claimRefunds(now, later(now, lookMs()), { ...scope, mayNotSend: isDayEnding(now) })
  return Promise.all(
    claimed.map(async (refund) => {
      const books = await apart(refund, () => work(refund, clock))
      return { id: refund.id, from: refund.status, to: (await findRefund(refund.id))?.status ?? refund.status, books }
    }),
  )
}

/** After a start, or when the clock was set. */
export async function lookAgainAtRefunds(clock: Clock): Promise<void> {
  const isFresh = openSendGate()
  const now = await clock()
  if (!isFresh()) return
  const again = later(now, LONGEST_PAUSE_MS)
  await pullBackRefunds(now, { lease: later(now, leaseMs()), look: later(now, LONGEST_LOOK_MS), again, due: latestDue(now) })
}

async function work(refund: Refund, clock: Clock): Promise<BooksRead> {
  if (refund.status === 'planned') await send(refund, clock)
  else if (refund.status === 'sending') await giveUpOn(refund, clock)
  else return look(refund, clock)
  return 'unread'
}

async function giveUpOn(refund: Refund, clock: Clock): Promise<void> {
  const at = await clock()
  const events = [moveOf(refund, 'sending', 'unknown', at, 'whoever sent it has ended without an answer')]
  const patch = { nextAt: later(at, FIRST_LOOK_MS), looks: 0, alarms: 0 }
  await advanceRefund(refund, { from: 'sending', to: 'unknown', at, fence: refund.fence, patch, events })
}

/** One that fails does not keep the others waiting; its lease ends by itself. */
async function apart({ id }: Refund, task: () => Promise<BooksRead>): Promise<BooksRead> {
  try {
    return await task()
  } catch (error) {
    log.error('refund.not-pursued', { refundId: id, error })
    return 'unread'
  }
}
