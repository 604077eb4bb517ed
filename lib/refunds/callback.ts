import 'server-only'
import { setTimeout as sleep } from 'node:timers/promises'
import { insertEvent } from '@/db/payment-events'
import { findRefund, noteHint } from '@/db/refunds'
import type { Clock } from '@/lib/clock'
import { SECOND } from '@/lib/duration'
import { digest, isId } from '@/lib/ids'
import { trackUntilDone } from '@/lib/in-flight'
import { log } from '@/lib/log'
import { overLimit } from '@/lib/rate-limit'
import { reconcileRefunds } from './reconcile'
import { noteOf } from './timeline'

/**
 * What Paynet posts to an address of ours once a refund is decided (page "İade", `succeedUrl`). It is unsigned, so it
 * proves nothing: it is noted, and Paynet is asked at once. `code`: 0 approved, 1 not; null where it cannot be read.
 */
export async function takeHint(refundId: string, secret: string, code: number | null, clock: Clock): Promise<void> {
  if (!isId(refundId) || !isId(secret)) return
  const callbackDigest = digest('refund-callback', secret)
  // Strangers count against nothing, and leave nothing behind.
  if ((await findRefund(refundId))?.callbackDigest !== callbackDigest) return
  const at = await clock()
  if ((await overLimit('callbacks-of-refund', refundId, at)) !== null) return
  void trackUntilDone(followHint(refundId, callbackDigest, code, clock))
}

/** Paynet may call before it has answered the request: then what it says waits for that. */
async function followHint(refundId: string, callbackDigest: string, code: number | null, clock: Clock): Promise<void> {
  try {
    for (let tries = 0; tries < 10; tries += 1) {
      const at = await clock()
      const refund = await noteHint(refundId, callbackDigest, at, code)
      if (refund) {
        await insertEvent(noteOf(refund, at, `a callback says code ${code ?? 'unreadable'}`))
        await reconcileRefunds(clock, { id: refundId })
        return
      }
      if ((await findRefund(refundId))?.status !== 'sending') return
      await sleep(SECOND)
    }
  } catch (error) {
    log.error('refund.not-pursued', { refundId, error })
  }
}
