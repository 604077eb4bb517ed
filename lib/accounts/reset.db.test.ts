import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { insertApplication } from '@/db/applications'
import { query, rawConnection } from '@/db/client'
import { mails } from '@/db/schema'
import { findUserRow } from '@/db/users'
import { DAY, HOUR } from '@/lib/duration'
import { env } from '@/lib/env'
import { newId } from '@/lib/ids'
import { changePassword, signIn } from './accounts'
import { after, failureOf, givenAccount, newEmail, PASSWORD, START, somewhere, valueIn } from './accounts.test-kit'
import { newDevice } from './device'
import { findResetEmail, resetPassword } from './reset'
import { makeResetLink } from './reset-link'

const NEXT = 'yepyeni bir parola'

async function tokenFor(email: string, at = START): Promise<string> {
  const link = await makeResetLink(email, DAY, at)
  expect(link?.url).toMatch(/^http:\/\/localhost:3000\/reset\/[\w-]{22}$/)
  return link?.url.split('/').at(-1) ?? ''
}

const reset = (token: string, password = NEXT, at = START) => resetPassword(token, password, somewhere(), 'tr', at)

test('a link sets the password once, ends all sessions, and is dead after that', async () => {
  const { email, account } = await givenAccount()
  const token = await tokenFor(email.toUpperCase())
  expect(await findResetEmail(token, START)).toBe(email)
  expect(failureOf(await reset(token, 'kısa')), 'a mistake does not use it up').toBe('password-short')
  expect(valueIn(await reset(token))).toEqual({ id: account.id, sessionVersion: account.sessionVersion + 1 })
  expect(failureOf(await reset(token, 'des Angreifers Parole'))).toBe('not-found')
  expect(await findResetEmail(token, START)).toBeNull()
  expect(failureOf(await signIn({ email, password: NEXT }, somewhere(), START))).toBe('none')
})

test('a link works for 24 hours, and not a moment longer', async () => {
  const { email } = await givenAccount()
  const token = await tokenFor(email)
  expect(failureOf(await reset(token, NEXT, after(24 * HOUR)))).toBe('not-found')
  expect(await findResetEmail(token, after(24 * HOUR))).toBeNull()
  expect(failureOf(await reset(token, NEXT, after(24 * HOUR - 1)))).toBe('none')
})

test('a new link takes the place of the one before', async () => {
  const { email } = await givenAccount()
  const [first, second] = [await tokenFor(email), await tokenFor(email)]
  expect(failureOf(await reset(first))).toBe('not-found')
  expect(failureOf(await reset(second))).toBe('none')
})

test('whoever has a new password has no wrong tries behind them, in the browser that is known either', async () => {
  const { email, account } = await givenAccount()
  const device = somewhere(newDevice(account.id))
  const tryIt = (password: string, from = somewhere()) => signIn({ email, password }, from, START).then(failureOf)
  for (let time = 0; time < 10; time += 1) {
    expect(await tryIt('yanlış parola', device)).toBe('unauthenticated')
    expect(await tryIt('yanlış parola')).toBe('unauthenticated')
  }
  expect([await tryIt(PASSWORD, device), await tryIt(PASSWORD)]).toEqual(['rate-limited', 'rate-limited'])
  expect(failureOf(await resetPassword(await tokenFor(email), NEXT, device, 'tr', START))).toBe('none')
  expect([await tryIt(NEXT, device), await tryIt(NEXT)]).toEqual(['none', 'none'])
})

test('of ten uses of a link at once one wins, and its password is set and told once', async () => {
  const from = { name: '', address: 'odeme@example.com' }
  Object.assign(env(), { mail: { host: '127.0.0.1', port: 25, tls: 'none', auth: null, from, replyTo: null, ops: null } })
  const { email, account } = await givenAccount()
  const token = await tokenFor(email)
  const results = await Promise.all(Array.from({ length: 10 }, (_, index) => reset(token, `parola numara ${index}`)))
  const winners = results.flatMap((result, index) => (result.ok ? [index] : []))
  expect(winners).toHaveLength(1)
  expect(results.filter(({ ok }) => !ok).map(failureOf)).toEqual(Array.from({ length: 9 }, () => 'not-found'))
  expect(failureOf(await signIn({ email, password: `parola numara ${winners[0]}` }, somewhere(), START))).toBe('none')
  expect((await findUserRow(account.id))?.sessionVersion).toBe(account.sessionVersion + 1)
  expect(await query((db) => db.select().from(mails).where(eq(mails.subjectId, account.id)))).toHaveLength(1)
})

test('there is no link for an address without an account, and none that can be guessed', async () => {
  expect(await makeResetLink(newEmail(), DAY, START)).toBeNull()
  expect(await makeResetLink('no address', DAY, START)).toBeNull()
  for (const token of ['', 'x', '../../x', 'A'.repeat(22), '%00', "' OR 1=1 --"]) {
    expect(await findResetEmail(token, START), token).toBeNull()
    expect(failureOf(await reset(token)), token).toBe('not-found')
  }
})

test('a user whom a stranger’s tries have locked out can sign in after setting a new password', async () => {
  const { email } = await givenAccount()
  for (let time = 0; time < 11; time += 1) await signIn({ email, password: 'yanlış parola' }, somewhere(), START)
  valueIn(await reset(await tokenFor(email)))
  expect(failureOf(await signIn({ email, password: NEXT }, somewhere(), START))).toBe('none')
})

/** So long no application of a customer loses its cookie and its link. */
async function whileAccessStays(work: () => Promise<void>): Promise<void> {
  const connection = rawConnection()
  const isSqlite = 'sqlite' in connection
  const run = (sql: string) => ('sqlite' in connection ? Promise.resolve(connection.sqlite.exec(sql)) : connection.pool.query(sql))
  const what = 'BEFORE UPDATE OF access_digest ON applications'
  if (isSqlite) await run(`CREATE TRIGGER in_the_way ${what} BEGIN SELECT RAISE(ABORT, 'in the way'); END`)
  else {
    await run("CREATE FUNCTION in_the_way() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'in the way'; END $$ LANGUAGE plpgsql")
    await run(`CREATE TRIGGER in_the_way ${what} FOR EACH ROW EXECUTE FUNCTION in_the_way()`)
  }
  try {
    await work()
  } finally {
    await run(`DROP TRIGGER in_the_way${isSqlite ? '' : ' ON applications'}`)
    if (!isSqlite) await run('DROP FUNCTION in_the_way()')
  }
}

test('no password is new while an old cookie or link still opens an application, whatever fails in between', async () => {
  const { email, account } = await givenAccount()
  const times = { createdAt: START, updatedAt: START, deleteAt: after(DAY) }
  const draft = { id: newId(), userId: account.id, status: 'draft' as const, accessDigest: newId(), answers: '', calls: 0, fence: 0 }
  await insertApplication({ ...draft, ...times })
  const token = await tokenFor(email)
  await whileAccessStays(async () => {
    await expect(reset(token)).rejects.toThrow()
    await expect(changePassword(account.id, { current: PASSWORD, next: NEXT }, somewhere(), 'tr', START)).rejects.toThrow()
  })
  expect(failureOf(await signIn({ email, password: PASSWORD }, somewhere(), START))).toBe('none')
  expect(failureOf(await signIn({ email, password: NEXT }, somewhere(), START))).toBe('unauthenticated')
})
