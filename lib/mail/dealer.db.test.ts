import { asc, eq } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { query } from '@/db/client'
import { placeEvents } from '@/db/events'
import { applications, mails } from '@/db/schema'
import { givenDraft, givenSent, newTaxNumber, reread, send, stoppedClock, type TestClock } from '@/lib/dealers/dealers.test-kit'
import { findByLink, mailLink, newLink } from '@/lib/dealers/drafts'
import { closeApplication } from '@/lib/dealers/operate'
import { HOUR } from '@/lib/duration'
import { env } from '@/lib/env'
import { listEvents } from '@/lib/events/list'
import { placeAll } from '@/lib/events/place'
import { newId } from '@/lib/ids'
import { log } from '@/lib/log'
import { paynet } from '@/scripts/test/setup'
import { type MailSink, startMailSink } from '@/simulator/mail-sink'
import { sendMails } from './outbox'

let sink: MailSink
let clock: TestClock

beforeEach(async () => {
  sink = await startMailSink()
  clock = stoppedClock()
  await placeEvents(clock.at(), false)
  await query((db) => db.delete(mails))
  const from = { name: 'Örnek Mağaza', address: 'odeme@example.com' }
  Object.assign(env(), { mail: { host: sink.host, port: sink.port, tls: 'none', auth: null, from, replyTo: null, ops: null } })
})
afterEach(async () => {
  Object.assign(env(), { mail: null })
  await sink.close()
})

async function pass(): Promise<void> {
  await placeAll(clock.at())
  await sendMails(clock)
}

const all = () => query((db) => db.select().from(mails).orderBy(asc(mails.createdAt)))

/** What the newest mail says in text. */
function said(): string {
  const raw = sink.mails.at(-1)?.raw ?? ''
  const encoded = /Content-Transfer-Encoding: base64\r\n\r\n([\s\S]*?)\r\n\r?\n?--/.exec(raw)?.[1]
  if (encoded !== undefined) return Buffer.from(encoded, 'base64').toString()
  return raw.replace(/=\r\n/g, '').replace(/(?:=[0-9A-F]{2})+/g, (hex) => Buffer.from(hex.replaceAll('=', ''), 'hex').toString())
}

const from = (address = newId(), locale: 'tr' | 'en' = 'tr') => ({ address, locale })
/** The limits of an address outlive a test. */
const freshAddress = () => `${newId()}@example.com`.toLowerCase()

const tokenIn = (text: string) => /\/dealers\/apply\/resume\/([\w-]+)/.exec(text)?.[1] ?? ''

describe('the link of a draft', () => {
  test.each([
    ['tr', 'Başvuruya devam et'],
    ['en', 'Continue the application'],
  ] as const)('goes to the address that was typed and opens the draft; afterwards neither is stored (%s)', async (locale, words) => {
    const to = freshAddress()
    const draft = await givenDraft(clock)
    await mailLink(draft, to, from(newId(), locale), clock.at())
    const [queued] = await all()
    expect(queued).toMatchObject({ kind: 'draft-link', subjectId: draft.id, status: 'queued', locale })
    expect(JSON.stringify(queued)).not.toContain(to)
    await pass()
    expect(sink.mails[0]?.to).toEqual([to])
    expect(said()).toContain(words)
    const token = tokenIn(said())
    expect((await findByLink(token, clock.at()))?.id).toBe(draft.id)
    expect(JSON.stringify(queued)).not.toContain(token)
    expect(await all()).toMatchObject([{ status: 'sent', to: null, secret: null }])
  })

  test('is not in the log, whatever becomes of the mail', async () => {
    const lines = [vi.spyOn(log, 'warn'), vi.spyOn(log, 'error'), vi.spyOn(log, 'alarm')]
    const draft = await givenDraft(clock)
    sink.fault('cut-after-data')
    await mailLink(draft, freshAddress(), from(), clock.at())
    await pass()
    const text = JSON.stringify(lines.flatMap((line) => line.mock.calls))
    expect(text).toContain('mail.unknown')
    expect(text).not.toContain(tokenIn(said()))
    expect(text).not.toContain('@example.com')
  })

  test('is not sent again once the server may have it', async () => {
    const draft = await givenDraft(clock)
    sink.fault('cut-after-data')
    await mailLink(draft, freshAddress(), from(), clock.at())
    await pass()
    clock.pass(24 * 3_600_000)
    await pass()
    expect(sink.mails).toHaveLength(1)
    expect(await all()).toMatchObject([{ status: 'unknown', why: 'lost', to: null, secret: null }])
  })

  test('is not sent any more once another one was made', async () => {
    const draft = await givenDraft(clock)
    await mailLink(draft, freshAddress(), from(), clock.at())
    await newLink(draft, clock.at())
    await pass()
    expect(sink.mails).toEqual([])
    expect(await all()).toMatchObject([{ status: 'failed', why: 'over', to: null, secret: null }])
  })

  test('goes on working while another one is asked for to an address that a server has refused', async () => {
    const draft = await givenDraft(clock)
    const refused = freshAddress()
    sink.fault('no-such-user')
    await mailLink(draft, refused, from(), clock.at())
    await pass()
    const token = await newLink(draft, clock.at())
    clock.pass(HOUR)
    await mailLink(draft, refused, from(), clock.at())
    expect((await findByLink(token, clock.at()))?.id).toBe(draft.id)
    expect(await all()).toMatchObject([{ status: 'failed', why: 'address' }])
  })

  test('is sent three times an hour at most for one draft and to one address; more changes nothing', async () => {
    const draft = await givenDraft(clock)
    for (let asked = 0; asked < 4; asked += 1) await mailLink(draft, freshAddress(), from(), clock.at())
    expect(await all()).toHaveLength(3)
    const { linkDigest } = await reread(draft)
    await mailLink(draft, freshAddress(), from(), clock.at())
    expect((await reread(draft)).linkDigest).toBe(linkDigest)

    await query((db) => db.delete(mails))
    const to = freshAddress()
    for (let asked = 0; asked < 4; asked += 1) await mailLink(await givenDraft(clock), to, from(), clock.at())
    expect(await all()).toHaveLength(3)
  })

  test('is sent five times a day at most to one address, whoever asks from wherever', async () => {
    const to = freshAddress()
    for (let hour = 0; hour < 4; hour += 1) {
      for (let asked = 0; asked < 3; asked += 1) await mailLink(await givenDraft(clock), to, from(), clock.at())
      clock.pass(HOUR + 1)
    }
    expect(await all()).toHaveLength(5)
    clock.pass(20 * HOUR)
    await mailLink(await givenDraft(clock), to, from(), clock.at())
    expect(await all(), 'a day later').toHaveLength(6)
  })

  test('says nothing that a stranger has typed', async () => {
    const draft = await givenDraft(clock, { company_name: 'Ucuz İlaç www.kotu.example', contact_name: 'Kötü Kişi' })
    await mailLink(draft, freshAddress(), from(), clock.at())
    await pass()
    const raw = said() + sink.mails[0]?.raw
    expect(raw).not.toMatch(/kotu\.example|Ucuz|Kötü/)
  })

  test('is sent ten times an hour at most from one address', async () => {
    const address = newId()
    for (let asked = 0; asked < 11; asked += 1) await mailLink(await givenDraft(clock), freshAddress(), from(address), clock.at())
    expect(await all()).toHaveLength(10)
  })
})

