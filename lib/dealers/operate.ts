import 'server-only'
import { type ApplicationEvent, listApplicationEvents } from '@/db/application-events'
import {
  type ApplicationRow,
  advanceApplication,
  findApplicationByFormId,
  findApplicationRow,
  listUnansweredApplications,
} from '@/db/applications'
import { isId } from '../ids'
import { readFormId } from '../paynet/membership-wire'
import { type MaskedAnswer, maskAnswers } from '../shared/mask-answers'
import { openApplication } from './application'
import { recordNote } from './timeline'

/** By our id or Paynet's number of it. */
export async function findApplicationBy(word: string): Promise<ApplicationRow | null> {
  return (isId(word) ? await findApplicationRow(word) : null) ?? (await findApplicationByFormId(word))
}

/** What waits for somebody to look at Paynet. */
export async function listUnanswered(): Promise<ApplicationRow[]> {
  return listUnansweredApplications()
}

export async function readTimeline({ id }: Pick<ApplicationRow, 'id'>): Promise<ApplicationEvent[]> {
  return listApplicationEvents(id)
}

export async function readMasked(row: ApplicationRow): Promise<MaskedAnswer[]> {
  return maskAnswers((await openApplication(row)).answers)
}

/**
 * An operator has looked, and Paynet does not have it: it is sent once more, by the loop. False when it
 * is not waiting for that word. `calls` stays: should Paynet now say "already", it is the earlier one.
 */
export async function resend({ id }: Pick<ApplicationRow, 'id'>, at: Date): Promise<boolean> {
  const patch = { sentAt: null, settledAt: null, nextAt: at, updatedAt: at }
  const moved = await advanceApplication(id, 'verifying', 'sending', patch)
  if (!moved || moved === 'taken') return false
  await recordNote(id, 'to be sent again, says an operator', at)
  return true
}

/** An operator has seen it at Paynet. False when it is not waiting for that word, or that is no number. */
export async function markReceived({ id }: Pick<ApplicationRow, 'id'>, formId: string, at: Date): Promise<boolean> {
  if (readFormId(formId) !== formId) return false
  const moved = await advanceApplication(id, 'verifying', 'received', { formId, settledAt: at, nextAt: null })
  if (!moved || moved === 'taken') return false
  await recordNote(id, 'received, says an operator', at)
  return true
}
