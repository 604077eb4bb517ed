import { fileURLToPath } from 'node:url'
import { configDefaults, defineConfig } from 'vitest/config'

const FOLDERS = '{app,components,lib,db,server,simulator,e2e,proof,scripts}'

/** Every variable that the app needs; `scripts/test/setup.ts` puts a database and a Paynet in place of the two that lead nowhere. */
const environment = {
  APP_URL: 'http://localhost:3000',
  // In memory, so that a test which is not about the database cannot leave a file behind.
  DATABASE_URL: 'file::memory:',
  // Port 9 is "discard": nothing listens there.
  PAYNET_API_URL: 'http://127.0.0.1:9',
  PAYNET_SECRET_KEY: 'sck_test_0123456789/+abc',
  PAYNET_TIMEOUT_MS: '2000',
  PAYNET_QUIET_MS: '4000',
  AUTH_SECRET: 'auth-secret-of-the-tests-0123456789-abcdef',
  DATA_KEY: Buffer.alloc(32, 7).toString('base64'),
  MERCHANT_API_KEY: 'merchant-key-of-the-tests-0123456789-abcdef',
  MERCHANT_NAME: 'Örnek Mağaza',
  MERCHANT_SUPPORT: 'destek@example.com',
  LOG_LEVEL: 'silent',
}

const DATABASE_TESTS = [`${FOLDERS}/**/*.db.test.ts`]

/**
 * Where SQLite and Postgres can differ: rows and migrations, races, failing storage. The gate runs these on both, but for
 * what takes long on Postgres: plans of queries over a million rows, the models, deliveries, limits.
 */
const DIALECT_MATTERS = [
  'db/**/!(query-plans).db.test.ts',
  'lib/!(rate-limit).db.test.ts',
  'lib/cards/list-races.db.test.ts',
  'lib/payments/{races,saved-card-atomic,storage-faults}.db.test.ts',
  'lib/refunds/{endings,guard}.db.test.ts',
  'lib/webhooks/!(deliver|loop).db.test.ts',
]

/**
 * Crowds, models, tables of every hostile answer, clocks that are set, whatever waits for real seconds, and the house's own
 * commands. The gate leaves these out.
 */
const TAKES_LONG = [
  'e2e/harness/programs.test.ts',
  'lib/rate-limit.db.test.ts',
  'lib/accounts/{forgot,password-gate,password-limits,registration}.db.test.ts',
  'lib/cards/{card-testing,change,save-faults}.db.test.ts',
  'lib/dealers/{documents,submit}.db.test.ts',
  'lib/housekeeping/{sweep,sweep-refunds}.db.test.ts',
  'lib/mail/{loop,ops,outbox}.db.test.ts',
  'lib/mail/send.test.ts',
  'lib/payments/{charge-faults,clock-steps,fee-short,learn-card,model,quote,resume,start-faults,undocumented}.db.test.ts',
  'lib/paynet/{cards-wire-hostile,charge-meaning,drawn,refunds-wire-hostile}.test.ts',
  'lib/refunds/{model,times,unsure}.db.test.ts',
  'lib/webhooks/{deliver,loop}.db.test.ts',
  'scripts/{audit-deps,hooks}.test.ts',
  'scripts/test/counts.test.ts',
  'server/http/connections.test.ts',
  'simulator/spoiling/spoil.test.ts',
]

/**
 * A test that touches the database is named `*.db.test.ts`: it runs twice, on SQLite and on Postgres,
 * each time with a migrated database and a Paynet of its own from `scripts/test/setup.ts`. Every other
 * test runs once and opens no file. The gate runs `unit`, `sqlite` and `postgres`, and `npm run test:all` the rest.
 * Without `TEST_POSTGRES_URL` the Postgres half is left out.
 */
const onDatabase = (name: string, url: string, include: string[], exclude: string[] = []) => ({
  extends: true as const,
  test: {
    name,
    include,
    exclude: [...configDefaults.exclude, ...exclude],
    globalSetup: ['scripts/test/template.ts'],
    setupFiles: ['scripts/test/fresh.ts', 'scripts/test/setup.ts', 'app/api/openapi.json/described.test-kit.ts'],
    env: { ...environment, TEST_DATABASE: url },
  },
})

const unit = (name: string, include: string[], exclude: string[] = []) => ({
  extends: true as const,
  test: {
    name,
    include,
    exclude: [...configDefaults.exclude, '**/*.db.test.ts', ...exclude],
    setupFiles: ['scripts/test/fresh.ts'],
    env: environment,
  },
})

const { TEST_POSTGRES_URL } = process.env

export default defineConfig({
  resolve: {
    alias: {
      '@': fileURLToPath(new URL('.', import.meta.url)).replace(/\/$/, ''),
      'server-only': fileURLToPath(new URL('server/server-only.ts', import.meta.url)),
    },
  },
  test: {
    environment: 'node',
    // scripts/test/fresh.ts keeps the files of a process apart.
    isolate: false,
    maxWorkers: '100%',
    // A change of these makes `npm run verify` run every test. Dependencies change the lockfile, package.json has more in it.
    forceRerunTriggers: ['**/package-lock.json', '**/vitest.config.ts'],
    // Nothing is timed by these; they end what hangs, on a busy machine too.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    expect: { poll: { timeout: 60_000 } },
    projects: [
      unit('unit', [`${FOLDERS}/**/*.test.ts`], TAKES_LONG),
      unit('unit-rest', TAKES_LONG),
      onDatabase('sqlite', 'sqlite', DATABASE_TESTS, TAKES_LONG),
      onDatabase(
        'sqlite-rest',
        'sqlite',
        TAKES_LONG.filter((files) => files.endsWith('.db.test.ts')),
      ),
      ...(TEST_POSTGRES_URL
        ? [
            onDatabase('postgres', TEST_POSTGRES_URL, DIALECT_MATTERS),
            onDatabase('postgres-rest', TEST_POSTGRES_URL, DATABASE_TESTS, DIALECT_MATTERS),
          ]
        : []),
    ],
  },
})
