import 'server-only'
import { type ApplicationPatch, type ApplicationRow, advanceApplication, putOffSending } from '@/db/applications'
import { type Clock, later } from '@/lib/clock'
import { DAY, HOUR, MINUTE } from '@/lib/duration'
import type { SendGate } from '@/lib/lease'
import { log } from '@/lib/log'
import { followUpLink, sendApplication } from '@/lib/paynet/membership'
import type { ApplicationMeaning } from '@/lib/paynet/membership-wire'
import { encryptLink, openApplication } from './application'
import { recordCall, recordNote } from './timeline'

/**
 * Makes the one call for an application whose intent is committed, and writes the outcome under its fence.
 * `maySend` was opened before that commit.
 */
export async function callPaynet(row: ApplicationRow, maySend: SendGate, clock: Clock): Promise<void> {
  const { answers } = await openApplication(row)
  const { meaning, call } = await sendApplication(answers, { isFirst: row.calls === 1, maySend })
  const at = await clock()
  await recordCall(row.id, call, at)
  await settle(row, meaning, at)
}

async function settle(row: ApplicationRow, meaning: ApplicationMeaning, at: Date): Promise<void> {
  switch (meaning.kind) {
    case 'received':
      return receive(row, meaning, at)
    case 'refused':
      // It was answered, so this call leaves nothing open: the application can be corrected and sent again, or deleted.
      await advanceApplication(
        row.id,
        'sending',
        'refused',
        { refusedField: meaning.field, calls: row.calls - 1, settledAt: at, nextAt: null, deleteAt: later(at, KEEP_REFUSED_MS) },
        row.fence,
      )
      return
    case 'already':
    case 'lost':
      return verify(row, at)
    case 'refuses-us':
      return putOff(row, at, meaning.retryAfterMs ?? 0)
    case 'not-sent':
      return putOff(row, at, 0)
  }
}

/** As long as an untouched draft. */
export const KEEP_REFUSED_MS = 30 * DAY

/** A receipt is always written, even after its sender was given up for dead. */
async function receive(row: ApplicationRow, { formId, formLink }: { formId: string; formLink: string | null }, at: Date): Promise<void> {
  const link = formLink === null ? null : followUpLink(formLink)
  if (link === null)
    log.alarm('application.no-link', { applicationId: row.id, why: formLink === null ? 'missing' : 'not on a host of Paynet' })
  const patch = { formId, ...(await encryptLink(link, formLink)), settledAt: at, nextAt: null }
  const isKept = await keepReceipt(row, patch).catch((error: unknown) => {
    log.error('application.not-settled', { applicationId: row.id, error })
    return false
  })
  // Only this number still leads to the application at Paynet; it names no person.
  if (!isKept) log.alarm('application.receipt-not-kept', { applicationId: row.id, referenceNo: formId })
}

async function keepReceipt({ id, fence }: ApplicationRow, patch: ApplicationPatch): Promise<boolean> {
  if (await advanceApplication(id, 'sending', 'received', patch, fence)) return true
  return (await advanceApplication(id, 'verifying', 'received', patch)) !== null
}

/** It may have arrived: an operator looks, and it is never sent again automatically. */
export async function verify(row: ApplicationRow, at: Date): Promise<void> {
  const moved = await advanceApplication(row.id, 'sending', 'verifying', { nextAt: null }, row.fence)
  if (!moved) return
  await recordNote(row.id, 'no clear answer: look at Paynet, then --received <form_id>, --refused or --resend', at)
  log.alarm('application.unanswered', { applicationId: row.id })
}

/** Paynet asks to be left alone for a while; a wait that is longer than this is no longer about its load. */
const LONGEST_WAIT_MS = 6 * HOUR

/**
 * Nothing was taken: it provably never left, or Paynet refused us as such. Tried every minute at first, then less
 * and less often, and not before Paynet allows it; after an hour an alarm is raised.
 */
async function putOff(row: ApplicationRow, at: Date, retryAfterMs: number): Promise<void> {
  const age = at.getTime() - row.updatedAt.getTime()
  const pause = age < 10 * MINUTE ? MINUTE : age < HOUR ? 5 * MINUTE : HOUR
  const wait = Math.max(pause, Math.min(retryAfterMs, LONGEST_WAIT_MS))
  if (!(await putOffSending(row, later(at, wait)))) return
  if (age >= HOUR) log.alarm('application.not-sent', { applicationId: row.id, ageSeconds: Math.round(age / 1000) })
}
