import { beforeEach, describe, expect, test, vi } from 'vitest'
import { atomically } from '@/db/client'
import { cardTries, payments } from '@/db/schema'
import { paynet } from '@/scripts/test/world'
import { counts } from '../counts'
import { digest, newId } from '../ids'
import { log } from '../log'
import { createOrder } from '../orders'
import type { CardInput } from '../shared/card'
import type { Order } from '../shared/order'
import type { Result } from '../shared/result'
import { clientOf, forgetCardTesting, type Payer } from './card-testing'
import { completePayment } from './complete'
import { DAY, declinedCard, goodCard, HOUR, MINUTE, passBank, payment, stoppedClock, type TestClock } from './payments.test-kit'
import { openChallenge } from './send-charge'
import { type Started, startPayment } from './start'

const SECOND = 1_000

/** Each test has a shop that nothing has happened in yet. */
beforeEach(async () => {
  const everywhere = { payer: null, address: null, userId: null }
  await atomically((db) => [db.update(payments).set(everywhere).returning(), db.select().from(payments)]).catch(() => null)
  await atomically((db) => [db.delete(cardTries).returning()])
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

/** Somebody with a browser that was never here. */
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

function start(order: Order, payer: Payer, number: string, clock: TestClock): Promise<Result<Started>> {
  const card: CardInput = { ...goodCard, number }
  const means = { kind: 'new' as const, card, save: null }
  return startPayment({ orderId: order.id, attemptKey: newId(), shownAmountKurus: order.amountKurus, means }, payer, clock)
}

/** What a shopper does at the bank. */
async function finish(started: Result<Started>, clock: TestClock): Promise<void> {
  if (!started.ok) throw new Error('the payment had not started')
  const { id, challenge } = await payment(started.value.paymentId)
  const pair = await openChallenge(challenge ?? '')
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

/** Things that happen at their times, whoever does them. */
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
 * 200 shoppers behind a carrier's address, who stay a minute at the bank. Who is held back comes again after
 * the time that the page told. How many shoppers with a good card have paid.
 */
async function bothCrowds({ cards, numberOf, clock }: { cards: number; numberOf: () => string; clock: TestClock }) {
  const [begin, prefix, carrier] = [clock.at(), `BOT${newId().replaceAll(/[-_]/g, '.')}`, `carrier ${newId()}`]
  const at = (ms: number) => new Date(begin.getTime() + ms)
  const open = await Promise.all(Array.from({ length: 500 }, () => givenOrder(clock, prefix)))
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
  const shoppers = Array.from({ length: 200 }, (_, index) => ({
    at: at(index * 18 * SECOND),
    run: () => shop(stranger(carrier), index % 10 === 9 ? declinedCard.number : anyNumber()),
  }))
  await playOut(clock, [...shoppers, ...thieves], later)
  return { ...outcome, reached: await reached(prefix) }
}

describe('of a wave of cards from 500 addresses with fresh cookies at most fifty reach Paynet, while all 180 shoppers behind one address pay', () => {
  test.each([
    ['10,000 cards at random, from the first minute of the shop', 10_000, anyNumber],
    ['2,000 cards of one range', 2_000, numberOfRange],
    ['2,000 cards that share first six and last four digits', 2_000, numberOfOneMask],
  ])('%s', async (_name, cards, numberOf) => {
    const outcome = await bothCrowds({ cards, numberOf, clock: stoppedClock() })
    expect(outcome).toMatchObject({ paid: 180, declined: 20 })
    expect(outcome.reached).toBeGreaterThan(0)
    expect(outcome.reached).toBeLessThanOrEqual(50)
  })
})
