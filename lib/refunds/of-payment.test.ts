import { afterEach, describe, expect, test } from 'vitest'
import { newPaymentRow, type Payment } from '@/db/payments'
import { drawnBy, endingOf, isRefundable, isWholeOnly, remainingOf, saleOf, soldAt } from './of-payment'

const now = new Date('2026-11-28T12:00:00Z')

function paid(change: Partial<Payment> = {}): Payment {
  const row = { id: 'p', orderId: 'o', idempotencyKey: 'k', referenceNo: 'r', amountKurus: 14_990, createdAt: now, movedAt: now }
  return newPaymentRow({ ...row, status: 'succeeded', xactId: 'xk_1', ...change })
}

const told = (details: object) => ({ details: JSON.stringify(details) })

describe('what was drawn', () => {
  test.each([
    ['the price, where nothing else is told', {}, 14_990],
    ['with what the plan adds', { feeKurus: 1_000, instalments: 6, monthlyKurus: 2_665 }, 15_990],
    ['as Paynet tells it, where that is less', told({ amountKurus: 14_000 }), 14_000],
    ['as it was when money of it was first given back', { drawnKurus: 14_500, ...told({ amountKurus: 14_000 }) }, 14_500],
    ['as Paynet tells it of a payment in review', { status: 'review' as const, ...told({ amountKurus: 15_090 }) }, 15_090],
    ['nothing that is known, where it tells none of one in review', { status: 'review' as const }, null],
  ])('is %s', (_, change, expected) => {
    expect(drawnBy(paid(change))).toBe(expected)
  })
})

describe('what is left', () => {
  test.each([
    ['all of it', {}, 14_990],
    ['what is not reserved', { reservedKurus: 5_000, drawnKurus: 14_990 }, 9_990],
    ['nothing of one that was refunded by an operator', { refundedAt: now }, 0],
    ['nothing of one that Paynet has no id of', { xactId: null }, 0],
    ['nothing of one that did not succeed', { status: 'declined' as const }, 0],
    ['nothing of a review of which the sum is not known', { status: 'review' as const }, 0],
  ])('is %s', (_, change, expected) => {
    expect(remainingOf(paid(change))).toBe(expected)
    expect(isRefundable(paid(change))).toBe(expected > 0)
  })
})

test('a late payment and one in review are given back whole', () => {
  expect(isWholeOnly(paid())).toBe(false)
  expect(isWholeOnly(paid({ late: true }))).toBe(true)
  expect(isWholeOnly(paid({ status: 'review' }))).toBe(true)
})

describe('the time of a sale', () => {
  const sentAt = new Date('2026-11-27T09:00:00Z')
  const zone = process.env.TZ
  afterEach(() => {
    if (zone === undefined) delete process.env.TZ
    else process.env.TZ = zone
  })

  test.each([
    ['2026-11-28T01:12:48.353769+03:00', '2026-11-27T22:12:48.353Z'],
    ['2026-11-28T01:12:48Z', '2026-11-28T01:12:48.000Z'],
    // What names no offset is Istanbul's.
    ['2026-11-28T01:12:48', '2026-11-27T22:12:48.000Z'],
    ['2026-11-28 01:12:48.353', '2026-11-27T22:12:48.353Z'],
    ['2026-11-28 01:12', '2026-11-27T22:12:00.000Z'],
    ['2026-11-28T01:12:48.353769', '2026-11-27T22:12:48.353Z'],
    // The fifth of November, not the eleventh of May.
    ['05.11.2026', '2026-11-04T21:00:00.000Z'],
    ['05.11.2026 01:12', '2026-11-04T22:12:00.000Z'],
    ['05.11.2026 23:59:59', '2026-11-05T20:59:59.000Z'],
    ['2026-11-05', '2026-11-04T21:00:00.000Z'],
  ])('is as Paynet says, wherever this runs: %s', (xactDate, expected) => {
    for (const TZ of ['UTC', 'America/New_York', 'Europe/Istanbul', 'Asia/Tokyo']) {
      process.env.TZ = TZ
      expect(soldAt(paid({ sentAt, ...told({ xactDate }) }), now).toISOString()).toBe(expected)
    }
  })

  test.each(['', 'yesterday', '31.02.2026', '2026-02-31T10:00:00', '11/05/2026', 'Nov 5 2026', '05.12.2026', '2026-12-25T00:00:00+03:00'])(
    'is ours where that cannot be: %j',
    (xactDate) => {
      expect(soldAt(paid({ sentAt, ...told({ xactDate }) }), now)).toEqual(sentAt)
    },
  )

  test.each(['27.11.2026', '2026-11-27'])('is ours on a day of which Paynet tells no time: %s', (xactDate) => {
    for (const ours of ['2026-11-26T21:00:00Z', '2026-11-27T09:00:00Z', '2026-11-27T20:59:59Z']) {
      expect(soldAt(paid({ sentAt: new Date(ours), ...told({ xactDate }) }), now)).toEqual(new Date(ours))
    }
    expect(soldAt(paid({ sentAt: new Date('2026-11-27T21:00:00Z'), ...told({ xactDate }) }), now).toISOString()).toBe(
      '2026-11-26T21:00:00.000Z',
    )
  })

  test('is the charge’s sending, else when it ended, else when it began', () => {
    expect(soldAt(paid({ sentAt, settledAt: now }), now)).toEqual(sentAt)
    expect(soldAt(paid({ settledAt: sentAt }), now)).toEqual(sentAt)
    expect(soldAt(paid(), now)).toEqual(now)
  })
})

test('a sale is named by all that Paynet knows it by, a finding’s transaction by its id alone', () => {
  const payment = paid({ xactNumber: 7 })
  expect(saleOf({ xactId: 'xk_1', findingId: null }, payment)).toEqual({ xactId: 'xk_1', xactNumber: 7, referenceNo: 'r' })
  expect(saleOf({ xactId: 'xk_2', findingId: 'f' }, payment)).toEqual({ xactId: 'xk_2', xactNumber: null, referenceNo: '' })
})

test('with its money back a review ends, and a late payment is settled; nothing else changes', () => {
  expect(endingOf(paid({ status: 'review' }), now)).toEqual({ kind: 'review', paymentId: 'p', at: now })
  expect(endingOf(paid({ late: true }), now)).toEqual({ kind: 'late', paymentId: 'p', at: now })
  expect(endingOf(paid(), now)).toBeNull()
  expect(endingOf(paid({ late: true, refundedAt: now }), now)).toBeNull()
  expect(endingOf(paid({ status: 'not_charged', refundedAt: now }), now)).toBeNull()
})
