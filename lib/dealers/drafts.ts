import 'server-only'
import {
  type ApplicationRow,
  deleteDraftRow,
  findApplicationByLink,
  findApplicationRow,
  insertApplication,
  patchApplication,
  saveAnswers,
} from '@/db/applications'
import { later } from '@/lib/clock'
import { digest, isId, newId } from '@/lib/ids'
import { fromAddress } from '@/lib/rate-limit'
import { type Answers, fieldsOf, type Task } from '@/lib/shared/dealers/dealer'
import { fail, ok, type Result } from '@/lib/shared/result'
import { overAny } from '@/lib/uses'
import { type Application, encryptAnswers, openApplication } from './application'

const DAYS_30 = 30 * 24 * 3_600_000
/** How often a lost race is run again. */
const TRIES = 8

/** A browser, which is given a cookie of its own, and whose account is signed in there. */
type Comer = { accessDigest: () => Promise<string>; userId: string | null; address: string }

/** Begins a draft for the browser whose cookie has this digest. Fails with `rate-limited`. */
export async function startDraft({ accessDigest, userId, address }: Comer, now: Date): Promise<Result<{ id: string }>> {
  const retryAfterSeconds = await overAny(fromAddress('drafts-from-address', address), now)
  if (retryAfterSeconds !== null) return fail({ kind: 'rate-limited', retryAfterSeconds })
  const row: ApplicationRow = {
    id: newId(),
    userId,
    status: 'draft',
    accessDigest: await accessDigest(),
    linkDigest: null,
    linkExpiresAt: null,
    answers: await encryptAnswers({}),
    taxDigest: null,
    formId: null,
    formLink: null,
    refusedField: null,
    sentAt: null,
    calls: 0,
    leaseUntil: null,
    fence: 0,
    nextAt: null,
    createdAt: now,
    updatedAt: now,
    deleteAt: later(now, DAYS_30),
    settledAt: null,
  }
  await insertApplication(row)
  return ok({ id: row.id })
}

/**
 * Keeps the answers of a task in the place of those that it had. Another tab that saves another task
 * meanwhile loses nothing: whoever comes second puts its task into what the first one wrote. A refused
 * application becomes a draft again. Fails with `application-over` once it was sent.
 */
export async function saveTask(application: Application, task: Task, answers: Answers, now: Date): Promise<Result<Application>> {
  let current: Application | null = application
  for (let attempt = 0; attempt < TRIES && current; attempt++) {
    if (!isDraft(current)) return fail({ kind: 'conflict', because: 'application-over' })
    const { answers: before, sealed, formLink: _link, ...row }: Application = current
    const others = Object.entries(before).filter(([field]) => !(fieldsOf(task) as string[]).includes(field))
    const merged = await encryptAnswers({ ...Object.fromEntries(others), ...answers })
    const saved = await saveAnswers(
      { ...row, userId: application.userId, answers: sealed, formLink: null },
      merged,
      now,
      later(now, DAYS_30),
    )
    if (saved) return ok(await openApplication(saved))
    current = await findApplication(application.id)
  }
  return fail(current ? { kind: 'unavailable' } : { kind: 'not-found' })
}

/** A secret link's token for 30 days; one that was made before is worth nothing from now on. */
export async function newLink(application: Pick<Application, 'id'>, now: Date): Promise<string> {
  const token = newId()
  await patchApplication(application.id, { linkDigest: digest(token), linkExpiresAt: later(now, DAYS_30) })
  return token
}

/** The application of a secret link, null when the link is over. */
export async function findByLink(token: string, now: Date): Promise<Application | null> {
  const row = isId(token) ? await findApplicationByLink(digest(token), now) : null
  return row && openApplication(row)
}

/**
 * Moves an application to whoever brought its link: to the account that is signed in there, else to the
 * browser. Whoever had it before has it no more. The link stays good. Fails with `not-found` and `rate-limited`.
 */
export async function resume(token: string, { accessDigest, userId, address }: Comer, now: Date): Promise<Result<Application>> {
  const retryAfterSeconds = await overAny(fromAddress('resumes-from-address', address), now)
  if (retryAfterSeconds !== null) return fail({ kind: 'rate-limited', retryAfterSeconds })
  const application = await findByLink(token, now)
  if (!application) return fail({ kind: 'not-found' })
  await patchApplication(application.id, { accessDigest: await accessDigest(), userId })
  return ok(application)
}

/** False when it was sent meanwhile. */
export async function deleteDraft(application: Pick<Application, 'id'>): Promise<boolean> {
  return deleteDraftRow(application.id)
}

/** Whether its answers can still be changed. */
export function isDraft({ status }: Pick<Application, 'status'>): boolean {
  return status === 'draft' || status === 'refused'
}

async function findApplication(id: string): Promise<Application | null> {
  const row = await findApplicationRow(id)
  return row && openApplication(row)
}
