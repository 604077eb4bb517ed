import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { findOrderRow } from '@/db/orders'
import { beginCharge, insertPayment } from '@/db/payment-moves'
import { eraseChallenges } from '@/db/payments'
import { later } from '@/lib/clock'
import { keepHouse } from '@/lib/housekeeping/keep-house'
import { digest } from '@/lib/ids'
import { leaseMs, openSendGate } from '@/lib/lease'
import { HANGS_MS, paynet } from '@/scripts/test/setup'
import { chargesInFlight } from './charges-in-flight'
import { commitMove } from './commit-move'
import { success } from './outcome'
import {
  type AtTheBank,
  callsOf,
  comeBack,
  DAY,
  declinedCard,
  faultOfCharge,
  faultOfCheck,
  givenChallenged,
  givenPassed,
  givenReturned,
  look,
  MINUTE,
  orderStatus,
  payment,
  proveThatChecksSee,
  QUIET_MS,
  settleByLooking,
  start,
  statusOf,
  stoppedClock,
  successes,
} from './payments.test-kit'
import { reconcile } from './reconcile'
import { sendCharge } from './send-charge'
import { digestPair } from './stored-challenge'

beforeAll(() => proveThatChecksSee(stoppedClock()))
beforeEach(() => paynet.clearFaults())

/** An intent committed by a worker that was never heard of again. */
async function givenDeadWorker(): Promise<AtTheBank> {
  const passed = await givenPassed()
  await beginChargeOf(passed)
  return passed
}

async function beginChargeOf({ id, orderId, pair, clock }: AtTheBank) {
  const now = clock.at()
  const begun = await beginCharge(
    { id, orderId },
    {
      from: 'awaiting_3ds',
      guard: { pairDigest: digestPair(pair), challengedAfter: later(now, -30 * MINUTE) },
      at: now,
      leaseUntil: later(now, leaseMs()),
      nextAt: later(now, 5_000),
      patch: { returnedAt: now },
    },
  )
  if (!begun || begun === 'taken') throw new Error('the charge did not begin')
  return begun
}

describe('sending again', () => {
  test('no second charge is sent before the quiet time is over, and one is as soon as it is', async () => {
    const waiting = await givenReturned({ fault: { fault: 'answer-lost-before' } })
    for (const ms of [0, 1000, QUIET_MS - 1001]) {
      waiting.clock.pass(ms)
      expect(await look(waiting)).toBe('unknown')
      expect(await callsOf(waiting, 'tds_charge')).toBe(1)
    }
    waiting.clock.pass(1)
    expect(await look(waiting)).toBe('succeeded')
    expect(await callsOf(waiting, 'tds_charge')).toBe(2)
    expect(await successes(waiting.referenceNo)).toBe(1)
  })

  test('the quiet time runs from when a charge was given up: Paynet may be at work on it for as long again', async () => {
    const passed = await givenPassed()
    await faultOfCharge(passed, { fault: 'answer-lost-before' })
    const { clock } = passed
    let readings = 0
    const readWhileTimeoutPasses = async () => {
      readings += 1
      return readings === 2 ? clock.pass(2_000) : clock.at()
    }
    const given = { ...passed, clock: Object.assign(readWhileTimeoutPasses, { ...clock }) }
    await comeBack(given)
    clock.pass(QUIET_MS - 1)
    expect(await look(given)).toBe('unknown')
    expect(await callsOf(given, 'tds_charge')).toBe(1)
    clock.pass(1)
    expect(await look(given)).toBe('succeeded')
  })

  test('no charge is sent after five quiet times since the return, however often one looks', async () => {
    const waiting = await givenReturned({ fault: { fault: 'answer-lost-before', times: 99 } })
    const returnedAt = waiting.clock.at()
    const sentAt = new Set<number>()
    for (let second = 0; second < 60; second++) {
      sentAt.add(((await payment(waiting.id)).sentAt as Date).getTime() - returnedAt.getTime())
      waiting.clock.pass(1000)
      await look(waiting)
    }
    expect([...sentAt]).toEqual([0, 4000, 8000, 12_000, 16_000])
    expect(await callsOf(waiting, 'tds_charge')).toBe(5)
  })

  test('a charge is not sent again once its order was cancelled or has expired', async () => {
    const waiting = await givenReturned({ fault: { fault: 'answer-lost-before' } })
    waiting.clock.to(later(waiting.order.expiresAt, 1))
    expect(await look(waiting)).toBe('unknown')
    expect(await callsOf(waiting, 'tds_charge')).toBe(1)
    expect(await orderStatus(waiting)).toBe('open')
  })

  test('an answer of code 17 or a decline to a second charge call ends nothing', async () => {
    for (const fault of ['code-17', 'code-13', 'code-15', 'code-16', 'decline']) {
      const waiting = await givenReturned({ fault: { fault: 'answer-lost-before' } })
      await faultOfCharge(waiting, { fault })
      waiting.clock.pass(QUIET_MS)
      expect(await look(waiting)).toBe('unknown')
      expect(await callsOf(waiting, 'tds_charge')).toBe(2)
      // What check shows decides: here only the decline is in Paynet's books.
      expect(await settleByLooking(waiting)).toBe(fault === 'decline' ? 'declined' : 'succeeded')
    }
  })

  test('Retry-After is kept', async () => {
    const waiting = await givenReturned({ fault: { fault: 'http-429', ms: 90_000 } })
    expect((await payment(waiting.id)).nextAt).toEqual(later(waiting.clock.at(), 90_000))
  })
})

