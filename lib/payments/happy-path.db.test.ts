import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { query } from '@/db/client'
import { payments } from '@/db/schema'
import { givenUser } from '@/lib/cards/cards.test-kit'
import { digest, newId } from '@/lib/ids'
import { findOrder } from '@/lib/orders/orders'
import { HANGS_MS, paynet } from '@/scripts/test/setup'
import { completePayment } from './complete'
import {
  callsOf,
  comeBack,
  declinedCard,
  faultOfCharge,
  givenChallenged,
  givenOrder,
  givenPassed,
  givenReturned,
  goodCard,
  MINUTE,
  orderStatus,
  passBank,
  payment,
  settleByLooking,
  start,
  statusOf,
  stoppedClock,
  successes,
  unverifiedCard,
} from './payments.test-kit'
import { saving } from './save-while-paying.test-kit'
import { differenceOf, digestPair, encryptChallenge } from './stored-challenge'

test('a payment that the bank approves is charged once and pays its order', async () => {
  const paid = await givenReturned({ amountKurus: 123_450 })

  expect(await paynet.ledger(paid.referenceNo)).toMatchObject([{ amount_kurus: 123_450, currency: 'TRY', is_succeed: true }])
  const { xactId, settledAt, ...row } = await payment(paid.id)
  expect(row).toMatchObject({ status: 'succeeded', calls: 1, card: '435508******4358', nextAt: null, leaseUntil: null, late: false })
  expect(xactId).toBe((await paynet.ledger(paid.referenceNo))[0]?.xact_id)
  expect(settledAt).toEqual(paid.clock.at())
  expect(await orderStatus(paid)).toBe('paid')
})

test('Paynet is told the return address and the domain of APP_URL', async () => {
  const { id, referenceNo } = await givenChallenged()
  const [call] = await paynet.calls(referenceNo)
  expect(call).toMatchObject({
    service: 'tds_initial',
    authorization: 'ok',
    return_url: `http://localhost:3000/api/paynet/return/${id}`,
    domain: 'localhost',
  })
})

test.each([
  ['the bank declines', declinedCard, 'insufficient-funds'],
  ['3D has failed', unverifiedCard, 'not-verified'],
])('when %s no money is taken and the order can be paid again', async (_name, card, reason) => {
  const clock = stoppedClock()
  const refused = await givenReturned({ clock, card })
  expect(await payment(refused.id)).toMatchObject({ status: 'declined', reason })
  expect(await successes(refused.referenceNo)).toBe(0)

  const again = await givenReturned({ clock, order: refused.order })
  expect(await statusOf(again)).toBe('succeeded')
  expect(await orderStatus(again)).toBe('paid')
})

test('the same form sent twice is one payment and one 3D session', async () => {
  const clock = stoppedClock()
  const order = await givenOrder(clock)
  const idempotencyKey = newId()
  const first = await start(order, clock, { idempotencyKey })
  const second = await start(order, clock, { idempotencyKey })
  expect(second).toEqual(first)
  const { referenceNo } = await payment(first.ok ? first.value.paymentId : '')
  expect(await callsOf({ referenceNo }, 'tds_initial')).toBe(1)
})

test('ten presses of one pay button at once are one payment and one 3D session', async () => {
  const clock = stoppedClock()
  const order = await givenOrder(clock)
  const idempotencyKey = newId()
  const started = await Promise.all(Array.from({ length: 10 }, () => start(order, clock, { idempotencyKey })))
  const ids = new Set(started.map((each) => (each.ok ? each.value.paymentId : JSON.stringify(each.failure))))
  expect(ids.size).toBe(1)
  const calls = (await paynet.calls()).filter(({ reference_no: reference }) => String(reference).startsWith(`${order.reference}-`))
  expect(calls).toHaveLength(1)
})

test("a form of one order does not show another order's payment", async () => {
  const clock = stoppedClock()
  const [mine, other] = [await givenOrder(clock), await givenOrder(clock)]
  const idempotencyKey = newId()
  await start(other, clock, { idempotencyKey })
  expect(await start(mine, clock, { idempotencyKey })).toEqual({ ok: false, failure: { kind: 'conflict', because: 'attempt-over' } })
})

test('a form sent again with another card never leads to the bank of the first one', async () => {
  const clock = stoppedClock()
  const order = await givenOrder(clock)
  const idempotencyKey = newId()
  const first = await start(order, clock, { idempotencyKey })
  expect(await start(order, clock, { idempotencyKey, card: declinedCard })).toEqual({
    ok: false,
    failure: { kind: 'conflict', because: 'attempt-over' },
  })
  const spelled = { ...goodCard, number: '\u202a4355-0843\u00a05508 ４３５８\u202c' }
  expect(await start(order, clock, { idempotencyKey, card: spelled }), 'the same card, however it is spelled').toEqual(first)
  const { referenceNo } = await payment(first.ok ? first.value.paymentId : '')
  expect(await callsOf({ referenceNo }, 'tds_initial')).toBe(1)
})

