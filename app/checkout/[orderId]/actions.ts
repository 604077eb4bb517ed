'use server'

import { notFound, redirect } from 'next/navigation'
import { clientAddress } from '@/lib/client-address'
import { now } from '@/lib/clock'
import { letFinish } from '@/lib/in-flight'
import { currentLocale } from '@/lib/locale'
import { log } from '@/lib/log'
import { findOrder } from '@/lib/orders'
import { ensurePayer } from '@/lib/payer'
import { newAttemptKey } from '@/lib/payments/attempt'
import { startPayment as start } from '@/lib/payments/start'
import type { CardFault, CardInput } from '@/lib/shared/card'
import { type CardFormState, FORM_FIELDS } from '@/lib/shared/card-form'
import { messagesFor } from '@/lib/shared/messages'
import { type Failure, fail } from '@/lib/shared/result'

/**
 * Starts a 3D payment and sends the browser to the bank. Returns only when it could not, with a fresh
 * attempt key and never with a card number or security code.
 */
export async function startPayment(orderId: string, _state: CardFormState, form: FormData): Promise<CardFormState> {
  const card = readCardInput(form)
  const started = await letFinish(
    start(
      {
        orderId: String(orderId),
        attemptKey: textOf(form, FORM_FIELDS.attemptKey),
        shownAmountKurus: Number(textOf(form, FORM_FIELDS.shownAmount)),
        card,
      },
      { digest: await ensurePayer(), address: await clientAddress() },
      now,
    ),
  ).catch((error: unknown) => {
    log.error('payment.not-started', { orderId: String(orderId), error })
    return fail({ kind: 'unavailable' })
  })
  if (started.ok) {
    const { to, paymentId } = started.value
    redirect(to === '3d' ? `/checkout/${orderId}/3d/${paymentId}` : `/checkout/${orderId}/result`)
  }
  return answer(orderId, started.failure, card.holder)
}

async function answer(orderId: string, failure: Failure, holder: string): Promise<CardFormState> {
  if (failure.kind === 'not-found') notFound()
  if (failure.kind === 'conflict' && /^order-(paid|in-review|settling)$/.test(failure.because)) redirect(`/checkout/${orderId}/result`)
  if (failure.kind === 'conflict' && /^order-(cancelled|expired)$/.test(failure.because)) redirect(`/checkout/${orderId}`)
  const order = await findOrder(orderId, await now())
  if (!order) notFound()
  return {
    attemptKey: newAttemptKey(),
    shownAmountKurus: order.amountKurus,
    faults: failure.kind === 'invalid' ? (failure.fields as CardFault[]) : [],
    problem: await sentence(failure),
    // Somebody who typed the number there does not get it back.
    holder: /\d{4}/.test(holder) ? '' : holder.slice(0, 50),
  }
}

async function sentence(failure: Failure): Promise<string | null> {
  const { problem } = messagesFor(await currentLocale())
  switch (failure.kind) {
    case 'invalid':
      return null
    case 'conflict':
      return problem.conflict[failure.because]
    case 'refused':
      return problem.refused[failure.reason]
    case 'rate-limited':
      return problem.rateLimited(failure.retryAfterSeconds)
    default:
      return problem.unavailable
  }
}

function readCardInput(form: FormData): CardInput {
  return {
    holder: textOf(form, FORM_FIELDS.holder),
    number: textOf(form, FORM_FIELDS.number),
    expiry: textOf(form, FORM_FIELDS.expiry),
    cvc: textOf(form, FORM_FIELDS.cvc),
  }
}

/** A field as text of a sane length; files and the like count as empty. */
function textOf(form: FormData, name: string): string {
  const value = form instanceof FormData ? form.get(name) : null
  return typeof value === 'string' ? value.slice(0, 200) : ''
}