describe('a check that knows no such payment', () => {
  test('ends it at the third time, 2.5 quiet times apart, the last 15 after the last send', async () => {
    const waiting = await givenReturned({ fault: { fault: 'answer-lost-before', times: 99 } })
    const counted: number[] = []
    let settledAfter = 0
    for (let second = 1; second <= 200 && settledAfter === 0; second++) {
      waiting.clock.pass(1000)
      const status = await look(waiting)
      const { sentAt, noneCount, noneAt } = await payment(waiting.id)
      const since = waiting.clock.at().getTime() - (sentAt as Date).getTime()
      if (noneAt?.getTime() === waiting.clock.at().getTime()) counted[noneCount - 1] = since
      if (status === 'not_charged') settledAfter = since
    }
    expect(settledAfter).toBeGreaterThanOrEqual(15 * QUIET_MS)
    expect(settledAfter).toBeLessThan((15 + 2.5) * QUIET_MS)
    expect(counted.length).toBeGreaterThanOrEqual(3)
    for (const [index, since] of counted.entries()) expect(since - (counted[index - 1] ?? -Infinity)).toBeGreaterThanOrEqual(2.5 * QUIET_MS)
    expect(await orderStatus(waiting)).toBe('open')
  })

  test('reaches its end by schedule, with no shopper looking', async () => {
    const waiting = await givenReturned({ fault: { fault: 'answer-lost-before', times: 99 } })
    const sentFirst = waiting.clock.at()
    expect(await settleByLooking(waiting)).toBe('not_charged')
    expect(waiting.clock.at().getTime() - sentFirst.getTime()).toBeLessThan((16 + 15) * QUIET_MS + 10)
  })

  test('does not count while the check itself fails', async () => {
    const waiting = await givenReturned({ fault: { fault: 'answer-lost-before', times: 99 } })
    await faultOfCheck(waiting, { fault: 'http-500', times: 400 })
    for (let minute = 0; minute < 60; minute++) {
      waiting.clock.pass(MINUTE)
      expect(await look(waiting)).toBe('unknown')
    }
    expect((await payment(waiting.id)).noneCount).toBe(0)
  })
})

test('a refusal that check shows counts only once the quiet time is over', async () => {
  const waiting = await givenReturned({ card: declinedCard, fault: { fault: 'answer-lost-after' } })
  waiting.clock.pass(QUIET_MS - 1)
  expect(await look(waiting)).toBe('unknown')
  waiting.clock.pass(1)
  expect(await look(waiting)).toBe('declined')
  expect(await callsOf(waiting, 'tds_charge')).toBe(1)
})

