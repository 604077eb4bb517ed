import 'server-only'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** From the shortest wait for an answer that anyone notices up to the deadline of a call, in seconds. */
const BUCKETS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 45]

/** What brought a success: the charge's own answer, its repetition (code 100), a check, or the sweep. */
const SUCCESS_SOURCES = ['direct', 'repeat', 'check', 'sweep'] as const
export type SuccessSource = (typeof SUCCESS_SOURCES)[number]

/** `held`: stopped by a limit, or by an account that has proven nothing; Paynet was not asked. */
const CARD_SAVE_OUTCOMES = ['saved', 'refused', 'refuses-us', 'unknown', 'not-sent', 'held'] as const
export type CardSaveOutcome = (typeof CARD_SAVE_OUTCOMES)[number]

/**
 * Counters and histograms cover this process since it started; gauges about payments come from the
 * database and are the same on every instance. Labels are words of this program only, never a
 * shopper's or Paynet's, but for the short codes that declines come with.
 */
function createMetrics() {
  const registers = [new Registry()]
  const [registry] = registers as [Registry]
  collectDefaultMetrics({ register: registry })
  // They describe the whole shop, so several processes' are not summed.
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name, help, labelNames, registers, aggregator: 'max' })
  const counter = (name: string, help: string, labelNames: string[] = []) => new Counter({ name, help, labelNames, registers })
  const metrics = {
    registry,
    live: gauge('checkout_payments_live', 'Payments that are not settled, and those in review, by status.', ['status']),
    oldestUnsettled: gauge('checkout_oldest_unsettled_seconds', 'Age of the oldest payment whose outcome is not known.'),
    findings: gauge('checkout_sweep_findings_open', "Differences to Paynet's list that wait for a person."),
    lastSweep: gauge('checkout_last_sweep_timestamp_seconds', "When Paynet's list was last read whole and compared; 0: never."),
    restored: gauge('checkout_restored', "1 while this is a restored copy that has not been compared with Paynet's list."),
    moves: counter('checkout_payment_moves_total', 'Payments this process has moved, by the status they reached.', ['status']),
    successes: counter('checkout_payment_successes_total', 'Successes this process has written, by what brought them.', ['source']),
    heldStarts: counter('checkout_held_starts_total', 'Payments not started because too many cards were tried, by limit.', ['by']),
    cardSaves: counter('checkout_card_saves_total', 'Attempts to save a card without a payment, by outcome.', ['outcome']),
    declines: counter('checkout_declines_total', 'Charges that were declined, by code and whose code it is.', ['source', 'code']),
    fencesLost: counter('checkout_fences_lost_total', 'Answers that came after another worker had taken the payment over.'),
    alarms: counter('checkout_alarms_total', "Alarms in this process's log, by event.", ['event']),
    calls: counter('checkout_paynet_calls_total', 'Calls to Paynet, by service and how they ended.', ['service', 'outcome']),
    latency: new Histogram({
      name: 'checkout_paynet_call_seconds',
      help: 'How long calls to Paynet took, by service.',
      labelNames: ['service'],
      buckets: BUCKETS,
      registers,
    }),
  }
  // A rate over a counter that is missing until its first event would miss that event.
  for (const source of SUCCESS_SOURCES) metrics.successes.inc({ source }, 0)
  for (const outcome of CARD_SAVE_OUTCOMES) metrics.cardSaves.inc({ outcome }, 0)
  return metrics
}

// One registry per process, although a bundler may load this file more than once.
const slot = Symbol.for('paynet-checkout.metrics')
const shared = globalThis as typeof globalThis & { [slot]?: ReturnType<typeof createMetrics> }

/** This process's metrics. */
export function metrics() {
  shared[slot] ??= createMetrics()
  return shared[slot]
}

export function countSuccess(source: SuccessSource): void {
  metrics().successes.inc({ source })
}

export function countFenceLost(): void {
  metrics().fencesLost.inc()
}

export function countAlarm(event: string): void {
  metrics().alarms.inc({ event })
}

/** Counts a decline by its code. What does not look like a code is one label, however much of it there is. */
export function countDecline({ source, code }: { source: 'bank' | 'paynet'; code: string }): void {
  metrics().declines.inc({ source, code: /^[0-9A-Z-]{1,8}$/.test(code) ? code : 'other' })
}

/** Counts a payment that the limits on card testing kept from starting. */
export function countHeldStart(by: string): void {
  metrics().heldStarts.inc({ by })
}

/** Counts the outcome of saving a card without a payment. */
export function countCardSave(outcome: CardSaveOutcome): void {
  metrics().cardSaves.inc({ outcome })
}

/** Counts a call to Paynet by its path and how it ended, and times it. */
export function countCall(path: string, outcome: 'answered' | 'not-sent' | 'lost', durationMs: number): void {
  const service = serviceOf(path)
  metrics().calls.inc({ service, outcome })
  metrics().latency.observe({ service }, durationMs / 1000)
}

/** `/v2/transaction/tds_charge` → `transaction/tds_charge`. */
function serviceOf(path: string): string {
  return path.replace(/^\/v\d\//, '')
}
