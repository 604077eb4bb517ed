import 'server-only'
import { readFileSync } from 'node:fs'
import { Counter, type CounterConfiguration, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { COUNTED, countOf } from '@/db/counts'
import { DECLINE_REASONS, type DeclineReason } from '@/lib/shared/payments/payment-states'
import type { NoPlans, Offer } from '@/lib/shared/payments/plan'
import type { Failure } from '@/lib/shared/result'
import { ALARM_EVENTS, type AlarmEvent } from './alarm-events'

/** From the shortest wait for Paynet's answer that anyone notices up to the deadline of a call, in seconds. */
const CALL_BUCKETS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 45]
/** From an answer out of memory up to one that has waited for Paynet, in seconds. */
const REQUEST_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 45]

/** What brought a success: the charge's own answer, its repetition (code 100), a check, or the sweep. */
const SUCCESS_SOURCES = ['direct', 'repeat', 'check', 'sweep'] as const
export type SuccessSource = (typeof SUCCESS_SOURCES)[number]

/** `held`: stopped by a limit, or by an account that has proven nothing; Paynet was not asked. */
const CARD_SAVE_OUTCOMES = ['saved', 'refused', 'refuses-us', 'unknown', 'not-sent', 'held'] as const
export type CardSaveOutcome = (typeof CARD_SAVE_OUTCOMES)[number]

/**
 * `served`: an answer to the question, a "no" included. `refused`: Paynet refuses us (key, address, path, settings, number
 * of calls). `server-error`: HTTP 5xx, or a code that says the same. `unreadable`: no JSON, as from a page of
 * maintenance. `timeout`, `lost`: sent, and no whole answer came. `not-sent`: Paynet was not reached. `withheld`: we
 * sent nothing ourselves, because it had become too late.
 */
const CALL_OUTCOMES = ['served', 'refused', 'server-error', 'unreadable', 'timeout', 'lost', 'not-sent', 'withheld'] as const
export type CallOutcome = (typeof CALL_OUTCOMES)[number]

/**
 * What answers a request, as far as it is worth telling apart. `page`: any that is not listed. `start`: a form of the
 * checkout page. `action`: one of another page. `unrouted`: refused before anything was looked up.
 */
const ROUTES = [
  'page',
  'checkout',
  'start',
  'challenge',
  'return',
  'refund-callback',
  'result',
  'action',
  'api-orders',
  'api-events',
  'api-document',
  'auth',
  'documents',
  'health',
  'metrics',
  'file',
  'unrouted',
] as const
export type RouteKind = (typeof ROUTES)[number]
/** `none`: the client left, or was cut off, before an answer began. */
const STATUS_CLASSES = ['2xx', '3xx', '4xx', '5xx', 'none'] as const

/** `wrong-key`: of the orders API; `wrong-metrics-key`: of `/metrics`. `busy`: turned away, since too many wait. */
const REFUSALS = ['wrong-key', 'wrong-metrics-key', 'foreign-origin', 'too-large', 'too-slow', 'malformed', 'busy'] as const
export type Refusal = (typeof REFUSALS)[number]

/**
 * `page`, `action`, `route`: thrown out of one of ours, so Next answered. `request`: by the http server. `loop`: a pass
 * of the loop. `caught`: whatever else was caught and logged as an error.
 */
const ERROR_PLACES = ['page', 'action', 'route', 'request', 'loop', 'caught'] as const
export type ErrorPlace = (typeof ERROR_PLACES)[number]

/** What a card's plans came to: some, why there are none, or that Paynet has not told. */
const PLANS_OUTCOMES = ['plans', 'debit', 'no-offer', 'order', 'amount', 'untold'] as const satisfies (NoPlans | Offer['kind'])[]
export type PlansOutcome = (typeof PLANS_OUTCOMES)[number]
/** Why a row of Paynet's was no plan (`ratio-wire.ts`). */
const PLAN_DROPS = ['count', 'amounts', 'total', 'twice', 'most', 'monthly'] as const
export type PlanDrop = (typeof PLAN_DROPS)[number]