describe('a worker that died', () => {
  test('after it had promised a charge leaves it to other workers, which find nothing taken and charge once', async () => {
    const waiting = await givenDeadWorker()
    // Asked about while its lease runs: from then on this process knows of the charge.
    waiting.clock.pass(5_000)
    expect(await look(waiting)).toBe('charging')
    waiting.clock.pass(leaseMs() - 5_000)
    expect(await look(waiting)).toBe('charging')
    waiting.clock.pass(1)
    expect(await look(waiting)).toBe('succeeded')
    expect(await successes(waiting.referenceNo)).toBe(1)
  })

  test('after Paynet had charged costs seconds, not a lease: asking needs none', async () => {
    const waiting = await givenPassed()
    const begun = await beginChargeOf(waiting)
    await faultOfCharge(waiting, { fault: 'answer-lost-after' })
    const { url } = paynet
    const body = JSON.stringify({ session_id: waiting.pair.sessionId, token_id: waiting.pair.tokenId })
    const headers = { authorization: `Basic ${process.env.PAYNET_SECRET_KEY}`, 'content-type': 'application/json' }
    await fetch(`${url}/v2/transaction/tds_charge`, { method: 'POST', body, headers }).catch(() => 'lost, as the fault says')

    waiting.clock.pass(5_000)
    await reconcile(waiting.clock, { id: waiting.id })
    expect(await payment(waiting.id)).toMatchObject({ status: 'succeeded', fence: begun.fence })
  })

  test('and wakes up late changes nothing but what it learnt of a success', async () => {
    const waiting = await givenPassed()
    const stale = await beginChargeOf(waiting)
    await faultOfCheck(waiting, { fault: 'http-500', times: 9 })
    await faultOfCharge(waiting, { fault: 'answer-lost-before', times: 9 })
    waiting.clock.pass(leaseMs() + 1)
    expect(await look(waiting)).toBe('unknown')
    const before = await payment(waiting.id)
    expect(before.fence).toBeGreaterThan(stale.fence)

    const at = waiting.clock.at()
    for (const to of ['declined', 'review', 'unknown'] as const) {
      expect(await commitMove({ payment: stale, outcome: { from: 'charging', to, at, patch: {} } })).toBe(false)
    }
    expect(await commitMove({ payment: stale, outcome: { from: 'unknown', to: 'not_charged', at, patch: {} } })).toBe(false)
    expect(await payment(waiting.id)).toEqual(before)

    await commitMove({ payment: stale, outcome: success({ xactId: 'xk_late', by: 'direct' }, at) })
    expect(await payment(waiting.id)).toMatchObject({ status: 'succeeded', xactId: 'xk_late' })
  })

  test('and gets its success only after the lease was taken over still brings it', async () => {
    const waiting = await givenPassed()
    const stale = await beginChargeOf(waiting)
    await faultOfCheck(waiting, { fault: 'http-500', times: 9 })
    await faultOfCharge(waiting, { fault: 'slow', ms: HANGS_MS })
    const answered = sendCharge(stale, waiting.pair, openSendGate(), waiting.clock)
    // As in another process, which knows nothing of this call; and too late for any other to send it.
    chargesInFlight().delete(waiting.id)
    waiting.clock.pass(leaseMs() + 5 * QUIET_MS)
    expect(await look(waiting)).toBe('unknown')
    expect((await payment(waiting.id)).fence).toBeGreaterThan(stale.fence)

    await paynet.release(answered)
    expect(await statusOf(waiting)).toBe('succeeded')
    expect(await callsOf(waiting, 'tds_charge')).toBe(1)
  })

  test('a process that was stopped between its promise and the send does not send', async () => {
    const waiting = await givenPassed()
    const begun = await beginChargeOf(waiting)
    await sendCharge(begun, waiting.pair, openSendGate(performance.now() - 5_001), waiting.clock)
    expect(await callsOf(waiting, 'tds_charge')).toBe(0)
    expect(await statusOf(waiting)).toBe('unknown')
    waiting.clock.pass(QUIET_MS)
    expect(await look(waiting)).toBe('succeeded')
    expect(await successes(waiting.referenceNo)).toBe(1)
  })
})

