import { asc } from 'drizzle-orm'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { query } from '@/db/client'
import { stopReceiver } from '@/db/deliveries'
import { placeEvents } from '@/db/events'
import { clearMarker, writeMarker } from '@/db/markers'
import { mails } from '@/db/schema'
import { insertFinding } from '@/db/sweep-findings'
import { later } from '@/lib/clock'
import { readClock } from '@/lib/clock-watch'
import { DAY, HOUR, MINUTE } from '@/lib/duration'
import { env, type MailSettings } from '@/lib/env'
import { keepHouse } from '@/lib/housekeeping/keep-house'
import { newId } from '@/lib/ids'
import { log } from '@/lib/log'
import { givenOrder, givenReturned, stoppedClock, type TestClock } from '@/lib/payments/payments.test-kit'
import { findReceiver } from '@/lib/receiver'
import { resume } from '@/lib/webhooks/deliver'
import { type MailSink, startMailSink } from '@/simulator/mail-sink'
import { tellOperators } from './ops'
import { endStaleMails, sendMails } from './outbox'

let sink: MailSink
let clock: TestClock

beforeEach(async () => {
  sink = await startMailSink()
  clock = stoppedClock()
  await placeEvents(clock.at(), false)
  turnOn()
  await tellAll()
  await query((db) => db.delete(mails))
  sink.forget()
})
afterEach(async () => {
  Object.assign(env(), { mail: null })
  await clearMarker('restored')
  await clearMarker('ops-told')
  await sink.close()
})

function turnOn(ops: MailSettings['ops'] = { name: '', address: 'ops@example.com' }): void {
  const from = { name: 'Örnek Mağaza', address: 'odeme@example.com' }
  Object.assign(env(), { mail: { host: sink.host, port: sink.port, tls: 'none', auth: null, from, replyTo: null, ops } })
}

/** What earlier tests left waiting is told, and the hour over. */
async function tellAll(): Promise<void> {
  for (let before = -1, now = 0; now !== before; ) {
    before = now
    await clearMarker('ops-told')
    await tellOperators(clock.at())
    now = (await all()).length
  }
  await clearMarker('ops-told')
}

const all = () => query((db) => db.select().from(mails).orderBy(asc(mails.createdAt)))
const said = () => (sink.mails.at(-1)?.raw ?? '').replace(/=\r\n/g, '').replaceAll('=3D', '=')

const row = { attempts: 6, doubts: 0, fence: 6, locale: 'tr' as const }

async function givenFinding(): Promise<string> {
  const referenceNo = `SIP-${newId().slice(0, 8)}`
  await insertFinding({ id: newId(), referenceNo, kind: 'missing', xactId: '', amountKurus: 100, foundAt: clock.at(), closedAt: null })
  return referenceNo
}

async function pass(): Promise<void> {
  await tellOperators(clock.at())
  await sendMails(clock)
}

test('what is new waits in one mail, with the commands that end it, and is told once', async () => {
  const references = [await givenFinding(), await givenFinding()]
  await pass()
  expect(sink.mails.map(({ to }) => to)).toEqual([['ops@example.com']])
  for (const reference of references) expect(said()).toContain(`finding ${reference}`)
  expect(said()).toContain('Type: npm run sweep -- --close ')
  expect(said()).toContain('2 things wait for you')
  expect(await all()).toMatchObject([{ kind: 'ops', status: 'sent', to: null, secret: null }])
  clock.pass(HOUR + 1)
  await pass()
  expect(sink.mails).toHaveLength(1)
})

test('there is one mail an hour at most; what comes in between is collected', async () => {
  await givenFinding()
  await pass()
  const collected = [await givenFinding(), await givenFinding()]
  clock.pass(HOUR - MINUTE)
  await pass()
  expect(sink.mails).toHaveLength(1)
  clock.pass(MINUTE)
  await pass()
  expect(sink.mails).toHaveLength(2)
  for (const reference of collected) expect(said()).toContain(reference)
})

test('of many instances one tells it', async () => {
  await givenFinding()
  await Promise.all(Array.from({ length: 6 }, () => tellOperators(clock.at())))
  expect(await all()).toHaveLength(1)
})

