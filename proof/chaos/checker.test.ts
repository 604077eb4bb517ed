import { expect, test } from 'vitest'
import type { DeliveryRow, EventRow, MailRow, Move } from '@/e2e/harness/books'
import type { Seen } from '@/e2e/harness/webhook-sink'
import { check, type Evidence } from './checker'

const REFERENCE = 'CH1-1-abc'
const payment = {
  id: 'p',
  orderId: 'o',
  referenceNo: REFERENCE,
  status: 'succeeded',
  late: false,
  amountKurus: 500,
  feeKurus: 0,
  instalments: 1,
  monthlyKurus: null,
  calls: 1,
  fence: 1,
  drawnKurus: 500,
  reservedKurus: 200,
  refundedKurus: 200,
}
const success = {
  reference_no: REFERENCE,
  xact_id: 'x',
  amount_kurus: 500,
  instalment: 0,
  cost: { end_user_kurus: 0 },
  currency: 'TRY',
  is_succeed: true,
  card_masked: '435508******4358',
  save_card: false,
  at: '2026-01-01T00:00:02.000Z',
}
const charge = {
  sequence: 1,
  service: 'tds_charge',
  reference_no: REFERENCE,
  http_status: 200,
  duration_ms: 5,
  overlapping: false,
  return_url: null,
  domain: null,
  fault: null,
  at: '2026-01-01T00:00:01.000Z',
} as const
const page = {
  orderId: 'o',
  orderReference: 'CH1-1',
  status: 'succeeded',
  referenceNo: REFERENCE,
  saysNotCharged: false,
  strangers: [],
  askedAt: Date.parse('2026-01-01T00:00:03.000Z'),
}
const at = Date.parse('2026-01-01T00:00:00.000Z')
const request = { ...charge, sequence: 2, service: 'reversed_request', at: '2026-01-01T00:01:00.000Z' } as const
const refund = { id: 'r', paymentId: 'p', reference: 'IADE-1', amountKurus: 200, status: 'refunded', askedBy: 'api', calls: 1 }
const booked = { xact_id: 'y', sale_xact_id: 'x', reference_no: REFERENCE, amount_kurus: 200, status: 'approved', by: 'request' } as const
const asked = { orderId: 'o', orderReference: 'CH1-1', reference: 'IADE-1', status: 201, refundId: 'r' }

const events: EventRow[] = [
  { id: 'evt_2', type: 'order.paid', orderId: 'o', refundId: null, version: 2, at },
  { id: 'evt_3', type: 'refund.accepted', orderId: 'o', refundId: refund.id, version: 3, at },
  { id: 'evt_4', type: 'refund.refunded', orderId: 'o', refundId: refund.id, version: 4, at },
]
const seenOf = ({ id, type, orderId, version }: EventRow): Seen => ({
  id,
  attempt: 1,
  digest: `of ${id}`,
  isSigned: true,
  type,
  orderId,
  orderVersion: version,
  at: at + 300,
  answer: 'taken',
})
const deliveryOf = ({ id }: EventRow): DeliveryRow => ({ eventId: id, status: 'delivered', attempts: 1, nextAt: null })
const [paidEvent, acceptedEvent, refundedEvent] = events as [EventRow, EventRow, EventRow]
const [paidSeen, acceptedSeen, refundedSeen] = events.map(seenOf) as [Seen, Seen, Seen]

const mailRow: MailRow = {
  ...{ id: 'm', kind: 'receipt', subjectId: 'o', status: 'sent' },
  ...{ why: 'sent', attempts: 1, doubts: 1, nextAt: null },
}
const doneRow: MailRow = { ...mailRow, id: 'n', kind: 'refund-done', subjectId: 'r' }
const mails = [mailRow, doneRow]
const receiptTaken = { id: 'm', to: 'ch1-1@example.com' }
const doneTaken = { id: 'n', to: 'ch1-1@example.com' }
const taken = [receiptTaken, doneTaken]
/** What else changes with what is told: all of it arrives. */
const toldAs = (told: EventRow[]) => ({ events: told, deliveries: told.map(deliveryOf), seen: told.map(seenOf) })

/** One order, paid by one charge, of which a part was given back. */
const sound: Evidence = {
  orders: [{ id: 'o', reference: 'CH1-1', status: 'open', amountKurus: 500, version: 4 }],
  payments: [payment],
  moves: [
    { paymentId: 'p', from: null, to: 'created', at },
    { paymentId: 'p', from: 'created', to: 'awaiting_3ds', at },
    { paymentId: 'p', from: 'awaiting_3ds', to: 'charging', at },
    { paymentId: 'p', from: 'charging', to: 'succeeded', at },
  ],
  ...toldAs(events),
  mails,
  taken,
  findings: [],
  ledger: [success],
  calls: [charge, request],
  told: [page],
  refunds: [refund],
  booked: [booked],
  asked: [asked],
  refundedAmounts: new Map([['o', 200]]),
  fallenFences: [],
  brokenFiles: [],
  leaks: [],
  clock: [{ at: 0, aheadMs: 0 }],
}

