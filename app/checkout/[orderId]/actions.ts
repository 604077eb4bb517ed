'use server'

import { notFound } from 'next/navigation'
import { readCardInput, withoutNumber } from '@/app/card-input'
import { field } from '@/app/field'
import { attempt, leadTo, type OwnWords, sentenceOf } from '@/app/forms'
import type { AskedPlans } from '@/components/card-form/plans-fold'
import { changeInWords } from '@/components/card-form/plans-in-words'
import type { SendLinkState } from '@/components/checkout/pay-by-phone-or-mail'
import { currentUser, signInAgainPath } from '@/lib/accounts/session'
import { now } from '@/lib/clock'
import { env } from '@/lib/env'
import { isId } from '@/lib/ids'
import { sendLink } from '@/lib/mail/send-link'
import { findOrder } from '@/lib/orders/orders'
import { newIdempotencyKey } from '@/lib/payments/idempotency-key'
import type { PaymentMethodInput } from '@/lib/payments/payment-method'
import { recallPlans, showPlans } from '@/lib/payments/show-plans'
import { startPayment as start } from '@/lib/payments/start'
import { parseExpiry, showExpiry } from '@/lib/shared/cards/card'
import { type CardFormState, FORM_FIELDS, type FormFault, NEW_CARD } from '@/lib/shared/cards/card-form'
import { plainDigits } from '@/lib/shared/digits'
import { type Messages, messagesFor } from '@/lib/shared/messages'
import type { Order } from '@/lib/shared/payments/order'
import { isSamePlan, type PlanChoice, parsePlan } from '@/lib/shared/payments/plan'
import type { Failure } from '@/lib/shared/result'
import { clientAddress } from '@/lib/web/client-address'
import { currentLocale } from '@/lib/web/locale'
import { ensurePayer } from '@/lib/web/payer'
import { keepTypedCard, type TypedCard } from '@/lib/web/typed-card'
import { offeredBy, offersPlans, viewPlans } from './plans-view'

/**
 * Starts a 3D payment and sends the browser to the bank. Returns only when it could not, with a fresh
 * idempotency key and never with a card number or security code.
 */
export async function startPayment(orderId: string, _state: CardFormState, form: FormData): Promise<CardFormState> {
  const user = await currentUser()
  const payer = await ensurePayer()
  const started = await attempt(
    'payment.not-started',
    start(
      {
        orderId: String(orderId),
        idempotencyKey: field(form, FORM_FIELDS.idempotencyKey),
        shownAmountKurus: Number(field(form, FORM_FIELDS.shownAmount)),
        method: methodFromForm(form),
        plan: planFromForm(form),
      },
      { digest: payer, address: await clientAddress(), userId: user?.id ?? null },
      now,
    ),
    { orderId: String(orderId) },
  )
  if (started.ok) {
    const { to, paymentId } = started.value
    if (to === '3d') await keepTyped({ orderId, payer }, form)
    leadTo(to === '3d' ? `/checkout/${orderId}/3d/${paymentId}` : `/checkout/${orderId}/result`)
  }
  return answer(orderId, started.failure, form)
}

async function answer(orderId: string, failure: Failure, form: FormData): Promise<CardFormState> {
  if (failure.kind === 'not-found') notFound()
  if (failure.kind === 'unauthenticated') {
    // Nothing is lost: a saved card was chosen, so nothing was typed, and it is chosen again.
    if (env().isOn.accounts) leadTo(signInAgainPath(`/checkout/${orderId}${wishOf(form)}`))
    // A form from before accounts were switched off: its card cannot be reached any more.
    return answer(orderId, { kind: 'conflict', because: 'card-gone' }, form)
  }
  if (failure.kind === 'conflict' && /^order-(paid|in-review|settling)$/.test(failure.because)) leadTo(`/checkout/${orderId}/result`)
  if (failure.kind === 'conflict' && /^order-(cancelled|expired)$/.test(failure.because)) leadTo(`/checkout/${orderId}`)
  const order = await findOrder(orderId, await now())
  if (!order) notFound()
  const isGone = failure.kind === 'conflict' && failure.because === 'card-gone'
  const plans = offersPlans() && !isGone ? await plansNow(order, failure, form) : null
  return {
    idempotencyKey: newIdempotencyKey(),
    shownAmountKurus: order.amountKurus,
    faults: failure.kind === 'invalid' ? (failure.fields as FormFault[]) : [],
    problem: await sentenceOf(failure, (messages) => ({ ...ownWords(messages), ...plans?.changed })),
    ...typedCard(form),
    savedCardId: isGone ? null : ownCardId(form),
    ...(plans ? { plans: plans.view } : {}),
  }
}

