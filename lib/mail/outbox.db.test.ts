import { and, asc, eq, ne } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { query } from '@/db/client'
import { placeEvents } from '@/db/events'
import { claimMail, countUnsent, endTry, eraseMails, type Mail } from '@/db/mails'
import { clearMarker, writeMarker } from '@/db/markers'
import { insertPayment } from '@/db/payment-moves'
import { newPayment } from '@/db/payments.test-kit'
import { mails, orders, payments } from '@/db/schema'
import { later } from '@/lib/clock'
import { readClock } from '@/lib/clock-watch'
import { DAY, HOUR, MINUTE, SECOND } from '@/lib/duration'
import { decrypt, encrypt } from '@/lib/encryption'
import { env, type MailSettings } from '@/lib/env'
import { placeAll } from '@/lib/events/place'
import { keepHouse } from '@/lib/housekeeping/keep-house'
import { openRestoredCopy } from '@/lib/housekeeping/restored-copy'
import { newId } from '@/lib/ids'
import { log } from '@/lib/log'
import { metrics } from '@/lib/metrics/counters'
import { readMetrics } from '@/lib/metrics/metrics'
import { countOf, seriesIn } from '@/lib/metrics/metrics.test-kit'
import { cancelOrder } from '@/lib/orders/orders'
import {
  comeBack,
  givenOrder,
  givenPassed,
  givenReturned,
  settleByLooking,
  stoppedClock,
  type TestClock,
} from '@/lib/payments/payments.test-kit'
import { decideRefund } from '@/lib/refunds/operate'
import { reconcileRefunds } from '@/lib/refunds/reconcile'
import { faultOfRefund, givenPlanned, refund as refundRow } from '@/lib/refunds/refunds.test-kit'
import { paynet } from '@/scripts/test/setup'
import { type MailFault, type MailSink, startMailSink } from '@/simulator/mail-sink'
import { lookAgainAtMails, sendMails } from './outbox'

let sink: MailSink
let clock: TestClock
const alarm = vi.spyOn(log, 'alarm')
const lines = vi.spyOn(log, 'warn')

beforeEach(async () => {
  sink = await startMailSink()
  clock = stoppedClock()
  await placeEvents(clock.at(), false)
  await clearMarker('mailing')
  await query((db) => db.delete(mails))
  turnOn()
  alarm.mockClear()
  lines.mockClear()
})
afterEach(() => sink.close())

function turnOn(more: Partial<MailSettings> = {}): void {
  const from = { name: 'Örnek Mağaza', address: 'odeme@example.com' }
  const settings: MailSettings = { host: sink.host, port: sink.port, tls: 'none', auth: null, from, replyTo: null, ops: null }
  Object.assign(env(), { mail: { ...settings, ...more } })
}

const turnOff = () => Object.assign(env(), { mail: null })

const ayse = { name: 'Ayşe Yılmaz', email: 'ayse@example.com' }
type More = NonNullable<Parameters<typeof givenOrder>[2]>

async function givenPaidOrder(more: More = {}) {
  return givenReturned({ clock, order: await givenOrder(clock, 14_990, { customer: ayse, ...more }) })
}

async function pass(): Promise<void> {
  await placeAll(clock.at())
  await sendMails(clock)
}

const all = () => query((db) => db.select().from(mails).orderBy(asc(mails.createdAt)))

async function theOne(): Promise<Mail> {
  const [row, ...more] = await all()
  if (!row || more.length > 0) throw new Error(`${more.length + 1} mails`)
  return row
}

/** Passes, each when the only mail is due. */
async function passWhenDue(times = 1): Promise<void> {
  for (let passed = 0; passed < times; passed += 1) {
    const { nextAt } = await theOne()
    if (nextAt) clock.to(later(nextAt, 1))
    await pass()
  }
}

/** What a mail says, without what its encoding puts between. */
const said = () => (sink.mails[0]?.raw ?? '').replace(/=\r\n/g, '')

/** Does so with one mail after the other. */
function faults(fault: MailFault, times: number): void {
  for (let at = 0; at < times; at += 1) sink.fault(fault)
}