/** `to-bank`, `to-result`: it went on. The others are why the form came back; `error`: something broke. */
const START_OUTCOMES = [
  'to-bank',
  'to-result',
  'invalid',
  'unauthenticated',
  'not-found',
  'conflict',
  'reference-taken',
  'reference-held',
  'rate-limited',
  'refused',
  'unavailable',
  'unknown',
  'error',
] as const satisfies ('to-bank' | 'to-result' | 'error' | Failure['kind'])[]
export type StartOutcome = (typeof START_OUTCOMES)[number]

/** How the client's address and `TRUSTED_PROXY_HOPS` disagree; each of them makes many shoppers share one limit. */
export const PROXY_DOUBTS = ['untrusted', 'missing', 'too-few', 'no-address'] as const
export type ProxyDoubt = (typeof PROXY_DOUBTS)[number]

/**
 * What became of a try to deliver an event. `refused`: any status but 2xx and 410. `address`: not a public one. `answer`:
 * no HTTP. `body`: what is to be told could not be read.
 */
const WEBHOOK_OUTCOMES = ['delivered', 'refused', 'gone', 'timeout', 'connection', 'tls', 'address', 'dns', 'answer', 'body'] as const
export type WebhookOutcome = (typeof WEBHOOK_OUTCOMES)[number]

/**
 * What became of a try to send a mail. Not taken, and tried again: `connection`, `timeout`, `tls`, `login`, `deferred` (4xx),
 * `address-deferred` (the recipient's host is not found), `refused` (5xx that may be put right), `unwritten` (by us), `undecided` (which payment of the order it is to tell). Never to be taken: `address`, `content`. Never tried: `no-address`, `over` (what
 * it tells holds no more), `stale` (for two days), `suppressed` (an address that was refused before). `lost`: it may have been sent.
 */
const MAIL_OUTCOMES = [
  'sent',
  'lost',
  'connection',
  'timeout',
  'tls',
  'login',
  'deferred',
  'address-deferred',
  'refused',
  'unwritten',
  'undecided',
  'address',
  'content',
  'no-address',
  'over',
  'stale',
  'suppressed',
] as const
export type MailOutcome = (typeof MAIL_OUTCOMES)[number]

/** What waits for a person, and payments whose outcome is not known yet, which settle by themselves. */
export const WAITING = ['review', 'refund', 'finding', 'application', 'unknown'] as const

/** Codes of declines that each have a line of their own. Banks have a few dozen. */
const MOST_CODES = 200

/**
 * Counters and histograms cover this process since it started; gauges about payments come from the
 * database and are the same on every instance. Labels are words of this program only, never a
 * shopper's or Paynet's, but for the short codes that declines come with. Every label that is known beforehand is
 * there from the start, at 0: a rate over a series that is missing until its first event would miss that event.
 */
