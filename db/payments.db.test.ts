import { describe, expect, test } from 'vitest'
import type { PaymentStatus } from '@/lib/shared/payments/payment-states'
import { isUniqueViolation } from './dialect'
import { listEvents } from './payment-events'
import { advance, advanceHolding, beginCharge, insertPayment } from './payment-moves'
import { claimUnsettled, release } from './payment-turns'
import { findPayment, type Payment } from './payments'
import { givenOrderRow, givenPaymentRow, newPayment } from './payments.test-kit'

const HOLDING: PaymentStatus[] = ['charging', 'unknown', 'succeeded', 'review']
const later = (ms: number) => new Date(Date.now() + ms)

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => null,
    (error: unknown) => error,
  )
}

async function givenAtBank(order: Awaited<ReturnType<typeof givenOrderRow>>): Promise<Payment> {
  return givenPaymentRow(order, { status: 'awaiting_3ds', pairDigest: 'pair', challengedAt: new Date() })
}

function begin(payment: Payment, change: { pairDigest?: string; at?: Date; challengedAfter?: Date } = {}) {
  const { pairDigest = 'pair', at = new Date(), challengedAfter = later(-60_000) } = change
  const guard = { pairDigest, challengedAfter }
  return beginCharge(payment, { from: 'awaiting_3ds', guard, at, leaseUntil: later(17_000), nextAt: later(5_000) })
}

describe('the database itself', () => {
  test.each(HOLDING.flatMap((first) => HOLDING.map((second) => [first, second] as const)))(
    'forbids a payment that is %s next to one that is %s in the same order',
    async (first, second) => {
      const order = await givenOrderRow()
      await givenPaymentRow(order, { status: first })
      const error = await failureOf(insertPayment(newPayment(order, { status: second }), order.createdAt))
      expect(isUniqueViolation(error)).toBe(true)
    },
  )

  test('allows any number of payments that do not hold the order, and late successes', async () => {
    const order = await givenOrderRow()
    await givenPaymentRow(order, { status: 'succeeded' })
    for (const status of ['created', 'awaiting_3ds', 'declined', 'failed', 'expired', 'superseded', 'not_charged'] as const) {
      await givenPaymentRow(order, { status })
      await givenPaymentRow(order, { status })
    }
    await givenPaymentRow(order, { status: 'succeeded', late: true })
    expect(isUniqueViolation(await failureOf(insertPayment(newPayment(order, { status: 'unknown' }), order.createdAt)))).toBe(true)
  })

  test('forbids a second payment with the same idempotency key or reference', async () => {
    const order = await givenOrderRow()
    const first = await givenPaymentRow(order)
    for (const same of [{ idempotencyKey: first.idempotencyKey }, { referenceNo: first.referenceNo }]) {
      expect(isUniqueViolation(await failureOf(insertPayment(newPayment(order, same), order.createdAt)))).toBe(true)
    }
  })

  test('forbids an unknown status', async () => {
    const order = await givenOrderRow()
    const error = await failureOf(insertPayment(newPayment(order, { status: 'paid' as PaymentStatus }), order.createdAt))
    expect(error).toBeInstanceOf(Error)
    expect(isUniqueViolation(error)).toBe(false)
  })

  test('writes history in the statement that moves a payment, and nothing if it does not move', async () => {
    const payment = await givenAtBank(await givenOrderRow())
    const moved = await begin(payment)
    if (!moved || moved === 'taken') throw new Error('not begun')
    await release(moved, { looks: 3 })
    await advance(payment, { from: 'charging', to: 'unknown', at: new Date('2026-11-22T10:00:00.123Z') })
    await advance(payment, { from: 'charging', to: 'declined', at: new Date() })
    const events = await listEvents(payment.id)
    expect(events.map(({ seq, kind, from, to }) => ({ seq, kind, from, to }))).toEqual([
      { seq: 1, kind: 'move', from: null, to: 'awaiting_3ds' },
      { seq: 2, kind: 'move', from: 'awaiting_3ds', to: 'charging' },
      { seq: 3, kind: 'move', from: 'charging', to: 'unknown' },
    ])
    expect(events[2]?.at).toEqual(new Date('2026-11-22T10:00:00.123Z'))
    expect(new Set(events.map(({ id }) => id)).size).toBe(3)
  })
})

