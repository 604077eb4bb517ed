import { fileURLToPath } from 'node:url'
import { configDefaults, defineConfig } from 'vitest/config'
import { testEnvironment } from './scripts/test/environment'

const FOLDERS = '{app,components,lib,db,simulator,scripts}'

/**
 * A test that touches the database is named `*.db.test.ts`: it runs twice, on SQLite and on Postgres,
 * each time with a migrated database and a Paynet of its own from `scripts/test/world.ts`. Every other
 * test runs once and opens no file. Without `TEST_POSTGRES_URL` the Postgres half is left out.
 */
const onDatabase = (name: string, url: string) => ({
  extends: true as const,
  test: {
    name,
    include: [`${FOLDERS}/**/*.db.test.ts`],
    setupFiles: ['scripts/test/world.ts'],
    env: { ...testEnvironment, TEST_DATABASE: url },
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
})

const { TEST_POSTGRES_URL } = process.env

export default defineConfig({
  resolve: {
    alias: {
      '@': fileURLToPath(new URL('.', import.meta.url)).replace(/\/$/, ''),
      'server-only': fileURLToPath(new URL('scripts/server-only.ts', import.meta.url)),
    },
  },
  test: {
    environment: 'node',
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [`${FOLDERS}/**/*.test.ts`],
          exclude: [...configDefaults.exclude, '**/*.db.test.ts'],
          env: testEnvironment,
        },
      },
      onDatabase('sqlite', 'sqlite'),
      ...(TEST_POSTGRES_URL ? [onDatabase('postgres', TEST_POSTGRES_URL)] : []),
    ],
  },
})
