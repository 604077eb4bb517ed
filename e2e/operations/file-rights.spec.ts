import { chmod, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@/e2e/fixtures'
import { runNode } from '@/e2e/harness/child'
import type { Stack } from '@/e2e/harness/stack'

/** What each file of the database lets others do, in octal; the simulator's ledger is its own affair. */
async function openToOthers({ folder }: Stack): Promise<Record<string, string>> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.startsWith('checkout.db') || name.startsWith('backups'))
  expect(names.length).toBeGreaterThan(0)
  const modes = await Promise.all(names.map(async (name) => [name, (await stat(join(folder, name))).mode & 0o077] as const))
  return Object.fromEntries(modes.filter(([, mode]) => mode !== 0).map(([name, mode]) => [name, mode.toString(8)]))
}

test('no other user of the machine can read the database, its SQLite side files, or a backup', async ({ ownStack }) => {
  const stack = await ownStack()
  await stack.orders.make()
  expect(await readdir(stack.folder)).toEqual(expect.arrayContaining(['checkout.db', 'checkout.db-wal', 'checkout.db-shm']))
  expect((await runNode('dist/db-backup.js', [], stack.app.env)).code).toBe(0)
  expect(await openToOthers(stack)).toEqual({})
})

test('a database that an earlier version left open to other users is closed at the next start', async ({ ownStack }) => {
  const stack = await ownStack()
  await stack.orders.make()
  await stack.app.kill()
  // A killed process leaves its log behind.
  for (const name of ['checkout.db', 'checkout.db-wal', 'checkout.db-shm']) await chmod(join(stack.folder, name), 0o644)
  await stack.app.start()
  await stack.orders.make()
  expect(await openToOthers(stack)).toEqual({})
})

test('a database created by a command cannot be read by other users either', async ({ ownStack }) => {
  const stack = await ownStack()
  const DATABASE_URL = `file:${stack.folder}/checkout.db.of-a-command`
  // Of the commands, it alone makes a database: what was put back by hand may be of an older version.
  await runNode('dist/sweep.js', [], { ...stack.app.env, DATABASE_URL })
  expect(await readdir(stack.folder)).toContain('checkout.db.of-a-command')
  expect(await openToOthers(stack)).toEqual({})
})