describe('a move', () => {
  test('is made by exactly one of twenty concurrent callers', async () => {
    const payment = await givenPaymentRow(await givenOrderRow())
    const moved = await Promise.all(Array.from({ length: 20 }, () => advance(payment, { from: 'created', to: 'failed', at: new Date() })))
    expect(moved.filter(Boolean)).toHaveLength(1)
  })

  test('is not made from another status or under an older fence', async () => {
    const payment = await givenPaymentRow(await givenOrderRow(), { fence: 5, status: 'unknown' })
    expect(await advance(payment, { from: 'charging', to: 'declined', at: new Date() })).toBeNull()
    expect(await advance(payment, { from: 'unknown', to: 'declined', at: new Date(), fence: 4 })).toBeNull()
    expect(await advance(payment, { from: 'unknown', to: 'declined', at: new Date(), fence: 5 })).toMatchObject({
      status: 'declined',
      leaseUntil: null,
    })
  })

  test('into a status that holds the order returns "taken" if another payment holds it', async () => {
    const order = await givenOrderRow()
    await givenPaymentRow(order, { status: 'succeeded' })
    const other = await givenPaymentRow(order, { status: 'not_charged' })
    expect(await advanceHolding(other, { from: 'not_charged', to: 'succeeded', at: new Date() })).toBe('taken')
    expect((await findPayment(other.id))?.status).toBe('not_charged')
  })

  test('that is not in the table does not compile', () => {
    // Never called: this tests the compiler, and every line must be an error.
    const illegal = (id: string, at: Date) => [
      // @ts-expect-error a payment is not charged before 3D
      () => advance({ id }, { from: 'created', to: 'charging', at }),
      // @ts-expect-error nor succeeded
      () => advance({ id }, { from: 'created', to: 'succeeded', at }),
      // @ts-expect-error nor from the bank's page without a charge
      () => advance({ id }, { from: 'awaiting_3ds', to: 'succeeded', at }),
      // @ts-expect-error nor declined there
      () => advance({ id }, { from: 'awaiting_3ds', to: 'declined', at }),
      // @ts-expect-error "maybe" becomes "no" only through "unknown"
      () => advance({ id }, { from: 'charging', to: 'not_charged', at }),
      // @ts-expect-error a charge does not fail, it is declined or unknown
      () => advance({ id }, { from: 'charging', to: 'failed', at }),
      // @ts-expect-error a charge does not expire
      () => advance({ id }, { from: 'charging', to: 'expired', at }),
      // @ts-expect-error nor does an unknown one
      () => advance({ id }, { from: 'unknown', to: 'expired', at }),
      // @ts-expect-error nor does it go back to the bank
      () => advance({ id }, { from: 'unknown', to: 'awaiting_3ds', at }),
      // @ts-expect-error a success is final
      () => advance({ id }, { from: 'succeeded', to: 'declined', at }),
      // @ts-expect-error not even operators undo one
      () => advance({ id }, { from: 'succeeded', to: 'not_charged', at }),
      // @ts-expect-error a refusal is not charged again
      () => advance({ id }, { from: 'declined', to: 'charging', at }),
      // @ts-expect-error nor what was given up
      () => advance({ id }, { from: 'not_charged', to: 'charging', at }),
      // @ts-expect-error nor what has expired
      () => advance({ id }, { from: 'expired', to: 'charging', at }),
      // @ts-expect-error nor what another payment has overtaken
      () => advance({ id }, { from: 'superseded', to: 'charging', at }),
      // @ts-expect-error a review is not undone
      () => advance({ id }, { from: 'review', to: 'unknown', at }),
      // @ts-expect-error and is not a decline
      () => advance({ id }, { from: 'review', to: 'declined', at }),
      // @ts-expect-error a charge begins only after 3D or after an unknown outcome
      () => beginCharge({ id, orderId: id }, { from: 'declined', guard: { fence: 1 }, at, leaseUntil: at, nextAt: at }),
      // @ts-expect-error callers do not write a move's own columns
      () => advance({ id }, { from: 'created', to: 'failed', at, patch: { fence: 7 } }),
    ]
    expect(illegal('x', new Date())).toHaveLength(19)
  })
})

