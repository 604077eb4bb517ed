import 'server-only'
import { clearMarker, readMarker, takeTurn, writeMarker } from '@/db/markers'
import { cancelOrderRow, listOrderRowsByReferences, type OrderRow } from '@/db/orders'
import { listEvents } from '@/db/payment-events'
import { advance, insertFoundPayment } from '@/db/payment-moves'
import { claimUnsettled } from '@/db/payment-turns'
import { findPayment, listPaymentsByReferenceNos, listReferenceNosInLowerCase, listSuccesses, type Payment } from '@/db/payments'
import type { Finding } from '@/db/sweep-findings'
import { type Clock, later } from '@/lib/clock'
import { DAY, HOUR } from '@/lib/duration'
import { newId, orderReferenceIn } from '@/lib/ids'
import { leaseMs } from '@/lib/lease'
import { log } from '@/lib/log'
import { chargesInFlight } from '@/lib/payments/charges-in-flight'
import { commitMove } from '@/lib/payments/commit-move'
import { chargeOf, expectedOf, takenBy, toldDrawn } from '@/lib/payments/drawn'
import { hasEndedEmpty, keepFinding } from '@/lib/payments/findings'
import { review, success, whyReview } from '@/lib/payments/outcome'
import { newPayment, singlePlan } from '@/lib/payments/start'
import { recordNote } from '@/lib/payments/timeline'
import { compareDrawn, drawnKurus } from '@/lib/paynet/drawn'
import { foldReference } from '@/lib/paynet/transaction-row'
import { listSales } from '@/lib/paynet/transactions'
import type { ListedSale } from '@/lib/paynet/transactions-wire'
import type { FindingKind } from '@/lib/shared/payments/finding'
import type { PaymentStatus } from '@/lib/shared/payments/payment-states'
import { explainReversal, type RefundSweep, sweepRefunds } from './sweep-refunds'

/** How far back a sweep looks, and how often one is due. */
const LOOKS_BACK_MS = 3 * DAY
const SWEEP_EVERY_MS = DAY
/** If its holder dies, another sweep begins after this. Two at once only do things twice. */
const TURN_MS = HOUR
/** Paynet's list may be behind, and its clock may differ from ours. */
const LAG_MS = HOUR
/** Rows of ours that are read together. */
const CHUNK = 50

export type Sum = { count: number; amountKurus: number }

/** What came of comparing Paynet's list with our payments. Sums are of what is ours by reference. */
export type Sweep = {
  from: Date
  pages: number
  /** Why the list, or that of refunds, counts as not read whole; null when both were read whole. */
  unread: string | null
  theirs: Sum
  ours: Sum
  /** Successes of ours that the list does not show, and that are too young for that to mean anything; in no sum. */
  unlisted: Sum
  /** Sales that Paynet lists as refused. */
  refused: number
  /** Successes under references that are not formed like ours, or are of no order that we know. */
  foreign: number
  /** Payments that the sweep has moved. */
  moved: { referenceNo: string; from: PaymentStatus; to: PaymentStatus }[]
  /** Found for the first time; each needs a human. */
  found: Finding[]
  /** What came of the list of refunds; null until it is asked for. */
  refunds: RefundSweep | null
}

/** The daily sweep, if it is due and no other process is at it. */
export async function sweepDaily(clock: Clock, isStopped?: () => boolean): Promise<Sweep | null> {
  const now = await clock()
  const sweptAt = await readMarker('swept')
  if (sweptAt && later(sweptAt, SWEEP_EVERY_MS) > now) return null
  if (!(await takeTurn('sweeping', now, later(now, TURN_MS)))) return null
  const swept = await sweep(clock, isStopped)
  // The next process to start goes on at once; a list that could not be read is tried again after the turn.
  if (isStopped?.()) await clearMarker('sweeping')
  return swept
}

