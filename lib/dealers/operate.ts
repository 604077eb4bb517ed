import 'server-only'
import { type ApplicationEvent, listApplicationEvents } from '@/db/application-events'
import {
  type ApplicationRow,
  advanceApplication,
  correctFormId,
  findApplicationByFormId,
  findApplicationRow,
  freeTaxNumber,
  sendAgain,
} from '@/db/applications'
import { listPutOff, listUnanswered as listUnansweredRows } from '@/db/waiting'
import { later } from '@/lib/clock'
import { isId } from '@/lib/ids'
import { scrub } from '@/lib/log'
import type { PaynetStatus } from '@/lib/shared/dealers/application-view'
import { type MaskedAnswer, maskAnswers } from '@/lib/shared/dealers/mask-answers'
import { openApplication, readLinkText, taxDigests } from './application'
import { KEEP_REFUSED_MS } from './call-paynet'
import { askStatus } from './status-at-paynet'
import { recordNote } from './timeline'

const MOST_LISTED = 100

/** By our id or Paynet's number of it. */
export async function findApplicationBy(word: string): Promise<ApplicationRow | null> {
  return (isId(word) ? await findApplicationRow(word) : null) ?? (await findApplicationByFormId(word))
}

/** What waits for an operator to look at Paynet, and what Paynet has not let in so far. */
export async function listUnanswered(): Promise<ApplicationRow[]> {
  return [...(await listUnansweredRows(null, MOST_LISTED)), ...(await listPutOff(null, null, MOST_LISTED))]
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

/** By what Paynet's panel finds an application. */
const SEARCHED_BY = ['company_name', 'tckn_vkn', 'contact_name', 'contact_mail'] as const

/** The answers by which an operator finds an application at Paynet, in the clear; its history keeps whom they were shown to. */
export async function readForSearch(row: ApplicationRow, at: Date, word: string): Promise<{ field: string; text: string }[]> {
  const { answers } = await openApplication(row)
  await recordWord(row.id, 'shown unmasked to an operator', word, at)
  return SEARCHED_BY.flatMap((field) => (answers[field] ? [{ field, text: answers[field] }] : []))
}

/**
 * An operator has looked and Paynet does not have it, so the loop sends it once more. False if it is not waiting for
 * that word, or if another application still holds its tax number. `calls` stays: if Paynet now says "already", it
 * has the earlier one.
 */
export async function resend({ id }: Pick<ApplicationRow, 'id'>, at: Date, word = ''): Promise<boolean> {
  const row = await findApplicationRow(id)
  if (!row) return false
  const { tckn_vkn } = (await openApplication(row)).answers
  const [taxDigest, ...otherDigests] = taxDigests(tckn_vkn ?? '')
  const moved = await sendAgain(id, { taxDigest, sentAt: null, settledAt: null, nextAt: at, updatedAt: at }, otherDigests)
  if (!moved || moved === 'taken') return false
  await recordWord(id, 'to be sent again, says an operator', word, at)
  return true
}

const RECEIVED = 'received, says an operator'

/**
 * An operator has seen it at Paynet, under that number. One that an operator has written before can be corrected in the same
 * way; one that Paynet has told cannot. False if it is not waiting for that word, or if that cannot be its number.
 */
export async function markReceived({ id }: Pick<ApplicationRow, 'id'>, formId: string, at: Date, word = ''): Promise<boolean> {
  if (await whyNoFormId(id, formId)) return false
  const moved = await advanceApplication(id, 'verifying', 'received', { formId, settledAt: at, nextAt: null })
  if (moved && moved !== 'taken') {
    await recordWord(id, `${RECEIVED} as ${formId}`, word, at)
    return true
  }
  const row = await findApplicationRow(id)
  const wasTyped = row?.formId && (await listApplicationEvents(id)).some(({ detail }) => detail.startsWith(RECEIVED))
  if (!row?.formId || !wasTyped || row.formId === formId || !(await correctFormId(id, row.formId, formId))) return false
  await recordWord(id, `received as ${formId}, not as ${row.formId}, says an operator`, word, at)
  return true
}

/** Why what was typed cannot be an application's form_id, or null. */
export async function whyNoFormId(id: string, formId: string): Promise<'no-number' | 'of-another' | null> {
  // Text in Paynet's table, but a whole number wherever it is shown or asked for.
  if (!/^[1-9]\d{0,14}$/.test(formId)) return 'no-number'
  const other = await findApplicationByFormId(formId)
  return other && other.id !== id ? 'of-another' : null
}

/** A line of history, with whose word it is and why. */
async function recordWord(id: string, what: string, word: string, at: Date): Promise<void> {
  await recordNote(id, [what, scrub(word).slice(0, 500)].filter(Boolean).join(': '), at)
}

/**
 * An operator has looked, and Paynet has refused it or does not have it: the dealer can mend it and send it again.
 * No send is open any more. The same ends one that is put off again and again. False if it waits for neither.
 */
export async function markRefused({ id }: Pick<ApplicationRow, 'id'>, at: Date, word = ''): Promise<boolean> {
  const row = await findApplicationRow(id)
  if (!row) return false
  const patch = { refusedField: null, calls: 0, settledAt: at, nextAt: null, deleteAt: later(at, KEEP_REFUSED_MS) }
  const isPutOff = row.status === 'sending' && row.sentAt === null
  const moved = isPutOff
    ? await advanceApplication(id, 'sending', 'refused', patch, row.fence)
    : await advanceApplication(id, 'verifying', 'refused', patch)
  if (!moved || moved === 'taken') return false
  await recordWord(id, 'refused, says an operator: it can be corrected and sent again', word, at)
  return true
}

/**
 * An operator frees the tax number of an application. If it was waiting for their word it is refused; if Paynet has it,
 * it stays as it is. False if it is neither.
 */
export async function closeApplication({ id }: Pick<ApplicationRow, 'id'>, at: Date, word = ''): Promise<boolean> {
  // Without `sentAt`, since no answer of Paynet's refused it.
  const patch = { refusedField: null, sentAt: null, settledAt: at, nextAt: null, deleteAt: later(at, KEEP_REFUSED_MS) }
  const isClosed = (await advanceApplication(id, 'verifying', 'refused', patch)) !== null || (await freeTaxNumber(id))
  if (isClosed) await recordWord(id, 'closed, says an operator: its tax number is free', word, at)
  return isClosed
}