test('a payment is told once it has been undecided for an hour, without its customer', async () => {
  const order = await givenOrder(clock, 14_990, { customer: { name: 'Ayşe Yılmaz', email: 'ayse@example.com' } })
  const { referenceNo } = await givenReturned({ clock, order, fault: { fault: 'answer-lost-after' } })
  clock.pass(HOUR - MINUTE)
  await pass()
  expect(sink.mails).toEqual([])
  clock.pass(2 * MINUTE)
  await pass()
  expect(said()).toContain(`npm run payment -- ${referenceNo}`)
  expect(said()).not.toMatch(/ayse|Yılmaz/i)
})

test('a mail that failed is told, but none of these mails itself', async () => {
  const failed = { ...row, status: 'failed' as const, why: 'login', createdAt: clock.at() }
  const [id, ops] = [newId(), newId()]
  await query((db) =>
    db.insert(mails).values([
      { ...failed, id, kind: 'receipt', subjectId: id, dedupe: id },
      { ...failed, id: ops, kind: 'ops', subjectId: 'ops', dedupe: ops },
    ]),
  )
  await pass()
  expect(said()).toContain(`mail ${id}: receipt was not sent (login)`)
  expect(said()).not.toContain(ops)
})

test('a server that nothing is sent to any more is told once, with the command that lets it go on, and anew when it is stopped anew', async () => {
  const webhook = { url: `https://shop.example/${newId()}`, secrets: [`whsec_${'A'.repeat(32)}`] }
  Object.assign(env(), { webhook })
  onTestFinished(() => void Object.assign(env(), { webhook: null }))
  const { id } = await findReceiver(webhook, clock.at())
  /** The mails so far that tell of it, an hour later. */
  const told = async () => {
    clock.pass(HOUR)
    await pass()
    return sink.mails.map(({ raw }) => raw.replace(/=\r\n/g, '')).filter((raw) => raw.includes('your server: since'))
  }
  expect(await told(), 'while it is sent to').toEqual([])
  for (const [times, why, words] of [
    [1, 'gone', 'it answered 410'],
    [2, 'failing', 'it had taken nothing for five days'],
  ] as const) {
    const stoppedAt = clock.at()
    await stopReceiver(id, why, stoppedAt)
    const mails = await told()
    expect(mails).toHaveLength(times)
    expect(mails.at(-1)).toContain(`your server: since ${stoppedAt.toISOString()} no event is sent to it, because ${words}`)
    expect(mails.at(-1)).toContain('Type: npm run webhook -- test')
    expect(await told(), 'it is no news any more').toHaveLength(times)
    await resume(webhook, clock.at())
    expect(await told(), 'it is sent to again').toHaveLength(times)
  }
})

/** As many mails as the shop's server did not take. */
async function givenFailed(count: number): Promise<void> {
  const failed = { ...row, kind: 'receipt' as const, status: 'failed' as const, why: 'login', createdAt: clock.at() }
  for (let at = 0; at < count; at += 1) {
    const id = newId()
    await query((db) => db.insert(mails).values({ ...failed, id, subjectId: id, dedupe: id }))
  }
}

test('a herd of mails that failed keeps nothing about money out of it, and each is told at last', async () => {
  await givenFailed(130)
  const reference = await givenFinding()
  await pass()
  expect(said()).toContain(`finding ${reference}`)
  for (let hour = 0; hour < 4; hour += 1) {
    clock.pass(HOUR)
    await pass()
  }
  const told = new Set(sink.mails.flatMap(({ raw }) => raw.replace(/=\r\n/g, '').match(/mail [\w-]{22}: receipt/g) ?? []))
  expect(told.size).toBe(130)
})

test('what a mail was to tell that was not sent is told by the next one', async () => {
  const reference = await givenFinding()
  for (let at = 0; at < 6; at += 1) sink.fault('busy')
  await tellOperators(clock.at())
  for (let at = 0; at < 6; at += 1) {
    await sendMails(clock)
    clock.pass(6 * HOUR)
  }
  expect(await all()).toMatchObject([{ status: 'failed', why: 'deferred', secret: null }])
  await pass()
  expect(sink.mails).toHaveLength(1)
  expect(said()).toContain(`finding ${reference}`)
})

