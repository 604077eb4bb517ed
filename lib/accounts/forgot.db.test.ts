import { asc } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { query } from '@/db/client'
import { clearMarker, writeMarker } from '@/db/markers'
import * as resets from '@/db/password-resets'
import { mails } from '@/db/schema'
import { later } from '@/lib/clock'
import { DAY, HOUR, MINUTE, SECOND } from '@/lib/duration'
import { env } from '@/lib/env'
import { openRestoredCopy } from '@/lib/housekeeping/restored-copy'
import { log } from '@/lib/log'
import { sendMails } from '@/lib/mail/outbox'
import { stoppedClock, type TestClock } from '@/lib/payments/payments.test-kit'
import type { Locale } from '@/lib/shared/locale'
import { type MailSink, startMailSink } from '@/simulator/mail-sink'
import { changePassword, signIn } from './accounts'
import { failureOf, givenAccount, newEmail, PASSWORD, somewhere, valueIn } from './accounts.test-kit'
import { askForReset } from './forgot'
import { findResetEmail, resetPassword } from './reset'
import { makeResetLink } from './reset-link'

const NEXT = 'yepyeni bir parola'

let sink: MailSink
let clock: TestClock
const lines = vi.spyOn(log, 'warn')

beforeEach(async () => {
  sink = await startMailSink()
  clock = stoppedClock()
  await clearMarker('mailing')
  await query((db) => db.delete(mails))
  const from = { name: 'Örnek Mağaza', address: 'odeme@example.com' }
  Object.assign(env(), { mail: { host: sink.host, port: sink.port, tls: 'none', auth: null, from, replyTo: null, ops: null } })
  lines.mockClear()
})
afterEach(() => sink.close())

const ask = (email: string, locale: Locale = 'tr', from = somewhere()) => askForReset(email, from, locale, clock.at())
const pass = () => sendMails(clock)
const rows = () => query((db) => db.select().from(mails).orderBy(asc(mails.createdAt)))

/** What the newest mail says, without what its encoding puts between. */
function said(): string {
  const parts = (sink.mails.at(-1)?.raw ?? '').split('\r\n\r\n')
  const text = parts.map((part) => (/^[A-Za-z0-9+/=\r\n]+$/.test(part) ? Buffer.from(part, 'base64').toString() : part)).join('\n')
  const bytes = text.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
  return Buffer.from(bytes, 'latin1').toString()
}

const tokenIn = (text: string) => /\/reset\/([\w-]{22})\b/.exec(text)?.[1] ?? ''

/** Goes on to when the only open mail is due. */
async function passWhenDue(): Promise<void> {
  const due = (await rows()).flatMap(({ nextAt }) => nextAt ?? [])
  if (due[0]) clock.to(later(due[0], 1))
  await pass()
}

test('who lost a password gets a link by mail that sets a new one, once', async () => {
  const { email, account } = await givenAccount()
  expect(await ask(` ${email.toUpperCase()} `)).toEqual({ ok: true, value: 'asked' })
  await pass()
  await pass()
  expect(sink.mails.map(({ to }) => to)).toEqual([[email]])
  const token = tokenIn(said())
  expect(await findResetEmail(token, clock.at())).toBe(email)
  const changed = valueIn(await resetPassword(token, NEXT, somewhere(), 'tr', clock.at()))
  expect(changed.sessionVersion, 'every session has ended').toBe(account.sessionVersion + 1)
  expect(failureOf(await resetPassword(token, 'des Angreifers Parole', somewhere(), 'tr', clock.at()))).toBe('not-found')
  expect(failureOf(await signIn({ email, password: NEXT }, somewhere(), clock.at()))).toBe('none')
})

