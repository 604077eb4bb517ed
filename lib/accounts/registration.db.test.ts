import { asc, eq } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { query } from '@/db/client'
import { clearMarker } from '@/db/markers'
import { forgetRegistrations } from '@/db/registrations'
import { mails, registrations, users } from '@/db/schema'
import { later } from '@/lib/clock'
import { DAY, HOUR, MINUTE } from '@/lib/duration'
import { emailDigests } from '@/lib/email'
import { env } from '@/lib/env'
import { newId } from '@/lib/ids'
import { log } from '@/lib/log'
import { sendMails } from '@/lib/mail/outbox'
import { stoppedClock, type TestClock } from '@/lib/payments/payments.test-kit'
import { exportPerson, forgetPerson } from '@/lib/privacy/person'
import type { Locale } from '@/lib/shared/locale'
import { type MailSink, startMailSink } from '@/simulator/mail-sink'
import { register, signIn } from './accounts'
import { failureOf, givenAccount, newEmail, PASSWORD, somewhere, valueIn } from './accounts.test-kit'
import { askToRegister, confirmRegistration, findRegistrationEmail } from './registration'

const STRANGERS = 'des Fremden Parole'

let sink: MailSink
let clock: TestClock
const lines = vi.spyOn(log, 'warn')

beforeEach(async () => {
  sink = await startMailSink()
  clock = stoppedClock()
  await clearMarker('mailing')
  await query((db) => db.delete(mails))
  await query((db) => db.delete(registrations))
  const from = { name: 'Örnek Mağaza', address: 'odeme@example.com' }
  Object.assign(env(), { mail: { host: sink.host, port: sink.port, tls: 'none', auth: null, from, replyTo: null, ops: null } })
  lines.mockClear()
})
afterEach(() => sink.close())

type Asked = { email: string; password?: string; locale?: Locale; from?: ReturnType<typeof somewhere> }
const ask = ({ email, password = PASSWORD, locale = 'tr', from = somewhere() }: Asked) =>
  askToRegister({ email, password }, from, locale, clock.at())
const confirm = (token: string, password = PASSWORD, from = somewhere()) => confirmRegistration(token, password, from, clock.at())
const look = (token: string) => findRegistrationEmail(token, clock.at())
const pass = () => sendMails(clock)
const queued = () => query((db) => db.select().from(mails).orderBy(asc(mails.createdAt)))
const waiting = () => query((db) => db.select().from(registrations).orderBy(asc(registrations.createdAt)))
const accountsOf = (email: string) =>
  query((db) =>
    db
      .select()
      .from(users)
      .where(eq(users.emailDigest, emailDigests(email)[0])),
  )

/** What the newest mail says, without what its encoding puts between. */
function said(): string {
  const parts = (sink.mails.at(-1)?.raw ?? '').split('\r\n\r\n')
  const text = parts.map((part) => (/^[A-Za-z0-9+/=\r\n]+$/.test(part) ? Buffer.from(part, 'base64').toString() : part)).join('\n')
  const bytes = text.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
  return Buffer.from(bytes, 'latin1').toString()
}

const tokenIn = (text: string) => /\/register\/([\w-]{22})\b/.exec(text)?.[1] ?? ''

/** The link that a new address was sent. */
async function givenLink(asked: Partial<Asked> = {}): Promise<{ email: string; token: string }> {
  const email = asked.email ?? newEmail()
  valueIn(await ask({ ...asked, email }))
  await pass()
  const token = tokenIn(said())
  expect(token).not.toBe('')
  return { email, token }
}

