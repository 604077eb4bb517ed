import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { listEvents } from '@/db/payment-events'
import { beginCardEnquiry } from '@/db/payment-moves'
import { claimUntoldCards } from '@/db/payment-turns'
import { listOpenFindings } from '@/db/sweep-findings'
import { cardsAtPaynet, givenCard, givenUser, onlyRowOf, otherCard, ownerRow, rowsOf } from '@/lib/cards/cards.test-kit'
import { listCards } from '@/lib/cards/list'
import { later } from '@/lib/clock'
import { keepHouse } from '@/lib/housekeeping/keep-house'
import { leaseMs } from '@/lib/lease'
import { log } from '@/lib/log'
import { CONSENT_VERSION } from '@/lib/shared/cards/saved-card'
import { paynet } from '@/scripts/test/setup'
import { tapPaynet } from '@/scripts/test/wiretap'
import {
  type AtTheBank,
  callsOf,
  comeBack,
  DAY,
  faultOfCharge,
  givenPassed,
  givenReturned,
  look,
  MINUTE,
  payment,
  QUIET_MS,
  settleByLooking,
  stoppedClock,
  successes,
  type TestClock,
} from './payments.test-kit'
import { lookAgain, reconcile } from './reconcile'
import { givenKnown, saving } from './save-while-paying.test-kit'

const wire = await tapPaynet()

beforeEach(() => paynet.clearFaults())
afterEach(() => vi.restoreAllMocks())

type Waiting = AtTheBank & { userId: string }

/** A user's first card is saved with a payment whose answer is lost; a check has shown that it is paid. */
async function givenUntold(): Promise<Waiting> {
  const [userId, clock] = [await givenUser(), stoppedClock()]
  const waiting = await givenReturned({ clock, userId, method: saving(), fault: { fault: 'answer-lost-after' } })
  expect(await settleByLooking(waiting)).toBe('succeeded')
  return { ...waiting, userId }
}

/** The loop, so often and so far apart. */
async function passLoop(clock: TestClock, times = 30, everyMs = 500): Promise<void> {
  for (let pass = 0; pass < times; pass++) {
    await reconcile(clock)
    clock.pass(everyMs)
  }
}

const charges = (waiting: Waiting) => callsOf(waiting, 'tds_charge')
const untold = async ({ userId, clock }: Waiting) => (await listCards(userId, clock)).untold

