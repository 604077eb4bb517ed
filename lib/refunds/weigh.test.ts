import { describe, expect, test } from 'vitest'
import type { Refund } from '@/db/refunds'
import type { Reversal } from '@/lib/paynet/refunds-wire'
import { weigh } from './weigh'

const DRAWN = 14_990
const sentAt = new Date('2026-11-28T12:00:00+03:00')

function refund(change: Partial<Refund> = {}): Refund {
  return {
    id: `${change.status ?? 'unknown'} ${change.paynetRef ?? ''}`,
    paymentId: 'p',
    xactId: 'xk_sale',
    findingId: null,
    reference: 'IADE-1',
    amountKurus: 5_000,
    status: 'unknown',
    askedBy: 'api',
    reason: null,
    callbackDigest: null,
    dueAt: sentAt,
    sentAt,
    calls: 1,
    leaseUntil: null,
    fence: 1,
    nextAt: null,
    looks: 0,
    alarms: 0,
    hintedAt: null,
    code: null,
    paynetRef: null,
    createdAt: sentAt,
    movedAt: sentAt,
    settledAt: null,
    ...change,
  }
}

const open = (status: Refund['status'] = 'unknown', change: Partial<Refund> = {}) => refund({ status, ...change })
const done = (paynetRef: string | null, change: Partial<Refund> = {}) =>
  refund({ status: 'refunded', paynetRef, settledAt: sentAt, ...change })

const back = (name: string, amountKurus: number | null = 5_000, day: string | null = '2026-11-28'): Reversal => ({
  names: [name],
  amountKurus,
  day,
})

type Case = { reversals?: Reversal[]; isReversed?: boolean; refunds: Refund[]; since?: Date; drawnKurus?: number | null }
const weighed = ({ reversals = [], isReversed = reversals.length > 0, refunds, since, drawnKurus = DRAWN }: Case) =>
  weigh({ isReversed, reversals }, refunds, { drawnKurus, since: since ?? null })

const names = (reversals: Reversal[]) => reversals.map((each) => each.names[0])

describe('the open refund is done', () => {
  test.each<[string, Case, string | null]>([
    ['a row of its amount', { reversals: [back('a')], refunds: [open()] }, 'a'],
    ['a row without an amount', { reversals: [back('a', null)], refunds: [open()] }, 'a'],
    ['a row without a day', { reversals: [back('a', 5_000, null)], refunds: [open()] }, 'a'],
    ['a row without a name', { reversals: [{ names: [], amountKurus: 5_000, day: null }], refunds: [open()] }, null],
    ['a row of a later day', { reversals: [back('a', 5_000, '2026-12-03')], refunds: [open()] }, 'a'],
    ['the row of its amount among others', { reversals: [back('a', 100), back('b')], refunds: [open()] }, 'b'],
    ['the row of its amount, rather than one without', { reversals: [back('a', null), back('b')], refunds: [open()] }, 'b'],
    ['one more than are known', { reversals: [back('a'), back('b')], refunds: [done('a'), open()] }, 'b'],
    ['one more, in another order', { reversals: [back('b'), back('a')], refunds: [done('a'), open()] }, 'b'],
    ['one more, where no name is known', { reversals: [back('a'), back('b')], refunds: [done(null), open()] }, 'b'],
    ['one more, without amounts', { reversals: [back('a', null), back('b', null)], refunds: [done('a'), open()] }, 'b'],
    ['one more, beside one of the panel', { reversals: [back('a'), back('b')], refunds: [done('a', { askedBy: 'paynet' }), open()] }, 'b'],
    ['the mark of the sale, for the whole', { isReversed: true, refunds: [open('unknown', { amountKurus: DRAWN })] }, null],
    ['a row, for one that Paynet took', { reversals: [back('a')], refunds: [open('accepted')] }, 'a'],
    ['a row, for one that is on its way', { reversals: [back('a')], refunds: [open('sending')] }, 'a'],
    [
      'the day before, for one sent just after midnight',
      {
        reversals: [back('a', 5_000, '2026-11-27')],
        refunds: [open('unknown', { sentAt: new Date('2026-11-28T00:40:00+03:00') })],
      },
      'a',
    ],
    [
      'a row, where what was done before is not in the books',
      {
        reversals: [back('b')],
        refunds: [done('a', { settledAt: new Date('2026-11-01T00:00:00Z') }), open()],
        since: new Date('2026-11-27T00:00:00Z'),
      },
      'b',
    ],
  ])('by %s', (_, books, paynetRef) => {
    expect(weighed(books).refunded).toEqual({ paynetRef })
  })
})

