import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { readMarker, writeMarker } from '@/db/markers'
import { findOrderRow } from '@/db/orders'
import { release } from '@/db/payment-turns'
import { findOldestUnsettled } from '@/db/payments'
import { listOpenFindings } from '@/db/sweep-findings'
import { later } from '@/lib/clock'
import { keepHouse } from '@/lib/housekeeping/keep-house'
import { leaseMs } from '@/lib/lease'
import { metrics } from '@/lib/metrics/counters'
import { countOf } from '@/lib/metrics/metrics.test-kit'
import { HANGS_MS, paynet } from '@/scripts/test/setup'
import { chargesInFlight } from './charges-in-flight'
import { commitMove } from './commit-move'
import { success } from './outcome'
import {
  type AtTheBank,
  callsOf,
  comeBack,
  DAY,
  faultOfCharge,
  faultOfCheck,
  givenChallenged,
  givenOrder,
  givenPassed,
  givenReturned,
  HOUR,
  look,
  MINUTE,
  payment,
  proveThatChecksSee,
  QUIET_MS,
  settleByLooking,
  statusOf,
  stoppedClock,
  successes,
  type TestClock,
} from './payments.test-kit'
import { lookAgain, reconcile } from './reconcile'

const STEPS = [2_000, 30_000, 3 * MINUTE, 9 * MINUTE, 11 * MINUTE, 12 * HOUR, -2_000, -3 * MINUTE, -HOUR, -12 * HOUR]
const alarms = (event: string) => countOf(metrics().alarms, { event })

beforeAll(() => proveThatChecksSee(stoppedClock()))
beforeEach(() => paynet.clearFaults())

/** A shopper is back, and the charge hangs: Paynet has looked for an earlier success and not taken money yet. */
async function givenHangingCharge(): Promise<AtTheBank & { answered: Promise<void> }> {
  const passed = await givenPassed()
  await reconcile(passed.clock)
  await faultOfCharge(passed, { fault: 'slow-before', ms: HANGS_MS })
  const answered = comeBack(passed)
  while ((await callsOf(passed, 'tds_charge')) === 0) await sleep(5)
  return { ...passed, answered }
}

describe('a clock that is set while a charge hangs', () => {
  test.each(STEPS)('by %d ms has nothing sent twice and no shopper told wrong', async (ms) => {
    const waiting = await givenHangingCharge()
    waiting.clock.step(ms)
    for (let times = 0; times < 3; times++) {
      await reconcile(waiting.clock)
      expect(await look(waiting)).toBe('charging')
    }
    await paynet.release(waiting.answered)
    expect(await statusOf(waiting)).toBe('succeeded')
    expect(await callsOf(waiting, 'tds_charge')).toBe(1)
    expect(await successes(waiting.referenceNo)).toBe(1)
  })
})

describe('a charge that this process has in flight', () => {
  test('is not taken over here, however long its lease is over', async () => {
    const waiting = await givenHangingCharge()
    const { fence } = await payment(waiting.id)
    waiting.clock.pass(leaseMs() + DAY)
    expect(await look(waiting)).toBe('charging')
    await keepHouse(waiting.clock)
    expect((await payment(waiting.id)).fence).toBe(fence)
    await paynet.release(waiting.answered)
    expect(await statusOf(waiting)).toBe('succeeded')
  })
})

