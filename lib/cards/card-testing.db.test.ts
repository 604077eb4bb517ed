import { beforeEach, describe, expect, test, vi } from 'vitest'
import { query } from '@/db/client'
import { isPostgres } from '@/db/dialect'
import { clearMarker } from '@/db/markers'
import { cardTries, payments } from '@/db/schema'
import { digest, newId } from '@/lib/ids'
import { log } from '@/lib/log'
import { metrics } from '@/lib/metrics/counters'
import { countOf } from '@/lib/metrics/metrics.test-kit'
import { createOrder } from '@/lib/orders/orders'
import { completePayment } from '@/lib/payments/complete'
import {
  DAY,
  declinedCard,
  goodCard,
  HOUR,
  MINUTE,
  passBank,
  payment,
  stoppedClock,
  type TestClock,
} from '@/lib/payments/payments.test-kit'
import { type Started, startPayment } from '@/lib/payments/start'
import { decryptChallenge } from '@/lib/payments/stored-challenge'
import type { CardInput } from '@/lib/shared/cards/card'
import type { Order } from '@/lib/shared/payments/order'
import type { Result } from '@/lib/shared/result'
import { paynet } from '@/scripts/test/setup'
import { clientOf, forgetCardTesting, type Payer } from './card-testing'

const SECOND = 1_000

/** Each test has a shop that nothing has happened in yet. */
beforeEach(async () => {
  await query((db) => db.update(payments).set({ payer: null, address: null, userId: null }))
  await query((db) => db.delete(cardTries))
  await clearMarker('enumeration-alarmed')
  await paynet.clearFaults()
})

