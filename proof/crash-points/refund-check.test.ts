import { expect, test } from 'vitest'
import type { RefundStatus } from '@/lib/shared/payments/refund'
import { findRefundViolations, type RefundEvidence } from './refund-check'

const payment = {
  id: 'p',
  reference_no: 'T1-1-abc',
  status: 'succeeded',
  late: false,
  amount_kurus: 500,
  fee_kurus: 0,
  instalment: 1,
  xact_id: 'x',
  drawn_kurus: 500,
  reserved_kurus: 200,
  refunded_kurus: 200,
  calls: 1,
  fence: 1,
  lease_until: null,
  next_at: null,
  returned_at: null,
  resumed_by: null,
} as const
const refund = {
  id: 'r',
  reference: 'IADE-1',
  status: 'refunded' as RefundStatus,
  asked_by: 'api',
  amount_kurus: 200,
  calls: 1,
  fence: 2,
  looks: 1,
  lease_until: null,
  next_at: null,
  due_at: 0,
} as const
const booked = {
  xact_id: 'y',
  sale_xact_id: 'x',
  reference_no: payment.reference_no,
  amount_kurus: 200,
  status: 'approved',
  by: 'request',
} as const
const request = {
  sequence: 1,
  service: 'reversed_request',
  reference_no: payment.reference_no,
  http_status: 200,
  duration_ms: 5,
  overlapping: false,
  return_url: null,
  domain: null,
  fault: null,
} as const
const path = (...moves: string[]) =>
  moves.map((move, index) => ({
    payment_id: 'p',
    seq: index + 1,
    kind: 'refund-move' as const,
    from_status: null,
    to_status: null,
    detail: `refund IADE-1 of 2.00 TRY: ${move}; because`,
  }))
const sound: RefundEvidence = {
  payment,
  refunds: [refund],
  events: path('planned', 'planned -> sending', 'sending -> unknown', 'unknown -> refunded'),
  booked: [booked],
  requests: [request],
  asked: [
    { reference: 'IADE-1', status: 201, id: 'r' },
    { reference: 'IADE-1', status: 200, id: 'r' },
  ],
  toldKurus: 200,
  fences: new Map([['r', [1, 2, 2]]]),
  integrity: ['ok', 'ok'],
}

const broken = (change: Partial<RefundEvidence>) => [
  ...new Set(findRefundViolations({ ...sound, ...change }).map((violation) => violation.split(':')[0])),
]

test('a refund whose answer was lost and that Paynet shows breaks no invariant', () => {
  expect(findRefundViolations(sound)).toEqual([])
})

test('a request that was turned away at the door does not count as one that arrived', () => {
  expect(broken({ requests: [{ ...request, http_status: 401 }, request] })).toEqual([])
})

const cases: Array<[says: string, ids: string[], change: Partial<RefundEvidence>]> = [
  ['more asked back than was drawn', ['I15'], { booked: [booked, { ...booked, amount_kurus: 400, status: 'waiting' }] }],
  ['a second request of one refund', ['I16'], { requests: [request, request] }],
  ['a second promise of one refund', ['I16'], { refunds: [{ ...refund, calls: 2 }] }],
  ['money that went back twice', ['I17'], { booked: [booked, booked] }],
  ['money that is said to be back and is not', ['I17'], { booked: [] }],
  ['our own refund that is taken for a foreign one', ['I17'], { refunds: [{ ...refund, asked_by: 'paynet' }] }],
  ['a reserve that was not given back', ['I18'], { payment: { ...payment, reserved_kurus: 300 } }],
  ['a sum that was counted twice', ['I18', 'I19'], { payment: { ...payment, refunded_kurus: 400 } }],
  ['one reference that is two refunds', ['I19'], { asked: [...sound.asked, { reference: 'IADE-1', status: 201, id: 's' }] }],
  ['an API that tells another sum', ['I19'], { toldKurus: 0 }],
  ['one that is left unknown', ['I5', 'I6', 'I17', 'I18'], { refunds: [{ ...refund, status: 'unknown' }] }],
  [
    'a move that the table does not have',
    ['I6'],
    {
      events: path(
        'planned',
        'planned -> sending',
        'sending -> unknown',
        'unknown -> planned',
        'planned -> sending',
        'sending -> refunded',
      ),
    },
  ],
  ['a fence that fell', ['I8'], { fences: new Map([['r', [2, 1]]]) }],
  ['a broken database', ['I12'], { integrity: ['row missing'] }],
]

test.each(cases)('%s is found', (_says, ids, change) => {
  expect(broken(change).sort()).toEqual([...ids].sort())
})
