import 'server-only'
import { and, eq, gt, inArray, lte, or } from 'drizzle-orm'
import { type Db, query, readingBy } from './client'
import { facts } from './schema'

/**
 * `check-proven`: transaction/check showed a success we knew. `paynet-refuses-us`: 401, 403 or 404.
 * `written`: readiness. `swept`: Paynet's list was read whole and compared. `sweeping`: until when
 * somebody does so. `restored`: this is a copy of the database, whose newest line is of that time; no
 * payment starts or is charged until it has been compared with Paynet's list. `card-tried`: the row that
 * starts queue at. `enumeration-alarmed`, `card-saves-alarmed`: until when that alarm is not repeated.
 * `reopened`: when a restored copy was opened. `sessions-since`: sessions that were opened before are over.
 */
export type Fact =
  | 'check-proven'
  | 'paynet-refuses-us'
  | 'written'
  | 'swept'
  | 'sweeping'
  | 'restored'
  | 'reopened'
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

/** Things that are told of the past, and turns that last a day at most. */
const PAST: Fact[] = ['check-proven', 'paynet-refuses-us', 'written', 'swept', 'card-tried']
const TURNS: Fact[] = ['sweeping', 'enumeration-alarmed', 'card-saves-alarmed']
const LONGEST_TURN_MS = 24 * 3_600_000
const CLOCKS_DIFFER_MS = 5_000

/** Forgets what a clock that ran ahead has written: it would hold until the clock has caught up. */
export async function forgetFactsAhead(now: Date): Promise<void> {
  const isAhead = (names: Fact[], ms: number) => and(inArray(facts.name, names), gt(facts.at, new Date(now.getTime() + ms)))
  await query((db) => db.delete(facts).where(or(isAhead(PAST, CLOCKS_DIFFER_MS), isAhead(TURNS, LONGEST_TURN_MS + CLOCKS_DIFFER_MS))))
}

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
