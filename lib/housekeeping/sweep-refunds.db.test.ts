import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { query } from '@/db/client'
import { clearMarker, readMarker, writeMarker } from '@/db/markers'
import { listRefundsOfTransaction, type Refund } from '@/db/refunds'
import { payments, refunds, sweepFindings } from '@/db/schema'
import { closeFinding, type Finding, listOpenFindings } from '@/db/sweep-findings'
import { later } from '@/lib/clock'
import { log } from '@/lib/log'
import { isNoneBelievable } from '@/lib/payments/ask'
import { decide } from '@/lib/payments/operate'
import {
  type AtTheBank,
  comeBack,
  DAY,
  declinedCard,
  faultOfCheck,
  givenPassed,
  givenReturned,
  HOUR,
  orderStatus,
  payment,
  settleByLooking,
  statusOf,
  stoppedClock,
  type TestClock,
} from '@/lib/payments/payments.test-kit'
import { recheck } from '@/lib/payments/reconcile'
import { keepForeign } from '@/lib/refunds/foreign'
import { decideRefund } from '@/lib/refunds/operate'
import {
  ask,
  faultOfRefund,
  givenBack,
  givenPaid,
  givenPlanned,
  givenSent,
  held,
  lookAt,
  type Paid,
  refund,
  requestsFor,
  statusOfRefund,
  work,
  workWhenDue,
} from '@/lib/refunds/refunds.test-kit'
import { askFindingRefund } from '@/lib/refunds/request'
import { HANGS_MS, paynet } from '@/scripts/test/setup'
import { compareRestoredCopy, openRestoredCopy } from './restored-copy'
import { type Sweep, sweep } from './sweep'

/** A list that leaves out what the details show. */
const listed = vi.hoisted(() => ({ isEmpty: false }))
vi.mock('@/lib/paynet/refunds', async (original) => {
  const real = await original<typeof import('@/lib/paynet/refunds')>()
  const listReversals: typeof real.listReversals = async (...period) => {
    const list = await real.listReversals(...period)
    return listed.isEmpty ? { ...list, reversals: [] } : list
  }
  return { ...real, listReversals }
})

let clock: TestClock
const alarms: string[] = []

beforeEach(async () => {
  await paynet.forget()
  await paynet.settings({ sale_days_ago: 2 })
  for (const table of [refunds, payments, sweepFindings]) await query((db) => db.delete(table))
  clock = stoppedClock()
  await writeMarker('check-proven', clock.at())
  alarms.length = 0
  vi.spyOn(log, 'alarm').mockImplementation((event, { meaning } = {}) => void alarms.push(`${event} ${meaning ?? ''}`.trim()))
})

afterEach(async () => {
  vi.restoreAllMocks()
  listed.isEmpty = false
  for (const fact of ['swept', 'sweeping', 'restored', 'reopened'] as const) await clearMarker(fact)
})

const panel = ({ referenceNo }: Pick<Paid, 'referenceNo'>, amount_kurus?: number) =>
  paynet.refundInPanel({ reference_no: referenceNo, ...(amount_kurus === undefined ? {} : { amount_kurus }) })

async function refundsOf({ id }: Pick<Paid, 'id'>): Promise<Refund[]> {
  return listRefundsOfTransaction((await payment(id)).xactId ?? '')
}

const findingsOf = async ({ referenceNo }: Pick<Paid, 'referenceNo'>): Promise<Finding[]> =>
  (await listOpenFindings(1000)).filter((finding) => finding.referenceNo === referenceNo)

const kindsOf = async (paid: Pick<Paid, 'referenceNo'>) => (await findingsOf(paid)).map(({ kind }) => kind)

/** The books agree: what is reserved is the sum of the rows that hold money. */
async function expectSound(paid: Paid): Promise<void> {
  const rows = (await refundsOf(paid)).filter(({ status }) => !['refused', 'withdrawn', 'not_sent'].includes(status))
  const sum = (all: Refund[]) => all.reduce((kurus, { amountKurus }) => kurus + amountKurus, 0)
  expect(await held(paid)).toEqual({ reserved: sum(rows), refunded: sum(rows.filter(({ status }) => status === 'refunded')) })
}