function createMetrics() {
  const registers = [new Registry()]
  const [registry] = registers as [Registry]
  collectDefaultMetrics({ register: registry })
  /** Reads the database into its gauges, once that has been set up. */
  const reading: { start: (() => Promise<void>) | null } = { start: null }
  /** The services that have been called. */
  const timed = new Set<string>()
  const counter = <L extends string = never>(name: string, help: string, labels: Labels<L> = {} as Labels<L>, more: Collects<L> = {}) => {
    const made = new Counter<L>({ name, help, labelNames: Object.keys(labels) as L[], registers, ...more })
    for (const each of combinations(labels)) made.inc(each, 0)
    return made
  }
  const gauge = (name: string, help: string, labelNames: string[] = [], aggregator: 'max' | 'min' = 'max') =>
    // Every gauge of the database starts the same reading of it.
    new Gauge({ name, help, labelNames, registers, aggregator, collect: () => reading.start?.() })
  const histogram = <L extends string>(name: string, help: string, labels: Labels<L>, buckets: number[]) => {
    const made = new Histogram<L>({ name, help, labelNames: Object.keys(labels) as L[], buckets, registers })
    for (const each of combinations(labels)) made.zero(each)
    return made
  }
  /** What the database layer has counted for us. */
  const counted = <Of extends keyof typeof COUNTED>(name: string, help: string, of: Of, label: string) =>
    counter(
      name,
      help,
      { [label]: COUNTED[of] },
      {
        collect() {
          this.reset()
          for (const word of COUNTED[of]) this.inc({ [label]: word }, countOf(of, word))
        },
      },
    )

  const metrics = {
    registry,
    reading,

    databaseUp: gauge(
      'checkout_database_up',
      '1 if the database answered the questions of this scrape; without it, its gauges are missing.',
      [],
      'min',
    ),
    live: gauge('checkout_payments_live', 'Payments that are not settled, and those in review, by status.', ['status']),
    oldestUnsettled: gauge('checkout_oldest_unsettled_seconds', 'Age of the oldest payment whose outcome is not known.'),
    openRefunds: gauge('checkout_refunds_open', 'Refunds that are not over yet, by status.', ['status']),
    oldestOpenRefund: gauge('checkout_oldest_open_refund_seconds', 'Age of the oldest refund that is not over yet.'),
    waiting: gauge('checkout_waiting', 'What waits: for a person, or (unknown) for an answer of Paynet.', ['kind']),
    findings: gauge('checkout_sweep_findings_open', "Differences to Paynet's list that wait for a person."),
    lastSweep: gauge('checkout_last_sweep_timestamp_seconds', "When Paynet's list was last read whole and compared; 0: never."),
    restored: gauge('checkout_restored', "1 while this is a restored copy that has not been compared with Paynet's list."),

    starts: counter('checkout_starts_total', 'Forms of the checkout page that were sent, by what became of them.', {
      outcome: START_OUTCOMES,
    }),
    moves: counted('checkout_payment_moves_total', 'Payments this process has moved, by the status they reached.', 'moves', 'status'),
    refunds: counted(
      'checkout_refund_moves_total',
      'Refunds this process has made or moved, by the status they reached.',
      'refunds',
      'status',
    ),
    successes: counter('checkout_payment_successes_total', 'Successes this process has written, by what brought them.', {
      source: SUCCESS_SOURCES,
    }),
    plans: counter('checkout_plans_total', "Times that Paynet was asked for a card's instalment plans, by what it told.", {
      outcome: PLANS_OUTCOMES,
    }),
    plansDropped: counter('checkout_plans_dropped_total', "Rows of Paynet's that were no plan that could be offered, by why.", {
      why: PLAN_DROPS,
    }),
    heldStarts: counter('checkout_held_starts_total', 'Payments not started because too many cards were tried, by limit.', {
      by: [] as string[],
    }),
    cardSaves: counter('checkout_card_saves_total', 'Attempts to save a card without a payment, by outcome.', {
      outcome: CARD_SAVE_OUTCOMES,
    }),
    declines: counter('checkout_declines_total', 'Charges that were declined, by code and whose code it is.', {
      source: [] as string[],
      code: [] as string[],
    }),
    declineReasons: counter('checkout_declines_by_reason_total', 'Charges that were declined, by what the shopper was told.', {
      reason: DECLINE_REASONS,
    }),
    fencesLost: counter('checkout_fences_lost_total', 'Answers that came after another worker had taken the payment over.'),

    ordersCreated: counter('checkout_orders_created_total', "Orders made, by the merchant's server or by the shop at /.", {
      source: ['api', 'shop'],
    }),
    ordersEnded: counted('checkout_orders_ended_total', 'Orders this process has seen end, by how.', 'ended', 'status'),
    applications: counted(
      'checkout_application_moves_total',
      "Dealers' applications, by the status they reached.",
      'applications',
      'status',
    ),

    webhookAttempts: counter('checkout_webhook_attempts_total', 'Tries to deliver an event to the merchant, by outcome.', {
      outcome: WEBHOOK_OUTCOMES,
    }),
    deliveries: gauge('checkout_webhook_deliveries', 'Events that the merchant has not taken, by status.', ['status']),
    oldestDelivery: gauge('checkout_oldest_webhook_seconds', 'Age of the oldest event that is still to be delivered.'),

    mailAttempts: counter('checkout_mail_attempts_total', 'Tries to send a mail, by outcome.', { outcome: MAIL_OUTCOMES }),
    mailsQueued: gauge('checkout_mails_queued', 'Mails that are still to be sent, but for those that wait for a decision.'),
    oldestMail: gauge('checkout_oldest_mail_seconds', 'Age of the oldest of them.'),

    alarms: counter('checkout_alarms_total', "Alarms in this process's log, by event.", { event: ALARM_EVENTS }),
    calls: counter(
      'checkout_paynet_calls_total',
      'Calls to Paynet, by service and how they ended.',
      { service: [] as string[], outcome: [] as string[] },
      {
        collect() {
          for (const service of expected().services) for (const outcome of CALL_OUTCOMES) this.inc({ service, outcome }, 0)
        },
      },
    ),
    latency: new Histogram({
      name: 'checkout_paynet_call_seconds',
      help: 'How long calls to Paynet took, by service.',
      labelNames: ['service'],
      buckets: CALL_BUCKETS,
      registers,
      collect() {
        // zero() would forget what a service has counted.
        for (const service of expected().services) if (!timed.has(service)) this.zero({ service })
      },
    }),
    timed,

    requests: counter('checkout_http_requests_total', 'Requests, by what answers them, whether they read or write, and class of status.', {
      route: ROUTES,
      method: ['read', 'write'],
      status: STATUS_CLASSES,
    }),
    requestSeconds: histogram(
      'checkout_http_request_seconds',
      'From the head of a request to the end of its answer.',
      { route: ROUTES },
      REQUEST_BUCKETS,
    ),
    refusals: counter('checkout_http_refusals_total', 'Requests that were refused before any work, by why.', { why: REFUSALS }),
    limited: counter(
      'checkout_rate_limited_total',
      'Times that a limit was used up, by limit.',
      { limit: [] as string[] },
      {
        collect() {
          for (const limit of expected().limits) this.inc({ limit }, 0)
        },
      },
    ),
    errors: counter('checkout_errors_total', 'Errors of ours, by where they came out.', { where: ERROR_PLACES }),
    databaseTroubles: counted(
      'checkout_database_troubles_total',
      'Statements that waited for a busy database, gave up waiting, or failed.',
      'troubles',
      'kind',
    ),
    proxyDoubts: counter('checkout_proxy_doubts_total', 'Requests whose forwarding headers do not fit TRUSTED_PROXY_HOPS, by how.', {
      why: PROXY_DOUBTS,
    }),
  }
  const version = readVersion()
  const about = { name: 'checkout_build_info', help: '1; this version, and the Node.js that runs it.' }
  new Gauge({ ...about, labelNames: ['version', 'node'], registers, aggregator: 'first' }).set({ version, node: process.version }, 1)
  const startedAt = { name: 'checkout_start_time_seconds', help: 'When this process, with all its workers, began to count.' }
  new Gauge({ ...startedAt, registers, aggregator: 'min' }).set(Math.round(Date.now() / 1000))
  return metrics
}