describe('a first card whose payment is known from a check only', () => {
  test('is asked for once with the same pair, after the quiet time, and comes with its consent and expiry', async () => {
    const waiting = await givenUntold()
    const { userId, clock, id, pair } = waiting
    expect(await payment(id)).toMatchObject({ saveOutcome: 'unknown', calls: 1 })
    expect(await listCards(userId, clock)).toEqual({ cards: [], isFresh: true, untold: 'soon' })
    const { sentAt, createdAt } = await payment(id)
    clock.to(later(sentAt ?? clock.at(), QUIET_MS - 1))
    await reconcile(clock)
    expect(await charges(waiting)).toBe(1)

    await passLoop(clock)
    expect(await charges(waiting)).toBe(2)
    expect(wire.last('tds_charge')).toEqual({ session_id: pair.sessionId, token_id: pair.tokenId })
    const row = await onlyRowOf(userId)
    expect(row).toMatchObject({ consentVersion: CONSENT_VERSION, consentedAt: createdAt, expiryMonth: 12, expiryYear: 2040 })
    expect(row.opened).toMatchObject({ description: 'Maaş kartım', bank: 'Axess' })
    const paid = {
      status: 'succeeded',
      saveOutcome: 'saved',
      savedCardId: row.id,
      saveRequest: null,
      nextAt: null,
      leaseUntil: null,
      calls: 2,
    }
    expect(await payment(id)).toMatchObject(paid)
    expect(await successes(waiting.referenceNo)).toBe(1)
    expect(await listCards(userId, clock)).toMatchObject({ cards: [{ id: row.id }], isFresh: true, untold: null })

    await passLoop(clock)
    await keepHouse(clock)
    expect(await charges(waiting)).toBe(2)
    expect(await listOpenFindings(100)).toEqual([])
  })

  test('moves no payment: the timeline has the same moves as before, and what was asked', async () => {
    const waiting = await givenUntold()
    const moves = async () => (await listEvents(waiting.id)).filter(({ kind }) => kind === 'move').map(({ from, to }) => [from, to])
    const [before, { settledAt, xactId, movedAt }] = [await moves(), await payment(waiting.id)]
    await passLoop(waiting.clock)
    expect(await moves()).toEqual(before)
    expect(await payment(waiting.id)).toMatchObject({ settledAt, xactId, movedAt })
    const told = (await listEvents(waiting.id)).map(({ detail }) => detail).slice(-2)
    expect(told).toEqual(['paid; the same pair is sent once more to learn of the card', 'tds_charge · success · HTTP 200 · code 100'])
  })

  test('is asked for once, however many processes look', async () => {
    const waiting = await givenUntold()
    for (let pass = 0; pass < 30; pass++) {
      await Promise.all([reconcile(waiting.clock), reconcile(waiting.clock), reconcile(waiting.clock), look(waiting)])
      waiting.clock.pass(500)
    }
    expect([await charges(waiting), (await payment(waiting.id)).calls]).toEqual([2, 2])
    expect(await payment(waiting.id)).toMatchObject({ saveOutcome: 'saved' })
  })

  test('has one intent: of two that hold the same turn, one may send', async () => {
    const waiting = await givenUntold()
    const at = waiting.clock.pass(QUIET_MS)
    const [claimed] = (await claimUntoldCards(at, later(at, leaseMs()))).filter(({ id }) => id === waiting.id)
    if (!claimed) throw new Error('it was not due')
    expect((await claimUntoldCards(at, at)).filter(({ id }) => id === waiting.id)).toEqual([])
    const times = { at, leaseUntil: later(at, leaseMs()), nextAt: later(at, DAY) }
    const intents = await Promise.all([beginCardEnquiry(claimed, times), beginCardEnquiry(claimed, times)])
    expect(intents.filter(Boolean)).toMatchObject([{ calls: 2, status: 'succeeded', sentAt: at }])
  })

  test('is not asked for again by anybody after a process died between its intent and the answer, and is found by the next save', async () => {
    const waiting = await givenUntold()
    const { clock, userId } = waiting
    const at = clock.pass(QUIET_MS)
    const [claimed] = (await claimUntoldCards(at, later(at, leaseMs()))).filter(({ id }) => id === waiting.id)
    const begun = claimed && (await beginCardEnquiry(claimed, { at, leaseUntil: later(at, leaseMs()), nextAt: later(at, 30 * DAY) }))
    expect(begun).toMatchObject({ calls: 2 })
    expect(await untold(waiting)).toBe('soon')

    await passLoop(clock, 60)
    await lookAgain(clock)
    clock.pass(leaseMs())
    await passLoop(clock)
    expect([await charges(waiting), await untold(waiting)]).toEqual([1, 'later'])
    await givenCard(userId, clock, { card: otherCard })
    clock.pass(MINUTE)
    expect(await listCards(userId, clock)).toMatchObject({ cards: [{}, {}], untold: null })
    expect(await payment(waiting.id)).toMatchObject({ saveOutcome: 'saved', saveRequest: null, nextAt: null })
  })

  test('is not asked for a second time when that answer is lost, too: it stays unknown, and the page says so', async () => {
    const waiting = await givenUntold()
    await faultOfCharge(waiting, { fault: 'answer-lost-after', times: 9 })
    await passLoop(waiting.clock, 60)
    expect(await charges(waiting)).toBe(2)
    expect(await payment(waiting.id)).toMatchObject({
      status: 'succeeded',
      saveOutcome: 'unknown',
      calls: 2,
      saveRequest: expect.any(String),
    })
    expect(await untold(waiting)).toBe('later')
  })

  test('is not sent where nothing left, and then sent while the pair is known', async () => {
    const waiting = await givenUntold()
    const { clock } = waiting
    clock.pass(QUIET_MS)
    await wire.whileAway(() => reconcile(clock))
    expect(await charges(waiting)).toBe(1)
    expect(await payment(waiting.id)).toMatchObject({ status: 'succeeded', saveOutcome: 'unknown', calls: 2, looks: 0 })
    await passLoop(clock)
    expect(await charges(waiting)).toBe(2)
    expect(await payment(waiting.id)).toMatchObject({ saveOutcome: 'saved', calls: 3 })
  })

  test.each([
    ['says no', (body: Fields) => ({ ...body, is_succeed: false, code: 15 })],
    ['says no with no session', () => ({ code: 13, is_succeed: false })],
    ['says that it was not saved', (body: Fields) => ({ ...body, is_save_card_succeed: false })],
    ['has no owner', (body: Fields) => ({ ...body, card_owner_id: '' })],
  ])('stays unknown after an answer that %s, and the payment stays paid', async (_name, change) => {
    const waiting = await givenUntold()
    wire.change('tds_charge', change)
    await passLoop(waiting.clock, 60)
    expect(await charges(waiting)).toBe(2)
    expect(await payment(waiting.id)).toMatchObject({ status: 'succeeded', saveOutcome: 'unknown', calls: 2 })
    expect([await untold(waiting), await rowsOf(waiting.userId), await listOpenFindings(100)]).toEqual(['later', [], []])
  })

  test.each([
    ['has no card', (body: Fields) => ({ ...body, card_hash: null })],
    ['says yes as text', (body: Fields) => ({ ...body, is_save_card_succeed: 'true' })],
  ])('is found by the list after an answer that %s, since that answer named its owner', async (_name, change) => {
    const waiting = await givenUntold()
    const { clock, userId } = waiting
    wire.change('tds_charge', change)
    await passLoop(clock, 60)
    expect(await charges(waiting)).toBe(2)
    expect(await payment(waiting.id)).toMatchObject({ status: 'succeeded', saveOutcome: 'unknown', calls: 2 })
    expect((await ownerRow(userId)).cardOwnerId).not.toBeNull()
    expect(await listCards(userId, clock)).toMatchObject({ cards: [{}], isFresh: true, untold: null })
    expect(await payment(waiting.id)).toMatchObject({ saveOutcome: 'saved', savedCardId: (await onlyRowOf(userId)).id, nextAt: null })
    expect(await listOpenFindings(100)).toEqual([])
  })

  test('that comes with a second success raises the alarm of money taken twice', async () => {
    const waiting = await givenUntold()
    const alarm = vi.spyOn(log, 'alarm')
    wire.change('tds_charge', (body) => ({ ...body, code: 0, xact_id: 'xk_second' }))
    await passLoop(waiting.clock)
    expect(alarm.mock.calls.map(([event]) => event)).toContain('payment.charged-twice')
    expect((await listOpenFindings(100)).filter(({ referenceNo }) => referenceNo === waiting.referenceNo)).toMatchObject([
      { kind: 'several' },
    ])
    expect(await payment(waiting.id)).toMatchObject({ status: 'succeeded', xactId: expect.not.stringContaining('second') })
  })

  test.each([-DAY, -3 * MINUTE, 3 * MINUTE, DAY, 31 * DAY])('is asked for once at most after the clock was set by %d ms', async (ms) => {
    const waiting = await givenUntold()
    const { clock } = waiting
    clock.step(ms)
    await reconcile(clock)
    expect(await charges(waiting)).toBe(1)
    await passLoop(clock, 60)
    clock.step(-ms)
    await passLoop(clock, 60)
    expect(await charges(waiting)).toBeLessThanOrEqual(2)
    expect(await successes(waiting.referenceNo)).toBe(1)
    expect((await payment(waiting.id)).saveRequest === null).toBe((await payment(waiting.id)).saveOutcome === 'saved')
  })

  test('is not asked for once the window is over, though the clock is then set back into it', async () => {
    const waiting = await givenUntold()
    const { clock } = waiting
    clock.pass(60 * MINUTE)
    clock.step(-60 * MINUTE + QUIET_MS)
    await passLoop(clock, 60)
    expect([await charges(waiting), (await payment(waiting.id)).looks]).toEqual([1, 1])
  })

  test('is not asked for by a process that has not known of the charge for a quiet time', async () => {
    const waiting = await givenUntold()
    const other = stoppedClock(waiting.clock.pass(QUIET_MS), 0)
    await reconcile(other)
    expect(await charges(waiting)).toBe(1)
    other.pass(QUIET_MS)
    await reconcile(other)
    expect(await charges(waiting)).toBe(2)
  })

  test('is not asked for once the window is over', async () => {
    const waiting = await givenUntold()
    waiting.clock.pass(5 * QUIET_MS)
    await passLoop(waiting.clock, 60)
    expect(await charges(waiting)).toBe(1)
    expect(await untold(waiting)).toBe('later')
  })
})

