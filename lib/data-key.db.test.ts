import { expect, test, vi } from 'vitest'
import { rawConnection } from '@/db/client'

const START = new Date('2026-11-22T10:00:00Z')
const [FIRST, SECOND, THIRD] = [1, 2, 3].map((byte) => Buffer.alloc(32, byte).toString('base64')) as [string, string, string]

/** A process that was started with these keys. */
async function startedWith(key: string, previous = '') {
  Object.assign(process.env, { DATA_KEY: key, DATA_KEY_PREVIOUS: previous })
  vi.resetModules()
  const [{ isDataKeyWrong, requireDataKey, WRONG_DATA_KEY }, { reseal }, { encrypt }, { insertUserRow }] = await Promise.all([
    import('./data-key'),
    import('./reseal'),
    import('./encryption'),
    import('@/db/users'),
  ])
  // The environment is read on first use.
  await encrypt('email', 'x')
  return { isWrong: () => isDataKeyWrong(START), requireDataKey, WRONG_DATA_KEY, reseal, encrypt, insertUserRow }
}

async function run(statement: string): Promise<void> {
  const connection = rawConnection()
  if ('sqlite' in connection) connection.sqlite.exec(statement)
  else await connection.pool.query(statement)
}

const forgetMarker = () => run("DELETE FROM facts WHERE name = 'data-key'")

test('the first start decides which key the database has, and any other is wrong from then on', async () => {
  await forgetMarker()
  expect(await (await startedWith(FIRST)).isWrong()).toBe(false)
  expect(await (await startedWith(FIRST)).isWrong()).toBe(false)
  const wrong = await startedWith(SECOND)
  expect(await wrong.isWrong()).toBe(true)
  await expect(wrong.requireDataKey()).rejects.toThrow(wrong.WRONG_DATA_KEY)
  expect(await (await startedWith(SECOND, THIRD)).isWrong()).toBe(true)
  expect(await (await startedWith(FIRST)).isWrong(), 'a wrong one changed nothing').toBe(false)
})

test('while keys are changed both orders are right, and after resealing only the new one', async () => {
  await forgetMarker()
  await (await startedWith(FIRST)).isWrong()
  for (const [key, previous] of [
    [FIRST, SECOND],
    [SECOND, FIRST],
  ] as const)
    expect(await (await startedWith(key, previous)).isWrong()).toBe(false)
  await (await startedWith(SECOND, FIRST)).reseal()
  expect(await (await startedWith(SECOND)).isWrong()).toBe(false)
  expect(await (await startedWith(FIRST)).isWrong()).toBe(true)
})

test('of many instances that start at once on an empty database with two keys, only those with one key start', async () => {
  await forgetMarker()
  const [one, other] = [await startedWith(FIRST), await startedWith(SECOND)]
  const wrong = await Promise.all([one, other, one, other, one, other].map(({ isWrong }) => isWrong()))
  expect([wrong.filter(Boolean), new Set([wrong[0], wrong[2], wrong[4]]).size]).toEqual([[true, true, true], 1])
})

test('a database of an earlier version takes no wrong key: its rows are tried first', async () => {
  await forgetMarker()
  const first = await startedWith(FIRST)
  const row = { id: 'u', email: await first.encrypt('email', 'ayse@example.com'), emailDigest: 'd', passwordHash: 'x', sessionVersion: 1 }
  await first.insertUserRow({ ...row, createdAt: START })
  const wrong = await startedWith(SECOND)
  expect(await wrong.isWrong()).toBe(true)
  await expect(wrong.requireDataKey()).rejects.toThrow(wrong.WRONG_DATA_KEY)
  expect(await (await startedWith(SECOND, FIRST)).isWrong()).toBe(false)
  expect(await (await startedWith(FIRST)).isWrong(), 'the newest key has no row yet').toBe(true)
  await run("DELETE FROM users WHERE id = 'u'")
})
