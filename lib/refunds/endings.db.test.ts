import { eq } from 'drizzle-orm'
import { afterEach, describe, expect, test } from 'vitest'
import { query, rawConnection } from '@/db/client'
import { isPostgres } from '@/db/dialect'
import { listEvents } from '@/db/payment-events'
import { advanceRefund, type Ending } from '@/db/refunds'
import { payments } from '@/db/schema'
import { type Finding, insertFinding, listOpenFindings } from '@/db/sweep-findings'
import type { Clock } from '@/lib/clock'
import { newId } from '@/lib/ids'
import { leaseMs } from '@/lib/lease'
import { orderStatus, payment } from '@/lib/payments/payments.test-kit'
import { lookMs } from './look'
import { decideRefund } from './operate'
import { reconcileRefunds } from './reconcile'
import {
  type GivenRefund,
  givenBack,
  givenPaid,
  givenPlanned,
  givenSent,
  held,
  type Paid,
  refund,
  requestsFor,
  statusOfRefund,
  work,
  workWhenDue,
} from './refunds.test-kit'
import { askFindingRefund } from './request'
import { moveOf } from './timeline'

/** A second success of an order: put up for a refund. */
async function givenLate(): Promise<Paid> {
  const paid = await givenPaid()
  await query((db) => db.update(payments).set({ late: true }).where(eq(payments.id, paid.id)).returning())
  return paid
}

/** A transaction that took money and that no payment here knows, and the finding that names it. */
async function givenStray(): Promise<{ paid: Paid; finding: Finding }> {
  const paid = await givenPaid()
  const { xactId, referenceNo, amountKurus } = await payment(paid.id)
  const unknown = { xactId: null, xactNumber: null, status: 'failed' as const, settledAt: null }
  await query((db) => db.update(payments).set(unknown).where(eq(payments.id, paid.id)).returning())
  const finding = {
    id: newId(),
    kind: 'several' as const,
    referenceNo,
    xactId: xactId ?? '',
    amountKurus,
    foundAt: paid.clock.at(),
    closedAt: null,
  }
  await insertFinding(finding)
  return { paid, finding }
}

async function givenRefundOfFinding({ paid, finding }: Awaited<ReturnType<typeof givenStray>>): Promise<GivenRefund> {
  const wanted = { reference: newId(), reason: null, askedBy: 'cli' as const }
  const asked = await askFindingRefund(finding, await payment(paid.id), wanted, paid.clock.at())
  if (!asked.ok) throw new Error(asked.because)
  return { ...paid, refundId: asked.refund.id }
}

const isOpen = async ({ id }: Finding) => (await listOpenFindings(100)).some((each) => each.id === id)

describe('with its money back', () => {
  test('a review has not been charged, and its order may be paid again', async () => {
    const paid = await givenPaid({ fault: { fault: 'wrong-amount' } })
    // Paynet's answer told of a lira more than it drew.
    await query((db) => db.update(payments).set({ drawnKurus: 14_990 }).where(eq(payments.id, paid.id)).returning())
    const sent = await givenSent({ paid })
    expect(await payment(paid.id)).toMatchObject({ status: 'review', refundedAt: null })
    expect(await workWhenDue(sent)).toBe('refunded')
    expect(await payment(paid.id)).toMatchObject({
      status: 'not_charged',
      refundedAt: sent.clock.at(),
      refundedKurus: 14_990,
      nextAt: null,
    })
    expect(await orderStatus(paid)).toBe('open')
  })

  test('a late payment needs no refund any more, and stays a success', async () => {
    const sent = await givenSent({ paid: await givenLate() })
    expect(await workWhenDue(sent)).toBe('refunded')
    expect(await payment(sent.id)).toMatchObject({ status: 'succeeded', refundedAt: sent.clock.at(), refundedKurus: 14_990 })
  })

  test('the order of a payment stays paid', async () => {
    const sent = await givenSent()
    await workWhenDue(sent)
    expect(await payment(sent.id)).toMatchObject({ status: 'succeeded', refundedAt: null })
    expect(await orderStatus(sent)).toBe('paid')
  })

  test('a finding is closed, and its payment holds nothing for it', async () => {
    const stray = await givenStray()
    const asked = await givenRefundOfFinding(stray)
    expect(await work(asked)).toBe('accepted')
    expect(await isOpen(stray.finding)).toBe(true)
    expect(await workWhenDue(asked)).toBe('refunded')
    expect(await isOpen(stray.finding)).toBe(false)
    expect(await held(asked)).toEqual({ reserved: 0, refunded: 0 })
    expect(await givenBack(asked)).toBe(14_990)
  })

  test('an operator who says so ends the same', async () => {
    const sent = await givenSent({ paid: await givenLate() })
    expect(await decideRefund(await refund(sent.refundId), 'done', sent.clock.at())).toBe(true)
    expect(await payment(sent.id)).toMatchObject({ refundedAt: sent.clock.at() })
  })
})

