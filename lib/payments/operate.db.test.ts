import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { query } from '@/db/client'
import { listEvents } from '@/db/payment-events'
import { claimUnsettled } from '@/db/payment-turns'
import { payments } from '@/db/schema'
import { later } from '@/lib/clock'
import { keepHouse } from '@/lib/housekeeping/keep-house'
import { sweep } from '@/lib/housekeeping/sweep'
import { MOVES } from '@/lib/shared/payments/payment-states'
import { paynet } from '@/scripts/test/setup'
import { commitMove } from './commit-move'
import { decide, findPaymentsBy, readTimeline } from './operate'
import { outcomeOf } from './outcome'
import {
  type AtTheBank,
  comeBack,
  DAY,
  faultOfCheck,
  givenChallenged,
  givenPassed,
  givenReturned,
  goodCard,
  orderStatus,
  payment,
  proveThatChecksSee,
  QUIET_MS,
  settleByLooking,
  statusOf,
  stoppedClock,
} from './payments.test-kit'

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

  expect(await decide(await payment(review.id), verdict, review.clock.at())).toBe(true)
  expect(await payment(review.id)).toMatchObject({ status, refundedAt })
  expect(await orderStatus(review)).toBe(order)
  expect(await decide(await payment(review.id), verdict, review.clock.at())).toBe(false)
  expect(await decide(await payment(review.id), 'accept', review.clock.at())).toBe(false)
  expect((await readTimeline(await payment(review.id))).at(-1)?.detail).toMatch(/operator$/)
})

test('a refunded payment stays refunded although Paynet still lists it, and its order can be paid again', async () => {
  const review = await givenReturned({ fault: { fault: 'wrong-amount' } })
  await decide(await payment(review.id), 'refunded', review.clock.at())
  review.clock.pass(2 * DAY - 25 * 3_600_000)
  await keepHouse(review.clock)
  expect(await statusOf(review)).toBe('not_charged')
})

test('when two operators end a review at once, one of them does', async () => {
  const review = await givenReturned({ fault: { fault: 'wrong-amount' } })
  const row = await payment(review.id)
  const ended = await Promise.all([decide(row, 'accept', review.clock.at()), decide(row, 'refunded', review.clock.at())])
  expect(ended.filter(Boolean)).toHaveLength(1)
})