const again = async (): Promise<Sweep> => {
  clock.pass(HOUR)
  return sweep(clock)
}

describe('a refund that was made in Paynet’s panel', () => {
  test.each([
    ['the whole', undefined, 14_990],
    ['a part', 5_000, 5_000],
  ])('%s: becomes a row that counts, one finding and one alarm, however often the lists are read', async (_, amount, kurus) => {
    const paid = await givenPaid({ clock })
    const made = await panel(paid, amount)
    const swept = await sweep(clock)
    expect(swept).toMatchObject({ unread: null, found: [{ kind: 'foreign-refund', xactId: made.xact_id, amountKurus: kurus }] })
    await again()
    await again()
    expect(await refundsOf(paid)).toMatchObject([
      { askedBy: 'paynet', reference: null, status: 'refunded', amountKurus: kurus, paynetRef: made.xact_id, nextAt: null },
    ])
    await expectSound(paid)
    expect(await kindsOf(paid)).toEqual(['foreign-refund'])
    expect(alarms).toEqual(['sweep.finding foreign-refund'])
    expect((await payment(paid.id)).status).toBe('succeeded')
    expect(await ask(paid, { amountKurus: 14_990 })).toMatchObject({ ok: false, refusal: { remainingKurus: 14_990 - kurus } })
  })

  test('twice the same part: two rows, and two findings', async () => {
    const paid = await givenPaid({ clock })
    await panel(paid, 5_000)
    await sweep(clock)
    await panel(paid, 5_000)
    await again()
    await again()
    expect((await refundsOf(paid)).map(({ amountKurus }) => amountKurus)).toEqual([5_000, 5_000])
    await expectSound(paid)
    expect(alarms).toEqual(['sweep.finding foreign-refund', 'sweep.finding foreign-refund'])
  })

  test('a cancellation on the day of the sale', async () => {
    const paid = await givenPaid({ clock, daysAgo: 0 })
    expect(await panel(paid)).toMatchObject({ type: 'R' })
    await sweep(clock)
    await again()
    expect(await refundsOf(paid)).toMatchObject([{ status: 'refunded', amountKurus: 14_990 }])
    expect(alarms).toEqual(['sweep.finding foreign-refund'])
  })

  test.each(['no-type', 'sale-only'] as const)('rows written as %s', async (refund_rows) => {
    await paynet.settings({ refund_rows })
    const paid = await givenPaid({ clock })
    await panel(paid, 5_000)
    await sweep(clock)
    await again()
    expect(await refundsOf(paid)).toMatchObject([{ status: 'refunded', amountKurus: 5_000 }])
    await expectSound(paid)
    expect(alarms).toEqual(['sweep.finding foreign-refund'])
  })

  test('without its amount: all that is left is held until it is told, by Paynet or by a person', async () => {
    await paynet.settings({ refund_rows: 'no-amount' })
    const [told, said, none] = [await givenPaid({ clock }), await givenPaid({ clock }), await givenPaid({ clock })]
    for (const paid of [told, said, none]) await panel(paid, 5_000)
    await sweep(clock)
    for (const paid of [told, said, none]) {
      expect(await refundsOf(paid)).toMatchObject([{ status: 'unknown', askedBy: 'paynet', amountKurus: 14_990, nextAt: null }])
      expect(await held(paid)).toEqual({ reserved: 14_990, refunded: 0 })
      expect(await findingsOf(paid)).toMatchObject([{ kind: 'foreign-refund', amountKurus: null }])
    }
    const [first, second] = [(await refundsOf(said))[0], (await refundsOf(none))[0]]
    if (!first || !second) throw new Error('no rows')
    expect(await decideRefund(first, 'done', clock.at(), { paynetRef: first.paynetRef, amountKurus: 15_000 }), 'more than there was').toBe(
      false,
    )
    expect(await decideRefund(first, 'done', clock.at(), { paynetRef: first.paynetRef, amountKurus: 5_000 })).toBe(true)
    expect(await decideRefund(second, 'not-sent', clock.at())).toBe(true)
    await paynet.settings({ refund_rows: 'full' })
    await again()
    await again()
    expect(await refundsOf(told)).toMatchObject([{ status: 'refunded', amountKurus: 5_000 }])
    expect(await refundsOf(said), 'a person has said how much it was').toMatchObject([{ status: 'refunded', amountKurus: 5_000 }])
    expect(await refundsOf(none), 'and that this was none').toMatchObject([{ status: 'not_sent' }])
    for (const paid of [told, said, none]) await expectSound(paid)
    expect(alarms.filter((alarm) => alarm.endsWith('foreign-refund'))).toHaveLength(3)
  })

  test('that only the sale’s own mark tells of: held, told once, and learnt when the list shows it', async () => {
    await paynet.settings({ refund_rows: 'sale-only' })
    const paid = await givenPaid({ clock })
    await panel(paid, 5_000)
    listed.isEmpty = true
    await sweep(clock)
    await again()
    listed.isEmpty = false
    expect(await refundsOf(paid)).toMatchObject([{ status: 'unknown', amountKurus: 14_990, paynetRef: null }])
    await again()
    await again()
    expect(await refundsOf(paid)).toMatchObject([{ status: 'refunded', amountKurus: 5_000 }])
    await expectSound(paid)
    expect(alarms).toEqual(['sweep.finding foreign-refund'])
  })

  test('under another name in the details than in the list, and by two instances at once', async () => {
    const paid = await givenPaid({ clock })
    await panel(paid, 5_000)
    await panel(paid, 3_000)
    const shown = (prefix: string) => ({
      isReversed: true,
      reversals: [5_000, 3_000].map((amountKurus) => ({ names: [`${prefix}${amountKurus}`], amountKurus, day: null })),
    })
    await Promise.all([keepForeign(paid, shown('a'), clock.at()), keepForeign(paid, shown('b'), clock.at()), sweep(clock), sweep(clock)])
    await again()
    expect((await refundsOf(paid)).map(({ amountKurus }) => amountKurus).toSorted()).toEqual([3_000, 5_000])
    await expectSound(paid)
    expect(alarms).toEqual(['sweep.finding foreign-refund', 'sweep.finding foreign-refund'])
  })
})

