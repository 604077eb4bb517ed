import 'server-only'
import { eq } from 'drizzle-orm'
import { query, readingBy } from './client'
import { facts } from './schema'

/** `check-proven`: transaction/check showed a success we knew. `paynet-refuses-us`: 401, 403 or 404. `written`: readiness. */
export type Fact = 'check-proven' | 'paynet-refuses-us' | 'written'

export async function rememberFact(name: Fact, at: Date): Promise<void> {
  await query((db) => db.insert(facts).values({ name, at }).onConflictDoUpdate({ target: facts.name, set: { at } }))
}

export async function forgetFact(name: Fact): Promise<void> {
  await query((db) => db.delete(facts).where(eq(facts.name, name)))
}

const byName = readingBy((db, name) => db.select().from(facts).where(eq(facts.name, name)))

/** When it was last true, or null. */
export async function recallFact(name: Fact): Promise<Date | null> {
  const [row] = await byName(name)
  return row?.at ?? null
}