/**
 * Compares Paynet's list of the last three days with our payments, by reference, and its list of refunds with ours. A
 * success that we do not have is written; what a human must decide becomes a finding, once. Nothing is ever concluded
 * against a payment: a list that does not show it proves nothing. In a restored copy the lists go back to the copy's
 * last move.
 */
export async function sweep(clock: Clock, isStopped?: () => boolean): Promise<Sweep> {
  const now = await clock()
  const restoredAt = await readMarker('restored')
  const from = earlier(later(now, -LOOKS_BACK_MS), restoredAt && later(restoredAt, -DAY))
  const { sales, pages, unread, lastCall } = await listSales(from, later(restoredAt && restoredAt > now ? restoredAt : now, DAY), isStopped)
  const refused = sales.filter(({ outcome }) => outcome === 'refused').length
  const swept: Sweep = {
    from,
    pages,
    unread,
    theirs: none(),
    ours: none(),
    unlisted: none(),
    refused,
    foreign: 0,
    moved: [],
    found: [],
    refunds: null,
  }

  const reopenedAt = await readMarker('reopened')
  const wasRestored = reopenedAt !== null && later(reopenedAt, LOOKS_BACK_MS + DAY) > now
  const context: Context = { swept, isRestored: restoredAt !== null, wasRestored, givenBack: [], clock }
  for (const group of inChunks(await byReference(sales))) await compare(group, context)
  if (swept.unread === null) await findMissing(sales, context, now)
  swept.refunds = await sweepRefunds(clock, isStopped, restoredAt)
  swept.found.push(...swept.refunds.found)
  // Its list of refunds tells more of what went back than a sale does, so a sale is asked about only after it.
  if (swept.refunds.unread === null) for (const payment of context.givenBack) await explainGivenBack(payment, context)
  const { httpStatus } = swept.unread === null ? swept.refunds : lastCall
  swept.unread ??= swept.refunds.unread && `of refunds, ${swept.refunds.unread}`
  if (swept.unread === null) {
    await writeMarker('swept', now)
  } else if (!isStopped?.()) {
    log.alarm('sweep.incomplete', { why: swept.unread, ...(httpStatus === null ? {} : { httpStatus }) })
  }
  log.info('swept', { count: swept.theirs.count, why: swept.unread ?? 'whole' })
  return swept
}

type Context = {
  swept: Sweep
  isRestored: boolean
  wasRestored: boolean
  /** Paid ones of which the list shows that money went back. */
  givenBack: Payment[]
  clock: Clock
}

/**
 * One reference, or `''` for none, and what Paynet lists under it: `taken`, every success; `doubtful`, what gave
 * money back, or else what may be a success where there is no clear one.
 */
type Listed = { referenceNo: string; taken: ListedSale[]; doubtful: ListedSale[] }

async function byReference(sales: ListedSale[]): Promise<Listed[]> {
  const money = sales.filter(({ outcome }) => outcome === 'succeeded' || outcome === 'reversed' || outcome === 'unclear')
  const ours = await findOurs(money.flatMap(({ references }) => references))
  const found = new Map<string, ListedSale[]>()
  for (const sale of money) {
    const referenceNo = referenceOf(sale, ours)
    found.set(referenceNo, [...(found.get(referenceNo) ?? []), sale])
  }
  return [...found].map(([referenceNo, listed]) => {
    const those = (outcome: ListedSale['outcome']) => listed.filter((sale) => sale.outcome === outcome)
    // What gave a sale back has a row of its own, whose id and amount are not the sale's.
    const back = those('reversed')
    const [taken, reversed] = [those('succeeded'), [...back.filter(({ isSale }) => isSale), ...back.filter(({ isSale }) => !isSale)]]
    return { referenceNo, taken, doubtful: reversed.length > 0 || taken.length > 0 ? reversed : those('unclear') }
  })
}