const broken = (evidence: Evidence) => check(evidence).flatMap(({ id, violations }) => (violations.length > 0 ? [id] : []))

test('a sound run breaks no invariant, and each of them was checked', () => {
  expect(broken(sound)).toEqual([])
  expect(check(sound).every(({ looked }) => looked > 0)).toBe(true)
})

/** In six instalments, which cost the shopper 40 kuruş. */
const planned = { ...payment, feeKurus: 40, instalments: 6, monthlyKurus: 90 }
const drawn = { ...success, amount_kurus: 540, instalment: 6, cost: { end_user_kurus: 40 } }
const short = (amountKurus: number) => ({ referenceNo: REFERENCE, kind: 'fee-short', amountKurus })

const other = { ...payment, id: 'q', referenceNo: 'CH1-1-def', drawnKurus: null, reservedKurus: 0, refundedKurus: 0 }
const second = { ...success, reference_no: 'CH1-1-def' }
const order = { id: 'o', reference: 'CH1-1', status: 'open', amountKurus: 500, version: 4 }
const cases: Array<[says: string, ids: string[], evidence: Partial<Evidence>]> = [
  ['an order that was charged twice', ['I1', 'I2'], { payments: [payment, { ...other, status: 'declined' }], ledger: [success, second] }],
  ['a late second success that nobody hides', ['I1'], { payments: [payment, { ...other, late: true }], ledger: [success, second] }],
  ['a success that no payment knows', ['I2'], { ledger: [success, { ...success, reference_no: 'CH1-9-zzz' }] }],
  [
    'a payment that was taken and reads declined',
    ['I2', 'I6', 'I20', 'I22'],
    { payments: [{ ...payment, status: 'declined' }], moves: [{ paymentId: 'p', from: 'succeeded', to: 'declined', at }], calls: [] },
  ],
  ['a paid order that Paynet knows nothing of', ['I3', 'I14', 'I15'], { ledger: [] }],
  ['a paid order of another amount', ['I3', 'I14'], { ledger: [{ ...success, amount_kurus: 501 }] }],
  ['"not charged" about a payment that was taken', ['I4'], { told: [{ ...page, saysNotCharged: true, askedAt: 0 }] }],
  [
    '"not charged" of a payment at the bank, after it was taken',
    ['I4'],
    { told: [{ ...page, status: 'awaiting_3ds', saysNotCharged: true }] },
  ],
  [
    '"not charged" on a page without a payment, after one was taken',
    ['I4'],
    { told: [{ ...page, saysNotCharged: true, referenceNo: null }] },
  ],
  ['a payment that is still undecided', ['I5'], { payments: [payment, { ...other, status: 'unknown' }] }],
  ['a move that the table does not have', ['I6'], { moves: [...sound.moves, { paymentId: 'p', from: 'created', to: 'succeeded', at }] }],
  ['a charge that nobody promised', ['I7'], { payments: [{ ...payment, calls: 0 }] }],
  ['an intent that came after its charge', ['I7'], { moves: sound.moves.map((move) => ({ ...move, at: at + 60_000 })) }],
  ['a fence that fell', ['I8'], { fallenFences: ['p'] }],
  ['two charges at once', ['I9'], { calls: [{ ...charge, overlapping: true }] }],
  ['an order that two payments fulfilled', ['I3', 'I10', 'I14'], { payments: [payment, other] }],
  ['a card number in a log', ['I11'], { leaks: ['the number of card "good" stands in the log'] }],
  ['a broken database file', ['I12'], { brokenFiles: ['row missing'] }],
  [
    'a kuruş more than the plan that was shown',
    ['I14'],
    { payments: [planned], ledger: [{ ...drawn, amount_kurus: 541, cost: { end_user_kurus: 41 } }] },
  ],
  ['a plan of which less was drawn, and nobody is told', ['I14'], { payments: [planned], ledger: [success] }],
  ['a person who is told another sum than was drawn', ['I14'], { payments: [planned], ledger: [success], findings: [short(501)] }],
  ['a person who is told of too little, although all was drawn', ['I14'], { payments: [planned], ledger: [drawn], findings: [short(540)] }],
  [
    'more asked back than was drawn',
    ['I15', 'I18', 'I20'],
    {
      payments: [{ ...payment, reservedKurus: 600, refundedKurus: 600 }],
      refunds: [refund, { ...refund, id: 's', reference: 'IADE-2', amountKurus: 400 }],
      booked: [booked, { ...booked, xact_id: 'z', amount_kurus: 400 }],
      calls: [charge, request, request],
      refundedAmounts: new Map([['o', 600]]),
    },
  ],
  ['a refund that was requested twice', ['I16'], { calls: [charge, request, request] }],
  ['a refund that may have been requested twice', ['I16'], { refunds: [{ ...refund, calls: 2 }] }],
  ['a refund that Paynet never made', ['I17'], { booked: [{ ...booked, status: 'waiting' }] }],
  ['a refund that Paynet made twice', ['I17'], { booked: [booked, { ...booked, xact_id: 'z' }] }],
  [
    'a refund in the panel of which nothing is known',
    ['I17'],
    { booked: [booked, { ...booked, xact_id: 'z', by: 'panel', amount_kurus: 5 }] },
  ],
  ['a reserve that was not given back', ['I17', 'I18', 'I20', 'I22'], { refunds: [{ ...refund, status: 'refused' }] }],
  ['two refunds of one reference', ['I19'], { asked: [asked, { ...asked, refundId: 's' }] }],
  ['a request that was never answered well', ['I19'], { asked: [{ ...asked, status: 404 }] }],
  ['an API that tells another sum', ['I19'], { refundedAmounts: new Map([['o', 100]]) }],
  ['a paid order of which nobody is told', ['I20'], { ...toldAs([]), orders: [{ ...order, version: 1 }] }],
  [
    'a paid order that is told twice',
    ['I20'],
    { ...toldAs([...events, { ...paidEvent, id: 'evt_5', version: 5 }]), orders: [{ ...order, version: 5 }] },
  ],
  ['a refund of which nobody is told', ['I20'], { ...toldAs([paidEvent, acceptedEvent]), orders: [{ ...order, version: 3 }] }],
  ['a refund that is told and did not come', ['I20'], toldAs([paidEvent, acceptedEvent, { ...refundedEvent, refundId: 'z' }])],
  ['two events of one version', ['I20'], toldAs([paidEvent, { ...acceptedEvent, version: 2 }, refundedEvent])],
  ['a version that nothing told', ['I20', 'I21'], { orders: [{ ...order, version: 5 }] }],
  ['an event that never came', ['I21'], { seen: [paidSeen, refundedSeen] }],
  ['an event that came and was never taken', ['I21'], { seen: [paidSeen, { ...acceptedSeen, answer: '500' }, refundedSeen] }],
  ['a signature that is not right', ['I21'], { seen: [...sound.seen, { ...paidSeen, attempt: 2, isSigned: false }] }],
  ['an event that came again with other bytes', ['I21'], { seen: [...sound.seen, { ...paidSeen, attempt: 2, digest: 'other' }] }],
  ['an event that came again under another id', ['I21'], { seen: [...sound.seen, { ...paidSeen, id: 'evt_5' }] }],
  ['an event that tells another order', ['I21'], { seen: [{ ...paidSeen, orderId: 'p' }, acceptedSeen, refundedSeen] }],
  ['an event that tells another type', ['I21'], { seen: [{ ...paidSeen, type: 'order.expired' }, acceptedSeen, refundedSeen] }],
  ['an event that tells the order as it was before', ['I21'], { seen: [{ ...paidSeen, orderVersion: 1 }, acceptedSeen, refundedSeen] }],
  [
    'an order whose last version was not told',
    ['I21'],
    { orders: [{ ...order, version: 5 }], events: [...events, { ...paidEvent, id: 'evt_5', type: 'order.review', version: 5 }] },
  ],
  ['a version that the books do not have', ['I21'], { seen: [paidSeen, acceptedSeen, { ...refundedSeen, orderVersion: 5 }] }],
  ['a redirect that was followed', ['I21'], { seen: [...sound.seen, { ...paidSeen, id: '', isSigned: false, type: null, orderId: null }] }],
  ['a delivery that is not over', ['I21'], { deliveries: events.map((event) => ({ ...deliveryOf(event), status: 'pending' })) }],
  ['an event that is not on its way', ['I21'], { deliveries: [] }],
  ['a paid order without a receipt', ['I22'], { mails: [doneRow], taken: [doneTaken] }],
  ['a receipt that is queued twice', ['I22'], { mails: [...mails, { ...mailRow, id: 'l', status: 'failed', doubts: 0 }] }],
  ['a receipt that came twice, though its first try was answered', ['I22'], { taken: [...taken, receiptTaken] }],
  [
    'a receipt that came three times',
    ['I22'],
    { mails: [{ ...mailRow, attempts: 3, doubts: 3 }, doneRow], taken: [...taken, receiptTaken, receiptTaken] },
  ],
  ['a receipt that went to somebody else', ['I22'], { taken: [{ ...receiptTaken, to: 'ch1-2@example.com' }, doneTaken] }],
  ['a receipt that is said to be sent and never came', ['I22'], { taken: [doneTaken] }],
  ['a receipt that is said not to be sent and came', ['I22'], { mails: [{ ...mailRow, status: 'failed' }, doneRow] }],
  [
    'a receipt of an order that is not paid',
    ['I22'],
    { mails: [...mails, { ...mailRow, id: 'k', subjectId: 'other' }], taken: [...taken, { ...receiptTaken, id: 'k' }] },
  ],
  ['a mail that no book has', ['I22'], { taken: [...taken, { id: 'z', to: 'ch1-1@example.com' }] }],
  ['a mail that waits for ever', ['I22'], { mails: [{ ...mailRow, status: 'queued', nextAt: at }, doneRow] }],
  [
    'a receipt that waits for a review that is over',
    ['I22'],
    { mails: [{ ...mailRow, status: 'queued', why: 'undecided', nextAt: at }, doneRow], taken: [doneTaken] },
  ],
  [
    'a mail of a refund that was not made',
    ['I22'],
    { mails: [...mails, { ...doneRow, id: 'k', subjectId: 's' }], taken: [...taken, { ...doneTaken, id: 'k' }] },
  ],
  ['another person’s order on a page', ['I13'], { told: [{ ...page, strangers: ['CH1-2'] }] }],
]

