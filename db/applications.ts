import 'server-only'
import { and, asc, desc, eq, gt, inArray, isNotNull, isNull, like, lt, lte, ne, not, notExists, or, type SQL, sql } from 'drizzle-orm'
import type { SQLiteUpdateSetSource } from 'drizzle-orm/sqlite-core'
import type { APPLICATION_MOVES, ApplicationStatus } from '@/lib/shared/dealers/dealer'
import { atomically, type Db, query, type Statement, together } from './client'
import { count } from './counts'
import { inOnce, isUniqueViolation, skipLocked } from './dialect'
import { inTurn } from './markers'
import { applications } from './schema'

export type ApplicationRow = typeof applications.$inferSelect
/** A new row; what is not known yet is left out. */
export type NewApplication = typeof applications.$inferInsert
export type ApplicationPatch = Partial<Omit<ApplicationRow, 'id' | 'status' | 'fence' | 'createdAt'>>

export async function insertApplication(row: NewApplication): Promise<void> {
  await query((db) => db.insert(applications).values(row).returning({ id: applications.id }))
  count('applications', row.status)
}

export async function findApplicationRow(id: string): Promise<ApplicationRow | null> {
  return first(eq(applications.id, id))
}

/** By the cookie of the browser filling it in. */
export async function findApplicationByAccess(accessDigest: string): Promise<ApplicationRow | null> {
  return first(eq(applications.accessDigest, accessDigest))
}

/** By its secret link, until that expires. */
export async function findApplicationByLink(linkDigest: string, now: Date): Promise<ApplicationRow | null> {
  return first(and(eq(applications.linkDigest, linkDigest), gt(applications.linkExpiresAt, now)))
}

/** By Paynet's number for it. */
export async function findApplicationByFormId(formId: string): Promise<ApplicationRow | null> {
  return first(eq(applications.formId, formId))
}

/** A customer's applications, newest first. */
export async function listApplicationsOfUser(userId: string): Promise<ApplicationRow[]> {
  return query((db) => db.select().from(applications).where(eq(applications.userId, userId)).orderBy(desc(applications.updatedAt)))
}

/** Some applications by id, of any age; `after` continues behind one. */
export async function listApplicationRows(after: string, limit: number): Promise<ApplicationRow[]> {
  return query((db) => db.select().from(applications).where(gt(applications.id, after)).orderBy(asc(applications.id)).limit(limit))
}

/** Leaves of an application that Paynet has no more than its number and its history. False if it is not one. */
export async function eraseApplication(id: string, noAnswers: string): Promise<boolean> {
  const nothing = { accessDigest: null, linkDigest: null, linkExpiresAt: null, taxDigest: null, formLink: null, formLinkText: null }
  const rows = await query((db) =>
    db
      .update(applications)
      .set({ ...nothing, userId: null, answers: noAnswers })
      .where(and(eq(applications.id, id), eq(applications.status, 'received')))
      .returning({ id: applications.id }),
  )
  return rows.length > 0
}

/** From now on only the account opens a customer's applications; cookies and links no longer do. */
export async function endAccessToApplications(userId: string): Promise<void> {
  await query((db) =>
    db
      .update(applications)
      .set({ accessDigest: null, linkDigest: null, linkExpiresAt: null })
      .where(eq(applications.userId, userId))
      .returning({ id: applications.id }),
  )
}

/** Literals, because with parameters the index is not used. */
const isOpen = sql`${applications.status} IN ('sending', 'verifying', 'received')`

/** The open application of a tax number, if there is one, under any of its digests. */
export async function findOpenApplication(taxDigests: string[]): Promise<ApplicationRow | null> {
  return first(and(inArray(applications.taxDigest, taxDigests), isOpen))
}

/** Open applications whose number is digested with none of these keys, by the beginnings of the digests. */
export async function findDigestedOtherwise(prefixes: string[]): Promise<ApplicationRow[]> {
  const isOther = prefixes.map((prefix) => not(like(applications.taxDigest, `${prefix}%`)))
  return query((db) =>
    db
      .select()
      .from(applications)
      .where(and(isNotNull(applications.taxDigest), ...isOther, isOpen)),
  )
}