describe('a refund in the panel beside one of ours', () => {
  test('before it: what is left is less, and what was planned steps back when it no longer fits', async () => {
    const [fits, whole] = [await givenPlanned({ clock, wanted: { amountKurus: 5_000 } }), await givenPlanned({ clock })]
    for (const paid of [fits, whole]) await panel(paid, 5_000)
    await sweep(clock)
    expect([await statusOfRefund(fits), await statusOfRefund(whole)]).toEqual(['planned', 'withdrawn'])
    expect(await held(fits)).toEqual({ reserved: 10_000, refunded: 5_000 })
    expect(await held(whole)).toEqual({ reserved: 5_000, refunded: 5_000 })
    expect(await workWhenDue(whole), 'it is not sent any more').toBe('withdrawn')
    for (const paid of [fits, whole]) await expectSound(paid)
  })

  test('while it is open: each is known for what it is', async () => {
    const paid = await givenPaid({ clock })
    const sent = await givenSent({ paid, wanted: { amountKurus: 5_000 }, fault: { fault: 'answer-lost-after' } })
    await panel(sent, 3_000)
    const swept = await sweep(clock)
    expect(swept.refunds).toMatchObject({ settled: [sent.refundId] })
    expect(await statusOfRefund(sent)).toBe('refunded')
    expect((await refundsOf(sent)).map(({ askedBy, amountKurus }) => `${askedBy} ${amountKurus}`).toSorted()).toEqual([
      'api 5000',
      'paynet 3000',
    ])
    await expectSound(sent)
    expect(await requestsFor(sent)).toBe(1)
  })

  test('after it: ours stays ours', async () => {
    const sent = await givenSent({ clock, wanted: { amountKurus: 5_000 } })
    await workWhenDue(sent)
    await panel(sent, 5_000)
    await again()
    await again()
    expect((await refundsOf(sent)).map(({ askedBy, status }) => [askedBy, status])).toEqual([
      ['api', 'refunded'],
      ['paynet', 'refunded'],
    ])
    await expectSound(sent)
    expect(alarms).toEqual(['sweep.finding foreign-refund'])
  })

  test('one that is just being sent is never taken for a foreign one', async () => {
    const planned = await givenPlanned({ clock, wanted: { amountKurus: 5_000 } })
    await faultOfRefund(planned, { fault: 'slow', ms: HANGS_MS })
    const sending = work(planned)
    await expect.poll(() => givenBack(planned)).toBe(5_000)
    const swept = await sweep(clock)
    expect(swept.found).toEqual([])
    expect(await statusOfRefund(planned)).toBe('sending')
    await paynet.release(sending)
    expect(await workWhenDue(planned)).toBe('refunded')
    expect(await refundsOf(planned)).toHaveLength(1)
    await again()
    expect(alarms).toEqual([])
  })
})

