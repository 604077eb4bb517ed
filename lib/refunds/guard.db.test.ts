import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { query } from '@/db/client'
import { listRefundsOf } from '@/db/refunds'
import { payments, refunds } from '@/db/schema'
import { env } from '@/lib/env'
import { decide } from '@/lib/payments/operate'
import { payment } from '@/lib/payments/payments.test-kit'
import { paynet } from '@/scripts/test/setup'
import { decideRefund } from './operate'
import { reconcileRefunds } from './reconcile'
import {
  ask,
  faultOfRefund,
  givenBack,
  givenPaid,
  givenPlanned,
  givenSent,
  held,
  lookAt,
  refund,
  requestsFor,
  work,
  workWhenDue,
} from './refunds.test-kit'
import { type AskedRefund, askRefund, type RefundRefusal } from './request'
import { sendNow } from './send'

const ROUNDS = 8

/** What a database says; on Postgres it stands in the cause. */
const inWords = (error: Error) => `${error.message} ${error.cause instanceof Error ? error.cause.message : ''}`

const refusals = (asked: AskedRefund[]) => asked.flatMap((each): RefundRefusal['kind'][] => (each.ok ? [] : [each.refusal.kind]))

describe('of refunds that are asked for at once', () => {
  test('with different references one is made, and what is held is its amount alone', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const paid = await givenPaid()
      const asked = await Promise.all([1, 2, 3, 4].map((part) => ask(paid, { amountKurus: 5_000 + part })))
      const made = asked.flatMap((each) => (each.ok ? [each.refund] : []))
      expect(made).toHaveLength(1)
      expect(refusals(asked)).toEqual(['refund-open', 'refund-open', 'refund-open'])
      expect(await held(paid)).toEqual({ reserved: made[0]?.amountKurus, refunded: 0 })
    }
  })

  test('one who read the payment before the other was made is told what is left since', async () => {
    const paid = await givenPaid()
    const readBefore = await payment(paid.id)
    await ask(paid, { amountKurus: 5_000 })
    const wanted = { reference: 'IADE-2', amountKurus: 5_000, remainingKurus: 14_990, reason: null, askedBy: 'api' } as const
    expect(await askRefund(readBefore, wanted, paid.clock.at())).toEqual({
      ok: false,
      refusal: { kind: 'refund-open', remainingKurus: 9_990 },
    })
  })

  test('with the same reference and body all are told the same one', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const paid = await givenPaid()
      const asked = await Promise.all([1, 2, 3, 4].map(() => ask(paid, { reference: 'IADE-1' })))
      expect(refusals(asked)).toEqual([])
      expect(asked.map((each) => each.ok && each.isNew).filter(Boolean)).toEqual([true])
      expect(new Set(asked.map((each) => each.ok && each.refund.id)).size).toBe(1)
      expect(await listRefundsOf([paid.id])).toHaveLength(1)
      expect(await held(paid)).toEqual({ reserved: 14_990, refunded: 0 })
    }
  })

  test('by the API and the command line, and sent by both and two loops, Paynet is asked once', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const paid = await givenPaid()
      const asked = await Promise.all([ask(paid, { askedBy: 'api' }), ask(paid, { askedBy: 'cli' })])
      const [made] = asked.flatMap((each) => (each.ok ? [each.refund] : []))
      if (!made) throw new Error('no refund was made')
      await Promise.all([
        sendNow(made.id, paid.clock),
        sendNow(made.id, paid.clock),
        reconcileRefunds(paid.clock),
        reconcileRefunds(paid.clock),
      ])
      expect(await requestsFor(paid)).toBe(1)
      expect(await refund(made.id)).toMatchObject({ status: 'accepted', calls: 1 })
    }
  })

  test('and withdrawn at once, a refund is sent or withdrawn, never both', async () => {
    const ends = new Set<string>()
    for (let round = 0; round < ROUNDS; round++) {
      const planned = await givenPlanned()
      const row = await refund(planned.refundId)
      const [isWithdrawn] = await Promise.all([decideRefund(row, 'withdraw', planned.clock.at()), work(planned)])
      expect(await requestsFor(planned)).toBe(isWithdrawn ? 0 : 1)
      expect((await refund(planned.refundId)).status).toBe(isWithdrawn ? 'withdrawn' : 'accepted')
      expect((await held(planned)).reserved).toBe(isWithdrawn ? 0 : 14_990)
      ends.add(String(isWithdrawn))
    }
    expect(ends.size).toBeGreaterThan(0)
  })
})

