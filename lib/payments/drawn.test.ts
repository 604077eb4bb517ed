import { expect, test } from 'vitest'
import { newPaymentRow, type Payment } from '@/db/payments'
import { sampleCharge } from '@/lib/paynet/replies.test-kit'
import { readTransactionDetails } from '@/lib/paynet/transaction-details'
import { drawnOf, instalmentsOf, paidPlanOf } from './drawn'

const at = new Date('2026-11-28T10:00:00Z')

/** Six instalments of 215,40 ₺ for an order of 1.200,00 ₺, as Paynet told of them. */
function payment(status: Payment['status'], told: object | null, known: Partial<Payment> = {}): Payment {
  return newPaymentRow({
    id: 'p',
    orderId: 'o',
    idempotencyKey: 'k',
    referenceNo: 'SIP-1-abcdefgh',
    status,
    amountKurus: 120_000,
    feeKurus: 9_240,
    instalments: 6,
    monthlyKurus: 21_540,
    feePayer: 'shopper',
    details: told && JSON.stringify(readTransactionDetails({ ...sampleCharge, ...told })),
    createdAt: at,
    movedAt: at,
    ...known,
  })
}

test.each([
  ['gross', { amount: 1292.4, end_user_comission: 92.4, instalment: 6 }],
  ['net', { amount: 1200, end_user_comission: 92.4, instalment: 6 }],
])('a paid plan is told as it was shown, where Paynet tells it %s', (_reading, told) => {
  expect(drawnOf(payment('succeeded', told))).toBe(129_240)
  expect(paidPlanOf(payment('succeeded', told))).toEqual({ instalments: 6, monthlyKurus: 21_540, feeKurus: 9_240 })
})

test('where less was drawn than shown, what was drawn is told, and no month that nobody computed', () => {
  const short = payment('succeeded', { amount: 1200, end_user_comission: 0, instalment: 6 })
  expect(drawnOf(short)).toBe(120_000)
  expect(paidPlanOf(short)).toEqual({ instalments: 6, monthlyKurus: null, feeKurus: 0 })
})

test.each(['created', 'awaiting_3ds', 'charging', 'unknown', 'declined', 'review'] as const)(
  'a payment that is %s is told as its plan was shown, whatever Paynet told',
  (status) => {
    expect(paidPlanOf(payment(status, { amount: 1, instalment: 3 }))).toEqual({ instalments: 6, monthlyKurus: 21_540, feeKurus: 9_240 })
  },
)

test('where no plans were on offer, the instalments are those of which Paynet told', () => {
  const single = { feeKurus: 0, instalments: 1, monthlyKurus: null, feePayer: null }
  const counts = [null, 0, 1, 6].map((instalment) => instalmentsOf(payment('succeeded', { instalment }, single)))
  expect(counts).toEqual([1, 1, 1, 6])
  expect(instalmentsOf(payment('succeeded', null, single))).toBe(1)
})

test('with plans on offer a single payment is one, whatever Paynet told', () => {
  const single = { feeKurus: 0, instalments: 1, monthlyKurus: 120_000, feePayer: null }
  expect(instalmentsOf(payment('review', { instalment: 6 }, single))).toBe(1)
})
