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
  const { meaning, call } = await sendApplication(
    { answers, agentReference: answers.agent_reference ?? '' },
    { isFirst: row.calls === 1, maySend },
  )
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
    case 'not-sent':
      return putOff(row, at)
  }
}

/** As long as an untouched draft. */
export const KEEP_REFUSED_MS = 30 * DAY

/** A receipt is always written, even after its sender was given up for dead. */
async function receive(row: ApplicationRow, { formId, formLink }: { formId: string; formLink: string | null }, at: Date): Promise<void> {
  const link = formLink === null ? null : followUpLink(formLink)
  if (link === null)
    log.alarm('application.no-link', { applicationId: row.id, why: formLink === null ? 'missing' : 'not on a host of Paynet' })
  const patch = { formId, formLink: link && (await encryptLink(link)), settledAt: at, nextAt: null }
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
  await recordNote(row.id, 'no clear answer: look at Paynet, then --received <form_id> or --resend', at)
  log.alarm('application.unanswered', { applicationId: row.id })
}

/** Provably nothing left. Tried every minute at first, then less and less often; after an hour an alarm is raised. */
async function putOff(row: ApplicationRow, at: Date): Promise<void> {
  const age = at.getTime() - row.updatedAt.getTime()
  const pause = age < 10 * MINUTE ? MINUTE : age < HOUR ? 5 * MINUTE : HOUR
  if (!(await putOffSending(row, later(at, pause)))) return
  if (age >= HOUR) log.alarm('application.not-sent', { applicationId: row.id, ageSeconds: Math.round(age / 1000) })
}
