import 'server-only'
import { insertEvent, type NewEvent } from '@/db/payment-events'
import { newId } from '@/lib/ids'
import { log } from '@/lib/log'
import type { Call } from '@/lib/paynet/payments'

/**
 * Makes a move and adds the call that led to it to the timeline before it, both in one commit. When there
 * was no move, the call alone is added.
 */
export async function moveAfterCall<T>(payment: Named, call: Call, at: Date, move: (event: NewEvent) => Promise<T>): Promise<T> {
  tell(payment, call)
  const event = eventOf(payment, call, at)
  const moved = await move(event)
  if (!moved) await write(event)
  return moved
}

/** Adds a call to a payment's timeline. A timeline that cannot be written keeps no payment from being settled. */
export async function recordCall(payment: Named, call: Call, at: Date): Promise<void> {
  tell(payment, call)
  await write(eventOf(payment, call, at))
}

export async function recordNote(paymentId: string, note: string, at: Date): Promise<void> {
  await write({ id: newId(), paymentId, at, kind: 'note', detail: note, durationMs: null })
}

type Named = { id: string; referenceNo: string }

function tell(payment: Named, { service, meaning, httpStatus, code, why, durationMs }: Call): void {
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
}

function eventOf({ id: paymentId }: Named, { service, meaning, httpStatus, code, why, durationMs }: Call, at: Date): NewEvent {
  const words = [service, meaning, httpStatus && `HTTP ${httpStatus}`, code !== null && `code ${code}`, why]
  return { id: newId(), paymentId, at, kind: 'call', detail: words.filter(Boolean).join(' · '), durationMs }
}

async function write(event: NewEvent): Promise<void> {
  try {
    await insertEvent(event)
  } catch (error) {
    log.error('timeline.not-written', { paymentId: event.paymentId, error })
  }
}
