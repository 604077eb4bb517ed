import 'server-only'
import type { Clock } from '@/lib/clock'
import { MINUTE, SECOND } from '@/lib/duration'
import { env } from '@/lib/env'
import { log } from '@/lib/log'
import { countPlans } from '@/lib/metrics/counters'
import { askPlans } from '@/lib/paynet/ratio'
import { encodeRatioQuestion, type RatioQuestion } from '@/lib/paynet/ratio-wire'
import type { Order, PaynetFields } from '@/lib/shared/payments/order'
import type { Offer } from '@/lib/shared/payments/plan'

/** The plans of one card for one order, asked of Paynet and remembered for a moment. */

const REMEMBERED_MS = 5 * MINUTE
const MOST_REMEMBERED = 500

/** So long a page waits for plans that it can do without, and for so long none waits after one has waited in vain. */
const PATIENCE_MS = 1.5 * SECOND
const IMPATIENT_MS = 30 * SECOND

type Quote = { offer: Promise<Offer>; atMs: number; isDone: boolean }
type Memory = { quotes: Map<string, Quote>; impatientUntilMs: number }

// One memory per process, even if a bundler loads this file more than once.
const slot = Symbol.for('paynet-checkout.quotes')
const shared = globalThis as typeof globalThis & { [slot]?: WeakMap<Clock, Memory> }

function memoryBy(clock: Clock): Memory {
  shared[slot] ??= new WeakMap()
  const memory = shared[slot].get(clock) ?? { quotes: new Map(), impatientUntilMs: 0 }
  shared[slot].set(clock, memory)
  return memory
}

/** Whose plans: an order's, with what its merchant has Paynet told, for a card of which the first digits are known. */
export type Asked = { order: Order; paynet: PaynetFields | null; cardStart: string }

/** Plans as Paynet tells them now. */
export function quoteAnew(asked: Asked, clock: Clock): Promise<Offer> {
  const known = closedTo(asked.order)
  return known ? Promise.resolve(known) : ask(asked, clock)
}

/** Plans as they were told within the last minutes; those who ask for the same at once share one call. */
export function quote(asked: Asked, clock: Clock): Promise<Offer> {
  const known = closedTo(asked.order)
  if (known) return Promise.resolve(known)
  return remembered(asked, clock)?.offer ?? ask(asked, clock)
}

/** Whether asking would cost a call. */
export function isRemembered(asked: Asked, clock: Clock): boolean {
  return closedTo(asked.order) !== null || remembered(asked, clock) !== null
}

/** The same for a page that shows them if they come at once: `late` when they do not. */
export async function quoteAtOnce(asked: Asked, clock: Clock): Promise<Offer | 'late'> {
  const memory = memoryBy(clock)
  const offer = quote(asked, clock)
  const isKnown = closedTo(asked.order) !== null || remembered(asked, clock)?.isDone === true
  if (!isKnown && clock.elapsedMs() < memory.impatientUntilMs) return 'late'
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS, 'late')
  })
  const first = await Promise.race([offer, late])
  clearTimeout(timer)
  if (first === 'late') memory.impatientUntilMs = clock.elapsedMs() + IMPATIENT_MS
  return first
}

/** Why an order has no plans for any card, which needs no call; null if it may have some. */
export function closedTo(order: Order): (Offer & { kind: 'none' }) | null {
  const { mode, leastKurus } = env().instalments
  if (mode === 'off' || mostFor(order) < 2) return { kind: 'none', because: 'order' }
  return leastKurus !== null && order.amountKurus < leastKurus ? { kind: 'none', because: 'amount' } : null
}

/** The most instalments of an order: its merchant's limit, never above the deployment's. */
function mostFor({ maxInstalments }: Pick<Order, 'maxInstalments'>): number {
  const { most } = env().instalments
  return Math.min(most, maxInstalments ?? most)
}

function remembered(asked: Asked, clock: Clock): Quote | null {
  const quote = memoryBy(clock).quotes.get(keyOf(asked))
  return quote && clock.elapsedMs() - quote.atMs < REMEMBERED_MS ? quote : null
}

function ask(asked: Asked, clock: Clock): Promise<Offer> {
  const { quotes } = memoryBy(clock)
  const key = keyOf(asked)
  const quote: Quote = { offer: askPaynet(asked), atMs: clock.elapsedMs(), isDone: false }
  quotes.delete(key)
  const [oldest] = quotes.size >= MOST_REMEMBERED ? quotes.keys() : []
  if (oldest !== undefined) quotes.delete(oldest)
  quotes.set(key, quote)
  void quote.offer.then((offer) => {
    quote.isDone = true
    if (offer.kind === 'untold' && quotes.get(key) === quote) quotes.delete(key)
  })
  return quote.offer
}

/** Never throws: without an answer there is a single payment. */
async function askPaynet(asked: Asked): Promise<Offer> {
  try {
    const { leastMonthlyKurus } = env().instalments
    const { meaning, call } = await askPlans(questionOf(asked), { most: mostFor(asked.order), leastMonthlyKurus })
    const { offer, dropped, why } = meaning
    countPlans(offer.kind === 'none' ? offer.because : offer.kind, dropped)
    const odd = [...new Set([...dropped.filter((drop) => drop !== 'most' && drop !== 'monthly'), ...(why ? [why] : [])])]
    const { durationMs, httpStatus, code, why: lostBy } = call
    const about = { orderId: asked.order.id, durationMs }
    if (offer.kind === 'untold')
      log.warn('plans.untold', {
        ...about,
        ...(httpStatus === null ? {} : { httpStatus }),
        ...(code === null ? {} : { code }),
        ...(lostBy === null ? {} : { why: lostBy }),
      })
    else if (odd.length > 0) log.warn('plans.dropped', { ...about, why: odd.join(', '), count: dropped.length })
    return offer
  } catch (error) {
    log.error('plans.not-asked', { orderId: asked.order.id, error })
    return { kind: 'untold' }
  }
}

function questionOf({ order, paynet, cardStart }: Asked): RatioQuestion {
  const { mode } = env().instalments
  return {
    cashKurus: order.amountKurus,
    feePayer: mode === 'shopper' ? 'shopper' : 'merchant',
    cardStart,
    ratioCode: ratioCodeFor(paynet),
    agentId: paynet?.agent_id ?? null,
  }
}

/** The table that an order names counts before the deployment's. */
export function ratioCodeFor(paynet: PaynetFields | null): string | null {
  return paynet?.ratio_code ?? env().instalments.ratioCode
}

/** By what Paynet is asked: a plan that has changed when it was paid for is seen as it is now, however its card is known. */
function keyOf(asked: Asked): string {
  return JSON.stringify([encodeRatioQuestion(questionOf(asked)), mostFor(asked.order)])
}