test.each(cases)('%s is found', (_says, ids, change) => {
  expect(broken({ ...sound, ...change })).toEqual(ids)
})

test('a plan that was drawn as shown is sound, and so is one of which less was drawn and a person told', () => {
  expect(broken({ ...sound, payments: [planned], ledger: [drawn] })).toEqual([])
  expect(broken({ ...sound, payments: [planned], ledger: [success], findings: [short(500)] })).toEqual([])
})

test('a refund of another amount than Paynet made is sound if a person is told', () => {
  const findings = [{ referenceNo: REFERENCE, kind: 'other-refund', amountKurus: 5 }]
  expect(broken({ ...sound, booked: [{ ...booked, by: 'panel', amount_kurus: 5 }], findings })).toEqual([])
})

test('"not charged" of a payment at the bank that is confirmed only afterwards is none', () => {
  const told = [{ ...page, status: 'awaiting_3ds', saysNotCharged: true, askedAt: 0 }]
  expect(broken({ ...sound, told })).toEqual([])
})

test('an intent is compared with Paynet’s log, whatever the clock said when it was written', () => {
  const calledAt = Date.parse(charge.at)
  const moves = (ms: number) => sound.moves.map((move) => ({ ...move, at: move.at + ms }))
  const set = (at: number, aheadMs: number) => [
    { at: 0, aheadMs: 0 },
    { at, aheadMs },
  ]
  const HOUR = 3_600_000
  expect(broken({ ...sound, moves: moves(HOUR), clock: set(calledAt - 60_000, HOUR) })).toEqual([])
  expect(broken({ ...sound, moves: moves(HOUR), clock: set(calledAt + 1, HOUR) })).toEqual(['I7'])
  expect(broken({ ...sound, moves: moves(1_500), clock: set(calledAt - 60_000, -HOUR) })).toEqual(['I7'])
})

