import { afterEach, expect, test, vi } from 'vitest'
import { DAY } from '@/lib/duration'
import { failureOf, givenAccount, newEmail, PASSWORD, START, somewhere } from './accounts.test-kit'

const OLD = Buffer.alloc(32, 7).toString('base64')
const NEW = Buffer.alloc(32, 8).toString('base64')

/** The app as it starts with these keys. */
async function startedWith(key: string, previous: string) {
  vi.stubEnv('DATA_KEY', key)
  vi.stubEnv('DATA_KEY_PREVIOUS', previous)
  vi.resetModules()
  return { ...(await import('./accounts')), ...(await import('./reset')), ...(await import('./reset-link')) }
}

/** The same, for accounts that are opened by mail. */
async function mailingWith(key: string, previous: string) {
  await startedWith(key, previous)
  const { askToRegister, confirmRegistration, makeRegistrationLink } = await import('./registration')
  const { listRegistrationRows } = await import('@/db/registrations')
  const { emailDigests } = await import('@/lib/email')
  const rowsOf = (email: string) => listRegistrationRows(emailDigests(email))
  return {
    rowsOf,
    ask: (email: string) => askToRegister({ email, password: PASSWORD }, somewhere(), 'tr', START),
    async token(email: string): Promise<string> {
      const [row] = await rowsOf(email)
      return (await makeRegistrationLink(row?.id ?? '', START))?.url?.split('/').at(-1) ?? 'none'
    },
    confirm: (token: string) => confirmRegistration(token, PASSWORD, somewhere(), START),
  }
}

afterEach(() => {
  vi.unstubAllEnvs()
  vi.resetModules()
})

test('after a change of DATA_KEY users sign in as before, and from then on do not need the old key', async () => {
  const [{ email }, { email: absent }] = [await givenAccount(), await givenAccount()]
  const both = await startedWith(NEW, OLD)
  expect(failureOf(await both.register({ email, password: PASSWORD }, somewhere(), START)), 'no second account').toBe('email-taken')
  expect(await both.makeResetLink(absent, DAY, START)).not.toBeNull()
  expect(failureOf(await both.signIn({ email, password: 'yanlış parola' }, somewhere(), START))).toBe('unauthenticated')
  expect(failureOf(await both.signIn({ email, password: PASSWORD }, somewhere(), START))).toBe('none')

  const alone = await startedWith(NEW, '')
  expect(failureOf(await alone.signIn({ email, password: PASSWORD }, somewhere(), START))).toBe('none')
  const token = (await alone.makeResetLink(email, DAY, START))?.url.split('/').at(-1) ?? ''
  expect(await alone.findResetEmail(token, START), 'encrypted anew, too').toBe(email)
  expect(failureOf(await alone.signIn({ email: absent, password: PASSWORD }, somewhere(), START))).toBe('unauthenticated')
})

test('after a change of DATA_KEY an account that was asked for before is opened, unless it was asked for anew', async () => {
  const [email, again] = [newEmail(), newEmail()]
  const before = await mailingWith(OLD, '')
  await before.ask(email)
  await before.ask(again)
  const earlier = await before.token(again)

  const both = await mailingWith(NEW, OLD)
  expect(failureOf(await both.confirm(await both.token(email)))).toBe('none')
  await both.ask(again)
  expect(await both.rowsOf(again), 'one of an address, under whichever key').toHaveLength(1)
  expect(failureOf(await both.confirm(earlier))).toBe('not-found')

  const alone = await mailingWith(NEW, '')
  expect(failureOf(await alone.confirm(await alone.token(again)))).toBe('none')
  expect(failureOf(await alone.confirm(await alone.token(email))), 'used up').toBe('not-found')
})