/** Our payments' references among the names that rows have, by those names in lower case. */
async function findOurs(names: string[]): Promise<Map<string, string>> {
  const ours = new Map<string, string>()
  for (const chunk of inChunks([...new Set(names)])) {
    const capitals = chunk.filter((name) => orderReferenceIn(name) === null && orderReferenceIn(foldReference(name)) !== null)
    const known = [
      ...(await listPaymentsByReferenceNos(chunk)).map(({ referenceNo }) => referenceNo),
      ...(capitals.length > 0 ? await listReferenceNosInLowerCase(capitals.map(foldReference)) : []),
    ]
    for (const referenceNo of known) ours.set(foldReference(referenceNo), referenceNo)
  }
  return ours
}

/**
 * Of the names that a row has, a payment's of ours, else the one that is formed like ours; another may be the merchant's
 * own. That one has the first name, `agent_reference_no`, and may be another payment's reference: the last name wins.
 */
function referenceOf({ references }: ListedSale, ours: Map<string, string>): string {
  const known = references.map((name) => ours.get(foldReference(name))).findLast((name) => name !== undefined)
  return known ?? references.findLast((name) => orderReferenceIn(name) !== null) ?? references[0] ?? ''
}

async function compare(group: Listed[], context: Context): Promise<void> {
  const payments = new Map(
    (await listPaymentsByReferenceNos(group.map(({ referenceNo }) => referenceNo))).map((row) => [row.referenceNo, row]),
  )
  const orders = await ordersOf(group.filter(({ referenceNo }) => !payments.has(referenceNo)))
  for (const listed of group) {
    try {
      const payment = payments.get(listed.referenceNo)
      if (payment) await comparePayment(payment, listed, context)
      else await explainOrphan(listed, orders.get(orderReferenceIn(listed.referenceNo) ?? ''), context)
    } catch (error) {
      // One bad row does not stop the others, but it was not looked at.
      context.swept.unread ??= 'a row could not be compared'
      log.error('sweep.failed', { referenceNo: listed.referenceNo, error })
    }
  }
}

async function ordersOf(orphans: Listed[]): Promise<Map<string, OrderRow>> {
  const references = orphans.map(({ referenceNo }) => orderReferenceIn(referenceNo)).filter((reference) => reference !== null)
  const rows = references.length > 0 ? await listOrderRowsByReferences(references) : []
  return new Map(rows.map((row) => [row.reference, row]))
}

async function comparePayment(payment: Payment, { taken: listed, doubtful }: Listed, context: Context): Promise<void> {
  const { swept, clock } = context
  const taken = listed.map((sale) => withFeeOf(payment, sale))
  const expected = expectedOf(payment)
  const compare = (sale: ListedSale) => compareDrawn(sale, expected)
  const drawn = (sale: ListedSale) => drawnKurus(sale, expected)
  const about = (sale: ListedSale) => ({ xactId: sale.xactId, amountKurus: drawn(sale) })
  for (const sale of taken) add(swept.theirs, drawn(sale))
  const whole = taken.filter((sale) => compare(sale) === 'as-shown')
  const ours = whole.length > 0 ? whole : taken.filter((sale) => compare(sale) === 'short')
  const told = ours.find(({ xactId }) => xactId === payment.xactId) ?? ours[0]
  const isShort = whole.length === 0 && told !== undefined
  const shown = told ?? taken[0] ?? doubtful[0]
  if (!shown) return
  const [doubt] = doubtful
  const asExpected = told && !doubt ? { ...told, isShort } : undefined
  const other = compare(shown) === 'other-plan' ? 'other-plan' : 'other-amount'
  const kind = doubt ? (doubt.outcome === 'reversed' ? 'reversed' : 'unclear') : taken.length > 1 ? 'several' : other
  const because = `sweep: ${whyReview(kind, drawn(shown))}`
  const status =
    asExpected && taken.length === 1 ? await pay(payment, asExpected, clock) : await putUp(payment, shown, asExpected, because, clock)
  const isMoved = status !== payment.status
  if (isMoved) swept.moved.push({ referenceNo: payment.referenceNo, from: payment.status, to: status })
  const written = (isMoved && (await findPayment(payment.id))) || payment
  if (taken.length > 0 && holdsMoney({ ...payment, status })) add(swept.ours, takenBy(written))

  // In review, or given back: a human is dealing with it, or has.
  if (status === 'review' || payment.refundedAt) return
  for (const sale of taken.filter((sale) => sale !== shown)) await report('several', payment, about(sale), context)
  if (doubt && hasEndedEmpty({ ...payment, status })) await report('other-amount', payment, about(doubt), context, doubt.outcome)
  else if (doubt?.outcome === 'reversed' && status === 'succeeded') context.givenBack.push(written)
  else if (taken.length > 0 && !told && !(await wasAccepted(payment))) await report('other-amount', payment, about(shown), context, other)
  else if (isShort && status === 'succeeded') await report('fee-short', payment, { ...about(shown), xactId: written.xactId }, context)
}