test('a card is not saved once its shopper has changed their mind, nor left out', async () => {
  for (const [first, then] of [
    [saving(), saving(goodCard)],
    [saving(), { ...saving(), save: null }],
    [{ ...saving(), save: null }, saving()],
  ] as const) {
    const clock = stoppedClock()
    const order = await givenOrder(clock)
    const [idempotencyKey, userId] = [newId(), await givenUser()]
    const started = await start(order, clock, { idempotencyKey, userId, method: first })
    const isSame = (first.save === null) === (then.save === null)
    expect(await start(order, clock, { idempotencyKey, userId, method: then })).toEqual(
      isSame ? started : { ok: false, failure: { kind: 'conflict', because: 'attempt-over' } },
    )
  }
})

test('a form that was used up starts nothing', async () => {
  const clock = stoppedClock()
  const order = await givenOrder(clock)
  const idempotencyKey = newId()
  const started = await start(order, clock, { idempotencyKey })
  const waiting = await payment(started.ok ? started.value.paymentId : '')
  clock.pass(31 * MINUTE)
  expect(await settleByLooking({ id: waiting.id, clock })).toBe('expired')
  expect(await start(order, clock, { idempotencyKey })).toEqual({ ok: false, failure: { kind: 'conflict', because: 'attempt-over' } })
  expect(await callsOf(waiting, 'tds_initial')).toBe(1)
})

test.each([
  ['an attempt key that is none', { idempotencyKey: "x' OR 1=1" }, { kind: 'conflict', because: 'attempt-over' }],
  ['a total that has changed since it was shown', { shownAmountKurus: 1 }, { kind: 'conflict', because: 'amount-changed' }],
  ['a total that is no number', { shownAmountKurus: Number.NaN }, { kind: 'conflict', because: 'amount-changed' }],
  ['a card without a code', { card: { ...goodCard, cvc: '' } }, { kind: 'invalid', fields: [{ field: 'cvc', problem: 'cvc-empty' }] }],
])('%s starts nothing and does not reach Paynet', async (_name, more, failure) => {
  const clock = stoppedClock()
  const order = await givenOrder(clock)
  expect(await start(order, clock, more)).toEqual({ ok: false, failure })
  const calls = (await paynet.calls()).filter(({ reference_no: reference }) => String(reference).startsWith(`${order.reference}-`))
  expect(calls).toEqual([])
})

test('an unknown order cannot be paid', async () => {
  const clock = stoppedClock()
  expect(await start({ id: newId(), amountKurus: 1 }, clock)).toEqual({ ok: false, failure: { kind: 'not-found' } })
  expect(await completePayment(newId(), { sessionId: 'a', tokenId: 'b' }, clock)).toBeNull()
})

test('a shopper whose card Paynet refuses at once is not told why, and nothing is left open', async () => {
  const clock = stoppedClock()
  const order = await givenOrder(clock)
  expect(await start(order, clock, { card: { ...goodCard, number: '4355080000050018' } })).toEqual({
    ok: false,
    failure: { kind: 'refused' },
  })
  expect((await findOrder(order.id, clock.at()))?.status).toBe('open')
})

test.each(['charging', 'unknown', 'succeeded', 'review'] as const)('while a payment is %s no other one starts', async (status) => {
  const clock = stoppedClock()
  const fault = { charging: undefined, unknown: { fault: 'http-500' }, succeeded: undefined, review: { fault: 'wrong-amount' } }[status]
  const first = await givenPassed({ clock })
  if (fault) await faultOfCharge(first, fault)
  let answer: unknown
  if (status === 'charging') {
    await faultOfCharge(first, { fault: 'slow', ms: HANGS_MS })
    const charging = comeBack(first)
    await expect.poll(() => statusOf(first)).toBe('charging')
    answer = await start(first.order, clock)
    await paynet.release(charging)
  } else {
    await comeBack(first)
    expect(await statusOf(first)).toBe(status)
    answer = await start(first.order, clock)
  }
  const because = { charging: 'order-settling', unknown: 'order-settling', succeeded: 'order-paid', review: 'order-in-review' }[status]
  expect(answer).toEqual({ ok: false, failure: { kind: 'conflict', because } })
})

test('ten bank returns arriving at once lead to one charge', async () => {
  const passed = await givenPassed()
  await Promise.all(Array.from({ length: 10 }, () => comeBack(passed)))
  expect(await callsOf(passed, 'tds_charge')).toBe(1)
  expect(await successes(passed.referenceNo)).toBe(1)
  expect(await statusOf(passed)).toBe('succeeded')
})

test('a return that comes again days later only leads to the order', async () => {
  const paid = await givenReturned()
  paid.clock.pass(3 * 24 * 60 * MINUTE)
  expect(await completePayment(paid.id, paid.pair, paid.clock)).toEqual({ orderId: paid.orderId })
  expect(await callsOf(paid, 'tds_charge')).toBe(1)
})

