import 'server-only'
import { insertEvent } from '@/db/payment-events'
import { findPayment, type Payment } from '@/db/payments'
import { advanceRefund, findRefund, listRefundsOfTransaction, type Refund, releaseRefund } from '@/db/refunds'
import { type Clock, later } from '@/lib/clock'
import { DAY, HOUR, MINUTE, SECOND } from '@/lib/duration'
import { env } from '@/lib/env'
import { leaseMs } from '@/lib/lease'
import { log } from '@/lib/log'
import { keepFinding } from '@/lib/payments/findings'
import { knownForMs } from '@/lib/payments/sights'
import { listReversals, readSale } from '@/lib/paynet/refunds'
import { isUndecided, reversalsOf } from '@/lib/paynet/refunds-wire'
import type { Kurus } from '@/lib/shared/payments/money'
import { businessDaysLater, nextMorning } from './day'
import { keepForeign } from './foreign'
import { drawnBy, endingOf, saleOf } from './of-payment'
import { callOf, moveOf } from './timeline'
import { type Shown, type Weighed, weigh } from './weigh'

/** Pauses between looks; after them one each morning. */
const LOOK_AFTER_MS = [5 * MINUTE, 30 * MINUTE, 2 * HOUR, 6 * HOUR]
export const LOOKS_FOR_MS = 15 * DAY
/** A request that may have arrived and that Paynet does not show is a person's matter after this. */
export const UNKNOWN_ALARM_MS = HOUR
/** So is one that Paynet took and did not carry out for so many business days. */
export const SLOW_ALARM_DAYS = 3
/** A "not approved" that anybody could have sent counts once Paynet has shown nothing for so long. */
const HINT_COUNTS_MS = 10 * MINUTE
/** The longest time from one look to the next. */
export const LONGEST_LOOK_MS = DAY + HOUR

/**
 * How long a worker owns a refund: the sale's details, a list that is read no further after that, and its last page may
 * each take as long as a call can. Were it less, books that hang would keep every worker from noting that it looked.
 */
export function lookMs(): number {
  return leaseMs() + 2 * env().paynet.timeoutMs
}

/** What came of reading Paynet's list. `undecided`: it holds a request about the sale that may yet give money back. */
export type BooksRead = 'unread' | 'read' | 'undecided'

/** Asks Paynet what became of a claimed refund that was sent, and writes what its books prove. */
export async function look(claimed: Refund, clock: Clock): Promise<BooksRead> {
  const payment = claimed.paymentId === null ? null : await findPayment(claimed.paymentId)
  const asked = await askPaynet(claimed, payment, clock)
  await conclude(claimed, payment, asked, clock)
  if (!asked?.isListRead) return 'unread'
  return asked.isUndecided ? 'undecided' : 'read'
}

async function conclude(claimed: Refund, payment: Payment | null, asked: Asked | null, clock: Clock): Promise<void> {
  const at = await clock()
  if (asked && (await applyEvidence(claimed, payment, asked, at))) return
  if (claimed.status === 'refunded') return lookAtDone(claimed, payment, asked, at)
  if (claimed.status === 'accepted' && claimed.hintedAt && asked && (await showsNothing(claimed, asked))) {
    // Measured by a clock that cannot be set: money that was given back twice does not come home.
    const emptyForMs = knownForMs({ id: `refund ${claimed.id}`, calls: claimed.hintedAt.getTime() }, clock)
    if (emptyForMs >= HINT_COUNTS_MS) return refuseByHint(claimed, at)
    return releaseRefund(claimed, { looks: claimed.looks + 1, nextAt: later(at, HINT_COUNTS_MS - emptyForMs) })
  }
  await waitOn(claimed, at)
}

type Asked = {
  weighed: Weighed
  shown: Shown
  drawnKurus: Kurus | null
  /** How far back it was read. */
  since: Date | null
  isListRead: boolean
  /** The list leaves something of the sale undecided. */
  isUndecided: boolean
  /** The sale itself was shown, and the list was read whole and leaves nothing of the sale undecided. */
  isWhole: boolean
}

/** The sale's own details first, then the list of what was given back since the request. Null when neither was told. */
async function askPaynet(refund: Refund, payment: Payment | null, clock: Clock): Promise<Asked | null> {
  const startedMs = clock.elapsedMs()
  const sale = saleOf(refund, payment)
  const drawnKurus = payment && refund.findingId === null ? drawnBy(payment) : refund.amountKurus
  const detail = await readSale(sale)
  await keepCall(refund, detail.call, clock)
  const { meaning } = detail
  const shown: Shown | null = meaning.kind === 'shown' ? meaning : null
  const isSaleShown = meaning.kind === 'shown' && meaning.isSaleShown
  if (shown) {
    // Read after Paynet was asked: what it shows was sent before.
    const weighed = weigh(shown, await listRefundsOfTransaction(refund.xactId), { drawnKurus })
    if (weighed.refunded) return { weighed, shown, drawnKurus, since: null, isListRead: false, isUndecided: false, isWhole: isSaleShown }
  }
  const now = await clock()
  const since = later(refund.sentAt ?? refund.createdAt, -DAY)
  const isLong = () => clock.elapsedMs() - startedMs >= 2 * env().paynet.timeoutMs
  const listed = await listReversals(since, later(now, DAY), isLong)
  await keepCall(refund, listed.lastCall, clock)
  if (!shown && listed.unread !== null) return null
  const reversals = reversalsOf(sale, listed.reversals)
  // The same refund may be shown by both under other names, so the one that shows more is believed.
  const isByDetail = shown !== null && shown.reversals.length >= reversals.length
  const refunds = await listRefundsOfTransaction(refund.xactId)
  const fuller = isByDetail ? shown : { isReversed: shown?.isReversed ?? false, reversals }
  const readSince = isByDetail ? null : since
  const weighed = weigh(fuller, refunds, { drawnKurus, since: readSince })
  const isOpen = isUndecided(sale, listed.reversals)
  const isListRead = listed.unread === null
  const isWhole = isSaleShown && isListRead && !isOpen
  return { weighed, shown: fuller, drawnKurus, since: readSince, isListRead, isUndecided: isOpen, isWhole }
}