test('a charge belongs to a later intent if the process died during the earlier one, whatever the clock said then', () => {
  const calledAt = Date.parse(charge.at)
  const [created, atBank, intent, end] = sound.moves as [Move, Move, Move, Move]
  const twice = [
    created,
    atBank,
    { ...intent, at: calledAt + 3_600_000 },
    { paymentId: 'p', from: 'charging', to: 'unknown', at: calledAt - 2_000 },
    { paymentId: 'p', from: 'unknown', to: 'charging', at: calledAt - 1_000 },
    end,
  ]
  const clock = [
    { at: 0, aheadMs: 3_700_000 },
    { at: calledAt - 60_000, aheadMs: 0 },
  ]
  const payments = [{ ...payment, calls: 2 }]
  expect(broken({ ...sound, payments, moves: twice, clock })).toEqual([])
})

test('a receipt that came twice from doubt is sound, and so is one that may not have come', () => {
  const doubtful = { ...mailRow, attempts: 2, doubts: 2 }
  expect(broken({ ...sound, mails: [doubtful, doneRow], taken: [...taken, receiptTaken] })).toEqual([])
  expect(broken({ ...sound, mails: [{ ...doubtful, status: 'unknown' }, doneRow], taken: [doneTaken] })).toEqual([])
})

test('an event that came late, twice, and out of order is sound', () => {
  const again = { ...paidSeen, attempt: 2, at: at + 3_600_000 }
  expect(broken({ ...sound, seen: [refundedSeen, acceptedSeen, { ...paidSeen, answer: '500' }, again, { ...again, attempt: 3 }] })).toEqual(
    [],
  )
})
