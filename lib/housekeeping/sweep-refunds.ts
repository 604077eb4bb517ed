import 'server-only'
import { findPayment, type Payment } from '@/db/payments'
import { listPaymentsOfTransactions, listRefunded, listRefundsOfTransaction, type Refund } from '@/db/refunds'
import { type Finding, listOpenFindings } from '@/db/sweep-findings'
import { type Clock, later } from '@/lib/clock'
import { DAY } from '@/lib/duration'
import { log } from '@/lib/log'
import { keepFinding } from '@/lib/payments/findings'
import { listReversals, readSale } from '@/lib/paynet/refunds'
import { isUndecided, type ListedReversal, reversalsOf } from '@/lib/paynet/refunds-wire'
import { keepForeign, keepForeignOfFinding } from '@/lib/refunds/foreign'
import { settle } from '@/lib/refunds/look'
import { drawnBy, saleOf } from '@/lib/refunds/of-payment'
import { OF_FINDINGS } from '@/lib/refunds/request'
import { type Shown, weigh } from '@/lib/refunds/weigh'

const LOOKS_BACK_MS = 10 * DAY
/** A refund that Paynet has shown must stand on its list after this. */
const LISTED_WITHIN_MS = 3 * DAY
const CHUNK = 50
const MOST_FINDINGS = 1000

/** What came of comparing Paynet's list of refunds with ours. */
export type RefundSweep = {
  from: Date
  /** Why the list counts as not read whole; null when it was. */
  unread: string | null
  /** Of the last answer. */
  httpStatus: number | null
  /** What the list shows, and how much of it is of sales that are known here. */
  theirs: number
  ours: number
  /** Refunds that the list has shown to be done. */
  settled: string[]
  /** Found for the first time; each needs a person. */
  found: Finding[]
}

/**
 * Compares Paynet's list of what went back in the last ten days with our refunds (page "İade Listesi"). It names no
 * reference of ours, only the transaction. What nobody asked for here is kept and counts; that the list does not show a
 * refund is told, and changes nothing. Rows of transactions that are unknown here are another shop's. `restoredAt`: of
 * when the newest line of a restored copy is.
 */
export async function sweepRefunds(clock: Clock, isStopped?: () => boolean, restoredAt: Date | null = null): Promise<RefundSweep> {
  const now = await clock()
  const back = later(now, -LOOKS_BACK_MS)
  const from = restoredAt && later(restoredAt, -DAY) < back ? later(restoredAt, -DAY) : back
  const { reversals, unread, lastCall } = await listReversals(
    from,
    later(restoredAt && restoredAt > now ? restoredAt : now, DAY),
    isStopped,
  )
  const swept: RefundSweep = { from, unread, httpStatus: lastCall.httpStatus, theirs: reversals.length, ours: 0, settled: [], found: [] }
  for (const payment of await paymentsOf(reversals)) {
    const of = reversalsOf(saleOf({ xactId: payment.xactId ?? '', findingId: null }, payment), reversals)
    swept.ours += of.length
    await apart(swept, payment, () => compare(payment, { isReversed: false, reversals: of }, swept, clock, from))
  }
  for (const finding of await findingsOf(reversals)) {
    const of = reversalsOf(saleOf({ ...finding, findingId: finding.id }, null), reversals)
    swept.ours += of.length
    await apart(swept, finding, () => compareOfFinding(finding, { isReversed: false, reversals: of }, swept, clock, from))
  }
  if (swept.unread === null) await findMissing(reversals, swept, now)
  return swept
}

/** Asks about one payment of which Paynet's list of sales says that money went back, and nothing is known here. */
export async function explainReversal(payment: Payment, clock: Clock): Promise<Finding[]> {
  if (payment.xactId === null) return []
  const { meaning } = await readSale(saleOf({ xactId: payment.xactId, findingId: null }, payment))
  return meaning.kind === 'shown' ? keepForeign(payment, meaning, await clock()) : []
}

/** One bad row does not stop the others, but it was not looked at. */
async function apart(swept: RefundSweep, about: { id: string; referenceNo: string }, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    swept.unread ??= 'a row could not be compared'
    log.error('refund.not-compared', { referenceNo: about.referenceNo, error })
  }
}

