import { afterEach, beforeEach } from 'vitest'
import { findRefund, type Refund } from '@/db/refunds'
import { later } from '@/lib/clock'
import { DAY, HOUR } from '@/lib/duration'
import { env } from '@/lib/env'
import { newId } from '@/lib/ids'
import {
  type AtTheBank,
  callsOf,
  type FaultOfOne,
  givenReturned,
  payment,
  stoppedClock,
  type TestClock,
} from '@/lib/payments/payments.test-kit'
import type { RefundStatus } from '@/lib/shared/payments/refund'
import { paynet } from '@/scripts/test/setup'
import { reconcileRefunds } from './reconcile'
import { type AskedRefund, askRefund, type WantedRefund } from './request'

/** Older than a day, so that a part may be given back. */
const DAYS_AGO = 2

const ISTANBUL_MS = 3 * HOUR

/** Paynet as it usually is, without callbacks, and a day that ends in twelve hours, so that a test runs at any hour. */
beforeEach(async () => {
  endDayIn(12 * HOUR)
  await paynet.clearFaults()
  await paynet.settings({
    sale_days_ago: DAYS_AGO,
    refund_approval: 'auto',
    refund_callback: 'none',
    refund_rows: 'full',
    refund_list: 'approved',
    refund_unchecked: false,
  })
})

let asSet: number | undefined
afterEach(() => void (asSet !== undefined && setDayEnd(asSet)))

/** When the day ends, in milliseconds after midnight in Istanbul. */
export function setDayEnd(ms: number): void {
  asSet ??= env().paynet.dayEndsMs
  env().paynet.dayEndsMs = ms
}

/** Lets the day of `now` end so much later; the day is at least an hour old. */
export function endDayIn(ms: number, now = new Date()): void {
  setDayEnd((now.getTime() + ISTANBUL_MS + ms) % DAY)
}

export type Paid = AtTheBank

/** A payment of 149,90 TL that has succeeded, the day before yesterday as far as Paynet knows. */
export async function givenPaid(given: Parameters<typeof givenReturned>[0] & { daysAgo?: number } = {}): Promise<Paid> {
  const { daysAgo, ...more } = given
  if (daysAgo !== undefined) await paynet.settings({ sale_days_ago: daysAgo })
  const paid = await givenReturned(more)
  if (daysAgo !== undefined) await paynet.settings({ sale_days_ago: DAYS_AGO })
  return paid
}

/** Asks for a refund, of the whole unless told otherwise; sends nothing. */
export async function ask(paid: Pick<Paid, 'id' | 'clock'>, wanted: Partial<WantedRefund> = {}): Promise<AskedRefund> {
  const row = await payment(paid.id)
  const amountKurus = row.drawnKurus ?? row.amountKurus + row.feeKurus
  const usual: WantedRefund = { reference: `IADE-${newId()}`, amountKurus, remainingKurus: null, reason: null, askedBy: 'api' }
  return askRefund(row, { ...usual, ...wanted }, paid.clock.at())
}

export type GivenRefund = Paid & { refundId: string }

/** A payment with a refund that is planned and due. */
export async function givenPlanned(
  given: Parameters<typeof givenPaid>[0] & { paid?: Paid; wanted?: Partial<WantedRefund> } = {},
): Promise<GivenRefund> {
  const { paid = await givenPaid(given), wanted } = given
  const asked = await ask(paid, wanted)
  if (!asked.ok) throw new Error(`the refund was refused: ${JSON.stringify(asked.refusal)}`)
  return { ...paid, refundId: asked.refund.id }
}

/** The same, and it was sent: accepted, or whatever the given fault makes of it. */
export async function givenSent(given: Parameters<typeof givenPlanned>[0] & { requestFault?: FaultOfOne } = {}): Promise<GivenRefund> {
  const planned = await givenPlanned(given)
  if (given.requestFault) await faultOfRefund(planned, given.requestFault)
  await work(planned)
  return planned
}

/** Switches a fault on for the requests about one payment. */
export async function faultOfRefund({ referenceNo }: Pick<Paid, 'referenceNo'>, fault: FaultOfOne): Promise<void> {
  await paynet.fault({ service: 'reversed_request', reference_prefix: referenceNo, ...fault })
}

/** Paynet's books cannot be read. */
export async function closeBooks(): Promise<void> {
  await paynet.fault({ fault: 'http-500', service: 'detail', times: 1_000 })
  await paynet.fault({ fault: 'http-500', service: 'reversal_list', times: 1_000 })
}

/** What the loop does of one refund if it is due. */
export async function work({ refundId, clock }: Pick<GivenRefund, 'refundId' | 'clock'>): Promise<RefundStatus> {
  await reconcileRefunds(clock, { id: refundId })
  return (await refund(refundId)).status
}

/** One look at a refund, due or not. */
export async function lookAt({ refundId, clock }: Pick<GivenRefund, 'refundId' | 'clock'>): Promise<RefundStatus> {
  await reconcileRefunds(clock, { id: refundId, whenever: true })
  return (await refund(refundId)).status
}

/** Moves the clock to the time at which a refund is next worked on, and works. */
export async function workWhenDue(given: Pick<GivenRefund, 'refundId' | 'clock'>): Promise<RefundStatus> {
  const { nextAt, leaseUntil, dueAt, status } = await refund(given.refundId)
  if (nextAt) given.clock.to(nextAt)
  if (status === 'planned') given.clock.to(dueAt)
  if (leaseUntil) given.clock.to(later(leaseUntil, 1))
  return work(given)
}

export async function refund(id: string): Promise<Refund> {
  const row = await findRefund(id)
  if (!row) throw new Error('no such refund')
  return row
}

export async function statusOfRefund({ refundId }: Pick<GivenRefund, 'refundId'>): Promise<RefundStatus> {
  return (await refund(refundId)).status
}

/** How often Paynet was asked for money of a payment. */
export function requestsFor(paid: Pick<Paid, 'referenceNo'>): Promise<number> {
  return callsOf(paid, 'reversed_request')
}

/** What went back of a payment, as Paynet's books have it, in kuruş. */
export async function givenBack({ referenceNo }: Pick<Paid, 'referenceNo'>): Promise<number> {
  const refunds = await paynet.refunds(referenceNo)
  return refunds.reduce((sum, { status, amount_kurus }) => sum + (status === 'approved' ? amount_kurus : 0), 0)
}

/** What a payment has reserved and given back, in kuruş. */
export async function held({ id }: Pick<Paid, 'id'>): Promise<{ reserved: number; refunded: number }> {
  const { reservedKurus, refundedKurus } = await payment(id)
  return { reserved: reservedKurus, refunded: refundedKurus }
}

/** A clock in whose time Paynet's own, which cannot be set, is so much later. */
export function clockBefore(ms: number): TestClock {
  return stoppedClock(later(new Date(), -ms))
}
