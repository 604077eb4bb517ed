import 'server-only'
import { setTimeout as sleep } from 'node:timers/promises'
import { findRefund, noteHint, type Refund } from '@/db/refunds'
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
 * proves nothing: it is noted before it is answered, and Paynet is asked at once. `code`: 0 approved, 1 not; null where it
 * cannot be read.
 */
export async function takeHint(refundId: string, secret: string, code: number | null, clock: Clock): Promise<void> {
  if (!isId(refundId) || !isId(secret)) return
  const callbackDigest = digest('refund-callback', secret)
  // Strangers count against nothing, and leave nothing behind.
  const refund = await findRefund(refundId)
  if (refund?.callbackDigest !== callbackDigest) return
  const at = await clock()
  if ((await overLimit('callbacks-of-refund', refundId, at)) !== null) return
  const note = noteOf(refund, at, `a callback says code ${code ?? 'unreadable'}`)
  const hinted = await noteHint(refundId, { callbackDigest, at, code }, note)
  if (!hinted) return
  void trackUntilDone(askPaynet(hinted, clock))
}

/** Paynet may call before it has answered the request: a look waits for that a little, and is else the loop's. */
async function askPaynet({ id, status }: Refund, clock: Clock): Promise<void> {
  try {
    if (status !== 'sending') return void (await reconcileRefunds(clock, { id }))
    for (let tries = 0; tries < 10; tries += 1) {
      const now = (await findRefund(id))?.status
      if (now === 'unknown' || now === 'accepted') return void (await reconcileRefunds(clock, { id, whenever: true }))
      if (now !== 'sending') return
      await sleep(SECOND)
    }
  } catch (error) {
    log.error('refund.not-pursued', { refundId: id, error })
  }
}