test('when two reconcilers run at once, each payment is looked at by one of them', async () => {
  const clock = stoppedClock()
  const waiting: AtTheBank[] = []
  for (let index = 0; index < 8; index++) waiting.push(await givenReturned({ clock, fault: { fault: 'answer-lost-before' } }))
  const looksBefore = await Promise.all(waiting.map((each) => callsOf(each, 'check')))
  clock.pass(QUIET_MS)
  const ids = waiting.map(({ id }) => id)
  const looked = (await Promise.all([reconcile(clock), reconcile(clock), reconcile(clock)])).flat().filter(({ id }) => ids.includes(id))
  expect(looked.map(({ id }) => id).sort()).toEqual(ids.sort())
  for (const [index, each] of waiting.entries()) {
    expect(await callsOf(each, 'check')).toBe((looksBefore[index] ?? 0) + 1)
    expect(await successes(each.referenceNo)).toBe(1)
  }
})

test('an unfinished payment fails after two minutes, and not sooner', async () => {
  const clock = stoppedClock()
  const waiting = await givenChallenged({ clock })
  const row = await payment(waiting.id)
  const created = {
    ...row,
    id: digest('created').slice(0, 22),
    idempotencyKey: 'a',
    referenceNo: 'created-1',
    status: 'created' as const,
    challenge: null,
  }
  await insertPayment({ ...created, nextAt: later(clock.at(), 2 * MINUTE) }, clock.at())
  clock.pass(2 * MINUTE - 1)
  await reconcile(clock, { id: created.id })
  expect(await statusOf(created)).toBe('created')
  clock.pass(1)
  await reconcile(clock, { id: created.id })
  expect(await statusOf(created)).toBe('failed')
})

describe('house-keeping', () => {
  test('a payment that was given up although Paynet took it pays its order when the ledger is looked at', async () => {
    const waiting = await givenReturned({ fault: { fault: 'answer-lost-after', times: 99 } })
    await faultOfCheck(waiting, { fault: 'check-nothing', times: 99 })
    expect(await settleByLooking(waiting)).toBe('not_charged')
    await paynet.clearFaults()
    waiting.clock.pass(DAY)
    await keepHouse(waiting.clock)
    expect(await payment(waiting.id)).toMatchObject({ status: 'succeeded', late: false })
    expect(await orderStatus(waiting)).toBe('paid')
    expect(await successes(waiting.referenceNo)).toBe(1)
  })

  test('the same after the order was paid otherwise is marked late, and the paid one stays', async () => {
    const waiting = await givenReturned({ fault: { fault: 'answer-lost-after', times: 99 } })
    await faultOfCheck(waiting, { fault: 'check-nothing', times: 99 })
    expect(await settleByLooking(waiting)).toBe('not_charged')
    await paynet.clearFaults()
    const second = await givenReturned({ clock: waiting.clock, order: waiting.order })
    expect(await statusOf(second)).toBe('succeeded')
    waiting.clock.pass(DAY)
    await keepHouse(waiting.clock)
    expect(await payment(waiting.id)).toMatchObject({ status: 'succeeded', late: true })
    expect(await payment(second.id)).toMatchObject({ status: 'succeeded', late: false })
  })

  test('what could charge a 3D session is erased a day after its payment ended, and not sooner', async () => {
    const paid = await givenReturned()
    const open = await givenChallenged({ clock: paid.clock })
    paid.clock.pass(DAY - 1)
    await keepHouse(paid.clock)
    expect((await payment(paid.id)).challenge).not.toBeNull()
    paid.clock.pass(1)
    await keepHouse(paid.clock)
    expect((await payment(paid.id)).challenge).toBeNull()
    await eraseChallenges(later(paid.clock.at(), DAY))
    expect((await payment(open.id)).challenge).not.toBeNull()
  })

  test('an order is stored as expired an hour after its time, but never while its money may be moving', async () => {
    const clock = stoppedClock()
    const idle = await givenChallenged({ clock })
    const moving = await givenReturned({ clock, fault: { fault: 'answer-lost-before', times: 99 } })
    clock.to(later(idle.order.expiresAt, 59 * MINUTE))
    await keepHouse(clock)
    expect((await findOrderRow(idle.orderId))?.status).toBe('open')
    expect(await orderStatus(idle)).toBe('expired')
    clock.pass(2 * MINUTE)
    await keepHouse(clock)
    expect((await findOrderRow(idle.orderId))?.status).toBe('expired')
    expect((await findOrderRow(moving.orderId))?.status).toBe('open')
    expect(await start(idle.order, clock)).toEqual({ ok: false, failure: { kind: 'conflict', because: 'order-expired' } })
  })
})
