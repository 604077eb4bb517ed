import { hash, verify } from '@node-rs/argon2'
import { expect, test, vi } from 'vitest'
import { DAY } from '@/lib/duration'
import { changePassword, register, signIn } from './accounts'
import { failureOf, givenAccount, newEmail, PASSWORD, START, somewhere } from './accounts.test-kit'
import { newDevice } from './device'
import { HASHED_AT_ONCE, hashPassword } from './password'
import { resetPassword } from './reset'
import { makeResetLink } from './reset-link'

// The real one, which can be told to take its time.
vi.mock('@node-rs/argon2', async (original) => {
  const real = await original<typeof import('@node-rs/argon2')>()
  return { hash: vi.fn(real.hash), verify: vi.fn(real.verify) }
})

const wrong = { email: '', password: 'yanlış parola' }

test('two passwords are hashed at once at most, so that two threads are left for payments', async () => {
  const { email } = await givenAccount()
  const real = vi.mocked(verify).getMockImplementation()
  let [running, most] = [0, 0]
  vi.mocked(verify).mockImplementation(async (...given) => {
    running += 1
    most = Math.max(most, running)
    return (real?.(...given) ?? Promise.resolve(false)).finally(() => {
      running -= 1
    })
  })
  const failures = await Promise.all(Array.from({ length: 10 }, () => signIn({ ...wrong, email }, somewhere(), START).then(failureOf)))
  expect(failures).toEqual(Array.from({ length: 10 }, () => 'unauthenticated'))
  expect(most).toBe(HASHED_AT_ONCE)
  expect(most).toBeLessThanOrEqual(2)
})

test('where twenty wait, the next is told at once, and that uses up no tries', async () => {
  const { email, account } = await givenAccount()
  const token = (await makeResetLink(email, DAY, START))?.url.split('/').at(-1) ?? ''
  let release = () => {}
  const held = new Promise<string>((resolve) => {
    release = () => resolve('done')
  })
  for (let running = 0; running < HASHED_AT_ONCE; running += 1) vi.mocked(hash).mockReturnValueOnce(held)
  const flood = Array.from({ length: HASHED_AT_ONCE + 19 }, () => hashPassword(PASSWORD))
  const from = somewhere()
  // Five for the last place: they are counted before the place is gone.
  const told: string[] = []
  const racing = Array.from({ length: 5 }, async () => told.push(failureOf(await signIn({ ...wrong, email }, from, START))))
  await vi.waitFor(() => expect(told).toHaveLength(4), { timeout: 60_000 })
  expect(told).toEqual(Array.from({ length: 4 }, () => 'unavailable'))
  expect(await hashPassword(PASSWORD), 'the one after').toBeNull()

  for (let time = 0; time < 15; time += 1) {
    expect(failureOf(await signIn({ email, password: PASSWORD }, from, START))).toBe('unavailable')
    expect(failureOf(await register({ email: newEmail(), password: PASSWORD }, from, START))).toBe('unavailable')
    expect(failureOf(await changePassword(account.id, { current: PASSWORD, next: 'yepyeni parola' }, from, 'tr', START))).toBe(
      'unavailable',
    )
    expect(failureOf(await resetPassword(token, 'yepyeni parola', from, 'tr', START))).toBe('unavailable')
  }
  const unknown = await signIn({ ...wrong, email: newEmail() }, somewhere(), START)
  expect(unknown, 'no matter whether there is an account').toEqual(await signIn({ ...wrong, email }, somewhere(), START))

  release()
  expect((await Promise.all(flood)).every((done) => done !== null)).toBe(true)
  await Promise.all(racing)
  expect(told.at(-1), 'the one that had a place').toBe('unauthenticated')
  for (let time = 0; time < 8; time += 1) expect(failureOf(await signIn({ ...wrong, email }, from, START))).toBe('unauthenticated')
  expect(failureOf(await signIn({ email, password: PASSWORD }, from, START))).toBe('none')
  for (let time = 0; time < 10; time += 1)
    expect(failureOf(await register({ email: newEmail(), password: PASSWORD }, from, START))).toBe('none')
  expect(failureOf(await resetPassword(token, 'yepyeni parola', from, 'tr', START)), 'the link is still good').toBe('none')
})

test('a flood of strangers’ passwords is looked at 600 times a minute beyond the first five of an address, and locks out no one from elsewhere', {
  timeout: 300_000,
}, async () => {
  const { email, account } = await givenAccount()
  vi.mocked(verify).mockResolvedValue(false)
  const now = new Date(START.getTime() + 3_600_000)
  const site = '2001:db8:7'
  const addresses = [
    ...Array.from({ length: 16 }, () => somewhere().address),
    ...Array.from({ length: 400 }, (_, net) => `${site}:${net.toString(16)}`),
  ]
  const tryFrom = async (address: string) => failureOf(await signIn({ ...wrong, email: newEmail() }, { address, device: '' }, now))
  const kinds = new Map<string, number>()
  for (const address of addresses) {
    for (let time = address.startsWith(site) ? 0 : -49; time <= 0; time += 1) {
      const kind = await tryFrom(address)
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
    }
  }
  // Five of each of the 16, fifty of the site, and the 600 that all share.
  expect(Object.fromEntries(kinds)).toEqual({ unauthenticated: 16 * 5 + 50 + 600, 'rate-limited': 16 * 45 + 350 - 600 })
  expect(await tryFrom(addresses[0] ?? '')).toBe('rate-limited')
  for (let time = 0; time < 5; time += 1) expect(await tryFrom('192.0.2.77')).toBe('unauthenticated')
  expect(failureOf(await register({ email: newEmail(), password: PASSWORD }, somewhere(), now))).toBe('none')
  expect(failureOf(await signIn({ ...wrong, email }, somewhere(newDevice(account.id)), now))).toBe('unauthenticated')
  expect(await tryFrom(addresses[1] ?? ''), 'its 51st').toBe('rate-limited')
})