describe('what ends when its money is seen to be back', () => {
  test('a late payment is no longer due for a refund, and its order stays paid', async () => {
    const { late, first } = await givenLate()
    await panel(late)
    await sweep(clock)
    expect(await payment(late.id)).toMatchObject({ status: 'succeeded', late: true, refundedAt: clock.at(), refundedKurus: 14_990 })
    expect(await statusOf(first)).toBe('succeeded')
    await again()
    expect(alarms.filter((alarm) => alarm.startsWith('sweep'))).toEqual(['sweep.finding foreign-refund'])
  })

  test('two parts of it are the whole', async () => {
    const { late } = await givenLate()
    await panel(late, 5_000)
    await sweep(clock)
    expect((await payment(late.id)).refundedAt).toBeNull()
    await panel(late)
    await again()
    expect((await payment(late.id)).refundedAt).not.toBeNull()
  })

  test('a review ends as not charged, and the order can be paid again', async () => {
    const waiting = await givenInReview()
    await panel(waiting)
    await sweep(clock)
    expect(await payment(waiting.id)).toMatchObject({ status: 'not_charged', refundedAt: clock.at(), refundedKurus: 14_990 })
    expect(await orderStatus(waiting)).toBe('open')
  })

  test('a finding of a second success closes, with a row of its own and no further finding', async () => {
    const { paid, finding, second } = await givenTakenTwice()
    await paynet.refundInPanel({ xact_id: second })
    await again()
    expect(await listRefundsOfTransaction(second)).toMatchObject([
      { status: 'refunded', askedBy: 'paynet', findingId: finding.id, paymentId: paid.id, amountKurus: 14_990 },
    ])
    expect(await findingsOf(paid)).toEqual([])
    expect(await held(paid), 'the payment’s own money is untouched').toEqual({ reserved: 0, refunded: 0 })
    await again()
    expect(alarms.filter((alarm) => alarm.endsWith('foreign-refund'))).toEqual([])
  })

  test('a part of a second success does not close it', async () => {
    const { paid, second } = await givenTakenTwice()
    await paynet.refundInPanel({ xact_id: second, amount_kurus: 5_000 })
    await again()
    expect(await kindsOf(paid)).toEqual(['several'])
    await paynet.refundInPanel({ xact_id: second })
    await again()
    expect(await findingsOf(paid)).toEqual([])
    expect(await listRefundsOfTransaction(second)).toHaveLength(1)
  })

  test('what an operator has said to be refunded is no news', async () => {
    const { late } = await givenLate()
    await panel(late)
    expect(await decide(await payment(late.id), 'refunded', clock.at())).toBe(true)
    await sweep(clock)
    expect(alarms.filter((alarm) => alarm.startsWith('sweep'))).toEqual([])
  })

  test('an undecided payment of which the list shows only that it went back is put up with the sale’s own number and amount', async () => {
    const waiting = await givenReturned({ clock, fault: { fault: 'answer-lost-after' } })
    const [sale] = await paynet.ledger(waiting.referenceNo)
    await panel(waiting, 5_000)
    await sweep(clock)
    expect(await payment(waiting.id)).toMatchObject({ status: 'review', xactId: sale?.xact_id, reservedKurus: 5_000 })
  })
})