/** Writes a digest anew, unless it has changed; `taken` if another open application has it. */
export async function replaceTaxDigest(id: string, before: string, after: string | null): Promise<'taken' | null> {
  try {
    await query((db) =>
      db
        .update(applications)
        .set({ taxDigest: after })
        .where(and(eq(applications.id, id), eq(applications.taxDigest, before))),
    )
    return null
  } catch (error) {
    if (isUniqueViolation(error)) return 'taken'
    throw error
  }
}

/**
 * Runs an update that opens an application with a tax number. The index keeps a number from being open twice under one
 * digest, but it has one for each key: so this waits its turn, and is `taken` too if another is open under any of them.
 */
async function openNumber(
  id: string,
  taxDigests: string[],
  at: Date,
  update: (db: Db) => Statement,
): Promise<ApplicationRow | null | 'taken'> {
  const isFree = (db: Db) =>
    notExists(
      db
        .select({ id: applications.id })
        .from(applications)
        .where(and(inArray(applications.taxDigest, taxDigests), ne(applications.id, id), isOpen)),
    )
  try {
    const results = await atomically(together(inTurn(isFree, at), (db) => [update(db)]))
    if (results) {
      const row = (results.at(-1)?.[0] as ApplicationRow | undefined) ?? null
      if (row) count('applications', row.status)
      return row
    }
    const holder = await findOpenApplication(taxDigests)
    return holder && holder.id !== id ? 'taken' : null
  } catch (error) {
    if (isUniqueViolation(error)) return 'taken'
    throw error
  }
}

/** Writes a draft's answers, and the owner of a guest's draft. Null if they were changed or sent in the meantime. */
export async function saveAnswers(row: ApplicationRow, answers: string, updatedAt: Date, deleteAt: Date): Promise<ApplicationRow | null> {
  const [saved] = await query((db) =>
    db
      .update(applications)
      .set({
        answers,
        // Saving never detaches a draft from its account.
        userId: sql`coalesce(${applications.userId}, ${row.userId})`,
        updatedAt,
        deleteAt,
        status: 'draft',
        refusedField: null,
      })
      .where(and(eq(applications.id, row.id), inArray(applications.status, ['draft', 'refused']), eq(applications.answers, row.answers)))
      .returning(),
  )
  if (saved && row.status !== 'draft') count('applications', 'draft')
  return saved ?? null
}

/** Changes an application without moving it. */
export async function patchApplication(id: string, patch: ApplicationPatch): Promise<void> {
  await query((db) => patchWith(db, id, patch))
}

/** The same as a statement. */
export function patchWith(db: Db, id: string, patch: ApplicationPatch) {
  return db.update(applications).set(patch).where(eq(applications.id, id)).returning({ id: applications.id })
}

/**
 * Moves an application from one status to another if it is still in the first. Null for every caller but one;
 * `taken` if the tax number already has an open application. With `fence`, only the lease's holder moves it.
 */
export async function advanceApplication<From extends ApplicationStatus>(
  id: string,
  from: From,
  to: (typeof APPLICATION_MOVES)[From][number],
  patch: ApplicationPatch,
  fence?: number,
): Promise<ApplicationRow | null | 'taken'> {
  try {
    const [row] = await query((db) =>
      db
        .update(applications)
        .set({ leaseUntil: null, ...patch, status: to, fence: sql`${applications.fence} + 1` })
        .where(and(eq(applications.id, id), eq(applications.status, from), fence === undefined ? undefined : eq(applications.fence, fence)))
        .returning(),
    )
    if (row) count('applications', to)
    return row ?? null
  } catch (error) {
    if (isUniqueViolation(error)) return 'taken'
    throw error
  }
}

/**
 * The intent to send: moves an application to `sending`, unless it has moved or its answers have changed since
 * it was read. Null for every caller but one; `taken` as above.
 */
