import 'server-only'
import cluster from 'node:cluster'
import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { HOLDS } from '@/db/card-tries'
import { countUndelivered } from '@/db/deliveries'
import { countUnsent } from '@/db/mails'
import { readMarker } from '@/db/markers'
import { countLivePayments, findOldestUnsettled } from '@/db/payments'
import { countOpenRefunds } from '@/db/refunds'
import { countWaiting } from '@/db/waiting'
import { UNDELIVERED } from '@/lib/shared/payments/event'
import { UNSETTLED } from '@/lib/shared/payments/payment-states'
import { OPEN_REFUND } from '@/lib/shared/payments/refund'
import { metrics, type WAITING } from './counters'
import { readAllWorkers } from './workers'

/** As `lib/clock.ts` has it, which this folder may not import. */
type Clock = () => Promise<Date>

/** Prometheus gives up after ten seconds, and a database that is down must not take the counters along. */
const DATABASE_WITHIN_MS = 3_000

/**
 * Everything that is measured, by all workers if there are several, in Prometheus' text format, and that format's content
 * type. If the database does not answer, `checkout_database_up` is 0 and what is read from it is missing.
 */
export async function readMetrics(clock: Clock): Promise<{ text: string; contentType: string }> {
  measureWith(clock)
  const { registry } = metrics()
  const text = cluster.isWorker ? await readAllWorkers(randomUUID()) : await registry.metrics()
  return { text, contentType: registry.contentType }
}

/**
 * Has the gauges read the database whenever someone reads the metrics, in whatever way, and counts from 0 what may
 * be counted later.
 */
export function measureWith(clock: Clock): void {
  const { reading, heldStarts } = metrics()
  if (reading.start) return
  for (const by of HOLDS) heldStarts.inc({ by }, 0)
  let current: Promise<void> | null = null
  // All gauges of a scrape ask at once, and get one reading.
  reading.start = () => {
    current ??= measure(clock).finally(() => {
      current = null
    })
    return current
  }
}

async function measure(clock: Clock): Promise<void> {
  const gauges = metrics()
  const read = await Promise.race([readDatabase(clock).catch(() => null), delay(DATABASE_WITHIN_MS, null, { ref: false })])
  gauges.databaseUp.set(read ? 1 : 0)
  if (!read) {
    for (const gauge of [gauges.live, gauges.openRefunds, gauges.waiting, gauges.deliveries]) gauge.reset()
    // Without labels, reset() would leave a 0.
    const { oldestUnsettled, oldestOpenRefund, oldestDelivery, mailsQueued, oldestMail, findings, lastSweep, restored } = gauges
    const single = [oldestUnsettled, oldestOpenRefund, oldestDelivery, mailsQueued, oldestMail, findings, lastSweep, restored]
    for (const gauge of single) gauge.remove()
    return
  }
  for (const [status, count] of Object.entries(read.live)) gauges.live.set({ status }, count)
  for (const [status, count] of Object.entries(read.openRefunds)) gauges.openRefunds.set({ status }, count)
  for (const [status, count] of Object.entries(read.deliveries)) gauges.deliveries.set({ status }, count)
  for (const [kind, count] of Object.entries(read.waiting)) gauges.waiting.set({ kind }, count)
  gauges.oldestUnsettled.set(read.oldestUnsettledSeconds)
  gauges.oldestOpenRefund.set(read.oldestOpenRefundSeconds)
  gauges.oldestDelivery.set(read.oldestDeliverySeconds)
  gauges.mailsQueued.set(read.mailsQueued)
  gauges.oldestMail.set(read.oldestMailSeconds)
  gauges.findings.set(read.waiting.finding)
  gauges.lastSweep.set(read.sweptAt ? read.sweptAt.getTime() / 1000 : 0)
  gauges.restored.set(read.restoredAt ? 1 : 0)
}

async function readDatabase(clock: Clock) {
  const at = await clock()
  const [counts, refunds, undelivered, unsent, waits, oldest, sweptAt, restoredAt] = await Promise.all([
    countLivePayments(),
    countOpenRefunds(),
    countUndelivered(),
    countUnsent(),
    countWaiting(at, at),
    findOldestUnsettled(),
    readMarker('swept'),
    readMarker('restored'),
  ])
  const live = { ...Object.fromEntries(UNSETTLED.map((status) => [status, counts[status] ?? 0])), review: waits.reviews }
  const waiting: Record<(typeof WAITING)[number], number> = {
    review: waits.reviews,
    refund: waits.refundsDue + refunds.alarmed,
    finding: waits.findings,
    application: waits.applications,
    unknown: counts.unknown ?? 0,
  }
  const openRefunds = Object.fromEntries(OPEN_REFUND.map((status) => [status, refunds.counts[status] ?? 0]))
  const deliveries = Object.fromEntries(UNDELIVERED.map((status) => [status, undelivered.counts[status] ?? 0]))
  const secondsSince = (since: Date | null | undefined) => (since ? Math.max(0, (at.getTime() - since.getTime()) / 1000) : 0)
  const ages = {
    oldestUnsettledSeconds: secondsSince(oldest?.sentAt),
    oldestOpenRefundSeconds: secondsSince(refunds.oldest),
    oldestDeliverySeconds: secondsSince(undelivered.oldest),
    oldestMailSeconds: secondsSince(unsent.oldest),
  }
  return { live, openRefunds, deliveries, mailsQueued: unsent.count, waiting, ...ages, sweptAt, restoredAt }
}
