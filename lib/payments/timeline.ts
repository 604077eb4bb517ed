import 'server-only'
import { insertEvent, type NewEvent } from '@/db/payment-events'
import { newId } from '@/lib/ids'
import { log } from '@/lib/log'
import type { Call } from '@/lib/paynet/call'

type Named = { id: string; referenceNo: string }

/** Logs a call; returns its line for the payment's timeline, to be written with the move that it led to. */
export function logCall(payment: Named, call: Call, at: Date): NewEvent {
  const { service, meaning, httpStatus, code, why, durationMs } = call
  log.info('paynet.call', {
    paymentId: payment.id,
    referenceNo: payment.referenceNo,
    service,
    meaning,
    durationMs,
    ...(httpStatus === null ? {} : { httpStatus }),
    ...(code === null ? {} : { code }),
    ...(why === null ? {} : { why }),
  })
  return { id: newId(), paymentId: payment.id, at, kind: 'call', detail: describeReply(call), durationMs }
}

/** A call and its answer in a line. */
export function describeReply({ service, meaning, httpStatus, code, why, message }: Call): string {
  const words = [service, meaning, httpStatus && `HTTP ${httpStatus}`, code !== null && `code ${code}`, why, message && `“${message}”`]
  return words.filter(Boolean).join(' · ')
}

/** Logs a call that has moved nothing, and adds it to its payment's timeline. */
export async function recordCall(payment: Named, call: Call, at: Date): Promise<void> {
  await recordEvent(logCall(payment, call, at))
}

/** How the note of a review's reason begins. */
export const IN_REVIEW = 'in review: '

/** A line for a payment's timeline, to be written with the move that it explains. */
export function noteOf(paymentId: string, note: string, at: Date): NewEvent {
  return { id: newId(), paymentId, at, kind: 'note', detail: note, durationMs: null }
}

export async function recordNote(paymentId: string, note: string, at: Date): Promise<void> {
  await recordEvent(noteOf(paymentId, note, at))
}

/** A timeline that cannot be written keeps no payment from being settled. */
export async function recordEvent(event: NewEvent): Promise<void> {
  try {
    await insertEvent(event)
  } catch (error) {
    log.error('timeline.not-written', { paymentId: event.paymentId, error })
  }
}