describe('a list that has what was asked for, too', () => {
  beforeEach(() => paynet.settings({ refund_list: 'all', refund_approval: 'manual' }))
  const decideAll = async ({ referenceNo }: Paid, decision: 'reject' | 'withdraw') => {
    for (const { xact_id } of await paynet.refunds(referenceNo)) await paynet.decideRefund(xact_id, decision)
  }

  test('says of what waits, was rejected or withdrawn that no money went back', async () => {
    const [waits, rejected, withdrawn] = [await givenSent({ clock }), await givenSent({ clock }), await givenSent({ clock })]
    await decideAll(rejected, 'reject')
    await decideAll(withdrawn, 'withdraw')
    const elsewhere = await givenPaid({ clock })
    await panel(elsewhere, 3_000)
    await decideAll(elsewhere, 'withdraw')
    expect(await sweep(clock)).toMatchObject({ unread: null, found: [], refunds: { ours: 0, settled: [], found: [] } })
    for (const each of [waits, rejected, withdrawn]) {
      expect(await statusOfRefund(each)).toBe('accepted')
      expect(await held(each)).toEqual({ reserved: 14_990, refunded: 0 })
    }
    expect(await refundsOf(elsewhere)).toEqual([])
  })

  test('has no refund told as missing while a request of its sale waits', async () => {
    const done = await givenSent({ clock, wanted: { amountKurus: 5_000 } })
    const [atPaynet] = await paynet.refunds(done.referenceNo)
    await paynet.decideRefund(atPaynet?.xact_id ?? '', 'approve')
    expect(await workWhenDue(done)).toBe('refunded')
    await paynet.decideRefund(atPaynet?.xact_id ?? '', 'withdraw')
    const waits = await givenSent({ paid: done, wanted: { amountKurus: 2_000 } })
    clock.pass(4 * DAY)
    expect((await sweep(clock)).refunds).toMatchObject({ unread: null, found: [] })
    const [, waiting] = await paynet.refunds(done.referenceNo)
    await paynet.decideRefund(waiting?.xact_id ?? '', 'reject')
    clock.pass(HOUR)
    expect((await sweep(clock)).refunds?.found).toMatchObject([{ kind: 'refund-missing', amountKurus: 5_000 }])
    expect(await statusOfRefund(waits)).toBe('accepted')
  })
})

describe('what a person must decide', () => {
  test('a refund of ours that the list no longer shows is told after three days, once, and stays done', async () => {
    const sent = await givenSent({ clock, wanted: { amountKurus: 5_000 } })
    await workWhenDue(sent)
    const [atPaynet] = await paynet.refunds(sent.referenceNo)
    await paynet.decideRefund(atPaynet?.xact_id ?? '', 'withdraw')
    clock.pass(2 * DAY)
    expect((await sweep(clock)).refunds?.found).toEqual([])
    clock.pass(2 * DAY)
    expect((await sweep(clock)).refunds?.found).toMatchObject([{ kind: 'refund-missing', xactId: atPaynet?.xact_id, amountKurus: 5_000 }])
    await again()
    expect(alarms.filter((alarm) => alarm.includes('refund'))).toEqual(['sweep.finding refund-missing'])
    expect(await statusOfRefund(sent)).toBe('refunded')
    await expectSound(sent)
  })

  test('one that only the list leaves out, as it may a cancellation, is not missing', async () => {
    const sent = await givenSent({ clock, daysAgo: 0 })
    await workWhenDue(sent)
    clock.pass(4 * DAY)
    listed.isEmpty = true
    expect((await sweep(clock)).refunds).toMatchObject({ unread: null, found: [], theirs: 0 })
  })

  test('nor is one that may stand before the list’s first day', async () => {
    const sent = await givenSent({ clock, wanted: { amountKurus: 5_000 } })
    await workWhenDue(sent)
    clock.pass(12 * DAY)
    expect((await sweep(clock)).refunds).toMatchObject({ theirs: 0, found: [] })
  })

  test('more than can be: told once for a sale, under whatever name', async () => {
    await paynet.settings({ refund_unchecked: true })
    const sent = await givenSent({ clock, wanted: { amountKurus: 14_990 } })
    await workWhenDue(sent)
    await panel(sent, 5_000)
    await panel(sent, 3_000)
    const swept = await again()
    expect(swept.found).toMatchObject([{ kind: 'other-refund', xactId: (await payment(sent.id)).xactId }])
    await again()
    expect(await refundsOf(sent)).toHaveLength(1)
    expect(alarms.filter((alarm) => alarm.startsWith('sweep'))).toEqual(['sweep.finding other-refund'])
    await expectSound(sent)
  })

  test('another amount under the number of one that is done', async () => {
    const sent = await givenSent({ clock, wanted: { amountKurus: 5_000 } })
    await workWhenDue(sent)
    await query((db) => db.update(refunds).set({ amountKurus: 4_000 }).where(eq(refunds.id, sent.refundId)))
    await query((db) => db.update(payments).set({ reservedKurus: 4_000, refundedKurus: 4_000 }).where(eq(payments.id, sent.id)))
    expect((await again()).found).toMatchObject([{ kind: 'other-refund', amountKurus: 5_000 }])
    await again()
    expect(alarms.filter((alarm) => alarm.startsWith('sweep'))).toEqual(['sweep.finding other-refund'])
  })

  test('one that Paynet calls unapproved, and no longer shows', async () => {
    const sent = await givenSent({ clock, wanted: { amountKurus: 5_000 } })
    await workWhenDue(sent)
    const [atPaynet] = await paynet.refunds(sent.referenceNo)
    await paynet.decideRefund(atPaynet?.xact_id ?? '', 'withdraw')
    await query((db) => db.update(refunds).set({ nextAt: clock.at() }).where(eq(refunds.id, sent.refundId)))
    expect(await work(sent)).toBe('refunded')
    expect(await kindsOf(sent)).toEqual(['refund-withdrawn'])
    expect((await refund(sent.refundId)).nextAt).toBeNull()
  })
})

