import 'server-only'
import { isUniqueViolation } from '@/db/dialect'
import { findPayment, findPaymentByReferenceNo, type Payment } from '@/db/payments'
import { advanceRefund, type Ending, insertForeignRefund, listRefundsOfTransaction, type Refund, tellForeignRefund } from '@/db/refunds'
import { closeFinding, type Finding } from '@/db/sweep-findings'
import { log } from '@/lib/log'
import { keepFinding, newFinding, tellFinding, toldInTimeline } from '@/lib/payments/findings'
import type { Reversal } from '@/lib/paynet/refunds-wire'
import type { Kurus } from '@/lib/shared/payments/money'
import { drawnBy, endingOf } from './of-payment'
import { foreignRefund } from './request'
import { moveOf } from './timeline'
import { type Shown, weigh } from './weigh'

const SEEN = 'seen at Paynet, and not asked for here'

/** Whose money it was: a payment's, or of a finding's transaction, which is no payment's own. */
type Sale = { payment: Payment | null; finding: Finding | null; xactId: string; drawnKurus: Kurus | null; refunds: Refund[] }

/**
 * Keeps what went back of a payment without having been asked for here: it counts against what may still be given back,
 * and a person is told once. What is still planned here steps back for it. `shown`: all that Paynet's books show of it,
 * `since`: how far back they were read. Returns the findings that are new.
 */
export function keepForeign(payment: Pick<Payment, 'id'>, shown: Shown, at: Date, since: Date | null = null): Promise<Finding[]> {
  return keepAll(() => readSale(payment.id), shown, at, since)
}

/** The same of the transaction that a finding names, which ends once all of its money is back. */
export async function keepForeignOfFinding(finding: Finding, shown: Shown, at: Date, since: Date | null = null): Promise<void> {
  await keepAll(() => readSaleOfFinding(finding), shown, at, since)
  const total = shown.reversals.reduce((sum, { amountKurus }) => sum + (amountKurus ?? 0), 0)
  if (finding.amountKurus !== null && total >= finding.amountKurus) await closeFinding(finding.id, at)
}

/** The payment is read first: what is written of its refunds after that makes the next write fail. */
async function readSale(paymentId: string): Promise<Sale | null> {
  const payment = await findPayment(paymentId)
  if (payment?.xactId == null) return null
  const { xactId } = payment
  const refunds = (await listRefundsOfTransaction(xactId)).filter(({ findingId }) => findingId === null)
  // Otherwise it has no money here, or an operator has said that it was given back.
  const holdsMoney = (payment.status === 'succeeded' || payment.status === 'review') && payment.refundedAt === null
  return holdsMoney || refunds.length > 0 ? { payment, finding: null, xactId, drawnKurus: drawnBy(payment), refunds } : null
}

async function readSaleOfFinding(finding: Finding): Promise<Sale> {
  const { xactId, amountKurus: drawnKurus } = finding
  const payment = finding.referenceNo === '' ? null : await findPaymentByReferenceNo(finding.referenceNo)
  return { payment, finding, xactId, drawnKurus, refunds: await listRefundsOfTransaction(xactId) }
}

/** Weighs anew after each that was kept, and whenever another process was faster. */
async function keepAll(read: () => Promise<Sale | null>, shown: Shown, at: Date, since: Date | null): Promise<Finding[]> {
  const found: Finding[] = []
  const setAside = new Set<string>()
  for (;;) {
    const sale = await read()
    if (!sale || sale.drawnKurus === null) return found
    if (await learnAmount(sale, shown, at, since)) continue
    const [reversal] = weigh(shown, sale.refunds, { drawnKurus: sale.drawnKurus, since }).foreign.filter(
      (each) => !setAside.has(JSON.stringify(each)),
    )
    if (!reversal) return found
    const kept = await keepOne({ ...sale, drawnKurus: sale.drawnKurus }, reversal, at)
    if (kept === 'not now') setAside.add(JSON.stringify(reversal))
    else if (kept !== 'again') {
      if (kept.kind === 'other-refund') setAside.add(JSON.stringify(reversal))
      if (kept.finding) found.push(kept.finding)
    }
  }
}

type Kept = { kind: 'foreign-refund' | 'other-refund'; finding: Finding | null } | 'again' | 'not now'

