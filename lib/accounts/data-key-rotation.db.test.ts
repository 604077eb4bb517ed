import { afterEach, expect, test, vi } from 'vitest'
import { DAY } from '@/lib/duration'
import { failureOf, givenAccount, PASSWORD, START, somewhere } from './accounts.test-kit'

const OLD = Buffer.alloc(32, 7).toString('base64')
const NEW = Buffer.alloc(32, 8).toString('base64')

/** The app as it starts with these keys. */
async function startedWith(key: string, previous: string) {
  vi.stubEnv('DATA_KEY', key)
  vi.stubEnv('DATA_KEY_PREVIOUS', previous)
  vi.resetModules()
  return { ...(await import('./accounts')), ...(await import('./reset')), ...(await import('./reset-link')) }
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