describe('a list that cannot be read whole', () => {
  test.each(['http-403', 'has-more-lies', 'html'])('concludes nothing of what it leaves out, and says so: %s', async (fault) => {
    const sent = await givenSent({ clock, wanted: { amountKurus: 5_000 } })
    await workWhenDue(sent)
    const [atPaynet] = await paynet.refunds(sent.referenceNo)
    await paynet.decideRefund(atPaynet?.xact_id ?? '', 'withdraw')
    const marked = await givenPaid({ clock })
    await panel(marked, 3_000)
    await paynet.settings({ refund_rows: 'sale-only' })
    await paynet.fault({ fault, service: 'reversal_list', times: 99 })
    const swept = await sweep(clock)
    expect(swept.refunds?.unread).not.toBeNull()
    expect(swept.unread).toMatch(/^of refunds, /)
    expect(alarms).toContain('sweep.incomplete')
    expect(await readMarker('swept')).toBeNull()
    expect(await kindsOf(sent)).toEqual([])
    // What was shown counts; a sale's mark alone says too little while the list may tell more.
    const kurus = swept.refunds?.theirs === 0 ? 0 : 3_000
    expect(await held(marked)).toEqual({ reserved: kurus, refunded: kurus })
  })

  test('rows of other shops’ transactions are left alone', async () => {
    const paid = await givenPaid({ clock })
    await paynet.fault({ fault: 'reversal-foreign-row', service: 'reversal_list', times: 99 })
    const swept = await sweep(clock)
    expect(swept).toMatchObject({ unread: null, found: [], refunds: { ours: 0 } })
    expect(swept.refunds?.theirs).toBeGreaterThan(0)
    expect(await refundsOf(paid)).toEqual([])
  })
})

describe('what asks about payments', () => {
  test('believes a check that says "none" when the newest success was given back, by whatever Paynet shows of it', async () => {
    const older = await givenPaid({ clock })
    clock.pass(HOUR)
    const newest = await givenSent({ clock })
    await workWhenDue(newest)
    await clearMarker('check-proven')
    expect(await isNoneBelievable(await payment(older.id), clock.at())).toBe(true)
  })

  test('a declined payment that Paynet shows as taken and given back is told to a person once', async () => {
    const declined = await givenReturned({ clock, card: declinedCard })
    expect(await statusOf(declined)).toBe('declined')
    await paynet.fault({ fault: 'row-reversed', service: 'check', reference_prefix: declined.referenceNo, times: 99 })
    for (const _ of [1, 2]) {
      clock.pass(DAY)
      await recheck(clock.at(), clock)
    }
    expect(await statusOf(declined)).toBe('declined')
    expect(alarms.filter((alarm) => alarm.startsWith('sweep')).length).toBeLessThanOrEqual(1)
  })

  test('a payment that was given back is not paid again by a check, nor put up for review', async () => {
    const sent = await givenSent({ clock })
    await workWhenDue(sent)
    const before = await payment(sent.id)
    await again()
    clock.pass(3 * DAY)
    await recheck(clock.at(), clock)
    expect(await payment(sent.id)).toEqual(before)
    expect(alarms).toEqual([])
  })
})