describe('the intent to charge', () => {
  test('is written with its time, a lease, one more call and a higher fence', async () => {
    const payment = await givenAtBank(await givenOrderRow())
    const at = new Date()
    expect(await begin(payment, { at })).toMatchObject({ status: 'charging', sentAt: at, calls: 1, fence: 1, noneCount: 0 })
    expect((await findPayment(payment.id))?.leaseUntil).toBeInstanceOf(Date)
  })

  test.each<[string, Parameters<typeof begin>[1]]>([
    ['for another pair', { pairDigest: 'other' }],
    ['for a challenge that is over', { challengedAfter: later(60_000) }],
    ['once the order has expired', { at: later(2 * 86_400_000) }],
  ])('is not written %s', async (_name, change) => {
    const payment = await givenAtBank(await givenOrderRow())
    expect(await begin(payment, change)).toBeNull()
    expect(await findPayment(payment.id)).toMatchObject({ status: 'awaiting_3ds', calls: 0, fence: 0 })
  })

  test.each(['cancelled', 'expired'] as const)('is not written when the order is %s', async (status) => {
    const order = await givenOrderRow()
    const payment = await givenAtBank(order)
    const { query } = await import('./client')
    const { orders } = await import('./schema')
    const { eq } = await import('drizzle-orm')
    await query((db) => db.update(orders).set({ status }).where(eq(orders.id, order.id)))
    expect(await begin(payment)).toBeNull()
    expect(await insertPayment(newPayment(order), order.createdAt)).toBeNull()
  })

  test('is written once when twenty callers at once want it for two payments of an order', async () => {
    for (let round = 0; round < 5; round++) {
      const order = await givenOrderRow()
      const [first, second] = [await givenAtBank(order), await givenAtBank(order)]
      const begun = await Promise.all(Array.from({ length: 20 }, (_each, index) => begin(index % 2 ? first : second)))
      expect(begun.filter((each) => each !== null && each !== 'taken')).toHaveLength(1)
      expect(begun).toContain('taken')
    }
  })
})

describe('a claim', () => {
  test('by many workers at once gives each payment to exactly one of them, ten at a time', async () => {
    const nextAt = new Date('2026-01-01T00:00:00Z')
    const ids: string[] = []
    for (let index = 0; index < 25; index++) ids.push((await givenPaymentRow(await givenOrderRow(), { status: 'unknown', nextAt })).id)
    const now = new Date('2026-01-01T00:00:01Z')
    const until = new Date('2026-01-01T00:01:00Z')
    const batches = await Promise.all(Array.from({ length: 6 }, () => claimUnsettled(now, until)))
    for (const batch of batches) expect(batch.length).toBeLessThanOrEqual(10)
    const claimed = batches.flat().map(({ id }) => id)
    expect(new Set(claimed).size).toBe(claimed.length)
    const rest = await claimUnsettled(now, until)
    expect([...claimed, ...rest.map(({ id }) => id)].sort()).toEqual(ids.sort())
    expect(await claimUnsettled(now, until)).toEqual([])
    for (const { fence } of batches.flat()) expect(fence).toBe(1)
  })

  test('is released only by its holder', async () => {
    const payment = await givenPaymentRow(await givenOrderRow(), {
      status: 'unknown',
      nextAt: new Date(0),
      fence: 3,
      leaseUntil: later(60_000),
    })
    await release({ ...payment, fence: 2 }, { looks: 9 })
    expect(await findPayment(payment.id)).toMatchObject({ looks: 0, leaseUntil: expect.any(Date) })
    await release(payment, { looks: 9 })
    expect(await findPayment(payment.id)).toMatchObject({ looks: 9, leaseUntil: null })
  })
})