describe('a clock that is set after a charge was given up', () => {
  test.each(STEPS.filter((ms) => ms > 0))('ahead by %d ms lets no second charge leave before a quiet time has passed', async (ms) => {
    const waiting = await givenReturned({ fault: { fault: 'answer-lost-before' } })
    await look(waiting)
    waiting.clock.step(ms)
    const alarmsBefore = await alarms('clock.stepped')
    for (const passing of [0, 1_000, QUIET_MS - 1_001]) {
      waiting.clock.pass(passing)
      expect(await look(waiting)).toBe('unknown')
      expect(await callsOf(waiting, 'tds_charge')).toBe(1)
    }
    expect(await alarms('clock.stepped')).toBe(alarmsBefore + 1)
    // From then on it is as if it had been set long ago: sent again where the window is open, else asked about.
    expect(await settleByLooking(waiting)).toBe(ms < 5 * QUIET_MS - QUIET_MS ? 'succeeded' : 'not_charged')
    expect(await successes(waiting.referenceNo)).toBeLessThanOrEqual(1)
  })

  test('and set again and again never lets one leave', async () => {
    const waiting = await givenReturned({ fault: { fault: 'answer-lost-before' } })
    for (let times = 0; times < 12; times++) {
      waiting.clock.step(times % 2 === 0 ? 3 * MINUTE : -3 * MINUTE)
      await look(waiting)
      waiting.clock.pass(QUIET_MS - 1)
      await look(waiting)
    }
    expect(await callsOf(waiting, 'tds_charge')).toBe(1)
    expect(await statusOf(waiting)).toBe('unknown')
  })

  test('ahead by hours does not make a refusal or three looks that found nothing come sooner', async () => {
    const refused = await givenReturned({ fault: { fault: 'answer-lost-before', times: 99 } })
    await faultOfCheck(refused, { fault: 'check-refused', times: 99 })
    const unseen = await givenReturned({ clock: refused.clock, fault: { fault: 'answer-lost-before', times: 99 } })
    await reconcile(refused.clock)
    refused.clock.step(12 * HOUR)
    expect([await look(refused), await look(unseen)]).toEqual(['unknown', 'unknown'])
    refused.clock.pass(QUIET_MS)
    expect(await look(refused)).toBe('declined')
    expect(await look(unseen)).toBe('unknown')
    expect((await payment(unseen.id)).noneCount).toBe(0)
    for (const count of [1, 2]) {
      refused.clock.pass(2.5 * QUIET_MS)
      expect(await look(unseen)).toBe('unknown')
      expect((await payment(unseen.id)).noneCount).toBe(count)
    }
    refused.clock.pass(2.5 * QUIET_MS)
    expect(await look(unseen)).toBe('not_charged')
  })
})

test('a process that was just started sends no second charge for a quiet time: it did not see what was done to the clock before', async () => {
  const clock = stoppedClock(new Date(), 500)
  const waiting = await givenReturned({ clock, fault: { fault: 'answer-lost-before' } })
  // As after a death and a step: by the time of day, the quiet time is long over.
  clock.step(3 * QUIET_MS)
  const fresh = stoppedClock(clock.at(), 500)
  const inNewProcess = { ...waiting, clock: fresh }
  expect(await look(inNewProcess)).toBe('unknown')
  fresh.pass(QUIET_MS - 1)
  expect(await look(inNewProcess)).toBe('unknown')
  expect(await callsOf(waiting, 'tds_charge')).toBe(1)
  fresh.pass(1)
  expect(await look(inNewProcess)).toBe('succeeded')
  expect(await successes(waiting.referenceNo)).toBe(1)
})

/** Another process, which sees the same time of day and has a life of its own. */
function anotherProcess(clock: TestClock): TestClock {
  return Object.assign(async () => clock.at(), { ...clock, elapsedMs: clock.elapsedMs })
}

test('a clock that dips back while a charge leaves, unseen by another process, has nothing sent twice', async () => {
  const passed = await givenPassed()
  const { clock } = passed
  const other = anotherProcess(clock)
  await reconcile(clock)
  await reconcile(other)
  clock.step(-leaseMs() - 1_000)
  await faultOfCharge(passed, { fault: 'slow-before', ms: HANGS_MS })
  const answered = comeBack(passed)
  while ((await callsOf(passed, 'tds_charge')) === 0) await sleep(5)
  clock.step(leaseMs() + 1_000)
  // To the other process the lease is over and the quiet time, too.
  chargesInFlight().delete(passed.id)
  await look({ ...passed, clock: other })
  await paynet.release(answered)
  expect(await statusOf(passed)).toBe('succeeded')
  expect(await callsOf(passed, 'tds_charge')).toBe(1)
})

test('a process that slept between reading the time and pulling times back has nothing sent twice', async () => {
  const waiting = await givenReturned({ fault: { fault: 'answer-lost-before' } })
  const { clock } = waiting
  const [sleeper, third] = [anotherProcess(clock), anotherProcess(clock)]
  await look(waiting)
  await look({ ...waiting, clock: third })
  const stale = clock.at()
  clock.pass(QUIET_MS)
  await faultOfCharge(waiting, { fault: 'slow-before', ms: HANGS_MS })
  const again = look(waiting)
  while ((await callsOf(waiting, 'tds_charge')) === 1) await sleep(5)
  clock.pass(1_500)
  await keepHouse(
    Object.assign(async () => stale, { elapsedMs: sleeper.elapsedMs }),
    () => true,
  )
  chargesInFlight().delete(waiting.id)
  await look({ ...waiting, clock: third })
  await paynet.release(again)
  expect(await callsOf(waiting, 'tds_charge')).toBe(2)
  expect(await successes(waiting.referenceNo)).toBe(1)
})