describe('in a restored copy', () => {
  const wait = async (ms: number) => clock.pass(ms)

  /** The rows as a backup had them. */
  async function restoreRows(refundId: string, copy: Refund, paid: Paid, of: { reserved: number; refunded: number }): Promise<void> {
    const { id, ...before } = copy
    await query((db) => db.update(refunds).set(before).where(eq(refunds.id, refundId)))
    await query((db) => db.update(payments).set({ reservedKurus: of.reserved, refundedKurus: of.refunded }).where(eq(payments.id, paid.id)))
    await writeMarker('restored', clock.at())
  }

  test('no refund is asked for, and none is sent', async () => {
    const planned = await givenPlanned({ clock })
    const paid = await givenPaid({ clock })
    const { paid: twice, finding } = await givenTakenTwice()
    await writeMarker('restored', clock.at())
    expect(await ask(paid)).toEqual({ ok: false, refusal: { kind: 'restored', remainingKurus: 14_990 } })
    const named = { reference: 'IADE-1', reason: null, askedBy: 'cli' } as const
    expect(await askFindingRefund(finding, await payment(twice.id), named, clock.at())).toMatchObject({ ok: false })
    clock.pass(HOUR)
    expect([await work(planned), await requestsFor(planned)]).toEqual(['planned', 0])
  })

  test('one that was due counts as sent: it is asked about, never sent, and a person may say that it was not', async () => {
    const planned = await givenPlanned({ clock })
    await writeMarker('restored', clock.at())
    await compareRestoredCopy(clock, wait)
    expect(await readMarker('restored')).toBeNull()
    expect(await refund(planned.refundId)).toMatchObject({ status: 'unknown', sentAt: expect.any(Date), calls: 1 })
    expect(await workWhenDue(planned)).toBe('unknown')
    clock.pass(HOUR)
    await lookAt(planned)
    expect(alarms).toContain('refund.unknown')
    expect(await requestsFor(planned)).toBe(0)
    expect(await decideRefund(await refund(planned.refundId), 'not-sent', clock.at())).toBe(true)
    expect(await ask(planned)).toMatchObject({ ok: true })
  })

  test('one that falls due after the opening is sent as planned', async () => {
    const planned = await givenPlanned({ clock, daysAgo: 0, wanted: { amountKurus: 5_000 } })
    await writeMarker('restored', clock.at())
    await compareRestoredCopy(clock, wait)
    expect(await statusOfRefund(planned)).toBe('planned')
    await workWhenDue(planned)
    expect(await requestsFor(planned)).toBe(1)
  })

  test('one that its original has sent is known for what it is, without a finding', async () => {
    const sent = await givenPlanned({ clock, wanted: { amountKurus: 5_000 } })
    const copy = await refund(sent.refundId)
    await work(sent)
    await restoreRows(sent.refundId, copy, sent, { reserved: 5_000, refunded: 0 })
    await compareRestoredCopy(clock, wait)
    expect(await refundsOf(sent)).toMatchObject([{ id: sent.refundId, status: 'refunded' }])
    await expectSound(sent)
    expect([alarms, await requestsFor(sent)]).toEqual([[], 1])
  })

  test('one that its original was sending is asked about as well', async () => {
    const sent = await givenPlanned({ clock, wanted: { amountKurus: 5_000 } })
    await faultOfRefund(sent, { fault: 'answer-lost-before' })
    await work(sent)
    const copy = { ...(await refund(sent.refundId)), status: 'sending' as const, nextAt: clock.at() }
    await restoreRows(sent.refundId, copy, sent, { reserved: 5_000, refunded: 0 })
    await openRestoredCopy(clock.at())
    expect(await statusOfRefund(sent)).toBe('unknown')
    expect(await requestsFor(sent)).toBe(1)
  })

  test('one whose row was lost becomes a foreign one, and nothing more is asked of its payment until a person has looked', async () => {
    const sent = await givenSent({ clock, wanted: { amountKurus: 5_000, reference: 'IADE-7' } })
    await query((db) => db.delete(refunds))
    await query((db) => db.update(payments).set({ reservedKurus: 0, drawnKurus: null }).where(eq(payments.id, sent.id)))
    await writeMarker('restored', clock.at())
    await compareRestoredCopy(clock, wait)
    expect(await refundsOf(sent)).toMatchObject([{ askedBy: 'paynet', status: 'refunded', amountKurus: 5_000 }])
    expect(await held(sent)).toEqual({ reserved: 5_000, refunded: 5_000 })
    // The merchant's server asks again, since it does not know what became of it.
    const posted = { amountKurus: 5_000, reference: 'IADE-7' }
    expect(await ask(sent, posted)).toMatchObject({ ok: false, refusal: { kind: 'restored' } })
    const [finding] = await findingsOf(sent)
    await closeFinding(finding?.id ?? '', clock.at())
    expect(await ask(sent, posted)).toMatchObject({ ok: true })
  })

  test('stays closed until the list of refunds has been read whole, too', async () => {
    await givenPaid({ clock })
    await paynet.fault({ fault: 'http-500', service: 'reversal_list', times: 3 })
    await writeMarker('restored', clock.at())
    const reads: (Date | null)[] = []
    await compareRestoredCopy(clock, async (ms) => {
      reads.push(await readMarker('restored'))
      clock.pass(ms)
    })
    expect(reads.length).toBeGreaterThanOrEqual(3)
    expect(alarms.filter((alarm) => alarm === 'sweep.incomplete')).toHaveLength(3)
  })

  test('the list of refunds goes back to the copy’s newest line', async () => {
    await writeMarker('restored', later(clock.at(), -20 * DAY))
    expect((await sweep(clock)).refunds?.from).toEqual(later(clock.at(), -21 * DAY))
  })
})