test.each([
  ['no pair', () => null],
  ['another token', (mine: { sessionId: string }) => ({ ...mine, tokenId: 'DF63C3CB-358A-4258-BDDA-522F4D8C5FA8' })],
  ['another session', (mine: { tokenId: string }) => ({ ...mine, sessionId: 'js_other' })],
  ['the two ids swapped', (mine: { sessionId: string; tokenId: string }) => ({ sessionId: mine.tokenId, tokenId: mine.sessionId })],
  ['the session in another case', (mine: { sessionId: string }) => ({ ...mine, sessionId: mine.sessionId.toUpperCase() })],
  [
    'the ids cut at another place',
    ({ sessionId: s, tokenId: t }: { sessionId: string; tokenId: string }) => ({ sessionId: s + t[0], tokenId: t.slice(1) }),
  ],
])('a return with %s charges nothing, and the right one still can', async (_name, spoil) => {
  const passed = await givenPassed()
  const spoilt = spoil(passed.pair) as typeof passed.pair | null
  expect(await completePayment(passed.id, spoilt, passed.clock)).toEqual({ orderId: passed.orderId })
  expect(await statusOf(passed)).toBe('awaiting_3ds')
  expect(await callsOf(passed, 'tds_charge')).toBe(0)

  await comeBack(passed)
  expect(await statusOf(passed)).toBe('succeeded')
})

type Pair = { sessionId: string; tokenId: string }

test.each<[name: string, stored: Pair | null, returned: (pair: Pair) => Pair, why: string | null]>([
  ['the token in another case', null, (pair) => ({ ...pair, tokenId: pair.tokenId.toLowerCase() }), 'case'],
  ['blanks for pluses in the session', { sessionId: 'js_a+b+c', tokenId: 'T' }, (pair) => ({ ...pair, sessionId: 'js_a b c' }), 'blanks'],
  ['blanks for pluses in the token', { sessionId: 'js_a', tokenId: 'T+/' }, (pair) => ({ ...pair, tokenId: 'T /' }), 'blanks'],
  ['both', { sessionId: 'js_+', tokenId: 'T+A' }, () => ({ sessionId: 'js_ ', tokenId: 't a' }), 'case'],
  ['the very pair', null, (pair) => pair, null],
])('a return with %s charges with the pair as Paynet gave it', async (_name, stored, returned, why) => {
  const passed = await givenPassed()
  const pair = stored ?? passed.pair
  if (stored) await storePair(passed.id, stored, digestPair(stored))
  expect(differenceOf(returned(pair), pair)).toBe(why)
  await completePayment(passed.id, returned(pair), passed.clock)
  expect(await callsOf(passed, 'tds_charge')).toBe(stored ? 0 : 1)
  // The simulator knows only the pairs that it has given.
  expect(await payment(passed.id)).toMatchObject({ status: stored ? 'declined' : 'succeeded', calls: 1 })
})

test('a payment that began before an upgrade is charged by the pair as it was', async () => {
  const passed = await givenPassed()
  await storePair(passed.id, passed.pair, digest(passed.pair.sessionId, passed.pair.tokenId))
  await comeBack(passed)
  expect(await statusOf(passed)).toBe('succeeded')
})

async function storePair(id: string, pair: Pair, pairDigest: string): Promise<void> {
  const challenge = await encryptChallenge({ ...pair, page: { kind: 'link', url: 'https://pts-api.paynet.com.tr/' } })
  await query((db) => db.update(payments).set({ challenge, pairDigest }).where(eq(payments.id, id)))
}

test("another payment's pair, though it has passed, charges neither", async () => {
  const [victim, attacker] = [await givenChallenged(), await givenPassed()]
  await completePayment(victim.id, attacker.pair, victim.clock)
  expect([await statusOf(victim), await statusOf(attacker)]).toEqual(['awaiting_3ds', 'awaiting_3ds'])
  expect(await successes(attacker.referenceNo)).toBe(0)
})

test('when two payments of one order are at the bank, only the first to come back is charged', async () => {
  const clock = stoppedClock()
  const first = await givenPassed({ clock })
  const second = await givenPassed({ clock, order: first.order })
  await comeBack(second)
  await comeBack(first)
  expect([await statusOf(first), await statusOf(second)]).toEqual(['superseded', 'succeeded'])
  expect((await successes(first.referenceNo)) + (await successes(second.referenceNo))).toBe(1)
})

test('when two tabs come back from the bank at once, one is charged', async () => {
  for (let round = 0; round < 10; round++) {
    const clock = stoppedClock()
    const first = await givenChallenged({ clock })
    const second = await givenChallenged({ clock, order: first.order })
    await Promise.all([passBank(first.pair), passBank(second.pair)])
    await Promise.all([comeBack(first), comeBack(second), comeBack(first), comeBack(second)])
    expect((await successes(first.referenceNo)) + (await successes(second.referenceNo))).toBe(1)
    expect([await statusOf(first), await statusOf(second)].sort()).toEqual(['succeeded', 'superseded'])
  }
})
