import 'server-only'
import {
  deleteDraftRow,
  findApplicationByLink,
  findApplicationRow,
  insertApplication,
  patchApplication,
  patchWith,
  saveAnswers,
} from '@/db/applications'
import { atomically } from '@/db/client'
import { queueMail } from '@/db/mails'
import { later } from '@/lib/clock'
import { DAY } from '@/lib/duration'
import { encrypt } from '@/lib/encryption'
import { digest, isId, newId } from '@/lib/ids'
import { countUses, fromAddress, type Use, waitFor } from '@/lib/rate-limit'
import { type Answers, fieldsOf, type Task } from '@/lib/shared/dealers/dealer'
import type { Locale } from '@/lib/shared/locale'
import { fail, ok, type Result } from '@/lib/shared/result'
import { isSuppressed } from '@/lib/suppression'
import { overAny } from '@/lib/uses'
import { type Application, encryptAnswers, openApplication } from './application'

const KEEP_DRAFT_MS = 30 * DAY
const LINK_MS = 30 * DAY
/** How often a save that lost a race is tried again. */
const TRIES = 8

/** The browser that asks; `accessDigest` gives it a new cookie and returns the cookie's digest. */
type Visitor = { accessDigest: () => Promise<string>; userId: string | null; address: string }

/** Begins a draft for this browser, with the code that the merchant's link named. Fails with `rate-limited`. */
export async function startDraft(
  { accessDigest, userId, address }: Visitor,
  now: Date,
  agentReference: string | null = null,
): Promise<Result<{ id: string }>> {
  const retryAfterSeconds = await overAny(fromAddress('drafts-from-address', address), now)
  if (retryAfterSeconds !== null) return fail({ kind: 'rate-limited', retryAfterSeconds })
  const id = newId()
  await insertApplication({
    id,
    userId,
    status: 'draft',
    accessDigest: await accessDigest(),
    answers: await encryptAnswers(agentReference === null ? {} : { agent_reference: agentReference }),
    calls: 0,
    fence: 0,
    createdAt: now,
    updatedAt: now,
    deleteAt: later(now, KEEP_DRAFT_MS),
  })
  return ok({ id })
}

/**
 * Replaces the answers of a task. If two tabs save two tasks at once, neither loses anything: the second one adds its
 * task to what the first one wrote. A refused application becomes a draft again. Fails with `application-over` once
 * the application has been sent.
 */
export async function saveTask(application: Application, task: Task, answers: Answers, now: Date): Promise<Result<Application>> {
  const isOther = (field: string) => !(fieldsOf(task) as string[]).includes(field)
  return save(
    application,
    (before) => ({ ...Object.fromEntries(Object.entries(before).filter(([field]) => isOther(field))), ...answers }),
    now,
  )
}

/** Adds the code of a link that was followed after the draft was begun. Fails as `saveTask` does. */
export async function presetReference(application: Application, agentReference: string, now: Date): Promise<Result<Application>> {
  return save(application, (before) => ({ ...before, agent_reference: agentReference }), now)
}

async function save(application: Application, change: (before: Answers) => Answers, now: Date): Promise<Result<Application>> {
  let current: Application | null = application
  for (let attempt = 0; attempt < TRIES && current; attempt++) {
    if (!isDraft(current)) return fail({ kind: 'conflict', because: 'application-over' })
    const { answers: before, storedAnswers, formLink: _link, ...row }: Application = current
    const merged = await encryptAnswers(change(before))
    const saved = await saveAnswers(
      { ...row, userId: application.userId, answers: storedAnswers, formLink: null },
      merged,
      now,
      later(now, KEEP_DRAFT_MS),
    )
    if (saved) return ok(await openApplication(saved))
    current = await findApplication(application.id)
  }
  return fail(current ? { kind: 'unavailable' } : { kind: 'not-found' })
}

/** The token of a new secret link, good for 30 days. An earlier link stops working. */
export async function newLink(application: Pick<Application, 'id'>, now: Date): Promise<string> {
  const token = newId()
  await patchApplication(application.id, linkOf(token, now))
  return token
}

function linkOf(token: string, now: Date) {
  return { linkDigest: digest(token), linkExpiresAt: later(now, LINK_MS) }
}

/**
 * Has a new link sent by mail, which replaces an earlier one; nothing happens when that was asked for too often, or a server
 * has refused the address. Nobody is told which, or strangers could try out whose applications are begun.
 */
export async function mailLink(
  { id }: Pick<Application, 'id'>,
  email: string,
  { address, locale }: { address: string; locale: Locale },
  now: Date,
): Promise<void> {
  // It would never be sent, and an earlier link goes on working.
  if (await isSuppressed(email, now)) return
  const [token, mailId] = [newId(), newId()]
  const sealed = { to: await encrypt('mail-address', email), secret: await encrypt('mail-secret', token) }
  const uses: Use[] = [
    ['draft-links-of-application', id],
    ['draft-links-to-mail', email],
    ['draft-links-to-mail-in-a-day', email],
    ...fromAddress('draft-links-from-address', address),
  ]
  const isQueued = await atomically((db) => [
    ...countUses(uses, now)(db),
    patchWith(db, id, linkOf(token, now)),
    queueMail(db, { id: mailId, kind: 'draft-link', subjectId: id, dedupe: `draft-link:${mailId}`, locale, ...sealed }, now),
  ])
  if (!isQueued) await waitFor(uses, now)
}

/** The application of a secret link; null if the link has expired or was replaced. */
export async function findByLink(token: string, now: Date): Promise<Application | null> {
  const row = isId(token) ? await findApplicationByLink(digest(token), now) : null
  return row && openApplication(row)
}

/**
 * Moves an application to the browser that opened its link, or to the account that is signed in there. The one that
 * had it before loses it; the link keeps working. Fails with `not-found` and `rate-limited`.
 */
export async function resume(token: string, { accessDigest, userId, address }: Visitor, now: Date): Promise<Result<Application>> {
  const retryAfterSeconds = await overAny(fromAddress('resumes-from-address', address), now)
  if (retryAfterSeconds !== null) return fail({ kind: 'rate-limited', retryAfterSeconds })
  const application = await findByLink(token, now)
  if (!application) return fail({ kind: 'not-found' })
  await patchApplication(application.id, { accessDigest: await accessDigest(), userId })
  return ok(application)
}

/** False if it has been sent in the meantime. */
export async function deleteDraft(application: Pick<Application, 'id'>): Promise<boolean> {
  return deleteDraftRow(application.id)
}

/** Whether there was such a draft: an id is never given to another one. */
export async function isDeleted(id: string): Promise<boolean> {
  return isId(id) && (await findApplicationRow(id)) === null
}

/** Whether the answers can still be changed. */
export function isDraft({ status }: Pick<Application, 'status'>): boolean {
  return status === 'draft' || status === 'refused'
}

async function findApplication(id: string): Promise<Application | null> {
  const row = await findApplicationRow(id)
  return row && openApplication(row)
}
