'use server'

import { notFound, redirect } from 'next/navigation'
import { readCardInput, textOf, withoutNumber } from '@/app/card-input'
import { currentUser } from '@/lib/accounts/session'
import { now } from '@/lib/clock'
import { isId } from '@/lib/ids'
import { trackUntilDone } from '@/lib/in-flight'
import { log } from '@/lib/log'
import { findOrder } from '@/lib/orders/orders'
import { newIdempotencyKey } from '@/lib/payments/idempotency-key'
import type { PaymentMethodInput } from '@/lib/payments/payment-method'
import { startPayment as start } from '@/lib/payments/start'
import { type CardFormState, FORM_FIELDS, type FormFault, NEW_CARD } from '@/lib/shared/cards/card-form'
import { messagesFor } from '@/lib/shared/messages'
import { type Failure, fail } from '@/lib/shared/result'
import { clientAddress } from '@/lib/web/client-address'
import { currentLocale } from '@/lib/web/locale'
import { ensurePayer } from '@/lib/web/payer'

/**
 * Starts a 3D payment and sends the browser to the bank. Returns only when it could not, with a fresh
 * attempt key and never with a card number or security code.
 */
export async function startPayment(orderId: string, _state: CardFormState, form: FormData): Promise<CardFormState> {
  const user = await currentUser()
  const started = await trackUntilDone(
    start(
      {
        orderId: String(orderId),
        idempotencyKey: textOf(form, FORM_FIELDS.idempotencyKey),
        shownAmountKurus: Number(textOf(form, FORM_FIELDS.shownAmount)),
        method: methodFromForm(form),
      },
      { digest: await ensurePayer(), address: await clientAddress(), userId: user?.id ?? null },
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
  return answer(orderId, started.failure, form)
}

async function answer(orderId: string, failure: Failure, form: FormData): Promise<CardFormState> {
  if (failure.kind === 'not-found') notFound()
  if (failure.kind === 'unauthenticated') redirect(`/login?next=/checkout/${orderId}`)
  if (failure.kind === 'conflict' && /^order-(paid|in-review|settling)$/.test(failure.because)) redirect(`/checkout/${orderId}/result`)
  if (failure.kind === 'conflict' && /^order-(cancelled|expired)$/.test(failure.because)) redirect(`/checkout/${orderId}`)
  const order = await findOrder(orderId, await now())
  if (!order) notFound()
  const method = methodFromForm(form)
  const isGone = failure.kind === 'conflict' && failure.because === 'card-gone'
  return {
    idempotencyKey: newIdempotencyKey(),
    shownAmountKurus: order.amountKurus,
    faults: failure.kind === 'invalid' ? (failure.fields as FormFault[]) : [],
    problem: await sentence(failure),
    holder: withoutNumber(textOf(form, FORM_FIELDS.holder)),
    description: withoutNumber(textOf(form, FORM_FIELDS.description)),
    wantsSaving: method.kind === 'new' && method.save !== null,
    // Only what could be an id of ours: somebody who put a card number there does not get it back.
    savedCardId: method.kind === 'saved' && !isGone && isId(method.cardId) ? method.cardId : null,
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
      return problem.refused
    case 'rate-limited':
      return (failure.of === 'new-cards' ? problem.newCards : problem.rateLimited)(failure.retryAfterSeconds)
    default:
      return problem.unavailable
  }
}

function methodFromForm(form: FormData): PaymentMethodInput {
  const chosen = textOf(form, FORM_FIELDS.savedCard)
  if (chosen !== '' && chosen !== NEW_CARD) return { kind: 'saved', cardId: chosen }
  const wantsSaving = textOf(form, FORM_FIELDS.wantsSaving) !== ''
  return { kind: 'new', card: readCardInput(form), save: wantsSaving ? { description: textOf(form, FORM_FIELDS.description) } : null }
}
