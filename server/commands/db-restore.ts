import { restore } from '@/db/backup'
import { sqliteFile } from '@/db/client'
import { isPostgres } from '@/db/dialect'
import { readArguments, runCommand } from './run-command'

/** `npm run db:restore`: puts a backup in place of the SQLite database, while the app is stopped. */
await runCommand(async () => {
  const [file, ...more] = readArguments({})?.positionals ?? []
  if (!file || more.length > 0) {
    console.error('Usage: npm run db:restore -- <file>')
    return 1
  }
  if (isPostgres) {
    const options = '--clean --if-exists --no-owner --single-transaction'
    console.error(
      `This database is a Postgres. Stop every instance, then: pg_restore ${options} --dbname="$DATABASE_URL" ${file} && npm run sweep -- --restored`,
    )
    return 1
  }
  const done = await restore(file, sqliteFile(), new Date())
  if (!done.ok) {
    console.error(done.why)
    return 1
  }
  if (done.replaced !== null) console.log(`The database that was here is now ${done.replaced}`)
  console.log(`Restored from ${file}. The app compares Paynet's list first when it starts, and opens when that was read whole.`)
  return 0
})
