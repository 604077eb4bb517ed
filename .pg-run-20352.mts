import { spawnSync } from 'node:child_process'
import { startPostgres } from '/tmp/wt/a/e2e/harness/postgres.ts'
const pg = await startPostgres()
const r = spawnSync('npx', ['vitest', 'run', '--project', 'postgres', '--project', 'postgres-rest', ...process.argv.slice(2)], { stdio: 'inherit', env: { ...process.env, TEST_POSTGRES_URL: pg.url } })
await pg.stop()
process.exit(r.status ?? 1)
