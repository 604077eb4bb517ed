import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { query } from '@/db/client'
import { clearMarker, readMarker, writeMarker } from '@/db/markers'
import { findOrderRow } from '@/db/orders'
import { listPaymentsByReferenceNos, type Payment } from '@/db/payments'
import { givenPaymentRow } from '@/db/payments.test-kit'
import { payments, sweepFindings } from '@/db/schema'
import { closeFinding, listOpenFindings } from '@/db/sweep-findings'
import { later } from '@/lib/clock'
import { newReferenceNo, newReferenceSuffix } from '@/lib/ids'
import { createOrder } from '@/lib/orders/orders'
import { completePayment } from '@/lib/payments/complete'
import { decide, readTimeline } from '@/lib/payments/operate'
import {
  type AtTheBank,
  callsOf,
  DAY,
  declinedCard,
  faultOfCharge,
  faultOfCheck,
  givenOrder,
  givenPassed,
  givenReturned,
  HOUR,
  orderStatus,
  payment,
  settleByLooking,
  start,
  statusOf,
  stoppedClock,
  successes,
  type TestClock,
} from '@/lib/payments/payments.test-kit'
import { reconcile } from '@/lib/payments/reconcile'
import { HANGS_MS, paynet } from '@/scripts/test/setup'
import { keepHouse } from './keep-house'
import { compareRestoredCopy } from './restored-copy'
import { sweep, sweepDaily } from './sweep'

const NEW_ORDER = { amountKurus: 14_990, description: null, items: [], customer: null, successUrl: null, cancelUrl: null, locale: null }

let clock: TestClock

beforeEach(async () => {
  await paynet.clearFaults()
  await paynet.forget()
  await query((db) => db.delete(payments))
  await query((db) => db.delete(sweepFindings))
  clock = stoppedClock()
  await writeMarker('check-proven', clock.at())
})

afterEach(async () => {
  for (const fact of ['swept', 'sweeping', 'restored', 'reopened'] as const) await clearMarker(fact)
})