/** Whether Paynet's books, read whole, show nothing that may be an open refund's. */
async function showsNothing({ xactId }: Refund, { shown, drawnKurus, since, isWhole }: Asked): Promise<boolean> {
  // That money went back, and not how, may be any refund's.
  const isUntold = shown.isReversed && shown.reversals.length === 0
  if (!isWhole || isUntold) return false
  // Weighed anew: what could be kept as made elsewhere is explained by now. The rest may be its own, told wrongly.
  return weigh(shown, await listRefundsOfTransaction(xactId), { drawnKurus, since }).foreign.length === 0
}

async function keepCall(refund: Refund, call: Parameters<typeof callOf>[1], clock: Clock): Promise<void> {
  await insertEvent(callOf(refund, call, await clock()))
}

/** True when the refund was found to be done. What went back besides is kept, too. */
async function applyEvidence(refund: Refund, payment: Payment | null, { weighed, shown, since }: Asked, at: Date): Promise<boolean> {
  const { refunded, foreign } = weighed
  const isSettled = refunded !== null && (await settle(refund, refunded.paynetRef, at))
  if (payment && refund.findingId === null && foreign.length > 0) await keepForeign(payment, shown, at, since)
  return isSettled
}

/**
 * Writes that the money went back, and ends what was waiting for that. Needs no lease: what Paynet shows is so. False
 * when there was nothing left to move. `because`: in words, where no call of ours showed it.
 */
export async function settle({ id }: Pick<Refund, 'id'>, paynetRef: string | null, at: Date, because?: string): Promise<boolean> {
  for (;;) {
    const refund = await findRefund(id)
    const from = refund?.status
    if (!refund || (from !== 'unknown' && from !== 'accepted')) return false
    const payment = refund.paymentId === null ? null : await findPayment(refund.paymentId)
    const ending =
      refund.findingId !== null ? ({ kind: 'finding', findingId: refund.findingId, at } as const) : payment && endingOf(payment, at)
    const patch = { nextAt: null, settledAt: at, paynetRef }
    const events = [moveOf(refund, from, 'refunded', at, because)]
    if (await advanceRefund(refund, { from, to: 'refunded', at, patch, events, ending })) {
      log.info('refund.moved', { refundId: id, from, to: 'refunded' })
      return true
    }
  }
}

async function refuseByHint(refund: Refund, at: Date): Promise<void> {
  const because = 'a callback says that it is not approved, and Paynet shows nothing of it'
  const events = [moveOf(refund, 'accepted', 'refused', at, because)]
  await advanceRefund(refund, { from: 'accepted', to: 'refused', at, fence: refund.fence, patch: { nextAt: null, settledAt: at }, events })
}

/** A callback says something of a refund that is done: only if Paynet no longer shows it, a person must look. */
async function lookAtDone(refund: Refund, payment: Payment | null, asked: Asked | null, at: Date): Promise<void> {
  const isUnseen = asked?.weighed.unseen.some(({ id }) => id === refund.id)
  if (!asked || (isUnseen && !asked.isWhole)) return releaseRefund(refund, { looks: refund.looks + 1, nextAt: nextLook(refund, at) })
  if (isUnseen) {
    const shown = { xactId: refund.paynetRef ?? refund.xactId, amountKurus: refund.amountKurus }
    await keepFinding('refund-withdrawn', { id: refund.paymentId, referenceNo: payment?.referenceNo ?? '' }, shown, at)
  }
  await releaseRefund(refund, { nextAt: null })
}

/** Nothing was shown, which proves nothing: Paynet is asked again, and after a while a person is. */
async function waitOn(refund: Refund, at: Date): Promise<void> {
  const since = refund.sentAt ?? refund.createdAt
  const alarmAt = refund.status === 'unknown' ? later(since, UNKNOWN_ALARM_MS) : businessDaysLater(since, SLOW_ALARM_DAYS)
  const isAlarmed = refund.alarms === 0 && alarmAt <= at
  const isOver = later(since, LOOKS_FOR_MS) <= at
  const next = nextLook(refund, at)
  const nextAt = isOver ? null : refund.alarms === 0 && alarmAt > at && alarmAt < next ? alarmAt : next
  await releaseRefund(refund, { looks: refund.looks + 1, nextAt, alarms: refund.alarms + (isAlarmed ? 1 : 0) })
  if (!isAlarmed) return
  const about = { refundId: refund.id, ageSeconds: Math.round((at.getTime() - since.getTime()) / SECOND) }
  if (refund.status === 'unknown') log.alarm('refund.unknown', about)
  else log.alarm('refund.slow', about)
}

function nextLook({ looks }: Refund, at: Date): Date {
  const pause = LOOK_AFTER_MS[looks]
  return pause === undefined ? nextMorning(at) : later(at, pause)
}