test('whoever asks for an account gets a link by mail that creates it, once, with a password', async () => {
  const email = newEmail()
  expect(await ask({ email: ` ${email.toUpperCase()} ` })).toEqual({ ok: true, value: email })
  expect(await accountsOf(email), 'none before').toEqual([])
  await pass()
  await pass()
  expect(sink.mails.map(({ to }) => to)).toEqual([[email]])
  const token = tokenIn(said())
  expect(await look(token)).toBe(email)
  expect(await look(token), 'looking uses nothing up').not.toBeNull()
  expect(await accountsOf(email), 'nor does it create anything').toEqual([])
  const account = valueIn(await confirm(token))
  expect(account.sessionVersion).toBe(1)
  expect((await accountsOf(email)).map(({ id }) => id)).toEqual([account.id])
  expect(await waiting()).toEqual([])
  expect(failureOf(await signIn({ email, password: PASSWORD }, somewhere(), clock.at()))).toBe('none')
  expect(failureOf(await confirm(token))).toBe('not-found')
  expect(await look(token)).toBeNull()
})

test('an address that has an account gets the same answer from the same rows, and another mail', async () => {
  const [{ email: known }, unknown] = [await givenAccount(), newEmail()]
  expect(unknown.length).toBe(known.length)
  for (const email of [known, unknown]) expect(await ask({ email, password: STRANGERS })).toEqual({ ok: true, value: email })
  const shape = (row: Record<string, unknown>) =>
    Object.entries(row).map(([name, value]) => [name, typeof value === 'string' && name !== 'kind' ? value.length : value])
  for (const rows of [await queued(), await waiting()]) {
    expect(rows).toHaveLength(2)
    expect(shape(rows[0] ?? {})).toEqual(shape(rows[1] ?? {}))
    expect(JSON.stringify(rows), 'nothing in the clear').not.toMatch(/example\.com|Fremden|checkout/)
  }
  await pass()
  expect(sink.mails.map(({ to }) => to[0]).toSorted()).toEqual([known, unknown].toSorted())
  expect((await queued()).map(({ status, why }) => [status, why])).toEqual([
    ['sent', 'sent'],
    ['sent', 'sent'],
  ])
  expect(JSON.stringify(lines.mock.calls), 'nor in the log').not.toContain('example.com')
  expect(failureOf(await signIn({ email: known, password: STRANGERS }, somewhere(), clock.at())), 'nothing has changed').toBe(
    'unauthenticated',
  )
  expect(failureOf(await signIn({ email: known, password: PASSWORD }, somewhere(), clock.at()))).toBe('none')
})

test('what is wrong with the address or the password is said as without mail, whether there is an account', async () => {
  const { email } = await givenAccount()
  for (const address of [email, newEmail()]) {
    expect(failureOf(await ask({ email: address, password: 'kısa' }))).toBe('password-short')
    expect(failureOf(await ask({ email: address, password: 'galatasaray' }))).toBe('password-common')
    expect(failureOf(await ask({ email: address, password: address }))).toBe('password-email')
  }
  expect(failureOf(await ask({ email: 'ayşe' }))).toBe('email-form')
  expect(failureOf(await ask({ email: '4355084355084358@example.com' }))).toBe('email-form')
  expect([await queued(), await waiting()], 'and nothing is kept').toEqual([[], []])
})

test('three mails an hour go to an address, known or not, and the answer never tells; over that the earlier link stays good', async () => {
  for (const email of [(await givenAccount()).email, newEmail()]) {
    await query((db) => db.delete(mails))
    for (let time = 0; time < 5; time += 1) expect(await ask({ email })).toEqual({ ok: true, value: email })
    expect(await queued()).toHaveLength(3)
    expect((await waiting()).filter(({ emailDigest }) => emailDigest === emailDigests(email)[0])).toHaveLength(1)
  }
  await pass()
  const token = tokenIn(said())
  const third = await look(token)
  await ask({ email: third ?? '', password: STRANGERS })
  expect(await look(token)).toBe(third)
  clock.pass(HOUR + 1)
  await query((db) => db.delete(mails))
  await ask({ email: third ?? '' })
  expect(await queued(), 'an hour later').toHaveLength(1)
})

test('ten registrations an hour may come from one network address, and that is said', async () => {
  const from = somewhere()
  for (let time = 0; time < 10; time += 1) expect(failureOf(await ask({ email: newEmail(), from }))).toBe('none')
  expect(failureOf(await ask({ email: newEmail(), from }))).toBe('rate-limited')
  expect(failureOf(await ask({ email: (await givenAccount()).email, from }))).toBe('rate-limited')
  expect(await queued()).toHaveLength(10)
})