describe('what may be given back', () => {
  test('is what was drawn and not a kuruş more', async () => {
    const paid = await givenPaid()
    expect(await ask(paid, { amountKurus: 14_991 })).toEqual({ ok: false, refusal: { kind: 'above-remaining', remainingKurus: 14_990 } })
    expect(await held(paid)).toEqual({ reserved: 0, refunded: 0 })
  })

  test('is what a refund before it has left, and not a kuruş more', async () => {
    const paid = await givenPaid()
    const first = await givenPlanned({ paid, wanted: { amountKurus: 5_000 } })
    await workWhenDue(first)
    expect(await workWhenDue(first)).toBe('refunded')
    expect(await ask(paid, { amountKurus: 9_991 })).toEqual({ ok: false, refusal: { kind: 'above-remaining', remainingKurus: 9_990 } })
    expect(await ask(paid, { amountKurus: 9_990 })).toMatchObject({ ok: true })
  })

  test('is less than the price where less was drawn, and more where the plan adds to it', async () => {
    const paid = await givenPaid()
    await query((db) =>
      db
        .update(payments)
        .set({ details: JSON.stringify({ amountKurus: 14_000 }) })
        .where(eq(payments.id, paid.id))
        .returning(),
    )
    expect(await ask(paid, { amountKurus: 14_001 })).toMatchObject({ refusal: { kind: 'above-remaining', remainingKurus: 14_000 } })
  })

  test('is not guessed: who was shown another sum is told the right one', async () => {
    const paid = await givenPaid()
    expect(await ask(paid, { amountKurus: 5_000, remainingKurus: 14_989 })).toEqual({
      ok: false,
      refusal: { kind: 'remaining-changed', remainingKurus: 14_990 },
    })
    expect(await ask(paid, { amountKurus: 5_000, remainingKurus: 14_990 })).toMatchObject({ ok: true })
  })

  test('is nothing while one is open, of whatever is left', async () => {
    const paid = await givenPaid()
    await ask(paid, { amountKurus: 100 })
    expect(await ask(paid, { amountKurus: 100 })).toEqual({ ok: false, refusal: { kind: 'refund-open', remainingKurus: 14_890 } })
  })

  test('is the same refund for the same reference, whatever has become of it, and none for another body', async () => {
    const paid = await givenPaid()
    const first = await givenPlanned({ paid, wanted: { reference: 'IADE-1', amountKurus: 5_000 } })
    await workWhenDue(first)
    await workWhenDue(first)
    expect(await ask(paid, { reference: 'IADE-1', amountKurus: 5_000 })).toMatchObject({
      ok: true,
      isNew: false,
      refund: { id: first.refundId, status: 'refunded' },
    })
    for (const other of [{ amountKurus: 5_001 }, { amountKurus: 5_000, reason: 'fraud' as const }])
      expect(await ask(paid, { reference: 'IADE-1', ...other })).toEqual({
        ok: false,
        refusal: { kind: 'reference-taken', remainingKurus: 9_990 },
      })
    expect(await requestsFor(paid)).toBe(1)
  })

  test('of a payment in review is the whole or nothing', async () => {
    const inReview = await givenPaid({ fault: { fault: 'wrong-amount' } })
    const { amountKurus } = await payment(inReview.id)
    expect(await ask(inReview, { amountKurus: amountKurus })).toMatchObject({ refusal: { kind: 'not-refundable', isWholeOnly: true } })
    // The answer told of a lira more.
    expect(await ask(inReview, { amountKurus: amountKurus + 100 })).toMatchObject({ ok: true })
  })

  test.each(['declined', 'expired', 'awaiting_3ds'] as const)('of a payment that is %s is nothing', async (status) => {
    const paid = await givenPaid()
    await query((db) => db.update(payments).set({ status }).where(eq(payments.id, paid.id)).returning())
    expect(await ask(paid)).toEqual({ ok: false, refusal: { kind: 'not-refundable', isWholeOnly: false, remainingKurus: 0 } })
  })
})