/**
 * Paynet's page of the list names no difference of a plan. A row that shows the price and leaves it out says nothing
 * against the charge's own answer, which told of all that was shown.
 */
function withFeeOf(payment: Payment, sale: ListedSale): ListedSale {
  const { amountKurus, feeKurus } = payment
  const isLeftOut = sale.feeKurus === null && sale.amountKurus === amountKurus
  return isLeftOut && payment.status === 'succeeded' && toldDrawn(payment) === chargeOf(payment) ? { ...sale, feeKurus } : sale
}

const GIVEN_BACK = 'Paynet’s list shows that money of this payment went back'

/** Money went back: by a refund that is known here, or Paynet is asked how. What it does not tell the timeline keeps, once. */
async function explainGivenBack(payment: Payment, { swept, clock }: Context): Promise<void> {
  const isExplained = async () => ((await findPayment(payment.id))?.reservedKurus ?? 0) > 0
  if (await isExplained()) return
  swept.found.push(...(await explainReversal(payment, clock)))
  if (await isExplained()) return
  if (!(await listEvents(payment.id)).some(({ detail }) => detail === GIVEN_BACK)) await recordNote(payment.id, GIVEN_BACK, await clock())
}

function holdsMoney({ status, refundedAt }: Payment): boolean {
  return status === 'succeeded' || status === 'review' || refundedAt !== null
}

/** One that may be a success as it is; `isShort`: not all of what the plan adds was drawn. */
type Sale = ListedSale & { isShort: boolean }

/** Writes a success that Paynet's list shows, from whatever status. */
async function pay(payment: Payment, sale: Sale, clock: Clock): Promise<PaymentStatus> {
  if (payment.status === 'review' || holdsMoney(payment)) return payment.status
  const at = await clock()
  const over = { settledAt: at, nextAt: null, saveRequest: null }
  // A payment that a restored copy knows only as begun may have gone on after the copy was made.
  if (payment.status === 'created') await advance(payment, { from: 'created', to: 'failed', at, patch: over })
  if (payment.status === 'awaiting_3ds') await advance(payment, { from: 'awaiting_3ds', to: 'expired', at, patch: over })
  const cause = `sweep: Paynet's list shows this success${sale.xactId === null ? '' : ` (xact_id ${sale.xactId.replace(/\p{C}/gu, '').slice(0, 60)})`}`
  await commitMove({ payment, outcome: success({ ...sale, by: 'sweep' }, at), cause })
  return (await findPayment(payment.id))?.status ?? payment.status
}

/** Puts up for review what is undecided and not as expected; otherwise a success counts if there is one. */
async function putUp(
  payment: Payment,
  sale: ListedSale,
  asExpected: Sale | undefined,
  because: string,
  clock: Clock,
): Promise<PaymentStatus> {
  if (payment.status !== 'charging' && payment.status !== 'unknown') return asExpected ? pay(payment, asExpected, clock) : payment.status
  const at = await clock()
  const [claimed] = await claimUnsettled(at, later(at, leaseMs()), { id: payment.id, whenever: true, except: chargesInFlight() })
  // Another worker is at it right now, and will learn the same.
  if (claimed?.status !== 'charging' && claimed?.status !== 'unknown') return payment.status
  const outcome = { from: claimed.status, ...review(sale, at, because) }
  return (await commitMove({ payment: claimed, outcome })) ? 'review' : payment.status
}

