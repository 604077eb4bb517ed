import { dirname, join } from 'node:path'
import { backUp } from '@/db/backup'
import { sqliteFile } from '@/db/client'
import { isPostgres } from '@/db/dialect'
import { done, runCommand } from './run-command'

await runCommand({
  name: 'db:backup',
  synopsis: '[<file>]',
  about: 'Makes a verified copy of the SQLite database while the app runs: backups/checkout-<time>.db beside it, or the file named.',
  words: [0, 1],
  async run({ words: [given] }, { say }) {
    if (isPostgres) {
      return { refused: `This database is a Postgres: pg_dump --format=custom --file=${given ?? 'checkout.dump'} "$DATABASE_URL"` }
    }
    const stamp = new Date().toISOString().replaceAll(/[:.]/g, '-')
    const file = given ?? join(dirname(sqliteFile()), 'backups', `checkout-${stamp}.db`)
    const made = await backUp(file)
    if (!made.ok) return { refused: made.why }
    say(`${file}  ${made.bytes} bytes, integrity ok`)
    return done({ file, bytes: made.bytes })
  },
})
