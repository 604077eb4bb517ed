import 'server-only'
import { insertEvent } from '@/db/payment-events'
import { newId } from '../ids'
import { log } from '../log'
import type { Call } from '../paynet/paynet'

/** Adds a call to a payment's timeline. A timeline that cannot be written keeps no payment from being settled. */
export async function recordCall(payment: { id: string; referenceNo: string }, call: Call, at: Date): Promise<void> {
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
  const words = [service, meaning, httpStatus && `HTTP ${httpStatus}`, code !== null && `code ${code}`, why]
  await write(payment.id, 'call', words.filter(Boolean).join(' · '), at, durationMs)
}

export async function recordNote(paymentId: string, note: string, at: Date): Promise<void> {
  await write(paymentId, 'note', note, at, null)
}

async function write(paymentId: string, kind: 'call' | 'note', detail: string, at: Date, durationMs: number | null): Promise<void> {
  try {
    await insertEvent({ id: newId(), paymentId, at, kind, detail, durationMs })
  } catch (error) {
    log.error('timeline.not-written', { paymentId, error })
  }
}
