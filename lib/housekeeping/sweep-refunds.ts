import 'server-only'
import { findPayment, type Payment } from '@/db/payments'
import { listPaymentsOfTransactions, listRefunded, listRefundsOfTransaction, type Refund } from '@/db/refunds'
import type { Finding } from '@/db/sweep-findings'
import { type Clock, later } from '@/lib/clock'
import { DAY } from '@/lib/duration'
import { log } from '@/lib/log'
import { keepFinding } from '@/lib/payments/findings'
import { listReversals, readSale } from '@/lib/paynet/refunds'
import { type ListedReversal, reversalsOf } from '@/lib/paynet/refunds-wire'
import { keepForeign } from '@/lib/refunds/foreign'
import { settle } from '@/lib/refunds/look'
import { drawnBy, saleOf } from '@/lib/refunds/of-payment'
import { type Shown, weigh } from '@/lib/refunds/weigh'

const LOOKS_BACK_MS = 10 * DAY
/** A refund that Paynet has shown must stand on its list after this. */
const LISTED_WITHIN_MS = 3 * DAY
const CHUNK = 50

/** What came of comparing Paynet's list of refunds with ours. */
export type RefundSweep = {
  from: Date
  /** Why the list counts as not read whole; null when it was. */
  unread: string | null
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
 * refund is told, and changes nothing.
 */
export async function sweepRefunds(clock: Clock, isStopped: () => boolean = () => false): Promise<RefundSweep> {
  const now = await clock()
  const from = later(now, -LOOKS_BACK_MS)
  const { reversals, unread } = await listReversals(from, later(now, DAY), isStopped)
  const swept: RefundSweep = { from, unread, theirs: reversals.length, ours: 0, settled: [], found: [] }
  const compared = new Set<string>()
  for (const payment of await paymentsOf(reversals)) {
    compared.add(payment.id)
    const of = reversalsOf(saleOf({ xactId: payment.xactId ?? '', findingId: null }, payment), reversals)
    swept.ours += of.length
    await compare(payment, { isReversed: false, reversals: of }, swept, await clock(), { since: from, isWhole: unread === null })
  }
  if (unread === null) await findUnlisted(compared, reversals, swept, now)
  return swept
}

/** Asks about one payment of which Paynet's list of sales says that money went back, and nothing is known here. */
export async function explainReversal(payment: Payment, clock: Clock): Promise<Finding[]> {
  if (payment.xactId === null) return []
  const { meaning } = await readSale(saleOf({ xactId: payment.xactId, findingId: null }, payment))
  const swept: Pick<RefundSweep, 'settled' | 'found'> = { settled: [], found: [] }
  if (meaning.kind === 'shown') await compare(payment, meaning, swept, await clock())
  return swept.found
}

async function compare(
  payment: Payment,
  shown: Shown,
  swept: Pick<RefundSweep, 'settled' | 'found'>,
  at: Date,
  list: { since: Date; isWhole: boolean } | null = null,
): Promise<void> {
  try {
    const refunds = (await listRefundsOfTransaction(payment.xactId ?? '')).filter(({ findingId }) => findingId === null)
    const { refunded, foreign, unseen } = weigh(shown, refunds, { drawnKurus: drawnBy(payment), since: list?.since ?? null })
    const open = refunded && refunds.find(({ status }) => status === 'unknown' || status === 'accepted')
    if (open && (await settle(open, refunded.paynetRef, at, 'its list of refunds shows it'))) swept.settled.push(open.id)
    swept.found.push(...(await keepForeign(payment, foreign, at)))
    if (list?.isWhole) for (const refund of unseen) await missing(refund, payment, swept, at)
  } catch (error) {
    log.error('refund.not-compared', { paymentId: payment.id, referenceNo: payment.referenceNo, error })
  }
}

async function missing(refund: Refund, payment: Payment | null, swept: Pick<RefundSweep, 'found'>, at: Date): Promise<void> {
  if (refund.settledAt === null || refund.settledAt > later(at, -LISTED_WITHIN_MS)) return
  const shown = { xactId: refund.paynetRef ?? refund.xactId, amountKurus: refund.amountKurus }
  const finding = await keepFinding('refund-missing', { id: refund.paymentId, referenceNo: payment?.referenceNo ?? '' }, shown, at)
  if (finding) swept.found.push(finding)
}

/** Refunds that are done and old enough to be listed, of payments of which the list shows nothing at all. */
async function findUnlisted(compared: Set<string>, reversals: ListedReversal[], swept: RefundSweep, now: Date): Promise<void> {
  const listed = new Set(reversals.flatMap(({ names, of }) => [...names, ...of]))
  for (const refund of await listRefunded(later(swept.from, DAY), later(now, -LISTED_WITHIN_MS))) {
    if (refund.paymentId !== null && compared.has(refund.paymentId)) continue
    if (listed.has(refund.xactId) || (refund.paynetRef !== null && listed.has(refund.paynetRef))) continue
    await missing(refund, refund.paymentId === null ? null : await findPayment(refund.paymentId), swept, now)
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