test('a mailed link is good for an hour from its sending, and ends one that was made before', async () => {
  const { email } = await givenAccount()
  const byOperator = (await makeResetLink(email, DAY, clock.at()))?.url.split('/').at(-1) ?? ''
  await ask(email)
  clock.pass(10 * MINUTE)
  await pass()
  expect(await findResetEmail(byOperator, clock.at())).toBeNull()
  const token = tokenIn(said())
  expect(await findResetEmail(token, later(clock.at(), HOUR - 1))).toBe(email)
  expect(await findResetEmail(token, later(clock.at(), HOUR))).toBeNull()
})

test('an address without an account gets the same answer from the same rows, and no mail', async () => {
  const [{ email }, unknown] = [await givenAccount(), newEmail()]
  expect(unknown.length).toBe(email.length)
  const answers = [await ask(email), await ask(unknown)]
  expect(answers[0]).toEqual(answers[1])
  const queued = await rows()
  const shape = ({ id, subjectId, dedupe, to, secret, ...rest }: (typeof queued)[number]) => ({
    ...rest,
    ids: [id.length, subjectId.length, dedupe.length, to?.length, secret?.length],
  })
  expect(queued).toHaveLength(2)
  expect(queued.map(shape)[0]).toEqual(queued.map(shape)[1])
  expect(JSON.stringify(queued), 'nothing in the clear').not.toContain('example.com')
  await pass()
  expect(sink.mails.map(({ to }) => to)).toEqual([[email]])
  expect((await rows()).map(({ status, why, to, secret }) => [status, why, to, secret]).toSorted()).toEqual([
    ['failed', 'no-address', null, null],
    ['sent', 'sent', null, null],
  ])
  expect(JSON.stringify(lines.mock.calls), 'nor in the log').not.toContain('example.com')
})

test('three mails an hour go to an account and ten are asked for from an address; the answer never tells', async () => {
  const { email } = await givenAccount()
  for (let time = 0; time < 5; time += 1) expect(await ask(email)).toEqual({ ok: true, value: 'asked' })
  expect(await rows()).toHaveLength(3)
  clock.pass(HOUR + 1)
  const from = somewhere()
  for (let time = 0; time < 12; time += 1) expect(await ask(newEmail(), 'tr', from)).toEqual({ ok: true, value: 'asked' })
  expect(await rows()).toHaveLength(13)
  expect(await ask(email, 'tr', from)).toEqual({ ok: true, value: 'asked' })
  expect(await rows(), 'not from there').toHaveLength(13)
  await ask(email)
  expect(await rows(), 'from elsewhere, an hour later').toHaveLength(14)
})

test('an address without an account comes to its limit as one with an account does, and keeps nobody else from asking', async () => {
  const unknown = newEmail()
  for (let time = 0; time < 5; time += 1) expect(await ask(unknown)).toEqual({ ok: true, value: 'asked' })
  expect(await rows()).toHaveLength(3)
  const from = somewhere()
  for (let time = 0; time < 9; time += 1) await ask(unknown, 'tr', from)
  await ask(newEmail(), 'tr', from)
  expect(await rows(), 'what is not sent is not counted').toHaveLength(4)
})

test('what is no address is said at once, and a card number is kept nowhere', async () => {
  for (const [typed, problem] of [
    ['', 'email-empty'],
    ['ayşe', 'email-form'],
    ['4355084355084358@example.com', 'email-form'],
    ['ayse@example.com\r\nBcc: x@example.com', 'email-form'],
    ['ayse@example.com\nx@example.com', 'email-form'],
    ['ayse@example.com, x@example.com', 'email-form'],
    ['Ayşe <ayse@example.com>', 'email-form'],
    ['"ayse yilmaz"@example.com', 'email-form'],
    ['ayse@örnek.com', 'email-form'],
    [`${'a'.repeat(64)}@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.${'e'.repeat(60)}`, 'email-form'],
    ['ayse@[127.0.0.1]', 'email-form'],
  ] as const)
    expect(failureOf(await ask(typed)), typed).toBe(problem)
  expect(await rows()).toEqual([])
})

