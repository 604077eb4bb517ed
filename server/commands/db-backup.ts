import { existsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { backUp, backupName, pruneBackups } from '@/db/backup'
import { sqliteFile } from '@/db/client'
import { isPostgres } from '@/db/dialect'
import { done, runCommand } from './run-command'

await runCommand({
  name: 'db:backup',
  synopsis: '[<new file> | <folder>] [--keep <number>]',
  about: `Makes a verified copy of the SQLite database while the app runs: checkout-<time>.db in the folder, or in backups/ beside the
database, or the new file named. No file is ever replaced.`,
  options: {
    keep: { type: 'string', help: 'then remove all but the newest so many backups of that folder, of those that it named itself' },
  },
  words: [0, 1],
  async run({ values: { keep }, words: [given] }, { say }) {
    if (given === '') return { wrong: 'a file has a name' }
    const isFolder = given === undefined || (existsSync(given) && statSync(given).isDirectory())
    if (keep !== undefined && !/^[1-9]\d{0,4}$/.test(keep)) return { wrong: '--keep is a number from 1 on' }
    if (keep !== undefined && !isFolder) return { wrong: '--keep goes with a folder' }
    if (isPostgres) {
      return { refused: `This database is a Postgres: pg_dump --format=custom --file=${given ?? 'checkout.dump'} "$DATABASE_URL"` }
    }
    const folder = given ?? join(dirname(sqliteFile()), 'backups')
    const file = isFolder ? join(folder, backupName(new Date())) : given
    const made = await backUp(file)
    if (!made.ok) return { refused: made.why }
    say(`${file}  ${made.bytes} bytes, integrity ok`)
    const removed = keep === undefined ? [] : pruneBackups(folder, Number(keep))
    for (const old of removed) say(`${old}  removed`)
    return done({ file, bytes: made.bytes, removed })
  },
})
