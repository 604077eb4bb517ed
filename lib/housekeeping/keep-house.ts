import 'server-only'
import { deleteOldDrafts, pullBackApplications } from '@/db/applications'
import { eraseBodies, eraseEvents } from '@/db/deliveries'
import { eraseMails } from '@/db/mails'
import { clearMarkersAhead } from '@/db/markers'
import { expireOrderRows, forgetCustomers } from '@/db/orders'
import { CLAIMED_AT_ONCE, pullBack } from '@/db/payment-turns'
import { eraseChallenges } from '@/db/payments'
import { forgetOverWindows } from '@/db/rate-limits'
import { forgetRegistrations } from '@/db/registrations'
import { forgetResumeLinks } from '@/db/resume-links'
import { forgetEndedSessions } from '@/db/users'
import { forgetCardTesting } from '@/lib/cards/card-testing'
import { type Clock, later } from '@/lib/clock'
import { readClock } from '@/lib/clock-watch'
import { DAY, HOUR, MINUTE } from '@/lib/duration'
import { env } from '@/lib/env'
import { leaseMs, openSendGate } from '@/lib/lease'
import { tellOperators } from '@/lib/mail/ops'
import { endStaleMails } from '@/lib/mail/outbox'
import { endsFrom, recheck } from '@/lib/payments/reconcile'
import { ERASE_CHALLENGE_AFTER_MS } from '@/lib/payments/timing'
import { stopIfFailing } from '@/lib/webhooks/deliver'
import { sweepDaily } from './sweep'

/** What cannot be undone waits until the clock has run evenly for so long. */
const EVEN_ENOUGH_MS = 15 * MINUTE

const ERASE_BODIES_AFTER_MS = 30 * DAY
const ERASE_EVENTS_AFTER_MS = 90 * DAY
/** Held back while the merchant's server is stopped; a server that is never put right is no reason to keep all for ever. */
const ERASE_HELD_AFTER_MS = 365 * DAY
const ERASE_MAILS_AFTER_MS = 90 * DAY

/** What is done now and then: looking for late successes, expiring, erasing, ending mails that nobody sends, dealers' old drafts, the daily sweep. */
export async function keepHouse(clock: Clock, isStopped: () => boolean = () => false): Promise<void> {
  const isFresh = openSendGate()
  const { now, evenForMs } = await readClock(clock)
  const isEven = evenForMs >= EVEN_ENOUGH_MS
  const untilFewerThan = async (most: number, work: () => Promise<number>) => {
    while (!isStopped() && (await work()) >= most);
  }
  await pullBack(now, endsFrom(now), isFresh)
  if (isFresh()) await pullBackApplications(later(now, leaseMs()), null)
  await clearMarkersAhead(now)
  await untilFewerThan(CLAIMED_AT_ONCE, () => recheck(now, clock))
  if (isEven) {
    await untilFewerThan(100, () => expireOrderRows(later(now, -HOUR), 100))
    await untilFewerThan(100, () => eraseChallenges(later(now, -ERASE_CHALLENGE_AFTER_MS)))
    await forgetCardTesting(now)
    await forgetOverWindows(now)
    await forgetResumeLinks(later(now, -HOUR))
    await untilFewerThan(100, () => forgetRegistrations(now, 100))
    await forgetEndedSessions(now)
    await deleteOldDrafts(now)
    await untilFewerThan(100, () => forgetCustomers(later(now, -env().forgetCustomerAfterDays * DAY), 100))
    await untilFewerThan(100, () => eraseBodies(later(now, -ERASE_BODIES_AFTER_MS), 100))
    await untilFewerThan(100, () => eraseEvents(later(now, -ERASE_EVENTS_AFTER_MS), later(now, -ERASE_HELD_AFTER_MS), 100))
    await endStaleMails(now)
    await untilFewerThan(100, () => eraseMails(later(now, -ERASE_MAILS_AFTER_MS), 100))
    await stopIfFailing(now)
  }
  await sweepDaily(clock, isStopped)
  await tellOperators(await clock())
}