describe('a receipt', () => {
  test('is sent once, to the customer, with a Message-ID that is the row', async () => {
    const { referenceNo } = await givenPaidOrder()
    await pass()
    await pass()
    clock.pass(DAY)
    await pass()
    const { id, ...row } = await theOne()
    expect(row).toMatchObject({ kind: 'receipt', status: 'sent', attempts: 1, doubts: 1, nextAt: null, leaseUntil: null, to: null })
    expect(sink.mails).toHaveLength(1)
    expect(sink.mails[0]).toMatchObject({ from: 'odeme@example.com', to: ['ayse@example.com'] })
    expect(sink.mails[0]?.raw).toContain(`Message-ID: <${id}@localhost>`)
    expect(said()).toContain(referenceNo)
  })

  test('is sent whichever way the order came to be paid, and only then', async () => {
    const lost = await givenReturned({
      clock,
      order: await givenOrder(clock, 14_990, { customer: ayse }),
      fault: { fault: 'answer-lost-after' },
    })
    await pass()
    expect(await all()).toEqual([])
    expect(await settleByLooking(lost)).toBe('succeeded')
    await pass()
    expect(sink.mails).toHaveLength(1)
  })

  test('is sent of no order that is not paid, and to nobody who is not known', async () => {
    await cancelOrder((await givenOrder(clock, 14_990, { customer: ayse })).id, clock.at())
    await givenPassed({ clock, order: await givenOrder(clock, 14_990, { customer: ayse }) })
    await givenPaidOrder({ customer: null })
    await givenPaidOrder({ customer: { name: 'Ayşe Yılmaz' } })
    await pass()
    expect(await all()).toEqual([])
    expect(sink.mails).toEqual([])
  })

  test.each(['a&b@example.com', "a!b#c$d%e'f@example.com", 'Ay+kargo@example.com'])(
    'is sent to %s, as to every address that the orders API takes',
    async (email) => {
      await givenPaidOrder({ customer: { email } })
      await pass()
      expect(await theOne()).toMatchObject({ status: 'sent' })
      expect(sink.mails[0]?.to).toEqual([email.toLowerCase()])
    },
  )

  test("speaks the order's language", async () => {
    await givenPaidOrder({ locale: 'en' })
    await pass()
    expect(said()).toContain('Your payment was received')
  })

  test('waits while only a late payment of the order has succeeded, and another one is in review', async () => {
    const late = await givenPaidOrder()
    await query((db) => db.update(payments).set({ late: true }).where(eq(payments.id, late.id)))
    await insertPayment(newPayment(late.order, { status: 'review' }), clock.at())
    await pass()
    expect(await theOne()).toMatchObject({ status: 'queued', why: 'undecided', doubts: 0 })
    await query((db) =>
      db
        .update(payments)
        .set({ status: 'succeeded' })
        .where(and(eq(payments.orderId, late.orderId), ne(payments.id, late.id))),
    )
    await passWhenDue()
    expect(await theOne()).toMatchObject({ status: 'sent' })
    expect(sink.mails).toHaveLength(1)
  })

  test('waits for a review overnight, and is sent in the morning as if it were its first try', async () => {
    const late = await givenPaidOrder()
    await query((db) => db.update(payments).set({ late: true }).where(eq(payments.id, late.id)))
    await insertPayment(newPayment(late.order, { status: 'review' }), clock.at())
    await pass()
    const start = clock.at()
    let passes = 0
    for (; clock.at() < later(start, 14 * HOUR); passes += 1) await passWhenDue()
    expect(passes, 'it does not try all the time').toBeLessThan(25)
    expect(await theOne()).toMatchObject({ status: 'queued', why: 'undecided', doubts: 0, attempts: 0 })
    expect(await countUnsent(), 'no mail server keeps it waiting').toEqual({ count: 0, oldest: null })
    const { nextAt } = await theOne()
    await lookAgainAtMails(clock)
    expect((await theOne()).nextAt, 'nor does a clock that was set make it due').toEqual(nextAt)
    await query((db) => db.update(payments).set({ status: 'succeeded' }).where(eq(payments.status, 'review')))
    await passWhenDue()
    expect(await theOne()).toMatchObject({ status: 'sent', attempts: 1 })
    expect(alarm).not.toHaveBeenCalled()
  })

  test('is queued once, however many processes place the event', async () => {
    await givenPaidOrder()
    await Promise.all([pass(), pass(), pass(), pass()])
    expect(await all()).toHaveLength(1)
    expect(sink.mails).toHaveLength(1)
  })
})

