import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { expect, test } from 'vitest'

const DIALECTS = [
  { dialect: 'sqlite', folder: 'sqlite', url: 'file::memory:' },
  { dialect: 'postgresql', folder: 'postgres', url: 'postgres://localhost/none' },
]

test.each(DIALECTS)('the $folder migrations match the schema', ({ dialect, folder, url }) => {
  const copy = mkdtempSync(join(tmpdir(), 'migrations-'))
  try {
    cpSync(join('db/migrations', folder), copy, { recursive: true })
    const { stdout, stderr } = spawnSync(
      'node_modules/.bin/drizzle-kit',
      // An absolute folder is misread.
      ['generate', `--dialect=${dialect}`, '--schema=./db/schema.ts', `--out=${relative(process.cwd(), copy)}`],
      { encoding: 'utf8', env: { ...process.env, DATABASE_URL: url }, timeout: 60_000 },
    )
    // It exits with 0 even if it could not read its input.
    expect(`${stdout}${stderr}`, 'run: npm run db:generate').toContain('No schema changes')
    expect(contents(copy)).toEqual(contents(join('db/migrations', folder)))
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
})

function contents(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => statSync(join(folder, name)).isFile())
  return Object.fromEntries(files.sort().map((name) => [name, readFileSync(join(folder, name), 'utf8')]))
}
