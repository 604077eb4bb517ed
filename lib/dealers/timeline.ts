import 'server-only'
import { insertApplicationEvent, listNewestApplicationEvents } from '@/db/application-events'
import { newId } from '@/lib/ids'
import { log } from '@/lib/log'
import type { Call } from '@/lib/paynet/call'

/** An application's history, for operators. Words and codes, and Paynet's own words with what they may quote taken out: no answers. */

/** Logs a call about an application, and adds it to its history. */
export async function recordCall(applicationId: string, call: Call, at: Date): Promise<void> {
  logCall(call, applicationId)
  const { service, meaning, httpStatus, code, why, message, durationMs } = call
  const words = [service, meaning, httpStatus && `HTTP ${httpStatus}`, code !== null && `code ${code}`, why, message, `${durationMs} ms`]
  await recordNote(applicationId, words.filter(Boolean).join(' · '), at)
}

/** Logs a call, with an alarm if Paynet refuses this merchant as such. Calls that only ask need no line of history. */
export function logCall(call: Call, applicationId?: string): void {
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

/** If the history cannot be written, the work goes on. */
export async function recordNote(applicationId: string, detail: string, at: Date): Promise<void> {
  try {
    await insertApplicationEvent({ id: nextEventId(at), applicationId, at, detail })
  } catch (error) {
    log.error('timeline.not-written', { applicationId, error })
  }
}

let events = 0

/** Sorts in the order of writing, within a process. */
function nextEventId(at: Date): string {
  events = (events + 1) % 1_000_000
  return `${at.getTime().toString(36).padStart(9, '0')}-${String(events).padStart(6, '0')}-${newId()}`
}

const STATUS_SEEN = 'status at Paynet: '

/** Keeps the status that Paynet last gave an application, one line for each change. */
export async function recordStatus(applicationId: string, status: string, at: Date): Promise<void> {
  if ((await lastStatus(applicationId))?.status !== status) await recordNote(applicationId, `${STATUS_SEEN}${status}`, at)
}

export async function lastStatus(applicationId: string): Promise<{ status: string; at: Date } | null> {
  const seen = (await listNewestApplicationEvents(applicationId, 200)).find(({ detail }) => detail.startsWith(STATUS_SEEN))
  return seen ? { status: seen.detail.slice(STATUS_SEEN.length), at: seen.at } : null
}
