import 'server-only'

/** Upper bounds in seconds: an answer that is awaited, up to the deadline of a call. */
export const BUCKETS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 45]

/** Who brought a success: the charge's own answer, its repetition (code 100), a question, or the sweep. */
export type SuccessSource = 'direct' | 'repeat' | 'check' | 'sweep'

/** `held`: a limit, or an account that has proven nothing; Paynet was not asked. */
export const CARD_SAVE_OUTCOMES = ['saved', 'refused', 'unknown', 'not-sent', 'held'] as const
export type CardSaveOutcome = (typeof CARD_SAVE_OUTCOMES)[number]

type Latency = { buckets: number[]; count: number; sum: number }
type Counted = {
  successes: Map<SuccessSource, number>
  fencesLost: number
  alarms: Map<string, number>
  calls: Map<string, Latency>
  outcomes: Map<string, number>
  heldStarts: Map<string, number>
  cardSaves: Map<string, number>
}

// One count per process, although a bundler may load this file more than once.
const slot = Symbol.for('paynet-checkout.metrics')
const shared = globalThis as typeof globalThis & { [slot]?: Counted }

/** What this process has counted since its start. */
export function counts(): Counted {
  shared[slot] ??= {
    successes: new Map(),
    fencesLost: 0,
    alarms: new Map(),
    calls: new Map(),
    outcomes: new Map(),
    heldStarts: new Map(),
    cardSaves: new Map(),
  }
  return shared[slot]
}

function addOne<K>(map: Map<K, number>, key: K): void {
  map.set(key, (map.get(key) ?? 0) + 1)
}

export function countSuccess(source: SuccessSource): void {
  addOne(counts().successes, source)
}

export function countFenceLost(): void {
  counts().fencesLost += 1
}

export function countAlarm(event: string): void {
  addOne(counts().alarms, event)
}

/** A payment that was not started because of what holds card testing back. */
export function countHeldStart(by: string): void {
  addOne(counts().heldStarts, by)
}

/** A card that was to be saved without a payment, and what came of it. */
export function countCardSave(outcome: CardSaveOutcome): void {
  addOne(counts().cardSaves, outcome)
}

/** A call to Paynet: its path, how it ended, and how long it took. */
export function countCall(path: string, outcome: 'answered' | 'not-sent' | 'lost', durationMs: number): void {
  const service = serviceOf(path)
  const { calls, outcomes } = counts()
  addOne(outcomes, `${service} ${outcome}`)
  const latency = calls.get(service) ?? { buckets: BUCKETS.map(() => 0), count: 0, sum: 0 }
  const seconds = durationMs / 1000
  const bucket = BUCKETS.findIndex((bound) => seconds <= bound)
  if (bucket >= 0) latency.buckets[bucket] = (latency.buckets[bucket] ?? 0) + 1
  latency.count += 1
  latency.sum += seconds
  calls.set(service, latency)
}

/** `/v2/transaction/tds_charge` → `transaction/tds_charge`. */
function serviceOf(path: string): string {
  return path.replace(/^\/v\d\//, '')
}