test('processes that live for a moment never conclude that nothing was charged, whatever the time of day says', async () => {
  const passed = await givenPassed()
  await faultOfCharge(passed, { fault: 'slow-before', ms: HANGS_MS })
  const answered = comeBack(passed)
  while ((await callsOf(passed, 'tds_charge')) === 0) await sleep(5)
  chargesInFlight().delete(passed.id)
  let at = passed.clock.at()
  for (const ms of [15 * QUIET_MS + 1_000, 2.5 * QUIET_MS + 1_000, 2.5 * QUIET_MS + 1_000]) {
    at = later(at, ms)
    expect(await look({ ...passed, clock: stoppedClock(at, 300) })).toBe('unknown')
  }
  await paynet.release(answered)
  expect(await statusOf(passed)).toBe('succeeded')
})

test('a clock that runs ahead for a moment ends no order and forgets no fact for good', async () => {
  const clock = stoppedClock()
  await reconcile(clock)
  const order = await givenOrder(clock)
  clock.step(26 * HOUR)
  await keepHouse(clock)
  clock.step(-26 * HOUR)
  expect((await findOrderRow(order.id))?.status).toBe('open')
  await writeMarker('swept', later(clock.at(), 30 * DAY))
  clock.pass(MINUTE)
  await keepHouse(clock)
  expect((await readMarker('swept'))?.getTime()).toBeLessThanOrEqual(clock.at().getTime())
})

describe('a clock that is set back by two hours', () => {
  const TWO_HOURS = 2 * HOUR

  /** What the loop does in so long: it looks all the time, and keeps house each minute. */
  async function loopFor(clock: TestClock, ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 5_000) {
      await reconcile(clock)
      if (passed % MINUTE === 0) await keepHouse(clock)
      clock.pass(5_000)
    }
    await reconcile(clock)
  }

  /** Paynet has taken the money and does not say so. */
  async function keepFromAnswering(waiting: AtTheBank): Promise<void> {
    await faultOfCheck(waiting, { fault: 'http-500', times: 999 })
    await faultOfCharge(waiting, { fault: 'answer-lost-after', times: 999 })
  }

  test.each([
    ['before the charge is answered', 0],
    ['after a look or two', MINUTE],
    ['after an hour of looks', HOUR],
  ])('%s, keeps no payment undecided for longer than if it had not been', async (_name, ms) => {
    const clock = stoppedClock()
    await reconcile(clock)
    const waiting = await givenReturned({ clock, fault: { fault: 'answer-lost-after' } })
    await keepFromAnswering(waiting)
    await loopFor(clock, ms)
    expect(await statusOf(waiting)).toBe('unknown')
    await paynet.clearFaults()
    clock.step(-TWO_HOURS)
    await loopFor(clock, MINUTE)
    expect(await statusOf(waiting)).toBe('succeeded')
    expect(await successes(waiting.referenceNo)).toBe(1)
  })

  test('is seen by an instance that was started after it', async () => {
    const clock = stoppedClock()
    const waiting = await givenReturned({ clock, fault: { fault: 'answer-lost-after' } })
    await keepFromAnswering(waiting)
    await loopFor(clock, 10 * MINUTE)
    await paynet.clearFaults()
    const fresh = stoppedClock(later(clock.at(), -TWO_HOURS), 500)
    await lookAgain(fresh)
    await loopFor(fresh, MINUTE)
    expect(await statusOf(waiting)).toBe('succeeded')
  })

  test('tells the same to the page that waits for its payment', async () => {
    const clock = stoppedClock()
    const waiting = await givenReturned({ clock, fault: { fault: 'answer-lost-after' } })
    await keepFromAnswering(waiting)
    await loopFor(clock, 10 * MINUTE)
    await paynet.clearFaults()
    clock.step(-TWO_HOURS)
    for (let seconds = 0; seconds < 60; seconds += 2) {
      await reconcile(clock, { id: waiting.id })
      clock.pass(2_000)
    }
    expect(await statusOf(waiting)).toBe('succeeded')
  })
})

