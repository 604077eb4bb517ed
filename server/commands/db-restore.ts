import { restore } from '@/db/backup'
import { sqliteFile } from '@/db/client'
import { isPostgres } from '@/db/dialect'
import { done, runCommand } from './run-command'

await runCommand({
  name: 'db:restore',
  synopsis: '<file>',
  about: `Puts a backup in place of the SQLite database, while the app is stopped. The old database is kept beside it. When the app
starts, it compares Paynet's list first, and opens when that was read whole.`,
  words: [1, 1],
  needs: 'environment',
  async run({ words: [file = ''] }, { say }) {
    if (isPostgres) {
      const options = '--clean --if-exists --no-owner --single-transaction'
      return {
        refused: `This database is a Postgres. Stop every instance, then: pg_restore ${options} --dbname="$DATABASE_URL" ${file} && npm run sweep -- --restored`,
      }
    }
    const restored = await restore(file, sqliteFile(), new Date())
    if (!restored.ok) return { refused: restored.why }
    if (restored.replaced !== null) say(`The database that was here is now ${restored.replaced}`)
    say(`Restored from ${file}. The app compares Paynet's list first when it starts, and opens when that was read whole.`)
    return done({ file, replaced: restored.replaced })
  },
})