describe('while mail is off', () => {
  test('nothing is queued, and nothing is sent of then once it is on', async () => {
    turnOff()
    const paid = await givenPaidOrder()
    await pass()
    expect(await all()).toEqual([])
    turnOn()
    await comeBack(paid)
    await pass()
    expect(await all()).toEqual([])
    expect(sink.mails).toEqual([])
  })

  test('in one process while another has it, what happens is queued for that one', async () => {
    await pass()
    turnOff()
    await givenPaidOrder()
    await pass()
    expect(await theOne()).toMatchObject({ status: 'queued' })
    clock.pass(10 * MINUTE + 1)
    await givenPaidOrder()
    await pass()
    expect(await all(), 'not once it is gone').toHaveLength(1)
  })

  test('what was queued before waits, and ends once it is no news any more', async () => {
    await givenPaidOrder()
    await placeAll(clock.at())
    turnOff()
    await sendMails(clock)
    clock.pass(2 * DAY - 1)
    await keepHouse(clock)
    const { id } = await theOne()
    expect(await theOne()).toMatchObject({ status: 'queued', attempts: 0 })
    clock.pass(2)
    await keepHouse(clock)
    expect(await theOne()).toMatchObject({ status: 'failed', why: 'stale', nextAt: null })
    expect(alarm.mock.calls, 'a person is told').toContainEqual(['mail.not-sent', { mailId: id, why: 'stale' }])
    turnOn()
    await pass()
    expect(sink.mails).toEqual([])
  })

  test('what an instance was sending when it died ends as "perhaps", and what is being sent is left alone', async () => {
    await givenPaidOrder()
    await placeAll(clock.at())
    turnOff()
    clock.pass(2 * DAY + 1)
    await claimMail(clock.at(), later(clock.at(), MINUTE))
    await keepHouse(clock)
    expect(await theOne()).toMatchObject({ status: 'sending' })
    clock.pass(MINUTE + 1)
    await keepHouse(clock)
    expect(await theOne()).toMatchObject({ status: 'unknown', why: 'stale', nextAt: null })
  })
})

describe('a refund', () => {
  const approval = (refund_approval: 'auto' | 'manual' | 'never') => paynet.settings({ refund_approval })
  const kinds = async () => (await all()).map(({ kind, status }) => [kind, status])

  async function givenRefund(more: More = {}) {
    const order = await givenOrder(clock, 14_990, { customer: ayse, ...more })
    const planned = await givenPlanned({ clock, order })
    await pass()
    expect(await kinds()).toEqual([['receipt', 'sent']])
    sink.forget()
    return planned
  }

  async function decide(referenceNo: string, decision: 'approve' | 'reject'): Promise<void> {
    const [row] = await paynet.refunds(referenceNo)
    if (!row) throw new Error('no refund at Paynet')
    await paynet.decideRefund(row.xact_id, decision)
  }

  /** Looks whenever something is due, and passes. */
  async function settle(times: number): Promise<void> {
    for (let at = 0; at < times; at += 1) {
      await reconcileRefunds(clock)
      await pass()
      clock.pass(HOUR)
    }
  }

  test('is told when it is accepted and when it is made, each once', async () => {
    await approval('manual')
    const { refundId, referenceNo } = await givenRefund()
    await settle(1)
    expect(await kinds()).toEqual([
      ['receipt', 'sent'],
      ['refund-accepted', 'sent'],
    ])
    await decide(referenceNo, 'approve')
    await settle(30)
    expect(await kinds()).toEqual([
      ['receipt', 'sent'],
      ['refund-accepted', 'sent'],
      ['refund-done', 'sent'],
    ])
    expect((await all()).map(({ subjectId }) => subjectId).slice(1)).toEqual([refundId, refundId])
    expect(sink.mails).toHaveLength(2)
  })

  test('that was refused is told; one that was withdrawn before it left is not', async () => {
    const refused = await givenRefund()
    await faultOfRefund(refused, { fault: 'refund-refused' })
    await settle(1)
    expect((await kinds()).slice(1)).toEqual([['refund-refused', 'sent']])
    await query((db) => db.delete(mails))
    const withdrawn = await givenRefund()
    expect(await decideRefund(await refundRow(withdrawn.refundId), 'withdraw', clock.at())).toBe(true)
    await pass()
    expect(await kinds()).toEqual([['receipt', 'sent']])
  })

  test('that is over before the first mail leaves is told as it stands', async () => {
    await givenRefund()
    turnOff()
    turnOn({ port: 9 })
    for (let at = 0; at < 6; at += 1) {
      await reconcileRefunds(clock)
      await placeAll(clock.at())
      clock.pass(HOUR)
    }
    turnOn()
    await pass()
    expect((await kinds()).slice(1)).toEqual([
      ['refund-accepted', 'failed'],
      ['refund-done', 'sent'],
    ])
    expect(sink.mails).toHaveLength(1)
  })
})