describe('what a refund holds', () => {
  test.each([
    [
      'refused',
      async (given: Awaited<ReturnType<typeof givenPlanned>>) => {
        await faultOfRefund(given, { fault: 'refund-refused' })
        await work(given)
      },
    ],
    [
      'withdrawn',
      async (given: Awaited<ReturnType<typeof givenPlanned>>) => {
        await decideRefund(await refund(given.refundId), 'withdraw', given.clock.at())
      },
    ],
    [
      'not_sent',
      async (given: Awaited<ReturnType<typeof givenPlanned>>) => {
        await faultOfRefund(given, { fault: 'answer-lost-before' })
        await work(given)
        given.clock.pass(env().paynet.quietMs)
        await decideRefund(await refund(given.refundId), 'not-sent', given.clock.at())
      },
    ],
  ] as const)('is given back once when it is %s, and can be asked for anew', async (status, end) => {
    const planned = await givenPlanned()
    await end(planned)
    expect((await refund(planned.refundId)).status).toBe(status)
    expect(await held(planned)).toEqual({ reserved: 0, refunded: 0 })
    for (const decision of ['withdraw', 'not-sent', 'done'] as const) {
      expect(await decideRefund(await refund(planned.refundId), decision, planned.clock.at())).toBe(false)
    }
    await lookAt(planned)
    expect(await held(planned)).toEqual({ reserved: 0, refunded: 0 })
    expect(await ask(planned)).toMatchObject({ ok: true, isNew: true })
    expect(await held(planned)).toEqual({ reserved: 14_990, refunded: 0 })
  })

  test('counts as given back once, however many see it at Paynet and whoever says so at the same time', async () => {
    const sent = await givenSent()
    const row = await refund(sent.refundId)
    await Promise.all([
      lookAt(sent),
      decideRefund(row, 'done', sent.clock.at(), { paynetRef: 'xk_panel' }),
      decideRefund(row, 'done', sent.clock.at()),
    ])
    await lookAt(sent)
    expect(await held(sent)).toEqual({ reserved: 14_990, refunded: 14_990 })
    expect(await givenBack(sent)).toBe(14_990)
  })

  test.each([
    ['more reserved than was drawn', { reservedKurus: 14_991 }],
    ['anything reserved where nothing is known to be drawn', { drawnKurus: null }],
    ['more given back than reserved', { refundedKurus: 14_991 }],
    ['less than nothing given back', { refundedKurus: -1 }],
  ])('is in no row %s', async (_, change) => {
    const planned = await givenPlanned()
    const write = query((db) => db.update(payments).set(change).where(eq(payments.id, planned.id)).returning())
    await expect(write.catch(inWords)).resolves.toMatch(/check/i)
  })

  test.each([0, -1])('is never %d kuruş', async (amountKurus) => {
    const planned = await givenPlanned()
    const write = query((db) => db.update(refunds).set({ amountKurus }).where(eq(refunds.id, planned.refundId)).returning())
    await expect(write.catch(inWords)).resolves.toMatch(/check/i)
  })
})

describe('a review whose refund is under way', () => {
  test('is not decided as refunded, by whomever it was read before', async () => {
    const inReview = await givenPaid({ fault: { fault: 'wrong-amount' } })
    const readBefore = await payment(inReview.id)
    await givenPlanned({ paid: inReview, wanted: { amountKurus: 15_090 } })
    expect(await decide(readBefore, 'refunded', inReview.clock.at())).toBe(false)
    expect(await decide(await payment(inReview.id), 'refunded', inReview.clock.at())).toBe(false)
    expect((await payment(inReview.id)).status).toBe('review')
  })

  test('and a decision that it was refunded at once with it never both hold', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const inReview = await givenPaid({ fault: { fault: 'wrong-amount' } })
      const row = await payment(inReview.id)
      const [asked, isDecided] = await Promise.all([ask(inReview, { amountKurus: 15_090 }), decide(row, 'refunded', inReview.clock.at())])
      expect(asked.ok).toBe(!isDecided)
      expect(await payment(inReview.id)).toMatchObject(
        isDecided ? { status: 'not_charged', reservedKurus: 0 } : { status: 'review', reservedKurus: 15_090 },
      )
    }
  })

  test('that was accepted meanwhile is given back all the same, and stays paid', async () => {
    const planned = await givenPlanned({ fault: { fault: 'wrong-amount' }, wanted: { amountKurus: 15_090 } })
    await paynet.settings({ refund_unchecked: true })
    await work(planned)
    expect(await decide(await payment(planned.id), 'accept', planned.clock.at())).toBe(true)
    expect(await decideRefund(await refund(planned.refundId), 'done', planned.clock.at())).toBe(true)
    expect(await payment(planned.id)).toMatchObject({ status: 'succeeded', refundedAt: null, refundedKurus: 15_090 })
  })
})