async function compare(payment: Payment, shown: Shown, swept: RefundSweep, clock: Clock, since: Date): Promise<void> {
  const refunds = (await listRefundsOfTransaction(payment.xactId ?? '')).filter(({ findingId }) => findingId === null)
  await settleShown(refunds, shown, swept, clock, { drawnKurus: drawnBy(payment), since })
  swept.found.push(...(await keepForeign(payment, shown, await clock(), since)))
  const other = refunds.map((refund) => otherAmountOf(refund, shown)).find((amountKurus) => amountKurus !== null)
  if (other === undefined) return
  const finding = await keepFinding('other-refund', payment, { xactId: payment.xactId, amountKurus: other }, await clock())
  if (finding) swept.found.push(finding)
}

async function compareOfFinding(finding: Finding, shown: Shown, swept: RefundSweep, clock: Clock, since: Date): Promise<void> {
  const refunds = await listRefundsOfTransaction(finding.xactId)
  await settleShown(refunds, shown, swept, clock, { drawnKurus: finding.amountKurus, since })
  await keepForeignOfFinding(finding, shown, await clock(), since)
}

async function settleShown(
  refunds: Refund[],
  shown: Shown,
  swept: RefundSweep,
  clock: Clock,
  of: Parameters<typeof weigh>[2],
): Promise<void> {
  const { refunded } = weigh(shown, refunds, of)
  const open = refunded && refunds.find(({ status }) => status === 'unknown' || status === 'accepted')
  if (open && (await settle(open, refunded.paynetRef, await clock(), 'its list of refunds shows it'))) swept.settled.push(open.id)
}

/** How much the list says that a refund was that is done and bears its number, if that is not what is known here. */
function otherAmountOf({ status, paynetRef, amountKurus }: Refund, { reversals }: Shown): number | null {
  const row = status === 'refunded' && paynetRef !== null ? reversals.find(({ names }) => names.includes(paynetRef)) : undefined
  return row === undefined || row.amountKurus === amountKurus ? null : row.amountKurus
}

/**
 * Refunds of ours that are done and that the list must show by now, and does not; nor do the details of the sale, since
 * the list may be of refunds only and leave cancellations out. One that was asked for before the list's first day may
 * stand before it.
 */
async function findMissing(reversals: ListedReversal[], swept: RefundSweep, now: Date): Promise<void> {
  const firstAsked = later(swept.from, DAY)
  for (const refund of await listRefunded(firstAsked, later(now, -LISTED_WITHIN_MS))) {
    if (refund.askedBy === 'paynet' || refund.sentAt === null || refund.sentAt < firstAsked) continue
    const payment = refund.paymentId === null ? null : await findPayment(refund.paymentId)
    const sale = saleOf(refund, payment)
    const refunds = (await listRefundsOfTransaction(refund.xactId)).filter(({ findingId }) => findingId === refund.findingId)
    const drawnKurus = payment && refund.findingId === null ? drawnBy(payment) : refund.amountKurus
    if (isUndecided(sale, reversals)) continue
    const isUnseen = (shown: Shown, since: Date | null) =>
      weigh(shown, refunds, { drawnKurus, since }).unseen.some(({ id }) => id === refund.id)
    if (!isUnseen({ isReversed: false, reversals: reversalsOf(sale, reversals) }, swept.from)) continue
    const { meaning } = await readSale(sale)
    if (meaning.kind === 'shown' && !isUnseen(meaning, null)) continue
    const shown = { xactId: refund.paynetRef ?? refund.xactId, amountKurus: refund.amountKurus }
    const finding = await keepFinding('refund-missing', { id: refund.paymentId, referenceNo: payment?.referenceNo ?? '' }, shown, now)
    if (finding) swept.found.push(finding)
  }
}

async function paymentsOf(reversals: ListedReversal[]): Promise<Payment[]> {
  const names = [...new Set(reversals.flatMap(({ of }) => of))]
  const found = new Map<string, Payment>()
  for (let at = 0; at < names.length; at += CHUNK) {
    const chunk = names.slice(at, at + CHUNK)
    const numbers = chunk.filter((name) => /^\d{1,15}$/.test(name)).map(Number)
    for (const payment of await listPaymentsOfTransactions(chunk, numbers)) found.set(payment.id, payment)
  }
  return [...found.values()]
}

/** Findings that wait for a person, and whose transaction the list shows. */
async function findingsOf(reversals: ListedReversal[]): Promise<Finding[]> {
  const names = new Set(reversals.flatMap(({ of }) => of))
  return (await listOpenFindings(MOST_FINDINGS)).filter(({ kind, xactId }) => OF_FINDINGS.includes(kind) && names.has(xactId))
}
