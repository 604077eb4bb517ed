import { beforeEach, describe, expect, test, vi } from 'vitest'
import { cancelOrderRow } from '@/db/orders'
import { givenCard, givenUser } from '@/lib/cards/cards.test-kit'
import { newId } from '@/lib/ids'
import type { Order } from '@/lib/shared/payments/order'
import { paynet } from '@/scripts/test/setup'
import { tapPaynet } from '@/scripts/test/wiretap'
import { DAY, givenOrder, givenReturned, HOUR, MINUTE, stoppedClock, type TestClock } from './payments.test-kit'
import { questionsDuring, show } from './plans.test-kit'
import { cardStartIn, showPlans, showPlansAtOnce } from './show-plans'

vi.hoisted(() => {
  process.env.INSTALMENTS = 'shopper'
})

const tap = await tapPaynet()
const questions = (work: () => Promise<unknown>) => questionsDuring(tap, work)

let clock: TestClock
let order: Order

beforeEach(async () => {
  await paynet.clearFaults()
  clock = stoppedClock()
  order = await givenOrder(clock, 120_000)
})

describe('a card as typed', () => {
  test('has the plans of its bank', async () => {
    expect(await show(order, clock)).toMatchObject({ ok: true, value: { kind: 'plans', cardType: 'cc', cardBank: 'AXSS' } })
    expect(await show(order, clock, { cardStart: '97920754' })).toEqual({ ok: true, value: { kind: 'none', because: 'debit' } })
  })

  test.each([
    ['4355 0843 5508 4358', '43550843'],
    ['4355-0843-5508-4358', '43550843'],
    ['４３５５０８４３', '43550843'],
    ['٤٣٥٥٠٨٤٣', '43550843'],
    ['4355 08', '435508'],
    ['435508******4358', '435508'],
    ['4355084x', '4355084'],
  ])('%s is read as %s, and whatever comes after is read by nobody', async (typed, start) => {
    expect(cardStartIn(typed)).toBe(start)
    const heard = tap.heard.length
    expect(await show(order, clock, { cardStart: typed })).toMatchObject({ ok: true, value: { kind: 'plans' } })
    expect(JSON.stringify(tap.heard.slice(heard).map(({ fields }) => fields))).toMatch(/"bin":"435508"\}\]$/)
  })

  test.each(['', '4355', '43550', 'x4355084355084358', '****08435508', '\u0000'])(
    '%j tells no bank, and nobody is asked',
    async (cardStart) => {
      expect(
        await questions(async () => expect(await show(order, clock, { cardStart })).toEqual({ ok: false, failure: { kind: 'not-found' } })),
      ).toBe(0)
    },
  )

  test('whose first eight digits were typed before is not asked about again, however it goes on', async () => {
    await show(order, clock, { cardStart: '43550843' })
    expect(await questions(() => show(order, clock, { cardStart: '4355084355084358' }))).toBe(0)
  })
})

describe('a saved card', () => {
  test('of the shopper has the plans of its first six digits; of nobody else, and of nobody who is signed out', async () => {
    const [userId, stranger] = [await givenUser(), await givenUser()]
    const { id: savedCardId } = await givenCard(userId, clock)
    const ask = (userId: string | null) => showPlans(order.id, { savedCardId }, { userId, address: newId() }, clock)
    for (const atOnce of [false, true]) {
      const of = (who: string | null) =>
        atOnce ? showPlansAtOnce(order.id, savedCardId, { userId: who, address: newId() }, clock) : ask(who)
      expect(
        await questions(async () => {
          expect(await of(stranger)).toEqual({ ok: false, failure: { kind: 'not-found' } })
          expect(await of(null)).toEqual({ ok: false, failure: { kind: 'unauthenticated' } })
        }),
      ).toBe(0)
      expect(await of(userId)).toMatchObject({ ok: true, value: { kind: 'plans', cardBank: 'AXSS' } })
    }
    expect(await showPlans(order.id, { savedCardId: newId() }, { userId, address: newId() }, clock)).toEqual({
      ok: false,
      failure: { kind: 'not-found' },
    })
  })

  test('counts when Paynet is asked, and not when the answer is remembered', async () => {
    const userId = await givenUser()
    const { id: savedCardId } = await givenCard(userId, clock)
    const address = newId()
    const mine = { userId, address }
    for (let n = 0; n < 70; n++) expect(await showPlansAtOnce(order.id, savedCardId, mine, clock)).toMatchObject({ ok: true })
    for (let n = 0; n < 70; n++) expect(await showPlans(order.id, { savedCardId }, mine, clock)).toMatchObject({ ok: true })
    clock.pass(5 * MINUTE)
    expect(await questions(() => showPlansAtOnce(order.id, savedCardId, mine, clock))).toBe(1)
    let shown = 0
    while ((await show(order, clock, { address })).ok) shown += 1
    expect(shown).toBe(38)
    expect(await showPlansAtOnce(order.id, savedCardId, mine, clock), 'what is known needs no allowance').toMatchObject({ ok: true })
    clock.pass(5 * MINUTE)
    expect(await showPlansAtOnce(order.id, savedCardId, mine, clock)).toMatchObject({ failure: { kind: 'rate-limited', of: 'plans' } })
  })
})