describe('an application', () => {
  test.each([
    ['tr', 'Başvurunuz Paynet’te'],
    ['en', 'See the application’s status'],
  ] as const)('that Paynet has is told to the person whom it names, in its language (%s)', async (locale, words) => {
    const application = await givenSent(clock, { locale })
    await pass()
    await pass()
    expect(sink.mails.map(({ to }) => to)).toEqual([['ayse@duru.example']])
    expect(said()).toContain(words)
    expect(said()).toContain(`/dealers/applications/${application.id}`)
    expect(said()).toContain((await reread(application)).formId)
    expect(await all()).toMatchObject([{ kind: 'application', status: 'sent', to: null }])
    expect(JSON.stringify(await all())).not.toContain('duru')
  })

  test('that Paynet refused, and that an operator closed, is told so', async () => {
    await paynet.fault({ fault: 'application-refused-field', service: 'membership_formdata_insert', times: 1 })
    await givenSent(clock)
    await pass()
    expect(said()).toContain('Paynet başvurunuzu kabul etmedi')

    const tckn_vkn = newTaxNumber()
    await givenSent(clock, { tckn_vkn })
    await pass()
    const neverSent = await givenDraft(clock, { tckn_vkn })
    await send(neverSent, clock)
    await closeApplication(neverSent, clock.at())
    await pass()
    expect(said()).toContain('Başvurunuz işleme alınamadı')
  })

  test('that has moved on is told by the later mail only', async () => {
    await paynet.fault({ fault: 'answer-lost-after', service: 'membership_formdata_insert', times: 1 })
    const application = await givenSent(clock)
    await placeAll(clock.at())
    expect(await all()).toMatchObject([{ kind: 'application', status: 'queued' }])
    await closeApplication(application, clock.at())
    await pass()
    expect((await all()).map(({ status, why }) => [status, why]).sort()).toEqual([
      ['failed', 'over'],
      ['sent', 'sent'],
    ])
    expect(sink.mails).toHaveLength(1)
  })

  test('whose answers nobody can read any more stops neither the events and mails of others nor the list of all', async () => {
    const error = vi.spyOn(log, 'error')
    onTestFinished(() => error.mockRestore())
    const [damaged, other] = [await givenSent(clock), await givenSent(clock)]
    await query((db) => db.update(applications).set({ answers: 'damaged' }).where(eq(applications.id, damaged.id)))
    const listed = await listEvents(null, 1_000, clock.at())
    expect(listed?.events.map(({ applicationId }) => applicationId)).toEqual(expect.arrayContaining([damaged.id, other.id]))
    expect(await all()).toMatchObject([{ kind: 'application', subjectId: other.id }])
    const told = error.mock.calls.filter(([event]) => event === 'mail.no-addressee')
    expect(told.length).toBeGreaterThan(0)
    expect(told[0]?.[1]).toMatchObject({ applicationId: damaged.id, eventId: expect.stringMatching(/^evt_/) })
    await pass()
    expect(sink.mails).toHaveLength(1)
  })

  test('gets no mail while it is filled in, without mail, and once it is gone', async () => {
    await givenDraft(clock)
    await pass()
    expect(await all()).toEqual([])
    const application = await givenSent(clock)
    await placeAll(clock.at())
    await query((db) => db.delete(applications).where(eq(applications.id, application.id)))
    await pass()
    expect(await all()).toMatchObject([{ status: 'failed', why: 'over' }])
    expect(sink.mails).toEqual([])
  })
})