describe('a try that failed', () => {
  test('for certain is made again after 1, 5 and 30 minutes, 2 and 6 hours, and then a person is told', async () => {
    await givenPaidOrder()
    await placeAll(clock.at())
    faults('busy', 6)
    for (const pauseMs of [MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 6 * HOUR]) {
      await passWhenDue()
      const { status, why, doubts, nextAt } = await theOne()
      expect({ status, why, doubts }).toEqual({ status: 'queued', why: 'deferred', doubts: 0 })
      expect(nextAt).toEqual(later(clock.at(), pauseMs))
      expect(alarm).not.toHaveBeenCalled()
    }
    await passWhenDue()
    const { id } = await theOne()
    expect(await theOne()).toMatchObject({ status: 'failed', why: 'deferred', attempts: 6, nextAt: null, settledAt: clock.at() })
    expect(alarm.mock.calls).toEqual([['mail.not-sent', { mailId: id, why: 'deferred' }]])
    expect(sink.mails).toEqual([])
  })

  test.each(['closed', 'cut-before-data', 'cut-at-data', 'no-relay', 'busy-with-message'] as const)(
    'by "%s" is made again, and succeeds',
    async (fault) => {
      await givenPaidOrder()
      sink.fault(fault)
      await pass()
      expect(await theOne()).toMatchObject({ status: 'queued', doubts: 0, attempts: 1 })
      await passWhenDue()
      expect(await theOne()).toMatchObject({ status: 'sent', doubts: 1, attempts: 2 })
      expect(sink.mails).toHaveLength(1)
    },
  )

  test('after the message was read is made once more after ten minutes, with the same Message-ID', async () => {
    await givenPaidOrder()
    faults('cut-after-data', 2)
    await pass()
    expect(await theOne()).toMatchObject({ status: 'queued', why: 'lost', doubts: 1, nextAt: later(clock.at(), 10 * MINUTE) })
    await passWhenDue()
    expect(await theOne()).toMatchObject({ status: 'unknown', why: 'lost', doubts: 2, nextAt: null })
    expect(alarm.mock.calls, 'a person is told').toEqual([['mail.not-sent', { mailId: (await theOne()).id, why: 'lost' }]])
    clock.pass(DAY)
    await pass()
    expect(sink.mails).toHaveLength(2)
    const ids = sink.mails.map(({ raw }) => /^Message-ID: (.*)\r$/m.exec(raw)?.[1])
    expect(ids[0]).toBe(ids[1])
  })

  test('after the message was read is not made again of what must come once at most', async () => {
    const row = await givenQueued({ kind: 'reset' })
    const claimed = await claimMail(clock.at(), later(clock.at(), MINUTE))
    expect(claimed?.id).toBe(row.id)
    clock.pass(MINUTE + 1)
    await sendMails(clock)
    expect(await theOne()).toMatchObject({ status: 'unknown', why: 'abandoned', to: null, secret: null })
    expect(alarm.mock.calls, 'a person is told').toEqual([['mail.not-sent', { mailId: row.id, why: 'abandoned' }]])
  })

  test('whose message is refused for good is given up at once, and a person is told', async () => {
    await givenPaidOrder()
    sink.fault('message-refused')
    await pass()
    const { id } = await theOne()
    expect(await theOne()).toMatchObject({ status: 'failed', why: 'content', attempts: 1, nextAt: null })
    expect(alarm.mock.calls).toEqual([['mail.not-sent', { mailId: id, why: 'content' }]])
  })

  test('once certainly and once perhaps ends as "perhaps"', async () => {
    await givenPaidOrder()
    sink.fault('cut-after-data')
    await pass()
    sink.fault('message-refused')
    await passWhenDue()
    expect(await theOne()).toMatchObject({ status: 'unknown', why: 'content', doubts: 1 })
  })
})

