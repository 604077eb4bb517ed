import { spawnSync } from 'node:child_process'
import { scriptOf } from '@/scripts/program/script-of'

/**
 * Writes the migrations for a changed `db/schema.ts`, once per dialect.
 * `npm run db:generate -- --name=what_changed`
 */
const DIALECTS = [
  { dialect: 'sqlite', folder: 'sqlite', url: 'file::memory:' },
  { dialect: 'postgresql', folder: 'postgres', url: 'postgres://localhost/none' },
]

for (const { dialect, folder, url } of DIALECTS) {
  const { status } = spawnSync(
    process.execPath,
    [
      scriptOf('drizzle-kit'),
      'generate',
      `--dialect=${dialect}`,
      '--schema=./db/schema.ts',
      `--out=./db/migrations/${folder}`,
      ...process.argv.slice(2),
    ],
    { stdio: 'inherit', env: { ...process.env, DATABASE_URL: url } },
  )
  if (status !== 0) process.exit(status ?? 1)
}