/** Numbers that are the same at each run. */
function createRandom(seed = 1) {
  let state = seed
  return (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

/** A number with its right last digit. */
function withCheckDigit(start: string): string {
  const sum = [...start].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 2 : 1)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return `${start}${(10 - (sum % 10)) % 10}`
}

const random = createRandom()
const digits = (count: number) => Array.from({ length: count }, () => random(10)).join('')
const anyNumber = () => withCheckDigit(`4${digits(14)}`)
const numberOfRange = () => withCheckDigit(`435508${digits(9)}`)
/** All of these read `435508******0000`. */
function numberOfOneMask(): string {
  for (;;) {
    const number = withCheckDigit(`435508${digits(6)}000`)
    if (number.endsWith('0000')) return number
  }
}

let lastShopper = 0

/** A shopper whose browser was never here. */
function stranger(address = `10.0.${lastShopper}`): Payer {
  lastShopper += 1
  return { digest: digest(`browser ${lastShopper}`), address, userId: null }
}

async function givenOrder(clock: TestClock, prefix: string): Promise<Order> {
  const reference = `${prefix}-${newId().replaceAll(/[-_]/g, '.')}`
  const wanted = {
    reference,
    amountKurus: 5_000,
    description: null,
    items: [],
    customer: null,
    successUrl: null,
    cancelUrl: null,
    locale: null,
  }
  const made = await createOrder(wanted, clock.at())
  if (!made.ok) throw new Error('the order was not made')
  return made.value.order
}

/** One by one: of hundreds at once, the last would wait for a connection longer than the pool allows. */
async function givenOrders(count: number, clock: TestClock, prefix: string): Promise<Order[]> {
  const orders: Order[] = []
  while (orders.length < count) orders.push(await givenOrder(clock, prefix))
  return orders
}

function start(order: Order, payer: Payer, number: string, clock: TestClock): Promise<Result<Started>> {
  const card: CardInput = { ...goodCard, number }
  const method = { kind: 'new' as const, card, save: null }
  return startPayment({ orderId: order.id, idempotencyKey: newId(), shownAmountKurus: order.amountKurus, method }, payer, clock)
}

/** What a shopper does at the bank. */
async function finish(started: Result<Started>, clock: TestClock): Promise<void> {
  if (!started.ok) throw new Error('the payment had not started')
  const { id, challenge } = await payment(started.value.paymentId)
  const pair = await decryptChallenge(challenge ?? '')
  await passBank(pair)
  await completePayment(id, pair, clock)
}

/** Buys with a number of one's own; whether that worked. */
async function buy(payer: Payer, number: string, clock: TestClock): Promise<boolean> {
  const started = await start(await givenOrder(clock, 'BUY'), payer, number, clock)
  if (started.ok) await finish(started, clock)
  return started.ok
}

const isHeld = (result: Result<unknown>) => !result.ok && result.failure.kind === 'rate-limited'

/** How many 3D sessions Paynet was asked to open for orders of this prefix. */
async function reached(prefix: string): Promise<number> {
  const calls = await paynet.calls()
  return calls.filter(({ service, reference_no }) => service === 'tds_initial' && String(reference_no).startsWith(prefix)).length
}

/** What both crowds do, in the order of their times. */
async function playOut(clock: TestClock, events: { at: Date; run: () => Promise<void> }[], later: typeof events): Promise<void> {
  events.sort((a, b) => a.at.getTime() - b.at.getTime())
  for (;;) {
    later.sort((a, b) => a.at.getTime() - b.at.getTime())
    const isLater = later[0] && (!events[0] || later[0].at <= events[0].at)
    const next = isLater ? later.shift() : events.shift()
    if (!next) return
    clock.to(next.at)
    await next.run()
  }
}

/**
 * One hour of both crowds: thieves with as many cards from 500 addresses, each time with a fresh cookie, and
 * shoppers behind a carrier's address, who stay a minute at the bank. A shopper who is held back comes again after
 * the time that the page told. How many shoppers with a good card have paid.
 */
async function bothCrowds({
  cards,
  numberOf,
  shoppers,
  clock,
}: {
  cards: number
  numberOf: () => string
  shoppers: number
  clock: TestClock
}) {
  const [begin, prefix, carrier] = [clock.at(), `BOT${newId().replaceAll(/[-_]/g, '.')}`, `carrier ${newId()}`]
  const at = (ms: number) => new Date(begin.getTime() + ms)
  const open = await givenOrders(500, clock, prefix)
  const thieves = Array.from({ length: cards }, (_, index) => ({
    at: at((index * HOUR) / cards),
    run: async () => {
      const order = open[index % open.length]
      if (order) await start(order, stranger(`thief ${index % open.length}`), numberOf(), clock)
    },
  }))
  const later: typeof thieves = []
  const outcome = { paid: 0, declined: 0 }
  const shop = async (payer: Payer, number: string) => {
    const started = await start(await givenOrder(clock, 'SHOP'), payer, number, clock)
    if (!started.ok) {
      if (started.failure.kind !== 'rate-limited') throw new Error(started.failure.kind)
      const again = new Date(clock.at().getTime() + started.failure.retryAfterSeconds * SECOND)
      later.push({ at: again, run: () => shop(payer, number) })
      return
    }
    const back = async () => {
      await finish(started, clock)
      const { status } = await payment(started.value.paymentId)
      if (status === 'succeeded') outcome.paid += 1
      if (status === 'declined') outcome.declined += 1
    }
    later.push({ at: new Date(clock.at().getTime() + MINUTE), run: back })
  }
  const honest = Array.from({ length: shoppers }, (_, index) => ({
    at: at((index * HOUR) / shoppers),
    run: () => shop(stranger(carrier), index % 10 === 9 ? declinedCard.number : anyNumber()),
  }))
  await playOut(clock, [...honest, ...thieves], later)
  return { ...outcome, reached: await reached(prefix) }
}

/** On Postgres the same with fewer: there each of thousands of refusals takes a dozen round trips. */
const WAVE = isPostgres ? 1_000 : 10_000
const AT_ONCE = isPostgres ? 40 : 120

test(`of ${WAVE} cards from 500 addresses with fresh cookies at most fifty reach Paynet, while 200 shoppers an hour behind one address pay, from the first sale on`, async () => {
  const outcome = await bothCrowds({ cards: WAVE, numberOf: anyNumber, shoppers: 200, clock: stoppedClock() })
  expect(outcome).toMatchObject({ paid: 180, declined: 20 })
  expect(outcome.reached).toBeGreaterThanOrEqual(29)
  expect(outcome.reached).toBeLessThanOrEqual(50)
})

test.each([
  ['of one range', numberOfRange],
  ['with the same first six and last four digits', numberOfOneMask],
])('of a thousand cards %s hardly any reach Paynet', async (_name, numberOf) => {
  const outcome = await bothCrowds({ cards: 1_000, numberOf, shoppers: 20, clock: stoppedClock() })
  expect(outcome).toMatchObject({ paid: 18, declined: 2 })
  expect(outcome.reached).toBeLessThanOrEqual(50)
})

describe('a start that is not vouched for', () => {
  /** As many strangers as fill the allowance, each with a card that stays unpaid. */
  async function thirtyStrangers(clock: TestClock): Promise<void> {
    for (let count = 0; count < 30; count++) {
      expect(await start(await givenOrder(clock, 'X'), stranger(), anyNumber(), clock)).toMatchObject({ ok: true })
    }
  }

  test('is held with a new card once thirty are unpaid, before Paynet hears of it, and people are alarmed once in ten minutes', async () => {
    const clock = stoppedClock()
    await thirtyStrangers(clock)
    const [alarm, warn, before] = [vi.spyOn(log, 'alarm'), vi.spyOn(log, 'warn'), await countOf(metrics().heldStarts, { by: 'all' })]
    const address = '203.0.113.7'
    for (let count = 0; count < 3; count++) {
      const order = await givenOrder(clock, 'HELD')
      expect(await start(order, stranger(address), '4543600000000006', clock)).toEqual({
        ok: false,
        failure: { kind: 'rate-limited', retryAfterSeconds: 600, of: 'new-cards' },
      })
      expect(await paynet.calls(order.reference)).toEqual([])
    }
    const seen = { client: clientOf(address, clock.at()), bin: '454360', why: 'all' }
    expect(alarm.mock.calls).toEqual([['payments.enumeration', seen]])
    expect(warn.mock.calls).toMatchObject([
      ['payment.held', seen],
      ['payment.held', seen],
      ['payment.held', seen],
    ])
    clock.pass(11 * MINUTE)
    await start(await givenOrder(clock, 'QUIET'), stranger(), anyNumber(), clock)
    await start(await givenOrder(clock, 'HELD'), stranger(), anyNumber(), clock)
    expect(alarm).toHaveBeenCalledTimes(2)
    expect(await countOf(metrics().heldStarts, { by: 'all' })).toBe(before + 4)
    vi.restoreAllMocks()
  })

  test('goes on with a card that was tried before, and an hour later with any', async () => {
    const clock = stoppedClock()
    const mine = anyNumber()
    await start(await givenOrder(clock, 'X'), stranger(), mine, clock)
    await thirtyStrangers(clock).catch(() => null)
    expect(await start(await givenOrder(clock, 'X'), stranger(), mine, clock)).toMatchObject({ ok: true })
    expect(isHeld(await start(await givenOrder(clock, 'X'), stranger(), anyNumber(), clock))).toBe(true)
    clock.pass(HOUR)
    await thirtyStrangers(clock)
  })

  test('passes once in five minutes although the brake is on, so that the brake lets go once nothing presses it', async () => {
    const clock = stoppedClock()
    await thirtyStrangers(clock)
    for (let round = 0; round < 3; round++) {
      clock.pass(5 * MINUTE)
      expect(await start(await givenOrder(clock, 'X'), stranger(), anyNumber(), clock)).toMatchObject({ ok: true })
      expect(isHeld(await start(await givenOrder(clock, 'X'), stranger(), anyNumber(), clock))).toBe(true)
    }
  })

  test('makes room for another by paying twice', async () => {
    const clock = stoppedClock()
    const payers = [stranger(), stranger()].map((payer) => ({ payer, number: anyNumber() }))
    const started: Result<Started>[] = []
    for (const { payer, number } of payers) started.push(await start(await givenOrder(clock, 'X'), payer, number, clock))
    for (let count = 0; count < 28; count++) await start(await givenOrder(clock, 'X'), stranger(), anyNumber(), clock)
    const tryAnother = async () => (await start(await givenOrder(clock, 'X'), stranger(), anyNumber(), clock)).ok
    expect(await tryAnother()).toBe(false)
    for (const one of started) await finish(one, clock)
    // Two are no longer unpaid, and half of two more may be.
    expect([await tryAnother(), await tryAnother(), await tryAnother(), await tryAnother()]).toEqual([true, true, true, false])
  })

  test('counts itself in although sixty come at once', async () => {
    const clock = stoppedClock()
    const open = await givenOrders(60, clock, 'X')
    const answers = await Promise.all(open.map((order) => start(order, stranger(), anyNumber(), clock)))
    expect(answers.filter(({ ok }) => ok)).toHaveLength(30)
  })

  test.each(['http-500', 'html', 'answer-lost-after'])('is counted although Paynet answers with %s', async (fault) => {
    const clock = stoppedClock()
    await paynet.fault({ fault, service: 'tds_initial', times: 30 })
    for (let count = 0; count < 30; count++) {
      expect(await start(await givenOrder(clock, 'X'), stranger(), anyNumber(), clock)).toMatchObject({ failure: { kind: 'unavailable' } })
    }
    expect(isHeld(await start(await givenOrder(clock, 'X'), stranger(), anyNumber(), clock))).toBe(true)
  })

  test(`passes with a handful of numbers behind one mask although ${AT_ONCE} come at once`, async () => {
    const clock = stoppedClock()
    const open = await givenOrders(AT_ONCE, clock, 'X')
    const answers = await Promise.all(open.map((order) => start(order, stranger(), numberOfOneMask(), clock)))
    expect(answers.filter(({ ok }) => ok).length).toBeLessThanOrEqual(8)
    expect(isHeld(await start(await givenOrder(clock, 'X'), stranger(), numberOfOneMask(), clock)), 'the mask is closed').toBe(true)
  })
})

describe('while the brake is on, a start is vouched for', () => {
  const brakeOn = async (clock: TestClock) => {
    while ((await start(await givenOrder(clock, 'X'), stranger(), anyNumber(), clock)).ok);
  }

  test('by its browser, its account or its address, once one of them has paid', async () => {
    const clock = stoppedClock()
    const [browser, member, neighbour] = [stranger(), { ...stranger(), userId: newId() }, stranger()]
    for (const payer of [browser, member, neighbour]) expect(await buy(payer, anyNumber(), clock)).toBe(true)
    await brakeOn(clock)
    expect(await buy({ ...stranger(), digest: browser.digest }, anyNumber(), clock)).toBe(true)
    expect(await buy({ ...stranger(), userId: member.userId }, anyNumber(), clock)).toBe(true)
    expect(await buy(stranger(neighbour.address), anyNumber(), clock)).toBe(true)
    expect(await buy(stranger(), anyNumber(), clock)).toBe(false)
  })

  test.each(['digest', 'userId'] as const)('by its %s for ten unpaid cards a day, and like any other from then on', async (by) => {
    const clock = stoppedClock()
    const known = { ...stranger(), userId: newId() }
    await buy(known, anyNumber(), clock)
    await brakeOn(clock)
    const again = async (number = anyNumber()) => start(await givenOrder(clock, 'X'), { ...stranger(), [by]: known[by] }, number, clock)
    const first = anyNumber()
    expect(await again(first)).toMatchObject({ ok: true })
    for (let count = 1; count < 10; count++) expect(await again()).toMatchObject({ ok: true })
    expect(isHeld(await again())).toBe(true)
    expect(await again(first)).toMatchObject({ ok: true })
    clock.pass(61 * MINUTE)
    for (let count = 0; count < 10; count++) expect(await again()).toMatchObject({ ok: true })
  })

  test('by its browser for ten cards although thirty come at once', async () => {
    const clock = stoppedClock()
    const known = stranger()
    await buy(known, anyNumber(), clock)
    await brakeOn(clock)
    const open = await Promise.all(Array.from({ length: 30 }, () => givenOrder(clock, 'X')))
    const answers = await Promise.all(open.map((order) => start(order, { ...stranger(), digest: known.digest }, anyNumber(), clock)))
    expect(answers.filter(({ ok }) => ok)).toHaveLength(10)
  })

  test('by its address only while few of the cards from there stay unpaid', async () => {
    const clock = stoppedClock()
    const neighbour = stranger()
    await buy(neighbour, anyNumber(), clock)
    await brakeOn(clock)
    const answers: boolean[] = []
    for (let count = 0; count < 14; count++) {
      answers.push((await start(await givenOrder(clock, 'X'), stranger(neighbour.address), anyNumber(), clock)).ok)
    }
    expect(answers.filter(Boolean)).toHaveLength(10)
  })

  test('by its address for ten cards a day and purchase, whatever cookies they come with and however many at once', async () => {
    const clock = stoppedClock()
    const { address } = stranger()
    await buy(stranger(address), anyNumber(), clock)
    await brakeOn(clock)
    const tryMany = async (count: number) => {
      const open = await Promise.all(Array.from({ length: count }, () => givenOrder(clock, 'X')))
      const answers = await Promise.all(open.map((order) => start(order, stranger(address), anyNumber(), clock)))
      return answers.filter(({ ok }) => ok).length
    }
    let passed = await tryMany(18)
    expect(passed).toBe(10)
    for (let hour = 1; hour < 23; hour++) {
      clock.pass(HOUR)
      // The allowance is shared again: others use it up.
      await brakeOn(clock)
      passed += await tryMany(4)
    }
    expect(passed).toBe(10)
  })
})

describe('honest crowds are not held', () => {
  test('a hundred payments a minute with fifteen cards, good, declined and abandoned, from fresh browsers and addresses', async () => {
    const clock = stoppedClock()
    const numbers = [declinedCard.number, ...Array.from({ length: 14 }, (_, index) => (index % 2 ? anyNumber() : numberOfRange()))]
    for (let count = 0; count < 300; count++) {
      clock.pass(600)
      const started = await start(await givenOrder(clock, 'X'), stranger(), numbers[count % 15] ?? '', clock)
      expect(started.ok).toBe(true)
      if (count % 3 === 0) await finish(started, clock)
    }
  })

  test('a hundred payments a minute, each with a card of its own, that are paid', async () => {
    const clock = stoppedClock()
    for (let count = 0; count < 200; count++) {
      clock.pass(600)
      expect(await buy(stranger(), numberOfRange(), clock)).toBe(true)
    }
  })

  test('thirty paying shoppers behind one address in ten minutes; of shoppers who do not pay, only twenty', async () => {
    const clock = stoppedClock()
    const address = newId()
    for (let count = 0; count < 30; count++) expect(await buy(stranger(address), anyNumber(), clock)).toBe(true)
    const abandon = async () => start(await givenOrder(clock, 'X'), stranger(address), goodCard.number, clock)
    for (let count = 0; count < 20; count++) expect(await abandon()).toMatchObject({ ok: true })
    expect(await abandon()).toMatchObject({ failure: { kind: 'rate-limited', retryAfterSeconds: 600 } })
  })
})

test('a day later neither the address of a payment nor the count of its card is kept', async () => {
  const clock = stoppedClock()
  const started = await start(await givenOrder(clock, 'X'), stranger(), anyNumber(), clock)
  const id = started.ok ? started.value.paymentId : ''
  expect(await payment(id)).toMatchObject({ address: expect.any(String), cardTry: expect.any(String) })
  clock.pass(DAY)
  await forgetCardTesting(clock.at())
  expect(await payment(id)).toMatchObject({ address: null, cardTry: null })
  expect(await query((db) => db.select().from(cardTries))).toEqual([])
})