test.each(['awaiting_3ds', 'succeeded'] as const)('a payment that is %s is not ended by an operator', async (status) => {
  const given = status === 'succeeded' ? await givenReturned() : await givenChallenged()
  expect(await decide(await payment(given.id), 'accept', given.clock.at())).toBe(false)
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

/** A payment that was given up, and whose success came after its order was paid otherwise. */
async function givenLate(): Promise<AtTheBank> {
  const clock = stoppedClock()
  const late = await givenReturned({ clock, fault: { fault: 'answer-lost-after', times: 99 } })
  await faultOfCheck(late, { fault: 'check-nothing', times: 99 })
  expect(await settleByLooking(late)).toBe('not_charged')
  await givenReturned({ clock, order: late.order })
  await sweep(clock)
  expect(await payment(late.id)).toMatchObject({ status: 'succeeded', late: true, refundedAt: null })
  return late
}

test('a late second success is closed once it was refunded, with the reason given, and its order stays paid', async () => {
  await proveThatChecksSee(stoppedClock())
  const late = await givenLate()
  expect(await decide(await payment(late.id), 'accept', late.clock.at())).toBe(false)
  expect(await decide(await payment(late.id), 'refunded', late.clock.at(), `bank slip 7, card ${goodCard.number}`)).toBe(true)
  expect(await payment(late.id)).toMatchObject({ status: 'succeeded', late: true, refundedAt: late.clock.at() })
  expect(await orderStatus(late)).toBe('paid')
  expect((await readTimeline(await payment(late.id))).at(-1)?.detail).toBe('refunded, says an operator: bank slip 7, card [digits]')
  expect(await decide(await payment(late.id), 'refunded', late.clock.at())).toBe(false)
  // Paynet lists it for some more days.
  expect(await sweep(late.clock)).toMatchObject({ found: [], moved: [] })
})

test.each([
  ['accept', 'succeeded', 'paid'],
  ['not-charged', 'not_charged', 'open'],
] as const)(
  'a payment that Paynet never tells of can be ended by a person with "%s", once its charge cannot be sent again',
  async (decision, status, order) => {
    const stuck = await givenReturned({ fault: { fault: 'answer-lost-before', times: 99 } })
    await faultOfCheck(stuck, { fault: 'http-500', times: 999 })
    expect(await decide(await payment(stuck.id), decision, stuck.clock.at())).toBe(false)
    stuck.clock.pass(5 * QUIET_MS)
    expect(await decide(await payment(stuck.id), 'refunded', stuck.clock.at())).toBe(false)
    expect(await decide(await payment(stuck.id), decision, stuck.clock.at())).toBe(true)
    expect(await decide(await payment(stuck.id), decision, stuck.clock.at())).toBe(false)
    expect([await statusOf(stuck), await orderStatus(stuck)]).toEqual([status, order])
  },
)

test('a payment that a person called not charged is paid all the same when Paynet shows its success', async () => {
  const stuck = await givenReturned({ fault: { fault: 'answer-lost-after', times: 99 } })
  stuck.clock.pass(5 * QUIET_MS)
  expect(await decide(await payment(stuck.id), 'not-charged', stuck.clock.at())).toBe(true)
  await paynet.clearFaults()
  stuck.clock.pass(DAY + 1)
  await keepHouse(stuck.clock)
  expect(await statusOf(stuck)).toBe('succeeded')
})

test('a payment whose time of return a clock has made unknown can be ended by a person as well', async () => {
  const stuck = await givenReturned({ fault: { fault: 'answer-lost-before', times: 99 } })
  await query((db) => db.update(payments).set({ returnedAt: null }).where(eq(payments.id, stuck.id)))
  expect(await decide(await payment(stuck.id), 'not-charged', stuck.clock.at())).toBe(false)
  stuck.clock.pass(QUIET_MS)
  expect(await decide(await payment(stuck.id), 'not-charged', stuck.clock.at())).toBe(true)
})

test('nobody says "not charged" while a charge that was sent again may still be at work', async () => {
  const stuck = await givenReturned({ fault: { fault: 'answer-lost-before', times: 99 } })
  const sentAgainAt = later(stuck.clock.at(), 5 * QUIET_MS - 1)
  await query((db) => db.update(payments).set({ sentAt: sentAgainAt, calls: 2 }).where(eq(payments.id, stuck.id)))
  stuck.clock.pass(5 * QUIET_MS)
  expect(await decide(await payment(stuck.id), 'not-charged', stuck.clock.at())).toBe(false)
  stuck.clock.pass(QUIET_MS)
  expect(await decide(await payment(stuck.id), 'not-charged', stuck.clock.at())).toBe(true)
})

test('a worker whose payment a person has ended meanwhile does not write its next look over it', async () => {
  const stuck = await givenReturned({ fault: { fault: 'answer-lost-before', times: 99 } })
  stuck.clock.pass(5 * QUIET_MS)
  const at = stuck.clock.at()
  const [claimed] = await claimUnsettled(at, later(at, 60_000), { id: stuck.id, whenever: true })
  if (!claimed) throw new Error('the payment was not claimed')
  expect(await decide(await payment(stuck.id), 'not-charged', at)).toBe(true)
  const moment = { now: at, sinceStepMs: DAY, knownForMs: DAY, random: 0.5 }
  await commitMove({ payment: { ...claimed, looks: 7 }, outcome: outcomeOf({ ...claimed, looks: 7 }, { kind: 'nothing' }, moment) })
  expect(await payment(stuck.id)).toMatchObject({ status: 'not_charged', looks: 0, nextAt: later(at, DAY) })
})