async function keepOne(sale: Sale & { drawnKurus: Kurus }, { names, amountKurus }: Reversal, at: Date): Promise<Kept> {
  const { payment, finding, xactId, drawnKurus, refunds } = sale
  // A person has said that the mark of the sale is no refund.
  const isMark = names.length === 0 && amountKurus === null
  if (isMark && refunds.some(({ askedBy, status }) => askedBy === 'paynet' && status === 'not_sent')) return 'not now'
  const reservedKurus = finding ? 0 : (payment?.reservedKurus ?? 0)
  const leftKurus = drawnKurus - reservedKurus
  const status = amountKurus === null ? ('unknown' as const) : ('refunded' as const)
  const kurus = amountKurus ?? leftKurus
  if (kurus <= 0 || kurus > leftKurus) {
    if (await stepBack(refunds, at)) return 'again'
    // What Paynet is being asked for right now it may refuse.
    if (refunds.some(({ status }) => status === 'sending')) return 'not now'
    return { kind: 'other-refund', finding: await keepOther(sale, amountKurus, at) }
  }
  const of = { paymentId: payment?.id ?? null, xactId, findingId: finding?.id ?? null }
  const refund = foreignRefund(of, { amountKurus: kurus, paynetRef: names[0] ?? null, status }, at)
  // Of a finding's transaction a person has been told already.
  const told =
    finding || !payment ? null : newFinding('foreign-refund', payment.referenceNo, { xactId: names[0] ?? xactId, amountKurus }, at)
  const events = [moveOf(refund, null, status, at, SEEN), ...(told && payment ? [toldInTimeline(payment.id, told, at)] : [])]
  const ending = status === 'refunded' ? endingAfter(sale, kurus, at) : null
  const reserve = finding || !payment ? null : { paymentId: payment.id, reservedKurus, drawnKurus }
  try {
    if (!(await insertForeignRefund(refund, reserve, { events, finding: told, ending }))) return 'again'
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    // It is known under that number, or another is open, which only one that is not on its way can make room for.
    return (await stepBack(refunds, at)) ? 'again' : 'not now'
  }
  log.info('refund.foreign', { refundId: refund.id, ...(payment ? { paymentId: payment.id, referenceNo: payment.referenceNo } : {}) })
  if (told && payment) tellFinding(payment, told)
  return { kind: 'foreign-refund', finding: told }
}

/** One that was shown without its amount is shown with it. True when that was written. */
async function learnAmount(sale: Sale, shown: Shown, at: Date, since: Date | null): Promise<boolean> {
  const untold = sale.refunds.find(({ askedBy, status }) => askedBy === 'paynet' && status === 'unknown')
  if (!untold) return false
  const others = sale.refunds.filter((refund) => refund !== untold)
  const fitting = weigh(shown, others, { drawnKurus: sale.drawnKurus, since }).foreign.filter(({ amountKurus }) => amountKurus !== null)
  const told = fitting.find(({ names }) => untold.paynetRef !== null && names.includes(untold.paynetRef)) ?? fitting[0]
  return told?.amountKurus ? tellForeign(untold, { amountKurus: told.amountKurus, paynetRef: told.names[0] ?? null }, at, SEEN) : false
}

/**
 * Writes how much a refund was that was made elsewhere and shown without its amount. `because`: who says so. False if it
 * is no such refund, or is no longer, or if that is more than was left.
 */
export async function tellForeign(
  refund: Refund,
  { amountKurus, paynetRef }: { amountKurus: Kurus; paynetRef: string | null },
  at: Date,
  because: string,
): Promise<boolean> {
  const payment = refund.paymentId === null ? null : await findPayment(refund.paymentId)
  const told = { ...refund, amountKurus }
  const events = [moveOf(told, 'unknown', 'refunded', at, because)]
  const ending: Ending | null =
    refund.findingId !== null
      ? { kind: 'finding', findingId: refund.findingId, at }
      : payment && payment.refundedKurus + amountKurus === drawnBy(payment)
        ? endingOf(payment, at)
        : null
  return (await tellForeignRefund(refund, { amountKurus, paynetRef, at }, { events, ending })) !== null
}

/** What ends once all of it is back. */
function endingAfter({ payment, finding, drawnKurus }: Sale, amountKurus: Kurus, at: Date): Ending | null {
  if (finding) return amountKurus === drawnKurus ? { kind: 'finding', findingId: finding.id, at } : null
  return payment && payment.refundedKurus + amountKurus === drawnKurus ? endingOf(payment, at) : null
}

/** More went back than can be: once for a sale, since a person compares all of it. */
function keepOther({ payment, xactId, finding }: Sale, amountKurus: Kurus | null, at: Date): Promise<Finding | null> {
  const of = { id: payment?.id ?? null, referenceNo: payment?.referenceNo ?? finding?.referenceNo ?? '' }
  return keepFinding('other-refund', of, { xactId, amountKurus }, at)
}

/** Withdraws what is only planned: the money that it was to give back is gone. */
async function stepBack(refunds: Refund[], at: Date): Promise<boolean> {
  const planned = refunds.find(({ status }) => status === 'planned')
  if (!planned) return false
  const events = [moveOf(planned, 'planned', 'withdrawn', at, 'Paynet shows that the money went back otherwise')]
  await advanceRefund(planned, { from: 'planned', to: 'withdrawn', at, patch: { nextAt: null, settledAt: at }, events })
  return true
}
