import { describe, expect, test } from 'vitest'
import { insertApplication } from '@/db/applications'
import { query } from '@/db/client'
import { writeMarker } from '@/db/markers'
import { insertEvent } from '@/db/payment-events'
import { givenOrderRow, givenPaymentRow } from '@/db/payments.test-kit'
import { advanceRefund, insertRefund, type Refund } from '@/db/refunds'
import { newRefundRow } from '@/db/refunds.test-kit'
import { markers } from '@/db/schema'
import { closeFinding, insertFinding } from '@/db/sweep-findings'
import { later } from '@/lib/clock'
import { DAY, HOUR, MINUTE, SECOND } from '@/lib/duration'
import { newId } from '@/lib/ids'
import { countWaiting, listWaiting, totalOf } from './waiting'

const at = new Date('2026-11-28T09:00:00Z')
const ago = (ms: number) => later(at, -ms)

/** An application's row with what a test is about. */
async function givenApplication(known: Partial<Parameters<typeof insertApplication>[0]>): Promise<string> {
  const id = newId()
  const row = { id, status: 'verifying' as const, answers: 'sealed', calls: 1, fence: 1, createdAt: ago(DAY), updatedAt: ago(HOUR) }
  await insertApplication({ ...row, ...known })
  return id
}

async function given() {
  const order = async () => givenOrderRow({ amountKurus: 14_990 })
  const review = await givenPaymentRow(await order(), { status: 'review', movedAt: ago(3 * HOUR), referenceNo: 'SIP-1-abcdefgh' })
  await insertEvent({ id: newId(), paymentId: review.id, at, kind: 'note', detail: 'in review: Paynet shows 1.00 TRY', durationMs: null })
  const late = { status: 'succeeded', late: true, settledAt: ago(5 * HOUR) } as const
  const refundDue = await givenPaymentRow(await order(), late)
  const undecided = await givenPaymentRow(await order(), { status: 'unknown', sentAt: ago(6 * MINUTE), nextAt: at })
  const finding = { id: newId(), kind: 'other-amount' as const, referenceNo: 'SIP-9-abcdefgh', xactId: 'xk', amountKurus: 100 }
  await insertFinding({ ...finding, foundAt: ago(2 * HOUR), closedAt: null })
  const unanswered = await givenApplication({ taxDigest: newId(), sentAt: ago(4 * HOUR) })
  const held = await givenApplication({ updatedAt: ago(90 * MINUTE) })
  const putOff = await givenApplication({ status: 'sending', taxDigest: newId(), nextAt: at, updatedAt: ago(61 * MINUTE) })

  // None of these waits.
  await givenPaymentRow(await order(), { ...late, refundedAt: at })
  await givenPaymentRow(await order(), { status: 'succeeded', settledAt: ago(DAY) })
  await givenPaymentRow(await order(), { status: 'unknown', sentAt: ago(4 * MINUTE), nextAt: at })
  await insertFinding({ ...finding, id: 'closed', xactId: 'y', foundAt: ago(DAY), closedAt: null })
  await closeFinding('closed', at)
  await givenApplication({ status: 'received', taxDigest: newId(), formId: '4711', sentAt: ago(DAY) })
  await givenApplication({ status: 'sending', taxDigest: newId(), nextAt: at, updatedAt: ago(30 * MINUTE) })
  return { review, refundDue, undecided, finding, unanswered, held, putOff }
}

test('everything that waits for a person is in one queue, the oldest first, with what is known and what to type', async () => {
  const { review, refundDue, undecided, finding, unanswered, held, putOff } = await given()
  const { waiting, cursor } = await listWaiting(at, { limit: 50 })
  expect(waiting.map(({ kind, id }) => [kind, id])).toEqual([
    ['refund-due', refundDue.id],
    ['application', unanswered],
    ['review', review.id],
    ['finding', finding.id],
    ['application', held],
    ['application', putOff],
    ['undecided', undecided.id],
  ])
  expect(cursor).toBeNull()
  expect(waiting[2]).toEqual({
    kind: 'review',
    id: review.id,
    referenceNo: review.referenceNo,
    since: ago(3 * HOUR),
    amountKurus: 14_990,
    known: 'Paynet shows 1.00 TRY',
    next: 'payment -- SIP-1-abcdefgh',
  })
  expect(waiting[3]?.next).toBe(`sweep -- --close ${finding.id}`)
  const counts = await countWaiting(at)
  expect(counts).toEqual({ reviews: 1, refundsDue: 1, refunds: 0, findings: 1, undecided: 1, applications: 3, restored: 0 })
  expect(totalOf(counts)).toBe(7)

  const seen: string[] = []
  for (let after: Parameters<typeof listWaiting>[1]['after'] = null; ; ) {
    const page = await listWaiting(at, { after, limit: 2 })
    seen.push(...page.waiting.map(({ id }) => id))
    if (!page.cursor) break
    after = page.cursor
  }
  expect(seen, 'page by page it is the same').toEqual(waiting.map(({ id }) => id))

  await writeMarker('restored', ago(DAY))
  expect((await listWaiting(at, { limit: 1 })).waiting).toMatchObject([{ kind: 'restored-copy', next: 'sweep' }])
  await query((db) => db.delete(markers).returning())
})

test('things that wait since the same moment are each told once, over all pages, whatever language the database sorts by', async () => {
  const given: string[] = []
  for (let index = 0; index < 40; index += 1)
    given.push((await givenPaymentRow(await givenOrderRow(), { status: 'review', movedAt: ago(9 * DAY) })).id)
  const seen: string[] = []
  for (let after: Parameters<typeof listWaiting>[1]['after'] = null; seen.length < given.length; ) {
    const page = await listWaiting(at, { after, limit: 4 })
    seen.push(...page.waiting.map(({ id }) => id))
    after = page.cursor
  }
  expect(seen.toSorted()).toEqual(given.toSorted())
})

