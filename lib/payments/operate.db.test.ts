import { expect, test } from 'vitest'
import { listEvents } from '@/db/payment-events'
import { MOVES } from '@/lib/shared/payments/payment-states'
import { endReview, findPaymentsBy, readTimeline } from './operate'
import {
  comeBack,
  DAY,
  givenChallenged,
  givenPassed,
  givenReturned,
  goodCard,
  orderStatus,
  payment,
  proveThatChecksSee,
  settleByLooking,
  statusOf,
  stoppedClock,
} from './payments.test-kit'
import { keepHouse } from './reconcile'

const DIGITS = goodCard.number.replaceAll(' ', '')

test('a timeline tells every move and every call of a payment, in their order, and nothing of the card', async () => {
  await proveThatChecksSee(stoppedClock())
  const waiting = await givenReturned({ fault: { fault: 'answer-lost-before' } })
  expect(await settleByLooking(waiting)).toBe('succeeded')
  const events = await readTimeline(await payment(waiting.id))

  expect(events.flatMap(({ from, to }) => (to ? [`${from ?? ''}>${to}`] : []))).toEqual([
    '>created',
    'created>awaiting_3ds',
    'awaiting_3ds>charging',
    'charging>unknown',
    'unknown>charging',
    'charging>succeeded',
  ])
  const calls = events.flatMap(({ kind, detail, durationMs }) => (kind === 'call' && durationMs !== null ? [detail ?? ''] : []))
  expect(calls[0]).toBe('tds_initial · opened · HTTP 200 · code 0')
  expect(calls[1]).toMatch(/^tds_charge · unknown · ECONNRESET$/)
  expect(calls.at(-1)).toBe('tds_charge · success · HTTP 200 · code 0')
  expect(calls.filter((call) => call.startsWith('check · none · HTTP 404')).length).toBeGreaterThan(0)
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_event, index) => index + 1))

  const told = JSON.stringify(events)
  const secrets = [DIGITS, DIGITS.slice(6, -4), waiting.pair.sessionId, waiting.pair.tokenId, 'sck_', 'Yılmaz']
  for (const secret of secrets) expect(told).not.toContain(secret)
  // Three digits may well stand in a random id.
  for (const { detail } of events) expect(detail ?? '').not.toContain(goodCard.cvc)
})

test('every move that was ever written is one of the table', async () => {
  const faults = ['answer-lost-before', 'answer-lost-after', 'wrong-amount', 'decline', 'code-17']
  for (const fault of faults) {
    const waiting = await givenReturned({ fault: { fault } })
    await settleByLooking(waiting)
    for (const { kind, from, to } of await listEvents(waiting.id)) {
      if (kind !== 'move') continue
      if (from === null) expect(to).toBe('created')
      else expect(MOVES[from]).toContain(to)
    }
  }
})

test.each([
  ['accept', 'succeeded', 'paid', null],
  ['refunded', 'not_charged', 'open', expect.any(Date)],
] as const)('a review that an operator ends with "%s" is %s, its order %s', async (verdict, status, order, refundedAt) => {
  const review = await givenReturned({ fault: { fault: 'wrong-amount' } })
  expect([await statusOf(review), await orderStatus(review)]).toEqual(['review', 'review'])

  expect(await endReview(await payment(review.id), verdict, review.clock.at())).toBe(true)
  expect(await payment(review.id)).toMatchObject({ status, refundedAt })
  expect(await orderStatus(review)).toBe(order)
  expect(await endReview(await payment(review.id), verdict, review.clock.at())).toBe(false)
  expect(await endReview(await payment(review.id), 'accept', review.clock.at())).toBe(false)
  expect((await readTimeline(await payment(review.id))).at(-1)?.detail).toMatch(/operator$/)
})

test('a refunded payment stays refunded although Paynet still lists it, and its order can be paid again', async () => {
  const review = await givenReturned({ fault: { fault: 'wrong-amount' } })
  await endReview(await payment(review.id), 'refunded', review.clock.at())
  review.clock.pass(2 * DAY - 25 * 3_600_000)
  await keepHouse(review.clock)
  expect(await statusOf(review)).toBe('not_charged')
})

test('when two operators end a review at once, one of them does', async () => {
  const review = await givenReturned({ fault: { fault: 'wrong-amount' } })
  const row = await payment(review.id)
  const ended = await Promise.all([endReview(row, 'accept', review.clock.at()), endReview(row, 'refunded', review.clock.at())])
  expect(ended.filter(Boolean)).toHaveLength(1)
})

test.each(['awaiting_3ds', 'succeeded'] as const)('a payment that is %s is not ended by an operator', async (status) => {
  const given = status === 'succeeded' ? await givenReturned() : await givenChallenged()
  expect(await endReview(await payment(given.id), 'accept', given.clock.at())).toBe(false)
  expect(await statusOf(given)).toBe(status)
})

test('a payment is found by its id and reference_no, and by its order, newest first', async () => {
  const first = await givenChallenged()
  first.clock.pass(1)
  const second = await givenPassed({ clock: first.clock, order: first.order })
  await comeBack(second)
  for (const word of [second.id, second.referenceNo]) expect((await findPaymentsBy(word)).map(({ id }) => id)).toEqual([second.id])
  for (const word of [first.orderId, first.order.reference]) {
    expect((await findPaymentsBy(word)).map(({ id }) => id)).toEqual([second.id, first.id])
  }
  for (const word of ['', 'nobody', "' OR 1=1 --"]) expect(await findPaymentsBy(word)).toEqual([])
})