/** A row as another kind will have it: with an address and a secret of its own. */
async function givenQueued(more: Partial<Mail> = {}): Promise<Mail> {
  const id = newId()
  const row = {
    ...{ id, kind: 'receipt' as const, subjectId: id, dedupe: id, locale: 'tr' as const, status: 'queued' as const },
    ...{ attempts: 0, doubts: 0, fence: 0, nextAt: clock.at(), createdAt: clock.at() },
    to: await encrypt('mail-address', 'ayse@example.com'),
    secret: await encrypt('mail-secret', 'token'),
    ...more,
  }
  const [inserted] = await query((db) => db.insert(mails).values(row).returning())
  if (!inserted) throw new Error('not inserted')
  return inserted
}

describe('an address that a server has refused', () => {
  test('gets nothing for 30 days, and its row says nothing that can be read', async () => {
    await givenPaidOrder()
    sink.fault('no-such-user')
    await pass()
    const row = await theOne()
    expect(row).toMatchObject({ status: 'failed', why: 'address', nextAt: null })
    expect(JSON.stringify(row)).not.toContain('ayse')
    expect(alarm).not.toHaveBeenCalled()
    await query((db) => db.update(mails).set({ dedupe: 'first' }).where(eq(mails.id, row.id)))

    clock.pass(29 * DAY)
    await givenPaidOrder({ customer: { email: 'Ayse@Example.com' } })
    await pass()
    expect((await all()).map(({ why }) => why)).toEqual(['address', 'suppressed'])
    expect(sink.mails).toEqual([])

    clock.pass(2 * DAY)
    await givenPaidOrder()
    await pass()
    expect(sink.mails).toHaveLength(1)
  })
})

test('a host that is not found is tried again as long as any, and nobody is told in the end: mostly a mistyped address', async () => {
  faults('no-such-host', 6)
  await givenPaidOrder()
  await pass()
  await passWhenDue(5)
  expect(await theOne()).toMatchObject({ status: 'failed', why: 'address-deferred', attempts: 6 })
  expect(alarm).not.toHaveBeenCalled()
})

test('a clock that steps while a mail is sent ends nothing: what the server then takes has been sent', async () => {
  await givenQueued({ kind: 'reset' })
  const claimed = await claimMail(clock.at(), later(clock.at(), MINUTE))
  if (!claimed) throw new Error('nothing was claimed')
  clock.pass(MINUTE + 1)
  await sendMails(clock)
  expect(await theOne()).toMatchObject({ status: 'unknown', why: 'abandoned' })
  expect(await endTry(claimed, { status: 'sent', settledAt: clock.at(), doubts: 1, why: 'sent' })).toBe(true)
  expect(await theOne()).toMatchObject({ status: 'sent', to: null, secret: null })
})

