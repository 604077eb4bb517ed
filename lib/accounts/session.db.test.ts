import { cookies } from 'next/headers'
import { beforeEach, expect, test, vi } from 'vitest'
import { startDraft } from '@/lib/dealers/drafts'
import { digest, newId } from '@/lib/ids'
import { givenAccount, valueIn } from './accounts.test-kit'
import { closeSession, openSession } from './session'

// Next's own, which knows no request here.
vi.mock('next/headers', () => ({ cookies: vi.fn(), headers: vi.fn() }))

const now = new Date()
/** What the browser keeps. */
const jar = new Map<string, string>()

beforeEach(() => {
  jar.clear()
  vi.mocked(cookies).mockResolvedValue({
    get: (name: string) => (jar.has(name) ? { name, value: jar.get(name) } : undefined),
    set: (name: string, value: string, { maxAge }: { maxAge: number }) => (maxAge > 0 ? jar.set(name, value) : jar.delete(name)),
  } as never)
})

async function givenVisit(userId: string | null): Promise<void> {
  const access = newId()
  valueIn(await startDraft({ accessDigest: async () => digest(access), userId, address: newId() }, now))
  jar.set('application', access)
  jar.set('payer', newId())
}

const kept = () => [...jar.keys()].filter((name) => name !== 'session').sort()

test('signing out leaves a guest’s draft, to which nothing else leads, and takes away what is the account’s', async () => {
  const { account } = await givenAccount()
  await givenVisit(null)
  await openSession(account, now)
  expect(kept()).toEqual(['application', 'payer'])
  await closeSession(now)
  expect(kept()).toEqual(['application'])

  await openSession(account, now)
  await givenVisit(account.id)
  await closeSession(now)
  expect(kept()).toEqual([])
})

test('signing in where another user is signed in shows neither their payments nor their draft; the same user finds both', async () => {
  const [one, other] = [(await givenAccount()).account, (await givenAccount()).account]
  await openSession(one, now)
  await givenVisit(one.id)
  await openSession(one, now)
  expect(kept()).toEqual(['application', 'payer'])
  await openSession(other, now)
  expect(kept()).toEqual([])
})
