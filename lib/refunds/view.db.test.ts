import { describe, expect, test } from 'vitest'
import { findPayment, type Payment } from '@/db/payments'
import { givenOrderRow, givenPaymentRow } from '@/db/payments.test-kit'
import { advanceRefund, beginRefund, insertForeignRefund, type Refund } from '@/db/refunds'
import { later } from '@/lib/clock'
import { DAY, HOUR } from '@/lib/duration'
import { newId } from '@/lib/ids'
import { isAllRefunded } from '@/lib/payments/drawn'
import type { Kurus } from '@/lib/shared/payments/money'
import { askRefund, foreignRefund } from './request'
import { moveOf } from './timeline'
import { findOrderRefunds, findRefundViews } from './view'

/** Noon in Istanbul, far from where the day ends. */
const noon = new Date('2026-11-28T09:00:00Z')
const yesterday = later(noon, -DAY)

async function givenPaid(change: Partial<Payment> = {}): Promise<Payment> {
  return givenPaymentRow(await givenOrderRow(), {
    status: 'succeeded',
    xactId: newId(),
    createdAt: yesterday,
    sentAt: yesterday,
    settledAt: yesterday,
    ...change,
  })
}

async function reread({ id }: Pick<Payment, 'id'>): Promise<Payment> {
  const payment = await findPayment(id)
  if (!payment) throw new Error('the payment is gone')
  return payment
}

async function givenAsked(payment: Payment, amountKurus: Kurus, at = noon): Promise<Refund> {
  const wanted = { reference: newId(), amountKurus, remainingKurus: null, reason: null, askedBy: 'api' as const }
  const asked = await askRefund(await reread(payment), wanted, at)
  if (!asked.ok) throw new Error(asked.refusal.kind)
  return asked.refund
}

async function givenAccepted(payment: Payment, amountKurus: Kurus, at = noon): Promise<Refund> {
  const refund = await givenAsked(payment, amountKurus, at)
  const due = { at: refund.dueAt, leaseUntil: later(refund.dueAt, HOUR), callbackDigest: newId() }
  const sent = await beginRefund(refund, due, moveOf(refund, 'planned', 'sending', at))
  const moved = sent && (await advanceRefund(sent, { from: 'sending', to: 'accepted', at, events: [] }))
  if (!moved) throw new Error('it was not accepted')
  return moved
}

async function givenRefunded(payment: Payment, amountKurus: Kurus, at = noon): Promise<Refund> {
  const accepted = await givenAccepted(payment, amountKurus, at)
  const moved = await advanceRefund(accepted, { from: 'accepted', to: 'refunded', at, patch: { settledAt: at }, events: [] })
  if (!moved) throw new Error('it was not refunded')
  return moved
}

const seen = async (payment: Payment, isPayer = true, at = noon) => findRefundViews(await reread(payment), isPayer, at)

test('a payment without refunds tells of none', async () => {
  expect(await seen(await givenPaid())).toEqual({ refundedKurus: 0, refunds: [] })
})

test('refunds are told newest first, each as it stands, and only what Paynet’s books show counts as given back', async () => {
  const payment = await givenPaid()
  const first = await givenRefunded(payment, 5_000, later(noon, -HOUR))
  const second = await givenAccepted(payment, 2_000)
  expect(await seen(payment)).toEqual({
    refundedKurus: 5_000,
    refunds: [
      { id: second.id, status: 'accepted', amountKurus: 2_000, isCancel: false, plannedFor: null, createdAt: noon, settledAt: null },
      {
        id: first.id,
        status: 'refunded',
        amountKurus: 5_000,
        isCancel: false,
        plannedFor: null,
        createdAt: first.createdAt,
        settledAt: first.settledAt,
      },
    ],
  })
  expect(isAllRefunded(await reread(payment))).toBe(false)
})

test('all is given back once the last part is', async () => {
  const payment = await givenPaid()
  await givenRefunded(payment, 5_000)
  await givenRefunded(payment, 9_990)
  expect(isAllRefunded(await reread(payment))).toBe(true)
  expect(await seen(payment)).toMatchObject({ refundedKurus: 14_990, refunds: [{ status: 'refunded' }, { status: 'refunded' }] })
})