/** Whether an operator has taken the money as it is. */
async function wasAccepted(payment: Payment): Promise<boolean> {
  if (payment.status !== 'succeeded') return false
  return (await listEvents(payment.id)).some(({ from, to }) => from === 'review' && to === 'succeeded')
}

/**
 * A success without a known payment. One without any reference may be ours. In a restored copy the payment was lost, so it is written anew and pays its
 * order; if the amount is not the order's, that order cannot be paid meanwhile. Otherwise a human must look: another
 * shop may number its orders as we do.
 */
async function explainOrphan(listed: Listed, order: OrderRow | undefined, context: Context): Promise<void> {
  const { taken, referenceNo } = listed
  // What went back again is of no payment that could be paid twice.
  const unclear = listed.doubtful.filter(({ outcome }) => outcome === 'unclear')
  const { swept, isRestored, wasRestored, clock } = context
  const isOurs = order !== undefined || ((isRestored || wasRestored) && orderReferenceIn(referenceNo) !== null)
  if (referenceNo !== '' && !isOurs) {
    swept.foreign += taken.length
    return
  }
  if (order && isRestored && taken.length + unclear.length > 0) {
    // Which plan it was is lost with its row, so only a single payment explains itself.
    const single = { ...newPayment(order, newId(), singlePlan(order), await clock()), referenceNo }
    if (listed.doubtful.length === 0 && taken.some((sale) => compareDrawn(sale, expectedOf(single)) === 'as-shown')) {
      const found = await insertFoundPayment(single)
      if (found) return comparePayment(found, listed, context)
    }
    await cancelOrderRow(order.id)
  }
  for (const { amountKurus } of taken) add(swept.theirs, amountKurus)
  for (const sale of [...taken, ...unclear]) {
    await report('orphan', { id: null, referenceNo }, { ...sale, xactId: sale.xactId ?? sale.key }, context)
  }
}

/** Successes of ours that a list read whole does not show, among those that it must show. */
async function findMissing(sales: ListedSale[], context: Context, now: Date): Promise<void> {
  const shown = new Set(sales.filter(({ outcome }) => outcome !== 'refused').flatMap(({ references }) => references.map(foldReference)))
  const { swept } = context
  const [first, last] = [later(swept.from, LAG_MS), later(now, -LAG_MS)]
  for (let after: Payment | null = null; ; ) {
    const rows: Payment[] = await listSuccesses(swept.from, after, CHUNK)
    for (const payment of rows) {
      const { sentAt } = payment
      if (sentAt === null || sentAt < first || shown.has(foldReference(payment.referenceNo))) continue
      if (sentAt > last) {
        add(swept.unlisted, takenBy(payment))
        continue
      }
      add(swept.ours, takenBy(payment))
      await report('missing', payment, null, context)
    }
    after = rows.at(-1) ?? null
    if (rows.length < CHUNK) return
  }
}

async function report(
  kind: FindingKind,
  payment: { id: string | null; referenceNo: string },
  sale: Pick<ListedSale, 'xactId' | 'amountKurus'> | null,
  { swept, clock }: Context,
  what?: string,
): Promise<void> {
  const found = await keepFinding(kind, payment, sale, await clock(), what)
  if (found) swept.found.push(found)
}

function none(): Sum {
  return { count: 0, amountKurus: 0 }
}

function add(sum: Sum, amountKurus: number | null): void {
  sum.count += 1
  sum.amountKurus += amountKurus ?? 0
}

function earlier(a: Date, b: Date | null): Date {
  return b && b < a ? b : a
}

function inChunks<T>(all: T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / CHUNK) }, (_, index) => all.slice(index * CHUNK, (index + 1) * CHUNK))
}
