import 'server-only'
import { HOLDS } from '@/db/card-tries'
import { readMarker } from '@/db/markers'
import { moveCounts } from '@/db/move-counts'
import { countLivePayments, countReviews, findOldestUnsettled } from '@/db/payments'
import { countOpenFindings } from '@/db/sweep-findings'
import { PAYMENT_STATUSES } from '@/lib/shared/payments/payment-states'
import { BUCKETS, CARD_SAVE_OUTCOMES, counts, type SuccessSource } from './counts'
import { type Family, renderFamilies, type Sample } from './exposition'

/**
 * What is counted, for Prometheus. Counters and histograms are this process's since its start; gauges
 * about payments come from the database and are the same at every instance. Labels are words of this
 * program alone, never of a shopper's or of Paynet's.
 */

/** Everything in Prometheus' text format 0.0.4. */
export async function readMetrics(at: Date): Promise<string> {
  return renderFamilies([...(await ofPayments(at)), ...ofThisProcess(), ...ofPaynet(), ...ofNode()])
}

async function ofPayments(at: Date): Promise<Family[]> {
  const [live, reviews, oldest, findings, sweptAt, restoredAt] = await Promise.all([
    countLivePayments(),
    countReviews(),
    findOldestUnsettled(),
    countOpenFindings(),
    readMarker('swept'),
    readMarker('restored'),
  ])
  const statuses = Object.entries({ created: 0, awaiting_3ds: 0, charging: 0, unknown: 0, ...live, review: reviews })
  const age = oldest?.sentAt ? Math.max(0, (at.getTime() - oldest.sentAt.getTime()) / 1000) : 0
  return [
    gauge(
      'checkout_payments_live',
      'Payments that are not settled, and those that wait for an operator, by status.',
      statuses.map(([status, value]) => ({ labels: { status }, value })),
    ),
    gauge('checkout_oldest_unsettled_seconds', 'Age of the oldest payment of which it is not known whether it was taken.', [
      { value: age },
    ]),
    gauge('checkout_sweep_findings_open', "Differences to Paynet's list that wait for a person.", [{ value: findings }]),
    gauge('checkout_last_sweep_timestamp_seconds', "When Paynet's list was last read whole and compared; 0: never.", [
      { value: sweptAt ? sweptAt.getTime() / 1000 : 0 },
    ]),
    gauge('checkout_restored', "1 while this is a restored copy that was not compared with Paynet's list yet.", [
      { value: restoredAt ? 1 : 0 },
    ]),
  ]
}

function ofThisProcess(): Family[] {
  const { successes, fencesLost, alarms, heldStarts, cardSaves } = counts()
  const sources: SuccessSource[] = ['direct', 'repeat', 'check', 'sweep']
  return [
    counter(
      'checkout_payment_moves_total',
      'Payments that this process has moved, by the status that they got.',
      PAYMENT_STATUSES.map((status) => ({ labels: { status }, value: moveCounts().get(status) ?? 0 })),
    ),
    counter(
      'checkout_payment_successes_total',
      'Successes that this process has written, by who brought them.',
      sources.map((source) => ({ labels: { source }, value: successes.get(source) ?? 0 })),
    ),
    counter(
      'checkout_held_starts_total',
      'Payments that were not started because too many cards were tried, by what held them back.',
      HOLDS.map((by) => ({ labels: { by }, value: heldStarts.get(by) ?? 0 })),
    ),
    counter(
      'checkout_card_saves_total',
      'Cards that were to be saved without a payment, by what came of it.',
      CARD_SAVE_OUTCOMES.map((outcome) => ({ labels: { outcome }, value: cardSaves.get(outcome) ?? 0 })),
    ),
    counter('checkout_fences_lost_total', 'Answers that came after another worker had taken the payment over.', [{ value: fencesLost }]),
    counter(
      'checkout_alarms_total',
      "Alarms in this process's log, by event.",
      [...alarms].map(([event, value]) => ({ labels: { event }, value })),
    ),
  ]
}

function ofPaynet(): Family[] {
  const { calls, outcomes } = counts()
  const latencies = [...calls].flatMap(([service, { buckets, count, sum }]): Sample[] => [
    ...BUCKETS.map((bound, index) => ({
      suffix: '_bucket',
      labels: { service, le: String(bound) },
      value: buckets.slice(0, index + 1).reduce((total, each) => total + each, 0),
    })),
    { suffix: '_bucket', labels: { service, le: '+Inf' }, value: count },
    { suffix: '_sum', labels: { service }, value: sum },
    { suffix: '_count', labels: { service }, value: count },
  ])
  return [
    { name: 'checkout_paynet_call_seconds', type: 'histogram', help: 'How long calls to Paynet took, by service.', samples: latencies },
    counter(
      'checkout_paynet_calls_total',
      'Calls to Paynet, by service and how they ended.',
      [...outcomes].map(([key, value]) => {
        const [service = '', outcome = ''] = key.split(' ')
        return { labels: { service, outcome }, value }
      }),
    ),
  ]
}

function ofNode(): Family[] {
  const { user, system } = process.cpuUsage()
  const { rss, heapUsed } = process.memoryUsage()
  return [
    counter('process_cpu_seconds_total', 'Processor time of this process.', [{ value: (user + system) / 1e6 }]),
    gauge('process_resident_memory_bytes', 'Memory of this process.', [{ value: rss }]),
    gauge('nodejs_heap_size_used_bytes', 'Used heap of this process.', [{ value: heapUsed }]),
    gauge('process_start_time_seconds', 'When this process started.', [{ value: Math.round(Date.now() / 1000 - process.uptime()) }]),
  ]
}

function gauge(name: string, help: string, samples: Sample[]): Family {
  return { name, type: 'gauge', help, samples }
}

function counter(name: string, help: string, samples: Sample[]): Family {
  return { name, type: 'counter', help, samples }
}
