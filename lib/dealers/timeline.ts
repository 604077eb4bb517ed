import 'server-only'
import { insertApplicationEvent, listNewestApplicationEvents } from '@/db/application-events'
import { newId } from '@/lib/ids'
import { log } from '@/lib/log'
import type { Call } from '@/lib/paynet/call'

/** The history of an application, for operators. Words and codes only: no answer, no message of Paynet's. */

/** Logs a call about an application, and adds it to its history. Says so when Paynet refuses us as such. */
export async function recordCall(applicationId: string, call: Call, at: Date): Promise<void> {
  tellCall(call, applicationId)
  const { service, meaning, httpStatus, code, why, durationMs } = call
  const words = [service, meaning, httpStatus && `HTTP ${httpStatus}`, code !== null && `code ${code}`, why, `${durationMs} ms`]
  await recordNote(applicationId, words.filter(Boolean).join(' · '), at)
}

/** The same, for calls that only ask: the history need not hold them. */
export function tellCall(call: Call, applicationId?: string): void {
  const { service, meaning, httpStatus, code, why, durationMs, refusesUs } = call
  const more = {
    ...(applicationId === undefined ? {} : { applicationId }),
    ...(httpStatus === null ? {} : { httpStatus }),
    ...(code === null ? {} : { code }),
    ...(why === null ? {} : { why }),
  }
  log.info('paynet.call', { service, meaning, durationMs, ...more })
  if (refusesUs) log.alarm('paynet.refuses-us', { service, ...(httpStatus === null ? {} : { httpStatus }) })
}

/** A history that cannot be written keeps nothing from going on. */
export async function recordNote(applicationId: string, detail: string, at: Date): Promise<void> {
  try {
    await insertApplicationEvent({ id: nextEventId(at), applicationId, at, detail })
  } catch (error) {
    log.error('timeline.not-written', { applicationId, error })
  }
}

let events = 0

/** Sorts as it was written, within a process. */
function nextEventId(at: Date): string {
  events = (events + 1) % 1_000_000
  return `${at.getTime().toString(36).padStart(9, '0')}-${String(events).padStart(6, '0')}-${newId()}`
}

const STATUS_SEEN = 'status at Paynet: '

/** Keeps what Paynet said of an application last, once a change. */
export async function recordStatus(applicationId: string, status: string, at: Date): Promise<void> {
  if ((await lastStatus(applicationId))?.status !== status) await recordNote(applicationId, `${STATUS_SEEN}${status}`, at)
}

export async function lastStatus(applicationId: string): Promise<{ status: string; at: Date } | null> {
  const seen = (await listNewestApplicationEvents(applicationId, 200)).find(({ detail }) => detail.startsWith(STATUS_SEEN))
  return seen ? { status: seen.detail.slice(STATUS_SEEN.length), at: seen.at } : null
}