describe('the open refund is not proven', () => {
  test.each<[string, Case]>([
    ['nothing', { refunds: [open()] }],
    ['the mark of the sale, for a part', { isReversed: true, refunds: [open()] }],
    [
      'the mark of the sale, where its sum is not known',
      { isReversed: true, refunds: [open('unknown', { amountKurus: DRAWN })], drawnKurus: null },
    ],
    [
      'the mark of the sale, where something else is done',
      {
        isReversed: true,
        refunds: [done('a'), open('unknown', { amountKurus: DRAWN - 5_000 })],
      },
    ],
    ['a row of another amount', { reversals: [back('a', 4_999)], refunds: [open()] }],
    ['a row of a day before it was sent', { reversals: [back('a', 5_000, '2026-11-27')], refunds: [open()] }],
    ['a row without an amount of a day before', { reversals: [back('a', null, '2026-11-27')], refunds: [open()] }],
    ['the row of one that is done', { reversals: [back('a')], refunds: [done('a'), open()] }],
    ['the row of one that is done, whose name is not known', { reversals: [back('a')], refunds: [done(null), open()] }],
    ['the row of one that is done, under another name', { reversals: [back('9')], refunds: [done('a'), open()] }],
    ['a row, while it was never sent', { reversals: [back('a')], refunds: [open('planned', { sentAt: null })] }],
    ['a row, while it is planned anew', { reversals: [back('a')], refunds: [open('planned')] }],
    ['a row, once it was refused', { reversals: [back('a')], refunds: [refund({ status: 'refused' })] }],
  ])('by %s', (_, books) => {
    expect(weighed(books).refunded).toBeNull()
  })
})

describe('what nobody here asked for', () => {
  test.each<[string, Case, (string | undefined)[]]>([
    ['is a row where nothing is known', { reversals: [back('a')], refunds: [] }, ['a']],
    ['is each of several', { reversals: [back('a'), back('b', 100)], refunds: [] }, ['a', 'b']],
    ['is one of another amount than the open one', { reversals: [back('a', 100)], refunds: [open()] }, ['a']],
    ['is one of a day before the open one was sent', { reversals: [back('a', 5_000, '2026-11-27')], refunds: [open()] }, ['a']],
    [
      'is what is more than the open one and those that are done',
      { reversals: [back('a'), back('b'), back('c')], refunds: [done('a'), open()] },
      ['c'],
    ],
    ['is a row while ours is only planned', { reversals: [back('a')], refunds: [open('planned', { sentAt: null })] }, ['a']],
    [
      'is a row of one that was refused, withdrawn or called not sent',
      {
        reversals: [back('a')],
        refunds: [refund({ status: 'refused' }), refund({ status: 'withdrawn' }), refund({ status: 'not_sent' })],
      },
      ['a'],
    ],
    [
      'is no row that is known already',
      { reversals: [back('a'), back('b', 100)], refunds: [done('a'), done('b', { amountKurus: 100, askedBy: 'paynet' })] },
      [],
    ],
    [
      'is no row that is known and whose amount is not',
      { reversals: [back('a', null)], refunds: [open('unknown', { askedBy: 'paynet', paynetRef: 'a', sentAt: null })] },
      [],
    ],
    ['is no row that may be on its way right now', { reversals: [back('a')], refunds: [open('sending')] }, []],
  ])('%s', (_, books, expected) => {
    expect(names(weighed(books).foreign)).toEqual(expected)
  })

  test('is the mark of a sale of which nothing is known, and no mark that a refund explains', () => {
    expect(weighed({ isReversed: true, refunds: [] }).foreign).toEqual([{ names: [], amountKurus: null, day: null }])
    expect(weighed({ isReversed: true, refunds: [done('a')] }).foreign).toEqual([])
    expect(weighed({ isReversed: true, refunds: [open()] }).foreign).toEqual([])
    expect(weighed({ isReversed: false, refunds: [] }).foreign).toEqual([])
  })
})

describe('a refund that is done', () => {
  test.each<[string, Case, number]>([
    ['is missed where nothing is shown', { refunds: [done('a')] }, 1],
    ['is missed where another is shown', { reversals: [back('b', 100)], refunds: [done('a')] }, 1],
    ['is not missed under its name, whatever the amount', { reversals: [back('a', 1)], refunds: [done('a')] }, 0],
    ['is not missed under another name, by its amount', { reversals: [back('9')], refunds: [done('a')] }, 0],
    ['is not missed where a row tells no amount', { reversals: [back('9', null)], refunds: [done('a')] }, 0],
    ['is not missed where the sale is marked and no row is shown', { isReversed: true, refunds: [done('a')] }, 0],
    ['is not missed in books that begin after it', { refunds: [done('a')], since: new Date('2026-11-29T00:00:00+03:00') }, 0],
  ])('%s', (_, books, expected) => {
    expect(weighed(books).unseen).toHaveLength(expected)
  })
})

test('every row explains one refund at most', () => {
  const rows = [back('a'), back('b'), back('c', null)]
  const refunds = [done('a'), done('x'), done(null), open()]
  const { refunded, foreign, unseen } = weighed({ reversals: rows, refunds })
  expect([refunded, foreign, unseen]).toEqual([null, [], []])
})

describe('one that is done is not taken for another that the books of whole days show', () => {
  const since = new Date('2026-11-27T12:00:00+03:00')
  const settledAt = new Date('2026-11-27T08:00:00+03:00')

  test.each<[string, Reversal, Partial<Refund>]>([
    ['under another name, without a day', back('a', 5_000, null), { settledAt }],
    ['under its own name, whenever a clock that was behind has it', back('b'), { settledAt: new Date('2026-11-20T08:00:00+03:00') }],
  ])('%s', (_, shown, change) => {
    const known = [done('b', change), open()]
    expect(weighed({ reversals: [shown], refunds: known, since })).toEqual({ refunded: null, foreign: [], unseen: [] })
  })

  test('nor for one that was made elsewhere', () => {
    expect(weighed({ reversals: [back('a', 5_000, '2026-11-27')], refunds: [done(null, { settledAt })], since }).foreign).toEqual([])
  })
})
