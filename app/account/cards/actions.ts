'use server'

import { revalidatePath } from 'next/cache'
import { notFound, redirect } from 'next/navigation'
import { readCardInput, textOf, withoutCardNumber, withoutNumber } from '@/app/card-input'
import { currentUser, type SessionUser } from '@/lib/accounts/session'
import { chooseDefault, removeCard, renameCard } from '@/lib/cards/change'
import { checkCode, forgetCode, sendCode } from '@/lib/cards/otp'
import { saveCard } from '@/lib/cards/save'
import { now } from '@/lib/clock'
import { trackUntilDone } from '@/lib/in-flight'
import { log } from '@/lib/log'
import { newIdempotencyKey } from '@/lib/payments/idempotency-key'
import { type AddCardState, FORM_FIELDS, type FormFault } from '@/lib/shared/cards/card-form'
import { NOT_VERIFIED, OTP_FIELDS, type OtpProblem, type VerifyState } from '@/lib/shared/cards/card-otp'
import { type CardsState, NO_CHANGE } from '@/lib/shared/cards/cards-state'
import type { DescriptionProblem } from '@/lib/shared/cards/saved-card'
import { type Messages, messagesFor } from '@/lib/shared/messages'
import { type Failure, fail, type Result } from '@/lib/shared/result'
import { clientAddress } from '@/lib/web/client-address'
import { currentLocale } from '@/lib/web/locale'
import { refuseRequest } from '@/lib/web/refused-request'

const PATH = '/account/cards'

/** Renames or deletes a card, or offers it first. Whose card it is, the session says; any other is not found. */
export async function changeCard(_state: CardsState, form: FormData): Promise<CardsState> {
  const user = await signedIn()
  const id = textOf(form, 'card')
  const typed = textOf(form, 'description')
  const intent = textOf(form, 'intent')
  const words = messagesFor(await currentLocale())
  const changed = await attempt(change(user.id, id, intent, typed))
  if (!changed.ok && changed.failure.kind === 'not-found') {
    await refuseRequest()
    notFound()
  }
  revalidatePath(PATH)
  if (changed.ok) return { ...NO_CHANGE, message: doneInWords(intent, changed.value, words.cards) }
  const { failure } = changed
  if (failure.kind !== 'invalid') return { ...NO_CHANGE, problem: sentence(failure, words) }
  const text = words.form.problems[failure.fields[0]?.problem as DescriptionProblem]
  return { ...NO_CHANGE, wrong: { cardId: id, text, typed: withoutNumber(typed) } }
}

function change(userId: string, id: string, intent: string, typed: string): Promise<Result<string>> {
  if (intent === 'rename') return renameCard(userId, id, typed, now)
  if (intent === 'delete') return removeCard(userId, id, now)
  return intent === 'default' ? chooseDefault(userId, id) : Promise.resolve(fail({ kind: 'not-found' }))
}

function doneInWords(intent: string, name: string, words: Messages['cards']): string {
  if (intent === 'rename') return words.renamed(name)
  return intent === 'delete' ? words.removed : words.madeDefault(name)
}

/** Saves a card without a payment. Answers with a fresh form, and never with a card number or security code. */
export async function addCard(_state: AddCardState, form: FormData): Promise<AddCardState> {
  const user = await signedIn()
  const fresh: AddCardState = { idempotencyKey: newIdempotencyKey(), faults: [], problem: null, holder: '', description: '', done: null }
  const input = {
    formKey: textOf(form, FORM_FIELDS.idempotencyKey),
    card: readCardInput(form),
    description: textOf(form, FORM_FIELDS.description),
  }
  const saved = await attempt(saveCard(user.id, input, await clientAddress(), now))
  const words = messagesFor(await currentLocale())
  if (saved.ok) {
    revalidatePath(PATH)
    return { ...fresh, done: words.cards.added(saved.value.description) }
  }
  const { failure } = saved
  // Paynet was asked, or a code is over: the list and what comes before the next card may be others now.
  if (failure.kind !== 'invalid' && failure.kind !== 'rate-limited') revalidatePath(PATH)
  return {
    ...fresh,
    faults: failure.kind === 'invalid' ? (failure.fields as FormFault[]) : [],
    problem: sentence(failure, words),
    holder: withoutNumber(input.card.holder),
    description: withoutNumber(input.description),
  }
}

/** The steps before a card may be added where Paynet wants a phone to be shown. */
export async function verifyPhone(_state: VerifyState, form: FormData): Promise<VerifyState> {
  const user = await signedIn()
  const done = await attempt(verify(user.id, textOf(form, 'intent'), form))
  revalidatePath(PATH)
  if (done.ok) return NOT_VERIFIED
  const { failure } = done
  if (failure.kind !== 'invalid') return { problem: sentence(failure, messagesFor(await currentLocale())), wrong: null }
  const [{ field, problem } = { field: '', problem: '' }] = failure.fields
  return {
    problem: null,
    wrong: {
      field,
      problem: problem as OtpProblem,
      typed: field === OTP_FIELDS.phone ? withoutCardNumber(textOf(form, field)).slice(0, 30) : '',
    },
  }
}

async function verify(userId: string, intent: string, form: FormData): Promise<Result<unknown>> {
  const moment = await now()
  if (intent === 'check') return checkCode(userId, textOf(form, OTP_FIELDS.code), moment)
  if (intent === 'forget') return { ok: true, value: await forgetCode(userId) }
  return sendCode(userId, intent === 'resend' ? null : textOf(form, OTP_FIELDS.phone), await clientAddress(), moment)
}

async function signedIn(): Promise<SessionUser> {
  return (await currentUser()) ?? redirect(`/login?next=${PATH}`)
}

function attempt<T>(work: Promise<Result<T>>): Promise<Result<T>> {
  return trackUntilDone(work).catch((error: unknown) => {
    log.error('cards.failed', { error })
    return fail({ kind: 'unavailable' })
  })
}

function sentence(failure: Failure, { problem, cards }: Messages): string | null {
  switch (failure.kind) {
    case 'invalid':
      return null
    case 'conflict':
      return failure.because === 'attempt-over' ? cards.problem.over : problem.conflict[failure.because]
    case 'refused':
      return cards.problem.refused
    case 'rate-limited':
      return problem.rateLimited(failure.retryAfterSeconds)
    case 'unknown':
      return cards.problem.unknown
    default:
      return cards.problem.unavailable
  }
}
