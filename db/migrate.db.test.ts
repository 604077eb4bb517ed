import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createEmptyDatabase } from '@/scripts/test/setup'
import { isPostgres } from './dialect'
import { clearMarker, readMarker, writeMarker } from './markers'
import { isMigrated, migrate } from './migrate'
import { openSqliteFile } from './sqlite-driver'

test('migrating a database that is up to date changes nothing in it', async () => {
  const at = new Date('2026-11-22T10:00:00.123Z')
  await writeMarker('written', at)

  await migrate()

  expect(await isMigrated()).toBe(true)
  expect(await readMarker('written')).toEqual(at)
  await clearMarker('written')
})

test('of three instances that start at once on an empty database, none fails', async () => {
  const empty = await createEmptyDatabase()
  try {
    expect(await Promise.all([1, 2, 3].map(() => migrateElsewhere(empty.url)))).toEqual(['migrated', 'migrated', 'migrated'])
  } finally {
    await empty.drop()
  }
})

test.skipIf(isPostgres)('an instance that starts while another one has locked the new file waits for it', async () => {
  const empty = await createEmptyDatabase()
  const other = openSqliteFile(empty.url.replace(/^file:/, ''))
  try {
    other.exec('BEGIN EXCLUSIVE; CREATE TABLE of_the_other (id)')
    const started = migrateElsewhere(empty.url)
    await sleep(2_500)
    other.exec('ROLLBACK')
    expect(await started).toBe('migrated')
  } finally {
    other.close()
    await empty.drop()
  }
})

/** Another process's migration. Resolves to "migrated", or to what went wrong. */
async function migrateElsewhere(databaseUrl: string): Promise<string> {
  const script = `
    const { isMigrated, migrate } = await import('./db/migrate.ts')
    const { close } = await import('./db/client.ts')
    await migrate()
    process.stdout.write((await isMigrated()) ? 'migrated' : 'not migrated')
    await close()`
  const child = spawn(process.execPath, ['--conditions=react-server', '--import=tsx', '--input-type=module', '--eval', script], {
    env: { ...process.env, DATABASE_URL: databaseUrl },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [said, complained] = await Promise.all([text(child.stdout), text(child.stderr)])
  return said || complained
}