describe('an order that cannot be paid shows nobody which card is whose', () => {
  const orders: [what: string, given: () => Promise<Order>, failure: object][] = [
    ['none', async () => ({ ...order, id: newId() }), { kind: 'not-found' }],
    ['a paid one', async () => (await givenReturned({ clock, order })).order, { kind: 'conflict', because: 'order-paid' }],
    [
      'one that is settled just now',
      async () => (await givenReturned({ clock, order, fault: { fault: 'answer-lost-after' } })).order,
      { kind: 'conflict', because: 'order-settling' },
    ],
    [
      'a cancelled one',
      async () => {
        await cancelOrderRow(order.id)
        return order
      },
      { kind: 'conflict', because: 'order-cancelled' },
    ],
    [
      'one that is over',
      async () => {
        clock.pass(2 * DAY)
        return order
      },
      { kind: 'conflict', because: 'order-expired' },
    ],
  ]
  test.each(orders)('%s', async (_, given, failure) => {
    const of = await given()
    expect(await questions(async () => expect(await show(of, clock)).toEqual({ ok: false, failure }))).toBe(0)
  })
})

describe('plans may be asked for', () => {
  const limited = { ok: false, failure: { kind: 'rate-limited', of: 'plans', retryAfterSeconds: expect.any(Number) } }

  test('40 times of an order in 25 hours, from wherever, by whichever instance, remembered or not', async () => {
    // Each clock has a memory of its own, as each instance has.
    const instances = [clock, stoppedClock(clock.at()), stoppedClock(clock.at())]
    for (let n = 0; n < 40; n++) expect(await show(order, instances[n % 3] ?? clock)).toMatchObject({ ok: true })
    for (const instance of instances) expect(await questions(async () => expect(await show(order, instance)).toEqual(limited))).toBe(0)
    expect(await show(await givenOrder(clock), clock), 'another order').toMatchObject({ ok: true })
    expect(await show(order, stoppedClock(new Date(clock.at().getTime() + 23 * HOUR))), 'before the window is over').toEqual(limited)
  })

  test('40 times of an order, although 60 ask at once', async () => {
    const shown = await Promise.all(Array.from({ length: 60 }, () => show(order, clock)))
    expect(shown.filter(({ ok }) => ok)).toHaveLength(40)
  })

  test('60 times in ten minutes from one address, whatever the orders', async () => {
    const address = newId()
    const orders = await Promise.all([1, 2, 3].map(() => givenOrder(clock)))
    for (let n = 0; n < 60; n++) expect(await show(orders[n % 3] ?? order, clock, { address })).toMatchObject({ ok: true })
    expect(await show(order, clock, { address })).toEqual(limited)
    expect(await show(order, clock), 'from elsewhere').toMatchObject({ ok: true })
    clock.pass(10 * MINUTE - 1)
    expect(await show(order, clock, { address })).toEqual(limited)
    clock.pass(1)
    expect(await show(order, clock, { address })).toMatchObject({ ok: true })
  })

  test('a question that one limit refuses counts against no other', async () => {
    const address = newId()
    for (let n = 0; n < 40; n++) await show(order, clock)
    for (let n = 0; n < 100; n++) await show(order, clock, { address })
    expect(await show(await givenOrder(clock), clock, { address })).toMatchObject({ ok: true })
  })
})
