import { verify } from '@node-rs/argon2'
import { beforeEach, expect, test, vi } from 'vitest'
import { MINUTE } from '@/lib/duration'
import { changePassword, signIn } from './accounts'
import { after, failureOf, givenAccount, inGroups, newEmail, PASSWORD, START, somewhere, valueIn } from './accounts.test-kit'
import { newDevice } from './device'

// The real one, which counts how often it is asked.
vi.mock('@node-rs/argon2', async (original) => {
  const real = await original<typeof import('@node-rs/argon2')>()
  return { ...real, verify: vi.fn(real.verify) }
})

beforeEach(() => {
  vi.mocked(verify).mockClear()
})

const TRIES = 5_000
const AT_ONCE = 200
const WINDOW = 15 * MINUTE

test('5,000 wrong passwords from as many addresses, 200 at a time, are looked at ten times; then the right one is refused, but not in a browser that is known', {
  timeout: 300_000,
}, async () => {
  const { email, account } = await givenAccount()
  const device = newDevice(account.id)
  const failures = await inGroups(TRIES, AT_ONCE, (index) =>
    signIn({ email, password: `yanlış parola ${index}` }, somewhere(), START).then(failureOf),
  )
  expect(verify).toHaveBeenCalledTimes(10)
  expect(failures.filter((failure) => failure === 'unauthenticated')).toHaveLength(10)
  expect(failures.filter((failure) => failure === 'rate-limited')).toHaveLength(TRIES - 10)

  const right = (at: Date, from = somewhere()) => signIn({ email, password: PASSWORD }, from, at).then(failureOf)
  expect(await right(after(WINDOW - 1))).toBe('rate-limited')
  expect(await right(START, somewhere(device))).toBe('none')
  expect(await right(START), 'the owner’s sign-in gives a stranger no more tries').toBe('rate-limited')
  expect(await right(after(WINDOW))).toBe('none')
})

test('5,000 passwords of as many accounts from one address are looked at fifty times', async () => {
  const from = somewhere()
  await inGroups(TRIES, AT_ONCE, () => signIn({ email: newEmail(), password: PASSWORD }, from, START))
  expect(verify).toHaveBeenCalledTimes(50)
})

test('an address without an account runs into the same limit after the same number', async () => {
  const [known, unknown] = [(await givenAccount()).email, newEmail()]
  const kinds = async (email: string) => {
    const seen: string[] = []
    for (let time = 0; time < 12; time += 1) {
      const result = await signIn({ email, password: 'yanlış parola' }, somewhere(), START)
      seen.push(JSON.stringify(result))
    }
    return seen
  }
  expect(await kinds(unknown)).toEqual(await kinds(known))
  expect(verify).toHaveBeenCalledTimes(20)
})

test('a right password takes back what the wrong ones before it had used up', async () => {
  const { email } = await givenAccount()
  const from = somewhere()
  const tryIt = (password: string) => signIn({ email, password }, from, START).then(failureOf)
  for (let round = 0; round < 5; round += 1) {
    for (let time = 0; time < 9; time += 1) expect(await tryIt('yanlış parola')).toBe('unauthenticated')
    expect(await tryIt(PASSWORD)).toBe('none')
  }
  for (let time = 0; time < 20; time += 1) expect(await tryIt(PASSWORD), 'right ones use up nothing').toBe('none')
})

test('a known browser has ten tries of its own, and no other account’s', async () => {
  const { email, account } = await givenAccount()
  const device = newDevice(account.id)
  const tryFrom = (cookie: string, password = 'yanlış parola') => signIn({ email, password }, somewhere(cookie), START).then(failureOf)
  for (let time = 0; time < 10; time += 1) expect(await tryFrom(device)).toBe('unauthenticated')
  expect(await tryFrom(device, PASSWORD)).toBe('rate-limited')
  expect(await tryFrom('', PASSWORD), 'the public tries are whole').toBe('none')

  const forged = [
    newDevice((await givenAccount()).account.id),
    newDevice('nobody'),
    `${device}x`,
    device.split('.')[0] ?? '',
    `.${device}`,
    'x.y',
  ]
  for (const cookie of forged) expect(await tryFrom(cookie)).toBe('unauthenticated')
  for (let time = forged.length; time < 10; time += 1) expect(await tryFrom('')).toBe('unauthenticated')
  for (const cookie of forged) expect(await tryFrom(cookie, PASSWORD), cookie).toBe('rate-limited')
})

test('wrong passwords where a new one is chosen count too', async () => {
  const { email, account } = await givenAccount()
  const change = (current: string) => changePassword(account.id, { current, next: 'yepyeni parola' }, somewhere(), 'tr', START)
  for (let time = 0; time < 10; time += 1) expect(failureOf(await change('yanlış parola'))).toBe('current-wrong')
  expect(failureOf(await change(PASSWORD))).toBe('rate-limited')
  expect(failureOf(await signIn({ email, password: PASSWORD }, somewhere(), START))).toBe('rate-limited')
  const known = await changePassword(
    account.id,
    { current: PASSWORD, next: 'yepyeni parola' },
    somewhere(newDevice(account.id)),
    'tr',
    START,
  )
  expect(valueIn(known).id).toBe(account.id)
})