test('what a mail was to tell while mail was off is told once it is on again', async () => {
  const reference = await givenFinding()
  await tellOperators(clock.at())
  Object.assign(env(), { mail: null })
  await readClock(clock)
  clock.pass(2 * DAY + 1)
  await keepHouse(clock)
  expect(await all()).toMatchObject([{ status: 'failed', why: 'stale' }])
  turnOn()
  await pass()
  expect(said()).toContain(`finding ${reference}`)
})

test('an address that the server does not know is told by an alarm each time, and is tried again an hour later', async () => {
  const alarm = vi.spyOn(log, 'alarm')
  const reference = await givenFinding()
  sink.fault('no-such-user')
  await pass()
  const [failed] = await all()
  expect(failed).toMatchObject({ status: 'failed', why: 'address' })
  expect(alarm.mock.calls).toContainEqual(['mail.not-sent', { mailId: failed?.id, why: 'address' }])
  clock.pass(HOUR)
  await pass()
  expect(sink.mails.map(({ to }) => to)).toEqual([['ops@example.com']])
  expect(said()).toContain(`finding ${reference}`)
})

test('a clock that ran ahead and was set back silences it for an hour at most', async () => {
  clock.step(12 * HOUR)
  await givenFinding()
  await tellOperators(clock.at())
  clock.step(-12 * HOUR)
  const reference = await givenFinding()
  clock.pass(HOUR)
  await keepHouse(clock)
  await sendMails(clock)
  expect(sink.mails.some(({ raw }) => raw.replace(/=\r\n/g, '').includes(`finding ${reference}`))).toBe(true)
})

test('a mail that is sealed with a lost key holds up nothing else', async () => {
  await query((db) =>
    db.insert(mails).values({
      ...row,
      ...{ id: newId(), kind: 'ops', subjectId: 'ops', dedupe: newId(), status: 'queued', attempts: 0, secret: 'lost' },
      ...{ nextAt: clock.at(), createdAt: later(clock.at(), -3 * DAY) },
    }),
  )
  await endStaleMails(clock.at())
  expect(await all()).toMatchObject([{ status: 'failed', why: 'stale' }])
})

test('is sent once more after ten minutes when the server did not answer', async () => {
  await givenFinding()
  sink.fault('cut-after-data')
  await pass()
  expect(await all()).toMatchObject([{ status: 'queued', why: 'lost', nextAt: later(clock.at(), 10 * MINUTE) }])
  clock.pass(11 * MINUTE)
  await pass()
  expect(sink.mails).toHaveLength(2)
  expect(await all()).toMatchObject([{ status: 'sent' }])
})

test('a restored copy tells nothing, and neither does one without OPS_MAIL', async () => {
  await givenFinding()
  await writeMarker('restored', clock.at())
  await pass()
  expect(await all()).toEqual([])
  await clearMarker('restored')
  turnOn(null)
  await pass()
  expect(await all()).toEqual([])
})

test('more than fifty things take more than one mail', async () => {
  const references: string[] = []
  for (let found = 0; found < 53; found += 1) references.push(await givenFinding())
  await pass()
  expect(said()).toContain('50 things wait for you')
  const isTold = (reference: string) => sink.mails.some(({ raw }) => raw.replace(/=\r\n/g, '').includes(`finding ${reference}:`))
  expect(references.filter(isTold)).toHaveLength(50)
  clock.pass(HOUR)
  await pass()
  expect(sink.mails).toHaveLength(2)
  expect(references.filter(isTold)).toHaveLength(53)
})

test('what still waits after a month is told again, by the housekeeping', async () => {
  await givenFinding()
  await keepHouse(clock)
  await sendMails(clock)
  expect(sink.mails).toHaveLength(1)
  clock.pass(31 * DAY)
  await keepHouse(clock)
  await sendMails(clock)
  expect(sink.mails).toHaveLength(2)
})
