import type { TestProject } from 'vitest/node'
import { createDatabase } from './database'

declare module 'vitest' {
  // biome-ignore lint/style/useConsistentTypeDefinitions: only an interface adds to Vitest's own
  interface ProvidedContext {
    /** The address of a migrated database without rows, which each test file gets a copy of. */
    template: string
  }
}

/** Runs once for each project with a database, before its first test. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const template = await createDatabase(project.config.env.TEST_DATABASE ?? '')
  process.env.DATABASE_URL = template.url
  // Imported only now, because these read DATABASE_URL when they are loaded.
  const { migrate } = await import('@/db/migrate')
  const { close } = await import('@/db/client')
  await migrate()
  await close()
  project.provide('template', template.url)
  return template.drop
}
