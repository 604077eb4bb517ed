import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { query } from '@/db/client'
import { users } from '@/db/schema'
import { findUserRow } from '@/db/users'
import { DAY, HOUR } from '@/lib/duration'
import { changePassword, register, signIn } from './accounts'
import { after, failureOf, givenAccount, newEmail, PASSWORD, START, somewhere, valueIn } from './accounts.test-kit'
import { resetPassword } from './reset'
import { makeResetLink } from './reset-link'

test('after registering a user can sign in, however the address is written', async () => {
  const { email, account } = await givenAccount()
  for (const written of [email, email.toUpperCase(), ` ${email}\n`]) {
    expect(valueIn(await signIn({ email: written, password: PASSWORD }, somewhere(), START)).id).toBe(account.id)
  }
})

test('a password is the same however its letters are put together, and never by its case or blanks', async () => {
  const { email } = await givenAccount('şifrem çok güçlü')
  const tryIt = async (password: string) => failureOf(await signIn({ email, password }, somewhere(), START))
  expect(await tryIt('şifrem çok güçlü'.normalize('NFD'))).toBe('none')
  for (const wrong of ['Şifrem çok güçlü', 'şifrem çok güçlü ', ' şifrem çok güçlü', 'sifrem cok guclu']) {
    expect(await tryIt(wrong), wrong).toBe('unauthenticated')
  }
})

test('twenty registrations of one address at once make one account', async () => {
  const email = newEmail()
  const results = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      register({ email: index % 2 ? email : email.toUpperCase(), password: PASSWORD }, somewhere(), START),
    ),
  )
  expect(results.filter(({ ok }) => ok)).toHaveLength(1)
  expect(new Set(results.map(failureOf))).toEqual(new Set(['none', 'email-taken']))
})

test('the password of an account that exists is not replaced by registering again', async () => {
  const { email } = await givenAccount()
  expect(failureOf(await register({ email, password: 'des Angreifers Parole' }, somewhere(), START))).toBe('email-taken')
  expect(failureOf(await signIn({ email, password: PASSWORD }, somewhere(), START))).toBe('none')
})

test('an address without an account fails like a wrong password', async () => {
  const { email } = await givenAccount()
  const wrong = await signIn({ email, password: 'yanlış parola' }, somewhere(), START)
  const unknown = await signIn({ email: newEmail(), password: 'yanlış parola' }, somewhere(), START)
  expect(unknown).toEqual(wrong)
})

test('what is wrong with what was typed is told for each field', async () => {
  expect(failureOf(await register({ email: '', password: '' }, somewhere(), START))).toBe('email-empty,password-empty')
  expect(failureOf(await register({ email: 'ı@örnek.com', password: 'kısa' }, somewhere(), START))).toBe('email-form,password-short')
  expect(failureOf(await signIn({ email: 'x', password: '' }, somewhere(), START))).toBe('email-form,password-empty')
  const email = newEmail()
  expect(failureOf(await register({ email, password: email.toUpperCase() }, somewhere(), START))).toBe('password-email')
})

test('the eleventh registration of an address in an hour is refused, and mistakes use up none', async () => {
  const from = somewhere()
  const now = (email: string, at = START) => register({ email, password: PASSWORD }, from, at).then(failureOf)
  for (let time = 0; time < 15; time += 1) expect(await now('no address')).toBe('email-form')
  for (let time = 0; time < 10; time += 1) expect(await now(newEmail())).toBe('none')
  expect(await now(newEmail())).toBe('rate-limited')
  expect(await now(newEmail(), after(HOUR))).toBe('none')
})

test('passwords that are guessed soon are judged as often from an address as others are tried, and no more', async () => {
  const from = somewhere()
  const tryCommon = async () => failureOf(await register({ email: newEmail(), password: 'Galatasaray1905' }, from, START))
  for (let time = 0; time < 50; time += 1) expect(await tryCommon()).toBe('password-common')
  expect(await tryCommon()).toBe('rate-limited')
})

test('so are those that a signed-in user wants to change to, although the old one is right each time', async () => {
  const [from, { account }] = [somewhere(), await givenAccount()]
  const tryCommon = async () =>
    failureOf(await changePassword(account.id, { current: PASSWORD, next: 'Galatasaray1905' }, from, 'tr', START))
  for (let time = 0; time < 50; time += 1) expect(await tryCommon()).toBe('password-common')
  expect(await tryCommon()).toBe('rate-limited')
})

test('a password that is guessed soon is refused wherever one is chosen, and uses up no registration', async () => {
  const from = somewhere()
  const common = 'Galatasaray1905'
  for (let time = 0; time < 12; time += 1) {
    expect(failureOf(await register({ email: newEmail(), password: common }, from, START))).toBe('password-common')
  }
  expect(failureOf(await register({ email: newEmail(), password: PASSWORD }, from, START))).toBe('none')
  const { email, account } = await givenAccount()
  expect(failureOf(await changePassword(account.id, { current: PASSWORD, next: common }, somewhere(), 'tr', START))).toBe('password-common')
  const link = await makeResetLink(email, DAY, START)
  const token = link?.url.split('/').at(-1) ?? ''
  expect(failureOf(await resetPassword(token, common, somewhere(), 'tr', START))).toBe('password-common')
  expect(failureOf(await resetPassword(token, 'yepyeni parola', somewhere(), 'tr', START))).toBe('none')
})

test('a new password replaces the old one, needs the old one, and ends a link that was made before', async () => {
  const { email, account } = await givenAccount()
  const link = await makeResetLink(email, DAY, START)
  const change = (current: string, next: string) => changePassword(account.id, { current, next }, somewhere(), 'tr', START)
  expect(failureOf(await change('yanlış parola', 'yepyeni parola'))).toBe('current-wrong')
  expect(failureOf(await change('', 'kısa'))).toBe('password-empty,password-short')
  expect(valueIn(await change(PASSWORD, 'yepyeni parola')).sessionVersion).toBe(account.sessionVersion + 1)
  expect(failureOf(await signIn({ email, password: PASSWORD }, somewhere(), START))).toBe('unauthenticated')
  expect(failureOf(await signIn({ email, password: 'yepyeni parola' }, somewhere(), START))).toBe('none')
  expect(failureOf(await resetPassword(link?.url.split('/').at(-1) ?? '', 'des Angreifers Parole', somewhere(), 'tr', START))).toBe(
    'not-found',
  )
})

test('of two changes of a password at once one is made', async () => {
  const { account } = await givenAccount()
  const results = await Promise.all(
    ['birinci parola', 'ikinci parola'].map((next) => changePassword(account.id, { current: PASSWORD, next }, somewhere(), 'tr', START)),
  )
  expect(results.filter(({ ok }) => ok)).toHaveLength(1)
})

test('neither address nor password lies in the database in the clear', async () => {
  const { email, account } = await givenAccount()
  const [row] = await query((db) => db.select().from(users).where(eq(users.id, account.id)))
  expect(JSON.stringify(row)).not.toContain(email)
  expect(JSON.stringify(row)).not.toContain(PASSWORD)
  expect(row?.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  expect((await findUserRow(account.id))?.email).toMatch(/^ey/)
})