test('what is wrong with the password is said, creates nothing and may be mended', async () => {
  const { email, token } = await givenLink()
  for (const [password, problem] of [
    ['', 'password-empty'],
    ['kısa', 'password-short'],
    ['galatasaray', 'password-common'],
    [email, 'password-email'],
  ] as const)
    expect(failureOf(await confirm(token, password))).toBe(problem)
  expect(await accountsOf(email)).toEqual([])
  expect(failureOf(await confirm(token))).toBe('none')
  expect(await accountsOf(email)).toHaveLength(1)
})

test('strangers who guess at an address’s sign-in do not keep its owner from confirming', async () => {
  const { email, token } = await givenLink()
  for (let time = 0; time < 11; time += 1) await signIn({ email, password: `falsch ${time}` }, somewhere(), clock.at())
  expect(failureOf(await signIn({ email, password: PASSWORD }, somewhere(), clock.at()))).toBe('rate-limited')
  expect(failureOf(await confirm(token))).toBe('none')
})

test('whoever registers somebody else’s address gets nothing: the owner’s link sets the owner’s password, and no other one', async () => {
  const { email, token } = await givenLink({ password: STRANGERS })
  expect(failureOf(await confirm(token, PASSWORD))).toBe('none')
  expect(failureOf(await signIn({ email, password: STRANGERS }, somewhere(), clock.at()))).toBe('unauthenticated')
  expect(failureOf(await signIn({ email, password: PASSWORD }, somewhere(), clock.at()))).toBe('none')
})

test('a stranger who uses up the mails of an address keeps its owner from no account', async () => {
  const email = newEmail()
  for (let time = 0; time < 3; time += 1) await ask({ email, password: STRANGERS })
  expect(await ask({ email }), 'over the limit, which is not told').toEqual({ ok: true, value: email })
  await pass()
  expect(failureOf(await confirm(tokenIn(said())))).toBe('none')
  expect(failureOf(await signIn({ email, password: PASSWORD }, somewhere(), clock.at()))).toBe('none')
})

test('a later registration ends the earlier one at once, and an earlier mail that has not left', async () => {
  const first = await givenLink()
  clock.pass(1)
  await ask({ email: first.email })
  expect(await look(first.token)).toBeNull()
  expect(await waiting()).toHaveLength(1)
  clock.pass(1)
  await ask({ email: first.email })
  sink.forget()
  await pass()
  expect(sink.mails).toHaveLength(1)
  expect((await queued()).map(({ why }) => why).toSorted()).toEqual(['over', 'sent', 'sent'])
  expect(failureOf(await confirm(tokenIn(said())))).toBe('none')
})

test('of two registrations of one address at the same moment, exactly one stays', async () => {
  const email = newEmail()
  await Promise.all([ask({ email }), ask({ email })])
  expect(await waiting()).toHaveLength(1)
  await pass()
  expect(sink.mails).toHaveLength(1)
})

test('a link is good for an hour from its sending, and nothing of it is kept after that', async () => {
  const email = newEmail()
  await ask({ email })
  clock.pass(10 * MINUTE)
  await pass()
  const token = tokenIn(said())
  const end = later(clock.at(), HOUR)
  expect(await findRegistrationEmail(token, later(end, -1))).not.toBeNull()
  expect(await findRegistrationEmail(token, end)).toBeNull()
  expect(failureOf(await confirmRegistration(token, PASSWORD, somewhere(), end))).toBe('not-found')
  expect(await forgetRegistrations(later(end, -1), 100)).toBe(0)
  expect(await forgetRegistrations(end, 100)).toBe(1)
  expect(await waiting()).toEqual([])
})

test('two presses at once create one account', async () => {
  const { email, token } = await givenLink()
  const answers = await Promise.all([confirm(token), confirm(token), confirm(token)])
  expect(answers.map(failureOf).toSorted()).toEqual(['none', 'not-found', 'not-found'])
  expect(await accountsOf(email)).toHaveLength(1)
})