describe('a clock that ran ahead and is set back', () => {
  test('leaves nothing undecided until it has caught up', async () => {
    const clock = stoppedClock()
    await reconcile(clock)
    clock.step(HOUR)
    const waiting = await givenReturned({ clock, fault: { fault: 'answer-lost-after' } })
    expect(await statusOf(waiting)).toBe('unknown')
    clock.step(-HOUR)
    await reconcile(clock)
    clock.pass(30_000)
    await reconcile(clock)
    expect(await statusOf(waiting)).toBe('succeeded')
  })

  test.each([9 * MINUTE, HOUR])("by %d ms sends nothing again once the shopper's return is too long ago", async (ms) => {
    const clock = stoppedClock()
    await reconcile(clock)
    const waiting = await givenReturned({ clock, fault: { fault: 'answer-lost-before' } })
    await faultOfCheck(waiting, { fault: 'http-500', times: 3 })
    clock.pass(5 * QUIET_MS)
    expect(await look(waiting)).toBe('unknown')
    clock.step(-ms)
    await reconcile(clock)
    for (let passed = 0; passed <= ms + 5 * QUIET_MS; passed += QUIET_MS * 3) {
      clock.pass(QUIET_MS * 3)
      await look(waiting)
    }
    expect(await callsOf(waiting, 'tds_charge')).toBe(1)
    expect(await statusOf(waiting)).toBe('not_charged')
  })

  test('does not keep payments at the bank until it has caught up', async () => {
    const clock = stoppedClock()
    const ahead = stoppedClock(later(clock.at(), 12 * HOUR))
    const left = await givenChallenged({ clock: ahead })
    await lookAgain(clock)
    clock.pass(30 * MINUTE - 1)
    await reconcile(clock)
    expect(await statusOf(left)).toBe('awaiting_3ds')
    clock.pass(1)
    await reconcile(clock)
    expect(await statusOf(left)).toBe('expired')
  })

  test('leaves no payment put off that was parked with the time from before', async () => {
    const clock = stoppedClock()
    const waiting = await givenReturned({ clock, fault: { fault: 'answer-lost-after' } })
    // By a worker that had read the time, and writes after all others have noticed.
    await release(await payment(waiting.id), { looks: 3, nextAt: later(clock.at(), 12 * HOUR) })
    clock.pass(MINUTE)
    await keepHouse(clock)
    await reconcile(clock)
    expect(await statusOf(waiting)).toBe('succeeded')
  })

  test('leaves no payment put off for hours because its looks were used up, even if the next one fails', async () => {
    const clock = stoppedClock()
    const waiting = await givenReturned({ clock, fault: { fault: 'answer-lost-after' } })
    await release(await payment(waiting.id), { looks: 12, nextAt: later(clock.at(), HOUR) })
    await lookAgain(clock)
    await faultOfCheck(waiting, { fault: 'http-500', times: 1 })
    clock.pass(30_000)
    await reconcile(clock)
    expect(await statusOf(waiting)).toBe('unknown')
    clock.pass(MINUTE)
    await reconcile(clock)
    expect(await statusOf(waiting)).toBe('succeeded')
  })

  test('while no process ran is made good at the next start', async () => {
    const clock = stoppedClock()
    const ahead = stoppedClock(new Date(clock.at().getTime() + 12 * HOUR))
    const waiting = await givenReturned({ clock: ahead, fault: { fault: 'answer-lost-after' } })
    await lookAgain(clock)
    clock.pass(30_000)
    await reconcile(clock)
    expect(await statusOf(waiting)).toBe('succeeded')
    expect((await findOldestUnsettled())?.id).not.toBe(waiting.id)
  })
})

describe('a second success of one payment', () => {
  const succeed = async ({ id, clock }: AtTheBank, xactId: string, by: 'direct' | 'repeat' = 'direct') =>
    commitMove({ payment: await payment(id), outcome: success({ xactId, by }, clock.at()) })

  /** Sent again after a lost answer, as is allowed. */
  async function givenSentTwice(): Promise<AtTheBank> {
    const waiting = await givenReturned({ fault: { fault: 'answer-lost-before' } })
    waiting.clock.pass(QUIET_MS)
    expect(await look(waiting)).toBe('succeeded')
    return waiting
  }
  const found = async ({ referenceNo }: AtTheBank) =>
    (await listOpenFindings(1000)).filter((finding) => finding.referenceNo === referenceNo)

  test('by another transaction raises one alarm at once, and waits for a human', async () => {
    const waiting = await givenSentTwice()
    const before = await alarms('payment.charged-twice')
    for (let times = 0; times < 2; times++) expect(await succeed(waiting, 'xk_second')).toBe(false)
    expect(await alarms('payment.charged-twice')).toBe(before + 1)
    expect(await found(waiting)).toMatchObject([{ kind: 'several', xactId: 'xk_second', amountKurus: 14_990 }])
    expect(await statusOf(waiting)).toBe('succeeded')
  })

  test('is no second one by the same transaction, as an answer to a repeated charge, or as the only charge of its payment', async () => {
    const waiting = await givenSentTwice()
    const only = await givenReturned()
    const { xactId } = await payment(waiting.id)
    await succeed(waiting, xactId ?? '')
    await succeed(waiting, 'xk_same_encrypted_anew', 'repeat')
    await succeed(only, 'xk_as_its_check_has_it')
    expect([await found(waiting), await found(only)]).toEqual([[], []])
  })
})