export async function beginSending(
  row: Unsent,
  intent: ApplicationPatch & { taxDigest: string; updatedAt: Date },
  otherDigests: string[] = [],
): Promise<ApplicationRow | null | 'taken'> {
  const [{ id }, calls] = [row, sql`${applications.calls} + 1`]
  const digests = [intent.taxDigest, ...otherDigests]
  return openNumber(id, digests, intent.updatedAt, (db) => leavingDraft(db, row, { ...intent, status: 'sending', calls }))
}

/**
 * The same for one that an operator sends again: from `verifying` to `sending`. Null for every caller but one;
 * `taken` as above.
 */
export async function sendAgain(
  id: string,
  patch: ApplicationPatch & { taxDigest: string; updatedAt: Date },
  otherDigests: string[],
): Promise<ApplicationRow | null | 'taken'> {
  return openNumber(id, [patch.taxDigest, ...otherDigests], patch.updatedAt, (db) =>
    db
      .update(applications)
      .set({ leaseUntil: null, ...patch, status: 'sending', fence: sql`${applications.fence} + 1` })
      .where(and(eq(applications.id, id), eq(applications.status, 'verifying')))
      .returning(),
  )
}

/**
 * The same for an application that is not sent but waits for an operator. It holds no tax number. Null for
 * every caller but one.
 */
export async function keepFromSending(row: Unsent, patch: ApplicationPatch): Promise<ApplicationRow | null> {
  const [kept] = await query((db) => leavingDraft(db, row, { ...patch, status: 'verifying', taxDigest: null }))
  if (kept) count('applications', kept.status)
  return kept ?? null
}

/** An application as it was read before sending. */
type Unsent = { id: string; from: 'draft' | 'refused'; answers: string }

function leavingDraft(db: Db, row: Unsent, set: SQLiteUpdateSetSource<typeof applications>) {
  return db
    .update(applications)
    .set({ ...set, fence: sql`${applications.fence} + 1` })
    .where(and(eq(applications.id, row.id), eq(applications.status, row.from), eq(applications.answers, row.answers)))
    .returning()
}

/** Puts another number of Paynet's in place of one that was written before. False if it has another by now. */
export async function correctFormId(id: string, from: string, to: string): Promise<boolean> {
  const rows = await query((db) =>
    db
      .update(applications)
      .set({ formId: to })
      .where(and(eq(applications.id, id), eq(applications.status, 'received'), eq(applications.formId, from)))
      .returning({ id: applications.id }),
  )
  return rows.length > 0
}

/** Frees the tax number of an application that Paynet has; with `settledBefore`, only if it is that old. False if it holds none. */
export async function freeTaxNumber(id: string, settledBefore?: Date): Promise<boolean> {
  const isOld = settledBefore && lte(applications.settledAt, settledBefore)
  const rows = await query((db) =>
    db
      .update(applications)
      .set({ taxDigest: null })
      .where(and(eq(applications.id, id), eq(applications.status, 'received'), isNotNull(applications.taxDigest), isOld))
      .returning({ id: applications.id }),
  )
  return rows.length > 0
}

/** The intent to resend what provably never left. Only the holder of the lease may, and only once. */
export async function beginSendingAgain(
  { id, fence }: Pick<ApplicationRow, 'id' | 'fence'>,
  intent: { sentAt: Date; leaseUntil: Date; nextAt: Date },
): Promise<ApplicationRow | null> {
  const [begun] = await query((db) =>
    db
      .update(applications)
      .set({ ...intent, fence: sql`${applications.fence} + 1`, calls: sql`${applications.calls} + 1` })
      .where(and(eq(applications.id, id), eq(applications.status, 'sending'), eq(applications.fence, fence), isNull(applications.sentAt)))
      .returning(),
  )
  return begun ?? null
}

/** Waits for the next attempt: nothing has left, so the call does not count. */
export async function putOffSending({ id, fence }: Pick<ApplicationRow, 'id' | 'fence'>, nextAt: Date): Promise<boolean> {
  const rows = await query((db) =>
    db
      .update(applications)
      .set({ nextAt, sentAt: null, leaseUntil: null, calls: sql`${applications.calls} - 1` })
      .where(and(eq(applications.id, id), eq(applications.status, 'sending'), eq(applications.fence, fence)))
      .returning({ id: applications.id }),
  )
  return rows.length > 0
}

