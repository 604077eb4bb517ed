import 'server-only'
import {
  and,
  asc,
  count as countRows,
  eq,
  gt,
  inArray,
  isNotNull,
  isNull,
  lt,
  lte,
  min,
  ne,
  notInArray,
  or,
  type SQL,
  sql,
} from 'drizzle-orm'
import { type MailKind, type MailStatus, SENT_AGAIN_IF_LOST } from '@/lib/shared/mail'
import { type Db, query } from './client'
import { inOnce, skipLocked } from './dialect'
import { isNotRestored } from './markers'
import { mails } from './schema'

/** Mails to be sent, and what became of them. */
export type Mail = typeof mails.$inferSelect
export type NewMail = Pick<Mail, 'id' | 'kind' | 'subjectId' | 'dedupe' | 'locale'> & Partial<Pick<Mail, 'to' | 'secret'>>

/** As far apart the clocks of two instances may be. */
const CLOCKS_DIFFER_MS = 5_000
/** How many copies of a mail may leave at most. */
const MOST_COPIES = 2

export function mayBeSentAgain({ kind, doubts }: Pick<Mail, 'kind' | 'doubts'>): boolean {
  return (SENT_AGAIN_IF_LOST as readonly MailKind[]).includes(kind) && doubts < MOST_COPIES
}

/** The statement that queues a mail, unless it has been before. */
export function queueMail(db: Db, mail: NewMail, now: Date) {
  return (
    db
      .insert(mails)
      .values({ ...mail, status: 'queued', attempts: 0, doubts: 0, fence: 0, nextAt: now, createdAt: now })
      // Touches the row that is there: a statement that touches none would undo those it stands with.
      .onConflictDoUpdate({ target: mails.dedupe, set: { dedupe: mail.dedupe } })
      .returning({ id: mails.id })
  )
}

const isOpen = isNotNull(mails.nextAt)

/**
 * Takes the lease of the mail that has been due for longest. One statement, so only one of two workers gets it; from then on
 * it may have been sent. Null if there is none, and in a restored copy of the database.
 */
export async function claimMail(now: Date, leaseUntil: Date): Promise<Mail | null> {
  const isDue = and(isOpen, eq(mails.status, 'queued'), lte(mails.nextAt, now))
  // Mostly there is none, and reading that takes no lock.
  if ((await query((db) => db.select({ id: mails.id }).from(mails).where(isDue).limit(1))).length === 0) return null
  const [row] = await query((db) =>
    db
      .update(mails)
      .set({
        status: 'sending',
        nextAt: leaseUntil,
        leaseUntil,
        fence: sql`${mails.fence} + 1`,
        attempts: sql`${mails.attempts} + 1`,
        doubts: sql`${mails.doubts} + 1`,
      })
      .where(
        and(
          isDue,
          isNotRestored(db),
          inOnce(mails.id, skipLocked(db.select({ id: mails.id }).from(mails).where(isDue).orderBy(asc(mails.nextAt)).limit(1))),
        ),
      )
      .returning(),
  )
  return row ?? null
}

/** How a try ended. `doubts`: what is left of them; so `attempts`, where it was none. */
export type Tried = { why: string; doubts: number } & (
  | { status: 'queued'; nextAt: Date; attempts?: number }
  | { status: 'sent' | 'unknown' | 'failed'; settledAt: Date; refusedDigest?: string }
)

/** What nobody needs any more of one that is over. */
const ERASED = { nextAt: null, leaseUntil: null, to: null, secret: null }

/**
 * Ends a try, unless the lease was taken over, which makes it false. That it was sent also counts if the lease has ended
 * meanwhile, by a clock that was set, as long as nobody has begun to send it once more.
 */
export async function endTry({ id, fence }: Pick<Mail, 'id' | 'fence'>, tried: Tried): Promise<boolean> {
  const isSending = eq(mails.status, 'sending')
  const isAbandoned = or(eq(mails.status, 'queued'), and(eq(mails.status, 'unknown'), eq(mails.why, 'abandoned')))
  const rows = await query((db) =>
    db
      .update(mails)
      .set(tried.status === 'queued' ? { ...tried, leaseUntil: null } : { ...ERASED, ...tried })
      .where(and(eq(mails.id, id), eq(mails.fence, fence), tried.status === 'sent' ? or(isSending, isAbandoned) : isSending))
      .returning({ id: mails.id }),
  )
  return rows.length > 0
}

/**
 * Ends the tries of instances that died, but for these: each may have been sent. What may be sent once more is `again`; the
 * ids of the others, which are over, are returned.
 */
