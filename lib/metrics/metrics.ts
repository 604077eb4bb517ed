import 'server-only'
import cluster from 'node:cluster'
import { randomUUID } from 'node:crypto'
import { HOLDS } from '@/db/card-tries'
import { readMarker } from '@/db/markers'
import { moveCounts } from '@/db/move-counts'
import { countLivePayments, countReviews, findOldestUnsettled } from '@/db/payments'
import { countOpenFindings } from '@/db/sweep-findings'
import { PAYMENT_STATUSES } from '@/lib/shared/payments/payment-states'
import { metrics } from './counters'
import { readAllWorkers } from './workers'

/** Everything that is measured, by all workers if there are several, in Prometheus' text format, and that format's content type. */
export async function readMetrics(at: Date): Promise<{ text: string; contentType: string }> {
  const { registry } = metrics()
  if (cluster.isWorker) return { text: await readAllWorkers(randomUUID()), contentType: registry.contentType }
  await measure(at)
  return { text: await registry.metrics(), contentType: registry.contentType }
}

/** What this process has counted, to be added to what others have. */
export async function measureOwn(at: Date): Promise<object> {
  await measure(at)
  return metrics().registry.getMetricsAsJSON()
}

async function measure(at: Date): Promise<void> {
  await measurePayments(at)
  countMoves()
}

async function measurePayments(at: Date): Promise<void> {
  const [live, reviews, oldest, findings, sweptAt, restoredAt] = await Promise.all([
    countLivePayments(),
    countReviews(),
    findOldestUnsettled(),
    countOpenFindings(),
    readMarker('swept'),
    readMarker('restored'),
  ])
  const gauges = metrics()
  const statuses = { created: 0, awaiting_3ds: 0, charging: 0, unknown: 0, ...live, review: reviews }
  for (const [status, count] of Object.entries(statuses)) gauges.live.set({ status }, count)
  gauges.oldestUnsettled.set(oldest?.sentAt ? Math.max(0, (at.getTime() - oldest.sentAt.getTime()) / 1000) : 0)
  gauges.findings.set(findings)
  gauges.lastSweep.set(sweptAt ? sweptAt.getTime() / 1000 : 0)
  gauges.restored.set(restoredAt ? 1 : 0)
}

/** The database layer counts moves and names the limits, and knows no metrics. */
function countMoves(): void {
  const { moves, heldStarts } = metrics()
  for (const by of HOLDS) heldStarts.inc({ by }, 0)
  moves.reset()
  for (const status of PAYMENT_STATUSES) moves.inc({ status }, moveCounts().get(status) ?? 0)
}
