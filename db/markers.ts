import 'server-only'
import { and, eq, gt, inArray, isNull, lte, notExists, or, type SQL, sql } from 'drizzle-orm'
import { type Db, preparedBy, query, type Statements } from './client'
import { markers } from './schema'

/**
 * `check-proven`: transaction/check showed a success we knew. `paynet-refuses-us`: 401, 403 or 404. `written`:
 * readiness. `swept`: Paynet's list was read completely and compared. `sweeping`: until when a process is doing
 * so. `restored`: this is a copy of the database, and the time is that of its newest line; no payment starts or
 * is charged, and no refund is asked for or sent, until the copy has been compared with Paynet's lists. `card-tried`: the row that starts queue at.
 * `enumeration-alarmed`, `card-saves-alarmed`: until when that alarm is not repeated. `reopened`: when a
 * restored copy was opened. `sessions-since`: sessions opened before then have ended. `data-key`: a word encrypted
 * with DATA_KEY. `digests`: the row at which those queue that must not write one thing under two keys.
 * `events-placed`: the row at which those queue that give events their places. `delivering`, `mailing`: until when a
 * process that has a receiver, or a mail server, is taken to run. `ops-told`: until when operators get no other mail.
 */
export type Marker =
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
  | 'data-key'
  | 'digests'
  | 'events-placed'
  | 'delivering'
  | 'mailing'
  | 'ops-told'

/** The statement that sets a marker. */
export function setMarker(db: Db, name: Marker, at: Date) {
  return db.insert(markers).values({ name, at }).onConflictDoUpdate({ target: markers.name, set: { at } }).returning()
}

export async function writeMarker(name: Marker, at: Date): Promise<void> {
  await query((db) => setMarker(db, name, at))
}

export async function clearMarker(name: Marker): Promise<void> {
  await query((db) => db.delete(markers).where(eq(markers.name, name)))
}

const byName = preparedBy((db, name) => db.select().from(markers).where(eq(markers.name, name)))

/** Markers of the past, and turns that last a day at most. */
const PAST: Marker[] = ['check-proven', 'paynet-refuses-us', 'written', 'swept', 'card-tried']
const TURNS: Marker[] = ['sweeping', 'enumeration-alarmed', 'card-saves-alarmed', 'delivering', 'mailing']
const LONGEST_TURN_MS = 24 * 3_600_000
/** As long as no other mail goes to operators. */
const LONGEST_SILENCE_MS = 3_600_000
const CLOCKS_DIFFER_MS = 5_000

/** Clears what a clock that ran ahead has written, which would otherwise hold until the clock has caught up. */
export async function clearMarkersAhead(now: Date): Promise<void> {
  const isAhead = (names: Marker[], ms: number) => and(inArray(markers.name, names), gt(markers.at, new Date(now.getTime() + ms)))
  const isWrong = or(
    isAhead(PAST, CLOCKS_DIFFER_MS),
    isAhead(TURNS, LONGEST_TURN_MS + CLOCKS_DIFFER_MS),
    isAhead(['ops-told'], LONGEST_SILENCE_MS + CLOCKS_DIFFER_MS),
  )
  await query((db) => db.delete(markers).where(isWrong))
}

/** That this is no restored copy of the database; for a statement that must not be run in one. */
export function isNotRestored(db: Db): SQL {
  const restored: Marker = 'restored'
  return notExists(db.select({ name: markers.name }).from(markers).where(eq(markers.name, restored)))
}

/** The same as a statement of its own, which touches a row. */
export function touchIfNotRestored(db: Db) {
  return db.select({ one: sql`1` }).from(sql`(SELECT 1) AS one`).where(isNotRestored(db))
}

/** The marker's time, or null. */
export async function readMarker(name: Marker): Promise<Date | null> {
  const [row] = await byName(name)
  return row?.at ?? null
}

/** Sets a marker whose time is over, or that was never set, to `until`. True for exactly one caller. */
export async function takeTurn(name: Marker, now: Date, until: Date): Promise<boolean> {
  return (await query((db) => turnOf(db, name, now, until))).length > 0
}

/** The same as a statement, which touches no row for the others. */
export function turnOf(db: Db, name: Marker, now: Date, until: Date) {
  return db
    .insert(markers)
    .values({ name, at: until })
    .onConflictDoUpdate({ target: markers.name, set: { at: until }, setWhere: lte(markers.at, now) })
    .returning({ name: markers.name })
}

/** What a marker holds encrypted, or null. */
export async function readSealed(name: Marker): Promise<string | null> {
  const [row] = await byName(name)
  return row?.encrypted ?? null
}

/** Writes what a marker holds encrypted, unless it holds something: of two processes, the first has its way. */
export async function writeSealedOnce(name: Marker, encrypted: string, at: Date): Promise<void> {
  await query((db) =>
    db
      .insert(markers)
      .values({ name, at, encrypted })
      .onConflictDoUpdate({ target: markers.name, set: { at, encrypted }, setWhere: isNull(markers.encrypted) }),
  )
}

/** Lets one after another pass, each only if `condition` holds once it is its turn. For the beginning of a transaction. */
export function inTurn(condition: (db: Db) => SQL | undefined, at: Date): Statements {
  const name: Marker = 'digests'
  return (db) => [
    setMarker(db, name, at),
    db
      .update(markers)
      .set({ at })
      .where(and(eq(markers.name, name), condition(db)))
      .returning({ name: markers.name }),
  ]
}