test('what this process is sending is not taken for abandoned, however far the clock steps meanwhile', async () => {
  const { id } = await givenPaidOrder()
  sink.fault('slow', 5_000)
  await placeAll(clock.at())
  const passing = sendMails(clock)
  await vi.waitFor(async () => expect(await theOne()).toMatchObject({ status: 'sending' }), { timeout: 30_000 })
  clock.pass(HOUR)
  await sendMails(clock)
  expect(await theOne()).toMatchObject({ status: 'sending', subjectId: expect.any(String) })
  await passing
  expect(await theOne(), id).toMatchObject({ status: 'sent', attempts: 1 })
  expect(sink.mails).toHaveLength(1)
})

describe('a process that dies', () => {
  test('while it sends may have sent: it is sent once more ten minutes after its lease', async () => {
    await givenPaidOrder()
    await placeAll(clock.at())
    expect(await claimMail(clock.at(), later(clock.at(), MINUTE))).not.toBeNull()
    await pass()
    expect(sink.mails, 'not while the lease holds').toEqual([])
    clock.pass(MINUTE + 1)
    await pass()
    expect(await theOne()).toMatchObject({ status: 'queued', why: 'abandoned', doubts: 1, nextAt: later(clock.at(), 10 * MINUTE) })
    await passWhenDue()
    expect(await theOne()).toMatchObject({ status: 'sent', doubts: 2 })
  })

  test('twice leaves it at that', async () => {
    await givenPaidOrder()
    await placeAll(clock.at())
    for (let died = 0; died < 2; died += 1) {
      clock.pass(10 * MINUTE + 1)
      expect(await claimMail(clock.at(), later(clock.at(), MINUTE))).not.toBeNull()
      clock.pass(MINUTE + 1)
      await pass()
    }
    expect(await theOne()).toMatchObject({ status: 'unknown', doubts: 2 })
    expect(sink.mails).toEqual([])
  })

  test.each([
    { status: 'failed', settledAt: new Date(), doubts: 0, why: 'content' },
    { status: 'queued', nextAt: new Date(), doubts: 0, why: 'deferred' },
    { status: 'unknown', settledAt: new Date(), doubts: 1, why: 'lost' },
  ] as const)('and wakes up with "$status" has lost its turn', async (tried) => {
    await givenPaidOrder()
    await placeAll(clock.at())
    const slow = await claimMail(clock.at(), later(clock.at(), MINUTE))
    if (!slow) throw new Error('nothing was claimed')
    clock.pass(MINUTE + 1)
    await pass()
    const before = await theOne()
    expect(await endTry(slow, tried)).toBe(false)
    expect(await theOne()).toEqual(before)
  })

  test('and wakes up with a yes has sent it, unless somebody is sending it once more', async () => {
    const sent = () => ({ status: 'sent' as const, settledAt: clock.at(), doubts: 1, why: 'sent' })
    const givenSlow = async () => {
      await query((db) => db.delete(mails))
      await givenQueued()
      const slow = await claimMail(clock.at(), later(clock.at(), MINUTE))
      if (!slow) throw new Error('nothing was claimed')
      clock.pass(MINUTE + 1)
      await sendMails(clock)
      expect(await theOne()).toMatchObject({ status: 'queued', why: 'abandoned' })
      return slow
    }
    expect(await endTry(await givenSlow(), sent())).toBe(true)
    expect(await theOne()).toMatchObject({ status: 'sent', nextAt: null, to: null, secret: null })
    const slow = await givenSlow()
    clock.pass(10 * MINUTE + 1)
    expect(await claimMail(clock.at(), later(clock.at(), MINUTE))).not.toBeNull()
    expect(await endTry(slow, sent())).toBe(false)
    expect(await theOne()).toMatchObject({ status: 'sending' })
  })
})

test('two workers send each mail once', async () => {
  for (let at = 0; at < 6; at += 1) await givenPaidOrder()
  await placeAll(clock.at())
  await Promise.all([sendMails(clock), sendMails(clock), sendMails(clock)])
  await pass()
  expect(sink.mails).toHaveLength(6)
  expect(new Set(sink.mails.map(({ raw }) => /Message-ID: (.*)/.exec(raw)?.[1])).size).toBe(6)
})