test('what came to nothing is not told', async () => {
  const payment = await givenPaid()
  const refund = await givenAsked(payment, 5_000)
  await advanceRefund(refund, { from: 'planned', to: 'withdrawn', at: noon, events: [] })
  const another = await givenAsked(payment, 5_000)
  expect((await seen(payment)).refunds.map(({ id }) => id)).toEqual([another.id])
})

describe('a cancelled charge', () => {
  test('is the whole on the day of the sale, and nothing else', async () => {
    const today = { createdAt: noon, sentAt: noon, settledAt: noon }
    const whole = await givenPaid(today)
    await givenAccepted(whole, 14_990)
    expect((await seen(whole)).refunds).toMatchObject([{ isCancel: true }])

    const part = await givenPaid(today)
    await givenAsked(part, 5_000)
    expect((await seen(part)).refunds).toMatchObject([{ isCancel: false }])

    const old = await givenPaid()
    await givenAccepted(old, 14_990)
    expect((await seen(old)).refunds).toMatchObject([{ isCancel: false }])
  })
})

test('the day on which a part of a sale of today is passed on is told until it has come', async () => {
  const payment = await givenPaid({ createdAt: noon, sentAt: noon, settledAt: noon })
  const { dueAt } = await givenAsked(payment, 5_000)
  expect((await seen(payment)).refunds).toMatchObject([{ status: 'planned', plannedFor: dueAt }])
  expect((await seen(payment, true, later(dueAt, 1))).refunds).toMatchObject([{ status: 'planned', plannedFor: null }])
})

describe('a stranger', () => {
  test('reads the amounts of a payment that took the price, which every visitor sees', async () => {
    const payment = await givenPaid()
    await givenRefunded(payment, 5_000)
    expect(await seen(payment, false)).toEqual(await seen(payment, true))
  })

  test('reads no amount where the card paid more than the price', async () => {
    const payment = await givenPaid({ feeKurus: 1_000, instalments: 3, monthlyKurus: 5_330 })
    await givenRefunded(payment, 5_000)
    expect(await seen(payment, true)).toMatchObject({ refundedKurus: 5_000, refunds: [{ amountKurus: 5_000 }] })
    const told = await seen(payment, false)
    expect(told).toMatchObject({ refundedKurus: null, refunds: [{ status: 'refunded', amountKurus: null }] })
    expect(JSON.stringify(told)).not.toMatch(/5000|15990/)
  })
})

test('of a refund from Paynet’s panel whose amount its books do not tell, none is told', async () => {
  const payment = await givenPaid()
  const of = { paymentId: payment.id, xactId: payment.xactId ?? '', findingId: null }
  const made = foreignRefund(of, { amountKurus: 14_990, paynetRef: newId(), status: 'unknown' }, noon)
  const reserve = { paymentId: payment.id, reservedKurus: 0, drawnKurus: 14_990 }
  await insertForeignRefund(made, reserve, { events: [], finding: null, ending: null })
  expect(await seen(payment)).toMatchObject({ refundedKurus: 0, refunds: [{ status: 'unknown', amountKurus: null }] })
})

test('a merchant never reads that a paid order is given back because another payment of it was', async () => {
  const order = await givenOrderRow()
  const paid = { status: 'succeeded' as const, settledAt: yesterday, xactId: newId() }
  const first = await givenPaymentRow(order, { ...paid, late: true, drawnKurus: 14_990, reservedKurus: 14_990, refundedKurus: 14_990 })
  expect(await findOrderRefunds(first.orderId)).toMatchObject({ refundedKurus: 0 })
  const given = { status: 'not_charged' as const, drawnKurus: 14_990, reservedKurus: 14_990, refundedKurus: 14_990 }
  await givenPaymentRow(order, given)
  expect(await findOrderRefunds(first.orderId)).toMatchObject({ refundedKurus: 14_990 })
  await givenPaymentRow(order, { ...paid, xactId: newId() })
  expect(await findOrderRefunds(first.orderId)).toMatchObject({ refundedKurus: 0 })
})