test('a link that may have been sent is not sent again; one that was not is, within the hour', async () => {
  const { email } = await givenAccount()
  sink.fault('cut-after-data')
  await ask(email)
  await pass()
  clock.pass(DAY)
  await pass()
  expect((await rows()).map(({ status, attempts }) => [status, attempts])).toEqual([['unknown', 1]])

  await query((db) => db.delete(mails))
  sink.forget()
  sink.fault('busy')
  await ask(email)
  await pass()
  expect(sink.mails).toEqual([])
  await passWhenDue()
  expect(sink.mails).toHaveLength(1)
  expect(await findResetEmail(tokenIn(said()), clock.at())).toBe(email)

  await query((db) => db.delete(mails))
  sink.forget()
  for (let time = 0; time < 4; time += 1) sink.fault('busy')
  await ask(email)
  for (let time = 0; time < 5; time += 1) await passWhenDue()
  expect((await rows()).map(({ status, why, attempts, to }) => [status, why, attempts, to])).toEqual([['failed', 'deferred', 5, null]])
  expect(sink.mails).toEqual([])
})

test('a mail that was late ends no newer link, neither a mailed one nor an operator’s', async () => {
  const { email } = await givenAccount()
  sink.fault('busy')
  await ask(email)
  await pass()
  clock.pass(30 * SECOND)
  await ask(email, 'tr')
  await pass()
  const token = tokenIn(said())
  clock.pass(MINUTE)
  await pass()
  expect(sink.mails).toHaveLength(1)
  expect(await findResetEmail(token, clock.at()), 'its reader is choosing a password').toBe(email)
  expect((await rows()).map(({ status, why }) => [status, why])).toEqual([
    ['failed', 'over'],
    ['sent', 'sent'],
  ])

  await query((db) => db.delete(mails))
  sink.fault('busy')
  await ask(email)
  await pass()
  const byOperator = (await makeResetLink(email, DAY, clock.at()))?.url.split('/').at(-1) ?? ''
  await passWhenDue()
  expect(await findResetEmail(byOperator, clock.at())).toBe(email)
})

test('a mail that was late brings no link once the password was changed', async () => {
  const { email, account } = await givenAccount()
  sink.fault('busy')
  await ask(email)
  await pass()
  valueIn(await changePassword(account.id, { current: PASSWORD, next: NEXT }, somewhere(), 'tr', clock.at()))
  clock.pass(2 * MINUTE)
  await pass()
  expect(sink.mails).toHaveLength(1)
  expect(said()).not.toContain('/reset/')
})

test('a mail that is tried again brings the link that its first try made', async () => {
  const { email } = await givenAccount()
  sink.fault('busy')
  await ask(email)
  await pass()
  await passWhenDue()
  const token = tokenIn(said())
  expect(await findResetEmail(token, later(clock.at(), HOUR - 1)), 'for an hour from its sending').toBe(email)
})

test('that a mail could not be written at first is told to people; it does not end a newer link', async () => {
  const { email } = await givenAccount()
  await ask(email)
  const put = vi.spyOn(resets, 'putPasswordReset').mockRejectedValueOnce(new Error('the database is away'))
  const [errors, alarm] = [vi.spyOn(log, 'error').mockReturnValue(), vi.spyOn(log, 'alarm').mockReturnValue()]
  await pass()
  expect([put.mock.calls.length, sink.mails]).toEqual([1, []])
  clock.pass(30 * SECOND)
  await ask(email)
  await pass()
  const token = tokenIn(said())
  clock.pass(MINUTE)
  await pass()
  expect(sink.mails).toHaveLength(1)
  expect(await findResetEmail(token, clock.at())).toBe(email)
  expect((await rows()).map(({ status, why }) => [status, why])).toEqual([
    ['failed', 'unwritten'],
    ['sent', 'sent'],
  ])
  expect(alarm).toHaveBeenCalledTimes(1)
  for (const spy of [put, errors, alarm]) spy.mockRestore()
})