describe('the transaction of a finding', () => {
  test('is given back once, however often and whoever asks', async () => {
    const stray = await givenStray()
    const [first, second] = await Promise.all([givenRefundOfFinding(stray), givenRefundOfFinding(stray)])
    expect(first.refundId).toBe(second.refundId)
    await work(first)
    await workWhenDue(first)
    expect((await givenRefundOfFinding(stray)).refundId).toBe(first.refundId)
    expect(await requestsFor(stray.paid)).toBe(1)
  })

  test('is given back once, although two findings name it', async () => {
    const stray = await givenStray()
    const first = await givenRefundOfFinding(stray)
    await work(first)
    await workWhenDue(first)
    const other = { ...stray.finding, id: newId(), kind: 'orphan' as const }
    await insertFinding(other)
    const wanted = { reference: newId(), reason: null, askedBy: 'cli' as const }
    expect(await askFindingRefund(other, null, wanted, stray.paid.clock.at())).toMatchObject({ ok: false })
  })

  test('is none that a payment here knows as its own', async () => {
    const { id, xactId, referenceNo } = await payment((await givenPaid()).id)
    const finding = {
      id,
      kind: 'several' as const,
      referenceNo,
      xactId: xactId ?? '',
      amountKurus: 14_990,
      foundAt: new Date(),
      closedAt: null,
    }
    const wanted = { reference: 'IADE', reason: null, askedBy: 'cli' as const }
    expect(await askFindingRefund(finding, null, wanted, new Date())).toMatchObject({ ok: false, because: expect.stringMatching(/own/) })
  })

  test('lends its reference to no refund of the payment', async () => {
    const stray = await givenStray()
    const { refundId } = await givenRefundOfFinding(stray)
    const { reference } = await refund(refundId)
    await query((db) =>
      db.update(payments).set({ status: 'succeeded', xactId: 'xk_other' }).where(eq(payments.id, stray.paid.id)).returning(),
    )
    await expect(givenPlanned({ paid: stray.paid, wanted: { reference: reference ?? '' } })).rejects.toThrow('reference-taken')
  })
})

describe('a refund that is done and what ends with it', () => {
  const wrong: [string, (sent: GivenRefund) => Ending][] = [
    ['a review that is none', ({ id, clock }) => ({ kind: 'review', paymentId: id, at: clock.at() })],
    ['a late payment that is none', ({ id, clock }) => ({ kind: 'late', paymentId: id, at: clock.at() })],
    ['a finding that is none', ({ clock }) => ({ kind: 'finding', findingId: 'none', at: clock.at() })],
  ]
  test.each(wrong)('are written together or not at all: %s', async (_, endingOf) => {
    const sent = await givenSent()
    const before = [await refund(sent.refundId), await payment(sent.id), await listEvents(sent.id)]
    const row = await refund(sent.refundId)
    const at = sent.clock.at()
    const events = [moveOf(row, 'accepted', 'refunded', at)]
    expect(await advanceRefund(row, { from: 'accepted', to: 'refunded', at, events, ending: endingOf(sent) })).toBeNull()
    expect([await refund(sent.refundId), await payment(sent.id), await listEvents(sent.id)]).toEqual(before)
  })
})

// From outside, a SQLite file can be made to refuse writes; a Postgres server cannot.
describe.runIf(!isPostgres)('a disk that takes no more writes', () => {
  const takeWrites = (takes: boolean) => {
    const connection = rawConnection()
    if ('sqlite' in connection) connection.sqlite.pragma(`query_only = ${takes ? 'OFF' : 'ON'}`)
  }
  afterEach(() => takeWrites(true))

  /** The disk fails at the given reading of the clock. */
  const failingAt = ({ clock }: GivenRefund, reading: number): Clock => {
    let readings = 0
    const read = async () => {
      readings += 1
      if (readings === reading) takeWrites(false)
      return clock.at()
    }
    return Object.assign(read, { elapsedMs: clock.elapsedMs })
  }

  test('before the intent keeps the request from being sent', async () => {
    const planned = await givenPlanned()
    await reconcileRefunds(failingAt(planned, 2), { id: planned.refundId })
    takeWrites(true)
    expect(await requestsFor(planned)).toBe(0)
    expect(await statusOfRefund(planned)).toBe('planned')
    planned.clock.pass(lookMs() + 1)
    expect(await work(planned)).toBe('accepted')
  })

  test('before the answer is written leaves a refund that is unknown, and asked for once', async () => {
    const planned = await givenPlanned()
    await reconcileRefunds(failingAt(planned, 3), { id: planned.refundId })
    takeWrites(true)
    expect(await requestsFor(planned)).toBe(1)
    expect(await statusOfRefund(planned)).toBe('sending')
    planned.clock.pass(leaseMs() + 1)
    expect(await work(planned)).toBe('unknown')
    expect(await workWhenDue(planned)).toBe('refunded')
    expect(await requestsFor(planned)).toBe(1)
    expect(await held(planned)).toEqual({ reserved: 14_990, refunded: 14_990 })
  })

  test('before the evidence is written leaves all as it was, and the next look ends it', async () => {
    const sent = await givenSent({ paid: await givenLate() })
    sent.clock.to((await refund(sent.refundId)).nextAt ?? sent.clock.at())
    await reconcileRefunds(failingAt(sent, 3), { id: sent.refundId })
    takeWrites(true)
    expect(await statusOfRefund(sent)).toBe('accepted')
    expect(await payment(sent.id)).toMatchObject({ refundedAt: null, refundedKurus: 0 })
    sent.clock.pass(lookMs() + 1)
    expect(await work(sent)).toBe('refunded')
    expect(await payment(sent.id)).toMatchObject({ refundedAt: sent.clock.at(), refundedKurus: 14_990 })
  })
})
