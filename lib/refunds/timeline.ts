import 'server-only'
import type { NewEvent } from '@/db/payment-events'
import type { Refund } from '@/db/refunds'
import { newId } from '@/lib/ids'
import { log } from '@/lib/log'
import { describeReply } from '@/lib/payments/timeline'
import type { Call } from '@/lib/paynet/call'
import type { RefundStatus } from '@/lib/shared/payments/refund'

/** A refund's lines in the history of its payment or, where that is unknown, in one of its own. */

type Named = Pick<Refund, 'id' | 'paymentId' | 'reference' | 'amountKurus'>

/** `because`: what led to the move, where its call does not say. */
export function moveOf(refund: Named, from: RefundStatus | null, to: RefundStatus, at: Date, because?: string): NewEvent {
  return line(refund, 'refund-move', at, [from === null ? to : `${from} -> ${to}`, because])
}

/** Logs a call; returns its line. */
export function callOf(refund: Named, call: Call, at: Date): NewEvent {
  const { service, meaning, durationMs, httpStatus, code, why } = call
  log.info('paynet.call', {
    refundId: refund.id,
    ...(refund.paymentId === null ? {} : { paymentId: refund.paymentId }),
    service,
    meaning,
    durationMs,
    ...(httpStatus === null ? {} : { httpStatus }),
    ...(code === null ? {} : { code }),
    ...(why === null ? {} : { why }),
  })
  return { ...line(refund, 'refund-call', at, [describeReply(call)]), durationMs }
}

export function noteOf(refund: Named, at: Date, note: string): NewEvent {
  return line(refund, 'note', at, [note])
}

function line(refund: Named, kind: NewEvent['kind'], at: Date, words: (string | undefined)[]): NewEvent {
  const { id, paymentId, reference, amountKurus } = refund
  const name = `refund ${reference ?? id} of ${(amountKurus / 100).toFixed(2)} TRY`
  return {
    id: newId(),
    paymentId: paymentId ?? id,
    at,
    kind,
    detail: [`${name}: ${words[0]}`, ...words.slice(1)].filter(Boolean).join('; '),
    durationMs: null,
  }
}