test('a link that came to its end while the server was away is told to people, with the server’s reason', async () => {
  const alarm = vi.spyOn(log, 'alarm').mockReturnValue()
  await ask((await givenAccount()).email)
  await sink.close()
  for (let time = 0; time < 6; time += 1) await passWhenDue()
  const [mail] = await rows()
  expect(mail).toMatchObject({ status: 'failed', why: 'connection' })
  expect(alarm.mock.calls).toEqual([['mail.not-sent', { mailId: mail?.id, why: 'connection' }]])
  alarm.mockRestore()
})

test('asking in the name of an address that a server has refused ends no link', async () => {
  const { email } = await givenAccount()
  sink.fault('no-such-user')
  await ask(email)
  await pass()
  const byOperator = (await makeResetLink(email, DAY, clock.at()))?.url.split('/').at(-1) ?? ''
  await ask(email)
  await pass()
  expect((await rows()).map(({ why }) => why).toSorted()).toEqual(['address', 'suppressed'])
  expect(await findResetEmail(byOperator, clock.at())).toBe(email)
})

test('a restored copy sends no link that its original may have sent', async () => {
  const { email } = await givenAccount()
  await ask(email)
  await writeMarker('restored', clock.at())
  await pass()
  await openRestoredCopy(clock.at())
  await pass()
  expect((await rows()).map(({ status, why, to, secret }) => [status, why, to, secret])).toEqual([['unknown', 'restored', null, null]])
  expect(sink.mails).toEqual([])
})

test('two processes send a link once, and it works', async () => {
  const { email } = await givenAccount()
  await ask(email)
  await Promise.all([pass(), pass(), pass()])
  expect(sink.mails).toHaveLength(1)
  expect(await findResetEmail(tokenIn(said()), clock.at())).toBe(email)
})

test('a link speaks the language of the page, and of no payment', async () => {
  const { email } = await givenAccount()
  await ask(email, 'en')
  await pass()
  expect(said()).toContain('Choose your new password')
  expect(said()).not.toMatch(/invoice|reference/i)
})

test('a mail says that the password was changed, whichever way it was; none says so of one that was not', async () => {
  const { email, account } = await givenAccount()
  const token = (await makeResetLink(email, DAY, clock.at()))?.url.split('/').at(-1) ?? ''
  await resetPassword(token, 'kısa', somewhere(), 'tr', clock.at())
  await changePassword(account.id, { current: 'yanlış', next: NEXT }, somewhere(), 'tr', clock.at())
  expect(await rows()).toEqual([])
  valueIn(await resetPassword(token, NEXT, somewhere(), 'tr', clock.at()))
  await pass()
  expect([sink.mails.length, sink.mails[0]?.to]).toEqual([1, [email]])
  expect(said()).toMatch(/Parolanız değiştirildi[\s\S]*http:\/\/localhost:3000\/forgot/)
  valueIn(await changePassword(account.id, { current: NEXT, next: PASSWORD }, somewhere(), 'en', clock.at()))
  await pass()
  expect(sink.mails).toHaveLength(2)
  expect(said()).toContain('Your password was changed')
})

test('a mail that a password was changed is sent once more if it may have been lost', async () => {
  const { account } = await givenAccount()
  sink.fault('cut-after-data')
  valueIn(await changePassword(account.id, { current: PASSWORD, next: NEXT }, somewhere(), 'en', clock.at()))
  await pass()
  await passWhenDue()
  expect((await rows()).map(({ status, attempts }) => [status, attempts])).toEqual([['sent', 2]])
  expect(said()).toContain('Your password was changed')
})

test('while mail is off, a change of the password queues nothing', async () => {
  Object.assign(env(), { mail: null })
  const { account } = await givenAccount()
  valueIn(await changePassword(account.id, { current: PASSWORD, next: NEXT }, somewhere(), 'tr', clock.at()))
  expect(await rows()).toEqual([])
})
