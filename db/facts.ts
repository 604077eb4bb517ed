import 'server-only'
import { eq, lte } from 'drizzle-orm'
import { type Db, query, readingBy } from './client'
import { facts } from './schema'

/**
 * `check-proven`: transaction/check showed a success we knew. `paynet-refuses-us`: 401, 403 or 404.
 * `written`: readiness. `swept`: Paynet's list was read whole and compared. `sweeping`: until when
 * somebody does so. `restored`: this is a copy of the database, whose newest line is of that time; no
 * payment starts or is charged until it has been compared with Paynet's list. `card-tried`: the row that
 * starts queue at. `enumeration-alarmed`, `card-saves-alarmed`: until when that alarm is not repeated.
 * `sessions-since`: sessions that were opened before are over.
 */
export type Fact =
  | 'check-proven'
  | 'paynet-refuses-us'
  | 'written'
  | 'swept'
  | 'sweeping'
  | 'restored'
  | 'sessions-since'
  | 'card-tried'
  | 'enumeration-alarmed'
  | 'card-saves-alarmed'

/** The statement that remembers a fact. */
export function addFact(db: Db, name: Fact, at: Date) {
  return db.insert(facts).values({ name, at }).onConflictDoUpdate({ target: facts.name, set: { at } }).returning()
}

export async function rememberFact(name: Fact, at: Date): Promise<void> {
  await query((db) => addFact(db, name, at))
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

/** Sets a time that is over, or was never set, to `until`. True to one caller alone. */
export async function takeTurn(name: Fact, now: Date, until: Date): Promise<boolean> {
  const rows = await query((db) =>
    db
      .insert(facts)
      .values({ name, at: until })
      .onConflictDoUpdate({ target: facts.name, set: { at: until }, setWhere: lte(facts.at, now) })
      .returning({ name: facts.name }),
  )
  return rows.length > 0
}