export async function endAbandoned(now: Date, again: Date, butFor: string[] = []): Promise<string[]> {
  const isAbandoned = and(isOpen, eq(mails.status, 'sending'), lt(mails.leaseUntil, now), notInArray(mails.id, butFor))
  const mayBe = and(inArray(mails.kind, [...SENT_AGAIN_IF_LOST]), lt(mails.doubts, MOST_COPIES))
  await query((db) =>
    db.update(mails).set({ status: 'queued', nextAt: again, leaseUntil: null, why: 'abandoned' }).where(and(isAbandoned, mayBe)),
  )
  return endAsUnknown(isAbandoned, 'abandoned', now)
}

/** Ends what is older than `before`, but for what is being sent; returns the ids. */
export async function endStale(now: Date, before: Date): Promise<string[]> {
  const status = sql<MailStatus>`CASE WHEN ${mails.doubts} > 0 THEN 'unknown' ELSE 'failed' END`
  const rows = await query((db) =>
    db
      .update(mails)
      .set({ ...ERASED, status, why: 'stale', settledAt: now })
      .where(isStale(now, before))
      .returning({ id: mails.id }),
  )
  return rows.map(({ id }) => id)
}

/** What that would end of one kind. */
export async function listStale(kind: MailKind, now: Date, before: Date): Promise<Mail[]> {
  return query((db) =>
    db
      .select()
      .from(mails)
      .where(and(isStale(now, before), eq(mails.kind, kind))),
  )
}

function isStale(now: Date, before: Date): SQL | undefined {
  return and(isOpen, or(eq(mails.status, 'queued'), lt(mails.leaseUntil, now)), lt(mails.createdAt, before))
}

/** In a restored copy, whose original may have sent what waits. */
export async function doubtMails(now: Date): Promise<void> {
  await endAsUnknown(isOpen, 'restored', now)
}

async function endAsUnknown(which: SQL | undefined, why: string, now: Date): Promise<string[]> {
  const rows = await query((db) =>
    db
      .update(mails)
      .set({ ...ERASED, status: 'unknown', why, settledAt: now })
      .where(which)
      .returning({ id: mails.id }),
  )
  return rows.map(({ id }) => id)
}

/** Whether a server has refused an address for good since then, by its keyed digests. */
export async function isRefusedAddress(digests: string[], since: Date): Promise<boolean> {
  const rows = await query((db) =>
    db
      .select({ id: mails.id })
      .from(mails)
      .where(and(inArray(mails.refusedDigest, digests), gt(mails.settledAt, since)))
      .limit(1),
  )
  return rows.length > 0
}

/** After a start, or when the clock was set: makes due soon what a clock that ran ahead has put off. */
export async function pullBackMails(now: Date, latest: { lease: Date; nextTry: Date }): Promise<void> {
  const after = (end: Date) => new Date(end.getTime() + CLOCKS_DIFFER_MS)
  await query((db) =>
    db
      .update(mails)
      .set({ leaseUntil: latest.lease, nextAt: latest.lease })
      .where(and(isOpen, gt(mails.leaseUntil, after(latest.lease)))),
  )
  // The first try waits for nothing.
  const isNew = and(eq(mails.attempts, 0), isNull(mails.why), gt(mails.nextAt, after(now)))
  await query((db) =>
    db
      .update(mails)
      .set({ nextAt: now })
      .where(and(isOpen, eq(mails.status, 'queued'), or(gt(mails.nextAt, after(latest.nextTry)), isNew))),
  )
}

/** Mails queued since then that were not sent for one of these reasons, and will not be; the oldest first. */
export async function listFailedMails(since: Date, whys: readonly string[], limit: number): Promise<Mail[]> {
  const isFailed = and(eq(mails.status, 'failed'), inArray(mails.why, whys), ne(mails.kind, 'ops'))
  return query((db) =>
    db
      .select()
      .from(mails)
      .where(and(gt(mails.createdAt, since), isFailed))
      .orderBy(asc(mails.createdAt))
      .limit(limit),
  )
}

/** How many are still to be sent, and since when the oldest waits, but for those whose news are not decided yet. */
export async function countUnsent(): Promise<{ count: number; oldest: Date | null }> {
  const [row] = await query((db) =>
    db
      .select({ count: countRows(), oldest: min(mails.createdAt) })
      .from(mails)
      .where(and(isOpen, or(isNull(mails.why), ne(mails.why, 'undecided')))),
  )
  return { count: Number(row?.count ?? 0), oldest: row?.oldest ? new Date(row.oldest) : null }
}

/** Erases a few old mails that are over; returns how many. */
export async function eraseMails(before: Date, limit: number): Promise<number> {
  const isOld = and(lte(mails.createdAt, before), isNull(mails.nextAt))
  const rows = await query((db) =>
    db
      .delete(mails)
      .where(inArray(mails.id, db.select({ id: mails.id }).from(mails).where(isOld).limit(limit)))
      .returning({ id: mails.id }),
  )
  return rows.length
}