test('a customer who was forgotten gets no mail', async () => {
  const { orderId } = await givenPaidOrder()
  await placeAll(clock.at())
  await query((db) => db.update(orders).set({ customer: null }).where(eq(orders.id, orderId)))
  await pass()
  expect(await theOne()).toMatchObject({ status: 'failed', why: 'no-address' })
})

describe('a restored copy', () => {
  test('sends nothing, and nothing later of what its original may have sent', async () => {
    await givenPaidOrder()
    await placeAll(clock.at())
    await writeMarker('restored', clock.at())
    await pass()
    expect(await theOne()).toMatchObject({ status: 'queued', attempts: 0 })
    await openRestoredCopy(clock.at())
    expect(await theOne()).toMatchObject({ status: 'unknown', why: 'restored', nextAt: null })
    await pass()
    expect(sink.mails).toEqual([])
  })

  test('sends nothing of an event that had no place yet', async () => {
    await givenPaidOrder()
    await writeMarker('restored', clock.at())
    await openRestoredCopy(clock.at())
    expect(await theOne()).toMatchObject({ status: 'unknown', why: 'restored', nextAt: null })
    await pass()
    expect(sink.mails).toEqual([])
  })
})

describe('the clock', () => {
  test('that runs ahead for one pass drops no mail', async () => {
    await givenPaidOrder()
    await placeAll(clock.at())
    await readClock(clock)
    clock.step(30 * DAY)
    await keepHouse(clock)
    expect(await theOne()).toMatchObject({ status: 'queued' })
    await pass()
    expect(sink.mails).toHaveLength(1)
  })

  test('that ran ahead and was set back holds up no mail', async () => {
    await givenPaidOrder()
    clock.step(30 * DAY)
    await placeAll(clock.at())
    await readClock(clock)
    clock.step(-30 * DAY)
    await pass()
    expect(sink.mails).toHaveLength(1)
  })
})

test('a pass that is stopped begins no other', async () => {
  await givenPaidOrder()
  await placeAll(clock.at())
  await sendMails(clock, () => true)
  expect(await theOne()).toMatchObject({ status: 'queued', attempts: 0 })
})

test('nothing that was logged names anybody', async () => {
  const { order } = await givenPaidOrder({ description: 'Gizli not' })
  sink.fault('no-such-user')
  await pass()
  await givenPaidOrder({ customer: { email: 'mehmet@example.com' } })
  sink.fault('cut-after-data')
  await pass()
  const logged = JSON.stringify([...lines.mock.calls, ...alarm.mock.calls])
  expect(lines.mock.calls.map(([event, fields]) => [event, fields?.why])).toEqual([
    ['mail.failed', 'address'],
    ['mail.failed', 'lost'],
  ])
  expect(logged).not.toMatch(/ayse|mehmet|example\.com|Gizli/)
  expect(logged).not.toContain(order.reference)
})

test('the metrics tell what was tried, and what waits for how long', async () => {
  const { mailAttempts } = metrics()
  const before = await countOf(mailAttempts, { outcome: 'deferred' })
  await givenPaidOrder()
  sink.fault('busy')
  await pass()
  expect(await countOf(mailAttempts, { outcome: 'deferred' })).toBe(before + 1)
  clock.pass(30 * SECOND)
  const series = seriesIn((await readMetrics(clock)).text)
  const value = (name: string) => series.find((each) => each.name === name)?.value
  expect(value('checkout_mails_queued')).toBe(1)
  expect(value('checkout_oldest_mail_seconds')).toBe(30)
})

test('old mails are erased, but none that waits', async () => {
  await givenQueued({ nextAt: null, status: 'sent', settledAt: clock.at() })
  clock.pass(90 * DAY)
  const waiting = await givenQueued()
  await keepHouse(clock)
  await eraseMails(later(clock.at(), DAY), 100)
  expect((await all()).map(({ id }) => id)).toEqual([waiting.id])
  expect(await decrypt('mail-address', waiting.to ?? '')).toBe('ayse@example.com')
})
