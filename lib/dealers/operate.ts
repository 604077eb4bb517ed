import 'server-only'
import { type ApplicationEvent, listApplicationEvents } from '@/db/application-events'
import {
  type ApplicationRow,
  advanceApplication,
  findApplicationByFormId,
  findApplicationRow,
  freeTaxNumber,
  listUnansweredApplications,
  sendAgain,
} from '@/db/applications'
import { later } from '@/lib/clock'
import { isId } from '@/lib/ids'
import { readFormId } from '@/lib/paynet/membership-wire'
import type { PaynetStatus } from '@/lib/shared/dealers/application-view'
import { type MaskedAnswer, maskAnswers } from '@/lib/shared/dealers/mask-answers'
import { openApplication, readLinkText, taxDigests } from './application'
import { KEEP_REFUSED_MS } from './call-paynet'
import { askStatus } from './status-at-paynet'
import { recordNote } from './timeline'

/** By our id or Paynet's number of it. */
export async function findApplicationBy(word: string): Promise<ApplicationRow | null> {
  return (isId(word) ? await findApplicationRow(word) : null) ?? (await findApplicationByFormId(word))
}

/** What waits for an operator to look at Paynet, and what Paynet has not let in so far. */
export async function listUnanswered(): Promise<ApplicationRow[]> {
  return listUnansweredApplications()
}

export async function readTimeline({ id }: Pick<ApplicationRow, 'id'>): Promise<ApplicationEvent[]> {
  return listApplicationEvents(id)
}

/** What Paynet wrote as the link, where it leads to no host of Paynet's. */
export async function readForeignLink(row: ApplicationRow): Promise<string | null> {
  return readLinkText(row)
}

/** How an application that Paynet has stands there; null if Paynet does not say. Frees the number of a closed one. */
export async function readStatusAtPaynet(row: ApplicationRow, now: Date): Promise<PaynetStatus | null> {
  return row.status === 'received' ? askStatus(await openApplication(row), now) : null
}

export async function readMasked(row: ApplicationRow): Promise<MaskedAnswer[]> {
  return maskAnswers((await openApplication(row)).answers)
}

/**
 * An operator has looked and Paynet does not have it, so the loop sends it once more. False if it is not waiting for
 * that word, or if another application still holds its tax number. `calls` stays: if Paynet now says "already", it
 * has the earlier one.
 */
export async function resend({ id }: Pick<ApplicationRow, 'id'>, at: Date): Promise<boolean> {
  const row = await findApplicationRow(id)
  if (!row) return false
  const { tckn_vkn } = (await openApplication(row)).answers
  const [taxDigest, ...otherDigests] = taxDigests(tckn_vkn ?? '')
  const moved = await sendAgain(id, { taxDigest, sentAt: null, settledAt: null, nextAt: at, updatedAt: at }, otherDigests)
  if (!moved || moved === 'taken') return false
  await recordNote(id, 'to be sent again, says an operator', at)
  return true
}

/** An operator has seen it at Paynet. False if it is not waiting for that word, or if that is no number. */
export async function markReceived({ id }: Pick<ApplicationRow, 'id'>, formId: string, at: Date): Promise<boolean> {
  if (readFormId(formId) !== formId) return false
  const moved = await advanceApplication(id, 'verifying', 'received', { formId, settledAt: at, nextAt: null })
  if (!moved || moved === 'taken') return false
  await recordNote(id, 'received, says an operator', at)
  return true
}

/**
 * An operator has looked, and Paynet has refused it or does not have it: the dealer can mend it and send it again.
 * No send is open any more. The same ends one that is put off again and again. False if it waits for neither.
 */
export async function markRefused({ id }: Pick<ApplicationRow, 'id'>, at: Date): Promise<boolean> {
  const row = await findApplicationRow(id)
  if (!row) return false
  const patch = { refusedField: null, calls: 0, settledAt: at, nextAt: null, deleteAt: later(at, KEEP_REFUSED_MS) }
  const isPutOff = row.status === 'sending' && row.sentAt === null
  const moved = isPutOff
    ? await advanceApplication(id, 'sending', 'refused', patch, row.fence)
    : await advanceApplication(id, 'verifying', 'refused', patch)
  if (!moved || moved === 'taken') return false
  await recordNote(id, 'refused, says an operator: it can be corrected and sent again', at)
  return true
}

/**
 * An operator frees the tax number of an application. If it was waiting for their word it is refused; if Paynet has it,
 * it stays as it is. False if it is neither.
 */
export async function closeApplication({ id }: Pick<ApplicationRow, 'id'>, at: Date): Promise<boolean> {
  // Without `sentAt`, since no answer of Paynet's refused it.
  const patch = { refusedField: null, sentAt: null, settledAt: at, nextAt: null, deleteAt: later(at, KEEP_REFUSED_MS) }
  const isClosed = (await advanceApplication(id, 'verifying', 'refused', patch)) !== null || (await freeTaxNumber(id))
  if (isClosed) await recordNote(id, 'closed, says an operator: its tax number is free', at)
  return isClosed
}