/** This program's version. Everything runs in the folder of package.json. */
export function readVersion(): string {
  return (JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }).version
}

/** The words of each label; none where they are not known beforehand. */
type Labels<L extends string> = Record<L, readonly string[]>
type Collects<L extends string> = Pick<CounterConfiguration<L>, 'collect'>

function combinations<L extends string>(labels: Labels<L>): Partial<Record<L, string>>[] {
  return Object.entries<readonly string[]>(labels).reduce<Partial<Record<L, string>>[]>(
    (all, [name, words]) => all.flatMap((each) => words.map((word) => ({ ...each, [name]: word }))),
    [{}],
  )
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

export function countAlarm(event: AlarmEvent): void {
  metrics().alarms.inc({ event })
}

/** Counts a try to deliver an event. */
export function countWebhook(outcome: WebhookOutcome): void {
  metrics().webhookAttempts.inc({ outcome })
}

/** Counts a try to send a mail. */
export function countMail(outcome: MailOutcome): void {
  metrics().mailAttempts.inc({ outcome })
}

const codes = new Set<string>()

/** Counts a decline by its code and by its reason. What does not look like a code is one label, and so are codes beyond the first few hundred. */
export function countDecline({ source, code }: { source: 'bank' | 'paynet'; code: string }, reason: DeclineReason): void {
  metrics().declineReasons.inc({ reason })
  const name = `${source} ${code}`
  const isCode = /^[0-9A-Z-]{1,8}$/.test(code) && (codes.has(name) || codes.size < MOST_CODES)
  if (isCode) codes.add(name)
  metrics().declines.inc({ source, code: isCode ? code : 'other' })
}

/** Counts a payment that the limits on card testing kept from starting. */
export function countHeldStart(by: string): void {
  metrics().heldStarts.inc({ by })
}

/** Counts the outcome of saving a card without a payment. */
export function countCardSave(outcome: CardSaveOutcome): void {
  metrics().cardSaves.inc({ outcome })
}

/** Counts what became of a checkout form that was sent. */
export function countStart(outcome: StartOutcome): void {
  metrics().starts.inc({ outcome })
}

export function countPlans(outcome: PlansOutcome, dropped: readonly PlanDrop[]): void {
  metrics().plans.inc({ outcome })
  for (const why of dropped) metrics().plansDropped.inc({ why })
}

export function countOrder(source: 'api' | 'shop'): void {
  metrics().ordersCreated.inc({ source })
}

// The same for the names that are counted from 0, which are told when their files are loaded.
const names = Symbol.for('paynet-checkout.metric-names')
const sharedNames = globalThis as typeof globalThis & { [names]?: Record<'services' | 'limits', Set<string>> }

function expected(): Record<'services' | 'limits', Set<string>> {
  sharedNames[names] ??= { services: new Set(), limits: new Set() }
  return sharedNames[names]
}

/** Has every call to these paths, and every use of these limits, counted from 0. */
export function countFromZero({ paths = [], limits = [] }: { paths?: readonly string[]; limits?: readonly string[] }): void {
  for (const path of paths) expected().services.add(serviceOf(path))
  for (const limit of limits) expected().limits.add(limit)
}

/** Counts a call to Paynet by its path and how it ended, and times it. */
export function countCall(path: string, outcome: CallOutcome, durationMs: number): void {
  const service = serviceOf(path)
  metrics().timed.add(service)
  metrics().calls.inc({ service, outcome })
  metrics().latency.observe({ service }, durationMs / 1000)
}

/** Counts a request once it is over, and times it. `status` is null if no answer began. */
export function countRequest(route: RouteKind, isWrite: boolean, status: number | null, durationMs: number): void {
  const { requests, requestSeconds } = metrics()
  requests.inc({ route, method: isWrite ? 'write' : 'read', status: classOf(status) })
  requestSeconds.observe({ route }, durationMs / 1000)
}

function classOf(status: number | null): (typeof STATUS_CLASSES)[number] {
  return STATUS_CLASSES[Math.floor((status ?? 600) / 100) - 2] ?? 'none'
}

export function countRefusal(why: Refusal): void {
  metrics().refusals.inc({ why })
}

export function countLimited(limit: string): void {
  metrics().limited.inc({ limit })
}

export function countError(where: ErrorPlace): void {
  metrics().errors.inc({ where })
}

export function countProxyDoubt(why: ProxyDoubt): void {
  metrics().proxyDoubts.inc({ why })
}

/** `/v2/transaction/tds_charge` → `transaction/tds_charge`. */
function serviceOf(path: string): string {
  return path.replace(/^\/v\d\//, '')
}
