import { dirname, join } from 'node:path'
import { backUp } from '@/db/backup'
import { sqliteFile } from '@/db/client'
import { isPostgres } from '@/db/dialect'
import { readArguments, runCommand } from './run-command'

/** `npm run db:backup`: a verified copy of the SQLite database, taken while the app runs. */
await runCommand(async () => {
  const typed = readArguments({})
  const [given, ...more] = typed?.positionals ?? []
  if (!typed || more.length > 0) {
    console.error('Usage: npm run db:backup [-- <file>]')
    return 1
  }
  if (isPostgres) {
    console.error(`This database is a Postgres: pg_dump --format=custom --file=${given ?? 'checkout.dump'} "$DATABASE_URL"`)
    return 1
  }
  const stamp = new Date().toISOString().replaceAll(/[:.]/g, '-')
  const file = given ?? join(dirname(sqliteFile()), 'backups', `checkout-${stamp}.db`)
  const done = await backUp(file)
  if (!done.ok) {
    console.error(done.why)
    return 1
  }
  console.log(`${file}  ${done.bytes} bytes, integrity ok`)
  return 0
})