async function post(path: string, body: object): Promise<unknown> {
  const headers = { authorization: `Basic ${process.env.PAYNET_SECRET_KEY}`, 'content-type': 'application/json' }
  return (await fetch(`${paynet.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })).json()
}

/** What another program with our key does at Paynet: a session that waits to be charged. */
async function openElsewhere(referenceNo: string, amount: string): Promise<object> {
  const card = { card_holder: 'Ayşe Yılmaz', pan: '4355084355084358', month: 12, year: 2040, cvc: '739' }
  const where = { return_url: 'http://localhost:3000/x', domain: 'localhost' }
  const opened = await post('/v2/transaction/tds_initial', { reference_no: referenceNo, amount, ...where, ...card })
  const { session_id, token_id } = opened as { session_id: string; token_id: string }
  await paynet.answerBank({ session_id, token_id })
  return { session_id, token_id }
}

async function takeElsewhere(referenceNo: string, amount: string): Promise<void> {
  await paynet.clearFaults()
  await post('/v2/transaction/tds_charge', await openElsewhere(referenceNo, amount))
}

/** A payment that was taken twice under one reference; with `fault`, our charge meets it. */
async function givenTakenTwice(fault?: string): Promise<AtTheBank> {
  const passed = await givenPassed({ clock })
  const other = await openElsewhere(passed.referenceNo, '149,90')
  if (fault) await faultOfCharge(passed, { fault })
  await returnOf(passed)
  await post('/v2/transaction/tds_charge', other)
  expect(await successes(passed.referenceNo)).toBe(2)
  return passed
}

/** A payment that Paynet took and that was given up here. */
async function givenGivenUp(): Promise<AtTheBank> {
  const waiting = await givenReturned({ clock, fault: { fault: 'answer-lost-after', times: 99 } })
  await faultOfCheck(waiting, { fault: 'check-nothing', times: 99 })
  expect(await settleByLooking(waiting)).toBe('not_charged')
  return waiting
}

/** Paynet took it, and no process here can tell yet. */
function givenUndecided(): Promise<AtTheBank> {
  return givenReturned({ clock, fault: { fault: 'answer-lost-after' } })
}

/** The bank's return. */
async function returnOf({ id, pair }: AtTheBank): Promise<void> {
  await completePayment(id, pair, clock)
}

/** As the database did that was lost. */
async function chargeElsewhere({ pair }: AtTheBank): Promise<void> {
  await post('/v2/transaction/tds_charge', { session_id: pair.sessionId, token_id: pair.tokenId })
}

async function listCalls(): Promise<number> {
  return (await paynet.calls()).filter(({ service }) => service === 'list').length
}

const findingsOf = async (referenceNo: string) => (await listOpenFindings(1000)).filter((finding) => finding.referenceNo === referenceNo)

describe('a success that Paynet lists', () => {
  test('settles the payment whose answer was lost', async () => {
    const waiting = await givenUndecided()
    const swept = await sweep(clock)
    expect(await payment(waiting.id)).toMatchObject({ status: 'succeeded', late: false })
    expect(swept.moved).toEqual([{ referenceNo: waiting.referenceNo, from: 'unknown', to: 'succeeded' }])
    expect(await orderStatus(waiting)).toBe('paid')
    expect(await callsOf(waiting, 'check')).toBe(0)
  })

  test('pays the order of a payment that was given up', async () => {
    const waiting = await givenGivenUp()
    await sweep(clock)
    expect(await payment(waiting.id)).toMatchObject({ status: 'succeeded', late: false })
    expect(await orderStatus(waiting)).toBe('paid')
    expect(await successes(waiting.referenceNo)).toBe(1)
  })

  test('is marked late, to be refunded, when the order was paid otherwise', async () => {
    const waiting = await givenGivenUp()
    const second = await givenReturned({ clock, order: waiting.order })
    const swept = await sweep(clock)
    expect(await payment(waiting.id)).toMatchObject({ status: 'succeeded', late: true })
    expect(await payment(second.id)).toMatchObject({ status: 'succeeded', late: false })
    expect(swept).toMatchObject({ theirs: { count: 2 }, ours: { count: 2 } })
  })

  test('of another amount puts an undecided payment up for review', async () => {
    const passed = await givenPassed({ clock })
    await faultOfCharge(passed, { fault: 'answer-lost-before', times: 9 })
    await returnOf(passed)
    await takeElsewhere(passed.referenceNo, '150,90')
    await sweep(clock)
    expect(await statusOf(passed)).toBe('review')
    expect(await findingsOf(passed.referenceNo)).toEqual([])
  })

  test('of another amount than a payment that ended is a finding, and its timeline says so', async () => {
    const declined = await givenReturned({ clock, card: declinedCard })
    await takeElsewhere(declined.referenceNo, '150,90')
    const swept = await sweep(clock)
    expect(await statusOf(declined)).toBe('declined')
    expect(await findingsOf(declined.referenceNo)).toMatchObject([{ kind: 'other-amount', amountKurus: 15_090 }])
    const notes = (await readTimeline(await payment(declined.id))).filter(({ kind }) => kind === 'note')
    expect(notes).toMatchObject([{ detail: 'a person must look: other-amount' }])
    expect(swept.theirs.amountKurus - swept.ours.amountKurus).toBe(15_090)
  })

  test('of another amount is no finding once an operator has accepted it', async () => {
    const passed = await givenPassed({ clock })
    await faultOfCharge(passed, { fault: 'answer-lost-before', times: 9 })
    await returnOf(passed)
    await takeElsewhere(passed.referenceNo, '150,90')
    await sweep(clock)
    await decide(await payment(passed.id), 'accept', clock.at())
    await sweep(clock)
    expect(await findingsOf(passed.referenceNo)).toEqual([])
  })

  test('and a second one under the same reference put an undecided payment up for review', async () => {
    const waiting = await givenTakenTwice('answer-lost-after')
    await sweep(clock)
    expect(await statusOf(waiting)).toBe('review')
  })

  test('a second time for a payment that is paid is a finding', async () => {
    const paid = await givenTakenTwice()
    const swept = await sweep(clock)
    expect(await statusOf(paid)).toBe('succeeded')
    const [finding, ...more] = await findingsOf(paid.referenceNo)
    expect(more).toEqual([])
    expect(finding).toMatchObject({ kind: 'several', amountKurus: 14_990 })
    expect(finding?.xactId).not.toBe((await payment(paid.id)).xactId)
    expect(swept).toMatchObject({ theirs: { count: 2 }, ours: { count: 1 } })
  })

  test('under a reference of our order without a payment is an orphan, told once and kept until a human closes it', async () => {
    const order = await givenOrder(clock)
    const referenceNo = newReferenceNo(order.reference)
    await takeElsewhere(referenceNo, '149,90')
    expect((await sweep(clock)).found).toMatchObject([{ kind: 'orphan', referenceNo, amountKurus: 14_990 }])
    expect((await sweep(clock)).found).toEqual([])
    // Perhaps this is the order's own payment, which was lost, so the order is not paid meanwhile.
    expect(await start(order, clock)).toEqual({ ok: false, failure: { kind: 'unavailable' } })
    const [finding] = await findingsOf(referenceNo)
    expect(await closeFinding(finding?.id ?? '', clock.at())).toBe(true)
    expect(await closeFinding(finding?.id ?? '', clock.at())).toBe(false)
    expect((await sweep(clock)).found).toEqual([])
    expect(await findingsOf(referenceNo)).toEqual([])
    expect(await start(order, clock)).toMatchObject({ ok: true })
  })

  test('of another shop of the merchant is counted and nothing else', async () => {
    await takeElsewhere('BASKA-MAGAZA-1', '10')
    await takeElsewhere(`UNKNOWN-${newReferenceSuffix(8)}`, '10')
    expect(await sweep(clock)).toMatchObject({ foreign: 2, found: [], theirs: { count: 0 }, unread: null })
  })
})

describe('a success of ours that Paynet does not list', () => {
  const paidLongAgo = (sentAt: Date, settledAt = sentAt) => ({ status: 'succeeded' as const, sentAt, settledAt, calls: 1 })

  test('is a finding, and stays a success', async () => {
    const { id: orderId } = await givenOrder(clock)
    const order = await findOrderRow(orderId)
    if (!order) throw new Error('no order')
    const row = await givenPaymentRow(order, paidLongAgo(later(clock.at(), -2 * HOUR)))
    const swept = await sweep(clock)
    expect(await findingsOf(row.referenceNo)).toMatchObject([{ kind: 'missing' }])
    expect((await payment(row.id)).status).toBe('succeeded')
    expect(swept.ours.count - swept.theirs.count).toBe(1)
  })

  test('is none while the list may be behind, or when it was sent before the list begins', async () => {
    for (const sentAt of [later(clock.at(), -HOUR / 2), later(clock.at(), -4 * DAY)]) {
      const { id: orderId } = await givenOrder(clock)
      const order = await findOrderRow(orderId)
      if (!order) throw new Error('no order')
      const row = await givenPaymentRow(order, paidLongAgo(sentAt, clock.at()))
      await sweep(clock)
      expect(await findingsOf(row.referenceNo)).toEqual([])
    }
  })

  test('is one that the list shows as refused', async () => {
    const declined = await givenReturned({ clock, card: declinedCard })
    const { id: orderId } = await givenOrder(clock)
    const order = await findOrderRow(orderId)
    if (!order) throw new Error('no order')
    await givenPaymentRow(order, { ...paidLongAgo(later(clock.at(), -2 * HOUR)), referenceNo: `${declined.referenceNo}x` })
    const swept = await sweep(clock)
    expect(swept.refused).toBe(1)
    expect(await findingsOf(`${declined.referenceNo}x`)).toMatchObject([{ kind: 'missing' }])
  })
})

describe('the list', () => {
  test('is read to its last page, and the sums are equal to the kuruş', async () => {
    const waiting = await givenUndecided()
    for (let index = 0; index < 120; index++) await takeElsewhere(`BASKA-${index}`, '1,01')
    const paid = await givenReturned({ clock, amountKurus: 12_345 })
    const swept = await sweep(clock)
    expect(swept).toMatchObject({ pages: 3, unread: null, foreign: 120, found: [] })
    expect(swept.theirs).toEqual({ count: 2, amountKurus: 14_990 + 12_345 })
    expect(swept.ours).toEqual(swept.theirs)
    expect([await statusOf(waiting), await statusOf(paid)]).toEqual(['succeeded', 'succeeded'])

    // What it shows counts, also when it claims to end on the first page.
    const late = await givenUndecided()
    await paynet.fault({ fault: 'has-more-ends', service: 'list' })
    expect(await sweep(clock)).toMatchObject({ pages: 3, unread: null })
    expect(await statusOf(late)).toBe('succeeded')
  })

  const broken = [
    ['http-500', 1],
    ['http-401', 1],
    ['http-403', 1],
    ['http-404', 1],
    ['http-429', 1],
    ['http-503-html', 1],
    ['html', 1],
    ['bad-json', 1],
    ['empty-body', 1],
    ['wrong-object', 1],
    ['oversized', 1],
    ['truncated', 1],
    ['redirect', 1],
    ['code-8', 1],
    ['code-10', 1],
    ['answer-lost-before', 1],
    ['answer-lost-after', 1],
  ] as const

  test.each(broken)('%s moves no payment, and counts as not read', async (fault, times) => {
    const waiting = await givenUndecided()
    const paid = await givenReturned({ clock })
    const before = [await payment(waiting.id), await payment(paid.id)]
    await paynet.fault({ fault, service: 'list', times })
    const swept = await sweep(clock)
    expect(swept).toMatchObject({ moved: [], found: [] })
    expect(swept.unread).not.toBeNull()
    expect([await payment(waiting.id), await payment(paid.id)]).toEqual(before)
    expect(await readMarker('swept')).toBeNull()
  })

  test('that says for ever that there is more is not read for ever, and what it showed counts', async () => {
    const waiting = await givenUndecided()
    await paynet.fault({ fault: 'has-more-lies', service: 'list', times: 50 })
    const swept = await sweep(clock)
    expect(swept.unread).toBe('it says that there is more, and shows nothing')
    expect(swept.pages).toBe(2)
    expect(await statusOf(waiting)).toBe('succeeded')
  })

  test('with rows of others, with refunds, or with markup in its references changes nothing that it should not', async () => {
    const paid = await givenReturned({ clock })
    await paynet.fault({ fault: 'list-foreign-row', service: 'list' })
    expect(await sweep(clock)).toMatchObject({ foreign: 1, found: [], theirs: { count: 1 }, unread: null })
    await paynet.fault({ fault: 'list-refund-rows', service: 'list' })
    expect(await sweep(clock)).toMatchObject({ foreign: 0, found: [], theirs: { count: 1 }, unread: null })
    await paynet.fault({ fault: 'list-hostile', service: 'list' })
    expect(await sweep(clock)).toMatchObject({ foreign: 1, found: [], theirs: { count: 0 }, unread: null })
    expect(await statusOf(paid)).toBe('succeeded')
  })

  test('of a period without any sale is whole', async () => {
    expect(await sweep(clock)).toMatchObject({ pages: 1, unread: null, theirs: { count: 0 }, ours: { count: 0 } })
  })
})

describe('sweeps', () => {
  test('happen once a day by themselves, whichever process keeps house', async () => {
    await keepHouse(clock)
    await keepHouse(clock)
    expect(await listCalls()).toBe(1)
    clock.pass(DAY - 1)
    await keepHouse(clock)
    expect(await listCalls()).toBe(1)
    clock.pass(1)
    await Promise.all([keepHouse(clock), keepHouse(clock), keepHouse(clock)])
    expect(await listCalls()).toBe(2)
  })

  test('that could not read the list are tried again after an hour, not every minute', async () => {
    await paynet.fault({ fault: 'http-500', service: 'list' })
    expect((await sweepDaily(clock))?.unread).not.toBeNull()
    clock.pass(HOUR - 1)
    expect(await sweepDaily(clock)).toBeNull()
    clock.pass(1)
    expect(await sweepDaily(clock)).toMatchObject({ unread: null })
  })

  test('of a process that stops are left to the next one at once', async () => {
    for (let index = 0; index < 51; index++) await takeElsewhere(`BASKA-${index}`, '1')
    expect(await sweepDaily(clock, () => true)).toMatchObject({ unread: 'the app is stopping', pages: 1 })
    expect(await sweepDaily(clock)).toMatchObject({ unread: null, pages: 2 })
  })

  test('two at once write a success once and tell a finding once', async () => {
    const waiting = await givenUndecided()
    const order = await givenOrder(clock)
    const referenceNo = newReferenceNo(order.reference)
    await takeElsewhere(referenceNo, '149,90')
    const swept = await Promise.all([sweep(clock), sweep(clock)])
    expect(swept.flatMap(({ found }) => found)).toMatchObject([{ kind: 'orphan', referenceNo }])
    const moves = (await readTimeline(await payment(waiting.id))).filter(({ to }) => to === 'succeeded')
    expect(moves).toHaveLength(1)
  })

  test('go on beside a charge in flight, which is paid once', async () => {
    const passed = await givenPassed({ clock })
    await faultOfCharge(passed, { fault: 'slow', ms: HANGS_MS })
    const charged = returnOf(passed)
    await expect.poll(() => successes(passed.referenceNo)).toBe(1)
    await sweep(clock)
    await paynet.release(charged)
    expect(await payment(passed.id)).toMatchObject({ status: 'succeeded', late: false, calls: 1 })
  })
})

describe('in a restored copy', () => {
  test('no payment starts, no return is charged and no charge is sent again until the list was read whole', async () => {
    const atBank = await givenPassed({ clock })
    const undecided = await givenReturned({ clock, fault: { fault: 'answer-lost-before' } })
    const order = await givenOrder(clock)
    await writeMarker('restored', clock.at())

    expect(await start(order, clock)).toMatchObject({ ok: false })
    await returnOf(atBank)
    clock.pass(4_000)
    await reconcile(clock, { id: undecided.id, whenever: true })
    expect([await callsOf(atBank, 'tds_charge'), await callsOf(undecided, 'tds_charge')]).toEqual([0, 1])

    await paynet.fault({ fault: 'http-500', service: 'list' })
    await compareRestoredCopy(clock, async (ms) => clock.pass(ms))
    expect(await readMarker('restored')).toBeNull()
    expect(await start(order, clock)).toMatchObject({ ok: true })
  })

  test('a payment that was only begun when the copy was made, and was charged after it, pays its order', async () => {
    const atBank = await givenPassed({ clock })
    await writeMarker('restored', clock.at())
    await chargeElsewhere(atBank)
    await sweep(clock)
    expect(await payment(atBank.id)).toMatchObject({ status: 'succeeded', late: false })
    expect(await orderStatus(atBank)).toBe('paid')
  })

  test('a payment that began after the copy was made is written anew and pays its order, expired or not', async () => {
    for (const past of [0, 3 * DAY]) {
      const order = await givenOrder(stoppedClock(later(clock.at(), -past)))
      const referenceNo = newReferenceNo(order.reference)
      await takeElsewhere(referenceNo, '149,90')
      await writeMarker('restored', later(clock.at(), -past))
      const swept = await sweep(clock)
      expect(swept).toMatchObject({ found: [], unread: null })
      expect(swept.ours).toEqual(swept.theirs)
      expect(await listPaymentsByReferenceNos([referenceNo])).toMatchObject([{ status: 'succeeded', orderId: order.id, late: false }])
      expect(await orderStatus({ orderId: order.id, clock })).toBe('paid')
    }
  })

  test('the second payment of an order that was paid after the copy was made is marked late', async () => {
    const order = await givenOrder(clock)
    const references = [newReferenceNo(order.reference), newReferenceNo(order.reference)]
    for (const referenceNo of references) await takeElsewhere(referenceNo, '149,90')
    await writeMarker('restored', clock.at())
    const swept = await sweep(clock)
    expect((await listPaymentsByReferenceNos(references)).map(({ status, late }) => ({ status, late }))).toEqual(
      expect.arrayContaining([
        { status: 'succeeded', late: false },
        { status: 'succeeded', late: true },
      ]),
    )
    expect(swept).toMatchObject({ theirs: { count: 2 }, ours: { count: 2 } })
  })

  test('an order that was paid with another amount cannot be paid again, and a human is told', async () => {
    const order = await givenOrder(clock)
    const referenceNo = newReferenceNo(order.reference)
    await takeElsewhere(referenceNo, '1')
    await writeMarker('restored', clock.at())
    expect((await sweep(clock)).found).toMatchObject([{ kind: 'orphan', referenceNo, amountKurus: 100 }])
    expect((await findOrderRow(order.id))?.status).toBe('cancelled')
    expect(await start(order, clock)).toMatchObject({ ok: false })
  })

  const wait = async (ms: number) => clock.pass(ms)

  /** The rows as a backup had them, before the payment went on. */
  async function restoreRow(copy: Payment): Promise<void> {
    const { id, ...before } = copy
    await query((db) => db.update(payments).set(before).where(eq(payments.id, id)).returning())
    await writeMarker('restored', clock.at())
  }

  test('a charge that was under way when the old database was lost is not sent again by the shopper who reloads', async () => {
    const passed = await givenPassed({ clock })
    const copy = await payment(passed.id)
    await faultOfCharge(passed, { fault: 'slow-before', ms: HANGS_MS })
    const answered = returnOf(passed)
    await expect.poll(() => callsOf(passed, 'tds_charge')).toBe(1)
    await restoreRow(copy)
    await compareRestoredCopy(clock, wait)
    await returnOf(passed)
    await paynet.release(answered)
    expect(await callsOf(passed, 'tds_charge')).toBe(1)
    expect(await successes(passed.referenceNo)).toBe(1)
    await sweep(clock)
    expect(await payment(passed.id)).toMatchObject({ status: 'succeeded', late: false })
  })

  test('what the list shows only after the checkout has opened is told to a human for days, and its reference cannot be used', async () => {
    await writeMarker('restored', clock.at())
    await compareRestoredCopy(clock, wait)
    expect(await readMarker('restored')).toBeNull()
    const reference = `LATE.${newReferenceSuffix(8)}`
    await takeElsewhere(newReferenceNo(reference), '149,90')
    clock.pass(DAY)
    expect((await sweep(clock)).found).toMatchObject([{ kind: 'orphan' }])
    expect(await createOrder({ ...NEW_ORDER, reference }, clock.at())).toMatchObject({ ok: false, failure: { kind: 'reference-held' } })
  })

  test('nothing opens while the clock is behind the copy: Paynet would be asked about the wrong days', async () => {
    const order = await givenOrder(clock)
    await writeMarker('restored', later(clock.at(), 3 * DAY))
    const reads: boolean[] = []
    await compareRestoredCopy(clock, async (ms) => {
      reads.push((await readMarker('restored')) !== null)
      clock.pass(Math.max(ms, DAY))
    })
    expect(reads.length).toBeGreaterThanOrEqual(3)
    expect(reads.every(Boolean)).toBe(true)
    expect(await readMarker('restored')).toBeNull()
    expect(await orderStatus({ orderId: order.id, clock })).not.toBe('paid')
  })

  test('a success of an order that was lost with the rows after the copy is told to a human, and its reference cannot be used again', async () => {
    const reference = `LOST.${newReferenceSuffix(8)}`
    const referenceNo = newReferenceNo(reference)
    await takeElsewhere(referenceNo, '149,90')
    await writeMarker('restored', clock.at())
    expect((await sweep(clock)).found).toMatchObject([{ kind: 'orphan', referenceNo }])

    const again = { ...NEW_ORDER, reference }
    expect(await createOrder(again, clock.at())).toEqual({ ok: false, failure: { kind: 'reference-held' } })
    // Neither longer nor shorter, nor in other letters: only this one is held.
    for (const other of [`${reference}-1`, reference.slice(0, -1), reference.toUpperCase()]) {
      expect(await createOrder({ ...NEW_ORDER, reference: other }, clock.at())).toMatchObject({ ok: true })
    }
    const [finding] = await findingsOf(referenceNo)
    await closeFinding(finding?.id ?? '', clock.at())
    expect(await createOrder(again, clock.at())).toMatchObject({ ok: true, value: { created: true } })
  })
})

test('a merchant’s own agent_reference_no that is another payment’s reference pays nothing but its own payment', async () => {
  const declined = await givenReturned({ clock, card: declinedCard })
  const reference = `T-${newReferenceSuffix(8)}`
  const made = await createOrder({ ...NEW_ORDER, reference, paynet: { agent_reference_no: declined.referenceNo } }, clock.at())
  if (!made.ok) throw new Error('the order was not made')
  const second = await givenReturned({ order: made.value.order, clock })
  expect(await statusOf(second)).toBe('succeeded')
  clock.pass(2 * HOUR)
  expect(await sweep(clock)).toMatchObject({ moved: [], found: [], foreign: 0, theirs: { count: 1 }, ours: { count: 1 } })
  expect([await statusOf(declined), await orderStatus(declined)]).toEqual(['declined', 'open'])
})