/** A success of an order that another payment has paid. */
async function givenLate(): Promise<{ late: AtTheBank; first: AtTheBank }> {
  const late = await givenReturned({ clock, fault: { fault: 'answer-lost-after', times: 99 } })
  await faultOfCheck(late, { fault: 'check-nothing', times: 99 })
  expect(await settleByLooking(late)).toBe('not_charged')
  const first = await givenReturned({ clock, order: late.order })
  await sweep(clock)
  expect((await payment(late.id)).late).toBe(true)
  return { late, first }
}

async function givenInReview(): Promise<AtTheBank> {
  const waiting = await givenReturned({ clock, fault: { fault: 'is-succeed-text' } })
  expect(await statusOf(waiting)).toBe('review')
  return waiting
}

/** A payment that Paynet has taken twice, and the finding of it. */
async function givenTakenTwice(): Promise<{ paid: Paid; finding: Finding; second: string }> {
  const paid = await givenPassed({ clock })
  const headers = { authorization: `Basic ${process.env.PAYNET_SECRET_KEY}`, 'content-type': 'application/json' }
  const post = async (path: string, body: object): Promise<unknown> =>
    (await fetch(`${paynet.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })).json()
  const card = { card_holder: 'Ayşe Yılmaz', pan: '4355084355084358', month: 12, year: 2040, cvc: '739' }
  const where = { return_url: 'http://localhost:3000/x', domain: 'localhost' }
  const opened = await post('/v2/transaction/tds_initial', { reference_no: paid.referenceNo, amount: '149,90', ...where, ...card })
  const { session_id, token_id } = opened as { session_id: string; token_id: string }
  await paynet.answerBank({ session_id, token_id })
  await comeBack(paid)
  await post('/v2/transaction/tds_charge', { session_id, token_id })
  await sweep(clock)
  const [finding] = await findingsOf(paid)
  if (finding?.kind !== 'several') throw new Error('not found twice')
  return { paid, finding, second: finding.xactId }
}