/** The states are literals, because with parameters the index of open ones is not used. */
const VERIFYING = and(sql`${applications.status} IN ('sending', 'verifying', 'received')`, sql`${applications.status} = 'verifying'`)
/** Waits for an operator's word: with a tax number or without, so that both parts are found by that index. */
export const UNANSWERED = or(and(VERIFYING, isNull(applications.taxDigest)), and(VERIFYING, isNotNull(applications.taxDigest)))
/** Waits to be sent once more. */
export const PUT_OFF = and(isNotNull(applications.nextAt), eq(applications.status, 'sending'), isNull(applications.sentAt))

/** Two readings of the same clock may arrive in a different order than they were taken in. */
const CLOCKS_DIFFER_MS = 5_000

/**
 * Repairs times written by a clock that has since been set back: no lease ends later than one that begins now, and
 * what was put off is sent at `waitEnd` at the latest, where that is given.
 */
export async function pullBackApplications(leaseEnd: Date, waitEnd: Date | null): Promise<void> {
  const isAfter = (column: typeof applications.nextAt, end: Date) => gt(column, new Date(end.getTime() + CLOCKS_DIFFER_MS))
  const mend = (patch: ApplicationPatch & { leaseUntil?: Date }, where: SQL | undefined) =>
    query((db) =>
      db
        .update(applications)
        .set(patch)
        .where(and(eq(applications.status, 'sending'), where))
        .returning({ id: applications.id }),
    )
  await mend({ leaseUntil: leaseEnd }, isAfter(applications.leaseUntil, leaseEnd))
  await mend({ nextAt: leaseEnd }, and(isNotNull(applications.sentAt), isAfter(applications.nextAt, leaseEnd)))
  if (waitEnd) await mend({ nextAt: waitEnd }, and(isNull(applications.sentAt), isAfter(applications.nextAt, waitEnd)))
}

/** Takes the lease of applications that are being sent, are due and are not leased. If two loops try, only one gets each row. */
export async function claimApplications(now: Date, leaseUntil: Date): Promise<ApplicationRow[]> {
  const due = and(
    eq(applications.status, 'sending'),
    lte(applications.nextAt, now),
    or(isNull(applications.leaseUntil), lt(applications.leaseUntil, now)),
  )
  // Mostly there is none, and reading that takes no lock.
  if ((await query((db) => db.select({ id: applications.id }).from(applications).where(due).limit(1))).length === 0) return []
  return query((db) =>
    db
      .update(applications)
      .set({ leaseUntil, fence: sql`${applications.fence} + 1` })
      .where(
        and(
          due,
          inOnce(
            applications.id,
            skipLocked(db.select({ id: applications.id }).from(applications).where(due).orderBy(asc(applications.nextAt)).limit(10)),
          ),
        ),
      )
      .returning(),
  )
}

/** Deletes a draft; false if it was sent or does not exist. */
export async function deleteDraftRow(id: string): Promise<boolean> {
  const rows = await query((db) =>
    db
      .delete(applications)
      .where(and(eq(applications.id, id), inArray(applications.status, ['draft', 'refused'])))
      .returning({ id: applications.id }),
  )
  return rows.length > 0
}

/** Deletes expired drafts, a few at a time. */
export async function deleteOldDrafts(now: Date): Promise<void> {
  const old = and(inArray(applications.status, ['draft', 'refused']), lte(applications.deleteAt, now))
  await query((db) =>
    db
      .delete(applications)
      .where(and(old, inArray(applications.id, db.select({ id: applications.id }).from(applications).where(old).limit(100))))
      .returning({ id: applications.id }),
  )
}

async function first(where: SQL | undefined): Promise<ApplicationRow | null> {
  const [row] = await query((db) => db.select().from(applications).where(where).limit(1))
  return row ?? null
}