test('a card of an owner whom Paynet knows is told by the list: no second call is made', async () => {
  const { userId, clock } = await givenKnown()
  const waiting = await givenReturned({ clock, userId, method: saving(), fault: { fault: 'answer-lost-after' } })
  await settleByLooking(waiting)
  await passLoop(clock, 60)
  expect(await callsOf(waiting, 'tds_charge')).toBe(1)
  clock.pass(MINUTE)
  expect(await listCards(userId, clock)).toMatchObject({ cards: [{}, {}], untold: null })
  expect(await payment(waiting.id)).toMatchObject({ saveOutcome: 'saved', nextAt: null })
  expect(await cardsAtPaynet(userId)).toHaveLength(2)
})

test('an answer that comes after a check has shown the success still brings its card', async () => {
  const [userId, clock] = [await givenUser(), stoppedClock()]
  const waiting = { ...(await givenPassed({ clock, userId, method: saving() })), userId }
  wire.meanwhile('tds_charge', async () => {
    clock.pass(MINUTE / 10)
    await reconcile(clock, { id: waiting.id })
    expect(await payment(waiting.id)).toMatchObject({ status: 'succeeded', saveOutcome: 'unknown' })
  })
  await comeBack(waiting)
  const row = await onlyRowOf(userId)
  expect(await payment(waiting.id)).toMatchObject({ saveOutcome: 'saved', savedCardId: row.id, calls: 1, nextAt: null })
  await passLoop(clock, 60)
  expect(await charges(waiting)).toBe(1)
})

test('while a payment is being checked, its card is said to be awaited', async () => {
  const [userId, clock] = [await givenUser(), stoppedClock()]
  await givenReturned({ clock, userId, method: saving(), fault: { fault: 'answer-lost-after' } })
  expect(await listCards(userId, clock)).toEqual({ cards: [], isFresh: true, untold: 'soon' })
  clock.pass(15 * MINUTE)
  expect(await listCards(userId, clock)).toMatchObject({ untold: 'later' })
})

type Fields = Record<string, unknown>