test('where the address has an account meanwhile, the link is no longer good, and the account stays as it is', async () => {
  const { email, token } = await givenLink({ password: STRANGERS })
  valueIn(await register({ email, password: PASSWORD }, somewhere(), clock.at()))
  expect(await look(token)).toBeNull()
  expect(failureOf(await confirm(token, STRANGERS))).toBe('not-found')
  expect(failureOf(await signIn({ email, password: PASSWORD }, somewhere(), clock.at()))).toBe('none')
})

test('what is no link is not good, whatever it looks like', async () => {
  for (const token of ['', 'over', newId(), '../../x', 'A'.repeat(500)]) {
    expect(await look(token), token).toBeNull()
    expect(failureOf(await confirm(token)), token).toBe('not-found')
  }
})

test('the link works although mail was switched off meanwhile', async () => {
  const { token } = await givenLink()
  Object.assign(env(), { mail: null })
  expect(await look(token)).not.toBeNull()
  expect(failureOf(await confirm(token))).toBe('none')
})

test('a link that may have been sent is not sent again; one that was not is, with another link, within the hour', async () => {
  sink.fault('cut-after-data')
  await ask({ email: newEmail() })
  await pass()
  clock.pass(DAY)
  await pass()
  expect((await queued()).map(({ status, attempts }) => [status, attempts])).toEqual([['unknown', 1]])

  await query((db) => db.delete(mails))
  sink.forget()
  sink.fault('busy')
  await ask({ email: newEmail() })
  await pass()
  clock.pass(2 * MINUTE)
  await pass()
  expect(sink.mails).toHaveLength(1)
  expect(failureOf(await confirm(tokenIn(said())))).toBe('none')

  await query((db) => db.delete(mails))
  sink.forget()
  await ask({ email: newEmail() })
  clock.pass(HOUR)
  await pass()
  expect((await queued()).map(({ status, why }) => [status, why])).toEqual([['failed', 'over']])
  expect(sink.mails).toEqual([])
})

test.each([
  ['tr', ['E-posta adresinizi onaylayın', 'Adresi onayla', 'bir şey yapmanız gerekmez']],
  ['en', ['Confirm your e-mail address', 'Confirm the address', 'you need not do anything']],
] as const)('the mail to a new address (%s) has the link, and says what to do if it was not you', async (locale, words) => {
  await givenLink({ locale })
  for (const word of words) expect(said()).toContain(word)
  expect(said()).not.toMatch(/invoice|fatura|\/login/i)
})

test.each([
  ['tr', ['Zaten bir hesabınız var', 'Giriş yap', 'hesabınızda hiçbir şey değişmedi']],
  ['en', ['You already have an account', 'Sign in', 'nothing in your account has changed']],
] as const)(
  'the mail to an address with an account (%s) leads to signing in and to a new password, and holds no secret',
  async (locale, words) => {
    const { email } = await givenAccount()
    await ask({ email, locale })
    await pass()
    expect(sink.mails.map(({ to }) => to)).toEqual([[email]])
    for (const word of words) expect(said()).toContain(word)
    expect(said()).toMatch(/http:\/\/localhost:3000\/login\s/)
    expect(said()).toMatch(/http:\/\/localhost:3000\/forgot\s/)
    expect(said()).toContain('href="http://localhost:3000/forgot"')
    expect(said()).not.toMatch(/\/(register|reset)\//)
    expect(
      (await waiting()).map(({ tokenDigest }) => tokenDigest),
      'there is no link',
    ).toEqual([null])
  },
)

test('forgetting a person forgets a registration that waits for them; until then it is told', async () => {
  const { email, token } = await givenLink()
  const told = await exportPerson(email, clock)
  expect(told).toMatchObject({ account: null, registrations: [{ expires_at: expect.any(Date) }] })
  await forgetPerson(email, clock)
  expect(await waiting()).toEqual([])
  expect(failureOf(await confirm(token))).toBe('not-found')
})