/** The plans of the card that was to pay, as they were just told, and what changed of the one that was chosen. */
async function plansNow(order: Order, failure: Failure, form: FormData) {
  const chosen = planFromForm(form)
  const count = chosen === null || chosen === 'unknown' ? 1 : chosen.instalments
  if (failure.kind === 'rate-limited' && failure.of === 'plans') {
    return { view: await viewPlans(order, { kind: 'too-often', retryAfterSeconds: failure.retryAfterSeconds }, count) }
  }
  const method = methodFromForm(form)
  const user = await currentUser()
  const card = method.kind === 'saved' ? { savedCardId: method.cardId } : { cardStart: method.card.number }
  const offer = await recallPlans(order.id, card, user?.id ?? null, now)
  const view = await viewPlans(order, offer ?? { kind: method.kind === 'saved' ? 'late' : 'unasked' }, count)
  const plan = offer?.kind === 'plans' && offer.plans.find(({ instalments }) => instalments === count)
  if (!plan || !chosen || chosen === 'unknown' || isSamePlan(plan, chosen)) return { view }
  const locale = await currentLocale()
  return { view, changed: { 'plan-changed': changeInWords(chosen, plan, locale, messagesFor(locale)) } }
}

/**
 * Shows the plans of a card of which only the beginning is typed, where there are no scripts. What comes back holds none
 * of its digits.
 */
export async function askPlans(orderId: string, _asked: AskedPlans | null, form: FormData): Promise<AskedPlans> {
  const order = await findOrder(String(orderId), await now())
  if (!order) notFound()
  const cardStart = field(form, FORM_FIELDS.cardStart)
  const user = await currentUser()
  const shopper = { userId: user?.id ?? null, address: await clientAddress() }
  const plans = await attempt('plans.not-shown', showPlans(order.id, { cardStart }, shopper, now), { orderId: order.id })
  if (!plans.ok && plans.failure.kind === 'not-found') {
    return { view: null, problem: messagesFor(await currentLocale()).plans.client.tooShort }
  }
  return { view: await viewPlans(order, offeredBy(plans)), problem: null }
}

/** Only what could be one of our ids: a card number typed there must not come back. */
function ownCardId(form: FormData): string | null {
  const method = methodFromForm(form)
  return method.kind === 'saved' && isId(method.cardId) ? method.cardId : null
}

function wishOf(form: FormData): string {
  const cardId = ownCardId(form)
  return cardId === null ? '' : `?card=${cardId}`
}

/** What a form may show again of a typed card. */
function typedCard(form: FormData): TypedCard {
  const expiry = parseExpiry(field(form, FORM_FIELDS.expiry))
  const code = plainDigits(field(form, FORM_FIELDS.cvc)).trim()
  /** Three digits say little, unless they are the security code's. */
  const withoutSecrets = (typed: string) => (code !== '' && plainDigits(typed).includes(code) ? '' : withoutNumber(typed))
  return {
    holder: withoutSecrets(field(form, FORM_FIELDS.holder)),
    expiry: expiry ? showExpiry(expiry) : '',
    description: withoutSecrets(field(form, FORM_FIELDS.description)),
    wantsSaving: field(form, FORM_FIELDS.wantsSaving) !== '',
  }
}

/** For the way back from the bank, whatever is decided there. */
async function keepTyped(from: { orderId: string; payer: string }, form: FormData): Promise<void> {
  if (methodFromForm(form).kind === 'new') await keepTypedCard(from, typedCard(form), await now())
}

function ownWords({ problem: { refused, unavailable } }: Messages): OwnWords {
  return { refused, unavailable }
}

/** No plan chosen, as where none is on offer, is a single payment. */
function planFromForm(form: FormData): PlanChoice | 'unknown' | null {
  const chosen = field(form, FORM_FIELDS.plan)
  return chosen === '' ? null : (parsePlan(chosen) ?? 'unknown')
}

function methodFromForm(form: FormData): PaymentMethodInput {
  const chosen = field(form, FORM_FIELDS.savedCard)
  if (chosen !== '' && chosen !== NEW_CARD) return { kind: 'saved', cardId: chosen }
  const wantsSaving = field(form, FORM_FIELDS.wantsSaving) !== ''
  return { kind: 'new', card: readCardInput(form), save: wantsSaving ? { description: field(form, FORM_FIELDS.description) } : null }
}

/** Sends the page's address to the order's customer. */
export async function mailLink(orderId: string): Promise<SendLinkState> {
  const sent = await attempt('mail.link-not-queued', sendLink(String(orderId), await currentLocale(), await now()))
  if (sent.ok) return { problem: null, isSent: true }
  const { byMail } = messagesFor(await currentLocale()).checkout.byPhone
  const problem =
    sent.failure.kind === 'rate-limited'
      ? byMail.limited
      : await sentenceOf(sent.failure, ({ checkout }) => ({
          'not-found': checkout.byPhone.byMail.over,
          unavailable: checkout.byPhone.byMail.unavailable,
        }))
  return { problem, isSent: false }
}
