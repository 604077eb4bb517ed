import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { query } from '@/db/client'
import { clearMarker } from '@/db/markers'
import { mails } from '@/db/schema'
import { later } from '@/lib/clock'
import { DAY, MINUTE } from '@/lib/duration'
import { env } from '@/lib/env'
import { newId } from '@/lib/ids'
import { cancelOrder, checkoutUrl } from '@/lib/orders/orders'
import { givenOrder, givenReturned, HOUR, settleByLooking, stoppedClock, type TestClock } from '@/lib/payments/payments.test-kit'
import type { Locale } from '@/lib/shared/locale'
import { type MailSink, startMailSink } from '@/simulator/mail-sink'
import { readMail } from '@/simulator/mailbox/read-mail'
import { sendMails } from './outbox'
import { maySendLink, sendLink } from './send-link'

let ayse: { name: string; email: string }
let sink: MailSink
let clock: TestClock

beforeEach(async () => {
  ayse = { name: 'Ayşe Yılmaz', email: `ayse-${newId().toLowerCase()}@example.com` }
  sink = await startMailSink()
  clock = stoppedClock()
  await clearMarker('mailing')
  await query((db) => db.delete(mails))
  const from = { name: 'Örnek Mağaza', address: 'odeme@example.com' }
  Object.assign(env(), { mail: { host: sink.host, port: sink.port, tls: 'none', auth: null, from, replyTo: null, ops: null } })
})
afterEach(() => sink.close())

const ask = (orderId: string, locale: Locale = 'tr') => sendLink(orderId, locale, clock.at())
const received = () => sink.mails.map(({ raw }) => readMail(raw))
const limited = { ok: false, failure: { kind: 'rate-limited', retryAfterSeconds: expect.any(Number) } }
const notFound = { ok: false, failure: { kind: 'not-found' } }

test('an order’s link goes to its customer, in the language of whoever asks, three times at most', async () => {
  const order = await givenOrder(clock, 14_990, { customer: ayse })
  for (const locale of ['tr', 'en', 'tr'] as const) {
    expect(await ask(order.id, locale)).toEqual({ ok: true, value: 'queued' })
    await sendMails(clock)
    clock.to(later(clock.at(), 10 * MINUTE))
  }
  expect(await ask(order.id)).toEqual(limited)
  await sendMails(clock)
  const mailed = received()
  expect(mailed.map(({ to }) => to)).toEqual(Array(3).fill(ayse.email))
  expect(mailed.map(({ subject }) => subject)).toEqual(
    ['Ödemenizi buradan tamamlayın', 'Complete your payment here', 'Ödemenizi buradan tamamlayın'].map(
      (heading) => `${heading} – Örnek Mağaza (${order.reference})`,
    ),
  )
  for (const { text, html } of mailed) {
    expect(text).toContain(checkoutUrl(order.id))
    expect(text).toMatch(/149[.,]90/)
    expect(html).toContain(checkoutUrl(order.id))
    for (const form of [text, html]) expect(form, 'no payment has a reference yet').not.toMatch(/takip numara|our reference/)
  }
})

test('of those who ask at once, three are sent', async () => {
  const order = await givenOrder(clock, 14_990, { customer: ayse })
  const asked = await Promise.all(Array.from({ length: 8 }, () => ask(order.id)))
  expect(asked.filter(({ ok }) => ok)).toHaveLength(3)
  await sendMails(clock)
  await sendMails(clock)
  expect(sink.mails).toHaveLength(3)
})

test('nobody is written to of an order without an address, one that is over, one that is unknown, or while mail is off', async () => {
  const unaddressed = await givenOrder(clock, 14_990, { customer: { name: 'Ayşe Yılmaz' } })
  const cancelled = await givenOrder(clock, 14_990, { customer: ayse })
  await cancelOrder(cancelled.id, clock.at())
  const order = await givenOrder(clock, 14_990, { customer: ayse })
  expect(await Promise.all([unaddressed.id, order.id, 'AAAAAAAAAAAAAAAAAAAAAA', 'x'].map((id) => maySendLink(id, clock.at())))).toEqual([
    false,
    true,
    false,
    false,
  ])
  for (const id of [unaddressed.id, cancelled.id, 'AAAAAAAAAAAAAAAAAAAAAA', 'x']) expect(await ask(id)).toEqual(notFound)
  Object.assign(env(), { mail: null })
  expect([await maySendLink(order.id, clock.at()), await ask(order.id)]).toEqual([false, notFound])
  expect(await query((db) => db.select().from(mails))).toEqual([])
})

test('a link is not sent once its order is over', async () => {
  const order = await givenOrder(clock, 14_990, { customer: ayse })
  await ask(order.id)
  await cancelOrder(order.id, clock.at())
  await sendMails(clock)
  clock.to(later(clock.at(), DAY))
  await sendMails(clock)
  expect(sink.mails).toEqual([])
  expect(await query((db) => db.select().from(mails))).toMatchObject([{ status: 'failed', why: 'over' }])
})

test('nobody is asked to pay what is just being taken: no link is made then, and one that was asked for before waits', async () => {
  const order = await givenOrder(clock, 14_990, { customer: ayse })
  await ask(order.id)
  const taken = await givenReturned({ clock, order, fault: { fault: 'answer-lost-after' } })
  expect(await ask(order.id)).toEqual(notFound)
  await sendMails(clock)
  expect(sink.mails).toEqual([])
  expect(await query((db) => db.select().from(mails).where(eq(mails.kind, 'payment-link')))).toMatchObject([
    { status: 'queued', why: 'undecided' },
  ])
  await settleByLooking(taken)
  clock.pass(HOUR)
  await sendMails(clock)
  expect(await query((db) => db.select().from(mails).where(eq(mails.kind, 'payment-link')))).toMatchObject([
    { status: 'failed', why: 'over' },
  ])
})

test('no link is offered to an address that a server has refused', async () => {
  const order = await givenOrder(clock, 14_990, { customer: ayse })
  sink.fault('no-such-user')
  await ask(order.id)
  await sendMails(clock)
  expect([await maySendLink(order.id, clock.at()), await ask(order.id)]).toEqual([false, notFound])
  expect(await maySendLink(order.id, later(clock.at(), 31 * DAY))).toBe(true)
})

test('a link that may have been sent is not sent again: whoever waits for it asks once more', async () => {
  const order = await givenOrder(clock, 14_990, { customer: ayse })
  await ask(order.id)
  sink.fault('cut-after-data')
  await sendMails(clock)
  clock.to(later(clock.at(), DAY))
  await sendMails(clock)
  expect(await query((db) => db.select().from(mails))).toMatchObject([{ status: 'unknown' }])
})