describe('a refund waits for a person', () => {
  const friday = new Date('2026-11-27T09:00:00Z')
  const openRefund = async (known: Partial<Refund>): Promise<Refund> => {
    const refund = newRefundRow({ xactId: newId(), createdAt: ago(9 * DAY), dueAt: ago(9 * DAY), ...known })
    await insertRefund(refund, null, { id: newId(), paymentId: refund.id, at, kind: 'refund-move', detail: '', durationMs: null })
    return refund
  }
  const waitsAt = async (refund: Refund, time: Date) =>
    (await listWaiting(time, { limit: 500 })).waiting.find(({ kind, id }) => kind === 'refund' && id === refund.id) ?? null

  test.each<[string, Partial<Refund>, Date]>([
    ['an hour after it could have been sent', { status: 'planned', dueAt: friday, looks: 6 }, later(friday, HOUR)],
    ['an hour after it was sent and may have arrived', { status: 'unknown', sentAt: friday }, later(friday, HOUR)],
    ['an hour after it was sent by whoever has not come back', { status: 'sending', sentAt: friday }, later(friday, HOUR)],
    ['an hour after its amount could not be read', { status: 'unknown', askedBy: 'paynet', createdAt: friday }, later(friday, HOUR)],
    ['three business days after Paynet took it, not three days', { status: 'accepted', sentAt: friday }, later(friday, 5 * DAY)],
  ])('%s, and not a second earlier', async (_name, known, since) => {
    const refund = await openRefund(known)
    expect(await waitsAt(refund, later(since, -SECOND))).toBeNull()
    const { reference, amountKurus } = refund
    expect(await waitsAt(refund, since)).toMatchObject({ kind: 'refund', referenceNo: reference, amountKurus, since: friday })
    for (const time of [later(since, -SECOND), since]) {
      const { waiting } = await listWaiting(time, { limit: 500 })
      expect((await countWaiting(time)).refunds).toBe(waiting.filter(({ kind }) => kind === 'refund').length)
    }
  })

  test('with the words that it is open to, and no longer once it is over', async () => {
    const waiting = await Promise.all(
      (['planned', 'unknown', 'accepted'] as const).map((status) => openRefund({ status, sentAt: ago(9 * DAY) })),
    )
    const [planned, unknown, accepted] = await Promise.all(waiting.map((refund) => waitsAt(refund, at)))
    expect(planned?.next).toBe(`refund -- --withdraw ${planned?.id}`)
    expect(unknown?.next).toBe(`refund -- --ask ${unknown?.id}`)
    expect(unknown?.known).toContain('never sent again')
    expect(accepted?.next).toBe(`refund -- --ask ${accepted?.id}`)
    for (const status of ['refunded', 'refused', 'withdrawn', 'not_sent'] as const)
      expect(await waitsAt(await openRefund({ status, sentAt: ago(9 * DAY) }), at)).toBeNull()
  })

  test('and the payment, review or finding whose money is on its way back waits no more; once that has failed, it does again', async () => {
    const late = await givenPaymentRow(await givenOrderRow(), {
      status: 'succeeded',
      late: true,
      settledAt: ago(DAY),
      xactId: newId(),
      referenceNo: 'SIP-2-abcdefgh',
    })
    const review = await givenPaymentRow(await givenOrderRow(), {
      status: 'review',
      movedAt: ago(DAY),
      xactId: newId(),
      referenceNo: 'SIP-3-abcdefgh',
    })
    const finding = { id: newId(), kind: 'several' as const, referenceNo: newId(), xactId: newId(), amountKurus: 100 }
    await insertFinding({ ...finding, foundAt: ago(DAY), closedAt: null })
    const ids = [late.id, review.id, finding.id]
    const waits = async () => (await listWaiting(at, { limit: 500 })).waiting.filter(({ id }) => ids.includes(id))
    const counts = async () => {
      const { reviews, refundsDue, findings } = await countWaiting(at)
      return [reviews, refundsDue, findings]
    }
    const before = await counts()
    expect((await waits()).map(({ next }) => next).toSorted()).toEqual(
      [`refund -- ${late.referenceNo}`, `payment -- ${review.referenceNo}`, `refund -- ${finding.id}`].toSorted(),
    )
    const event = { id: newId(), paymentId: late.id, at, kind: 'refund-move' as const, detail: '', durationMs: null }
    const made = []
    for (const payment of [late, review]) {
      const { id: paymentId, xactId } = payment
      const refund = newRefundRow({ paymentId, xactId: xactId ?? '', amountKurus: 14_990, createdAt: at, dueAt: at })
      made.push(await insertRefund(refund, { paymentId, reservedKurus: 0, drawnKurus: 14_990 }, { ...event, id: newId() }))
    }
    made.push(
      await insertRefund(newRefundRow({ findingId: finding.id, xactId: finding.xactId, createdAt: at }), null, { ...event, id: newId() }),
    )
    expect(await waits()).toEqual([])
    expect(await counts()).toEqual(before.map((count) => count - 1))
    for (const refund of made)
      if (refund) await advanceRefund(refund, { from: 'planned', to: 'withdrawn', at, events: [{ ...event, id: newId() }] })
    expect(await waits()).toHaveLength(3)
    expect(await counts()).toEqual(before)
  })
})
