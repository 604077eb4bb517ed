import 'server-only'
import { CLAIMED_AT_ONCE } from '@/db/payment-turns'
import { REFUNDS_AT_ONCE } from '@/db/refunds'
import { now } from '@/lib/clock'
import { reconcileApplications } from '@/lib/dealers/reconcile'
import { MINUTE } from '@/lib/duration'
import { env } from '@/lib/env'
import { keepHouse } from '@/lib/housekeeping/keep-house'
import { trackUntilDone } from '@/lib/in-flight'
import { log } from '@/lib/log'
import { lookAgainAtMails, sendMails } from '@/lib/mail/outbox'
import { lookAgain, recheck, reconcile } from '@/lib/payments/reconcile'
import { lookAgainAtRefunds, reconcileRefunds } from '@/lib/refunds/reconcile'
import { deliverEvents, lookAgainAtDeliveries, POSTS_AT_ONCE } from '@/lib/webhooks/deliver'

const KEEP_HOUSE_EVERY_MS = MINUTE
/** An event leaves soon after its commit; looking whether there is one reads two indexes of what is due. */
const DELIVER_EVERY_MS = 500
/** A Paynet that does not answer holds a pass for the length of a call; later passes go on beside it. */
const PASSES_AT_ONCE = 4

/** Looks for due payments, refunds, applications, events and mails now and every `RECONCILE_INTERVAL_MS`, until stopped. */
export function startLoop(): { stop(): void } {
  const [atPayments, atEnded, atRefunds, atApplications, atHouse] = [limited(), limited(), limited(), limited(), limited()]
  // One more than may wait for a receiver: new events get their places, whatever it does.
  const [atEvents, atMails] = [limited(POSTS_AT_ONCE + 1), limited()]
  let isStopped = false
  const look = () => {
    void trackUntilDone(atPayments(() => lookUntilDone(() => isStopped)))
    void trackUntilDone(atEnded(async () => recheck(await now(), now)))
    void trackUntilDone(atRefunds(() => refundUntilDone(() => isStopped)))
    void trackUntilDone(atApplications(() => reconcileApplications(now)))
  }
  const deliver = () => void trackUntilDone(atEvents(() => deliverEvents(now, { isStopped: () => isStopped })))
  const send = () => void trackUntilDone(atMails(() => sendMails(now, () => isStopped)))
  const keep = () => void trackUntilDone(atHouse(() => keepHouse(now, () => isStopped)))
  void trackUntilDone(atPayments(() => lookAgain(now)))
  void trackUntilDone(atRefunds(() => lookAgainAtRefunds(now)))
  void trackUntilDone(atEvents(() => lookAgainAtDeliveries(now)))
  void trackUntilDone(atMails(() => lookAgainAtMails(now)))
  look()
  deliver()
  send()
  keep()
  const { reconcileIntervalMs, webhook } = env()
  const timers = [
    setInterval(look, reconcileIntervalMs),
    setInterval(deliver, webhook ? Math.min(reconcileIntervalMs, DELIVER_EVERY_MS) : reconcileIntervalMs),
    setInterval(send, reconcileIntervalMs),
    setInterval(keep, KEEP_HOUSE_EVERY_MS),
  ]
  return {
    stop() {
      isStopped = true
      timers.forEach(clearInterval)
    },
  }
}

/** A full pass is followed by the next at once, so that a backlog is not worked off ten payments per interval. */
async function lookUntilDone(isStopped: () => boolean): Promise<void> {
  while (!isStopped() && (await reconcile(now)).length >= CLAIMED_AT_ONCE);
}

async function refundUntilDone(isStopped: () => boolean): Promise<void> {
  while (!isStopped() && (await reconcileRefunds(now)).length >= REFUNDS_AT_ONCE);
}

/** Each kind of work has a counter of its own, so that applications waiting for Paynet hold up no payment. */
function limited(most = PASSES_AT_ONCE): (work: () => Promise<unknown>) => Promise<void> {
  let passes = 0
  return async (work) => {
    if (passes >= most) return
    passes += 1
    await work().catch((error: unknown) => log.error('loop.failed', { error }))
    passes -= 1
  }
}
