'use server'

import { revalidatePath } from 'next/cache'
import { notFound } from 'next/navigation'
import { readCardInput, withoutCardNumber, withoutNumber } from '@/app/card-input'
import { field } from '@/app/field'
import { attempt, type OwnWords, sentenceOf, signedOut } from '@/app/forms'
import { currentUser } from '@/lib/accounts/session'
import { chooseDefault, removeCard, renameCard } from '@/lib/cards/change'
import { checkCode, forgetCode, sendCode } from '@/lib/cards/otp'
import { saveCard } from '@/lib/cards/save'
import { now } from '@/lib/clock'
import { newIdempotencyKey } from '@/lib/payments/idempotency-key'
import { type AddCardState, FORM_FIELDS, type FormFault } from '@/lib/shared/cards/card-form'
import { NOT_VERIFIED, OTP_FIELDS, type OtpProblem, type VerifyState } from '@/lib/shared/cards/card-otp'
import { type CardsState, NO_CHANGE } from '@/lib/shared/cards/cards-state'
import type { DescriptionProblem } from '@/lib/shared/cards/saved-card'
import { type Messages, messagesFor } from '@/lib/shared/messages'
import { fail, type Result } from '@/lib/shared/result'
import { clientAddress } from '@/lib/web/client-address'
import { currentLocale } from '@/lib/web/locale'
import { requirePart } from '@/lib/web/parts'
import { refuseRequest } from '@/lib/web/refused-request'

const PATH = '/account/cards'

/** Renames or deletes a card, or makes it the one offered first. The session says whose card it must be; any other is not found. */
export async function changeCard(_state: CardsState, form: FormData): Promise<CardsState> {
  requirePart('accounts')
  const user = await currentUser()
  if (!user) return { ...NO_CHANGE, ...(await signedOut(PATH)) }
  const id = field(form, 'card')
  const typed = field(form, 'description')
  const intent = field(form, 'intent')
  const words = messagesFor(await currentLocale())
  const changed = await attempt('cards.failed', change(user.id, id, intent, typed))
  if (!changed.ok && changed.failure.kind === 'not-found') {
    await refuseRequest()
    notFound()
  }
  revalidatePath(PATH)
  if (changed.ok) return { ...NO_CHANGE, message: doneInWords(intent, changed.value, words.cards) }
  const { failure } = changed
  if (failure.kind !== 'invalid') return { ...NO_CHANGE, problem: await sentenceOf(failure, ownWords) }
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
  requirePart('accounts')
  const fresh: AddCardState = { idempotencyKey: newIdempotencyKey(), faults: [], problem: null, holder: '', description: '', done: null }
  const user = await currentUser()
  const input = {
    formKey: field(form, FORM_FIELDS.idempotencyKey),
    card: readCardInput(form),
    description: field(form, FORM_FIELDS.description),
  }
  const typed = { holder: withoutNumber(input.card.holder), description: withoutNumber(input.description) }
  if (!user) return { ...fresh, ...typed, ...(await signedOut(PATH)) }
  const saved = await attempt('cards.failed', saveCard(user.id, input, await clientAddress(), now))
  const words = messagesFor(await currentLocale())
  if (saved.ok) {
    revalidatePath(PATH)
    return { ...fresh, done: words.cards.added(saved.value.description) }
  }
  const { failure } = saved
  // Paynet was asked, or a code has run out: the list and the steps before the next card may have changed.
  if (failure.kind !== 'invalid' && failure.kind !== 'rate-limited') revalidatePath(PATH)
  return {
    ...fresh,
    faults: failure.kind === 'invalid' ? (failure.fields as FormFault[]) : [],
    problem: await sentenceOf(failure, ownWords),
    ...typed,
  }
}

/** The steps before a card may be added where Paynet requires proof of a phone number. */
export async function verifyPhone(_state: VerifyState, form: FormData): Promise<VerifyState> {
  requirePart('accounts')
  const user = await currentUser()
  if (!user) return { ...NOT_VERIFIED, ...(await signedOut(PATH)) }
  const done = await attempt('cards.failed', verify(user.id, field(form, 'intent'), form))
  revalidatePath(PATH)
  if (done.ok) return NOT_VERIFIED
  const { failure } = done
  if (failure.kind !== 'invalid') return { problem: await sentenceOf(failure, ownWords), wrong: null }
  const [wrong = { field: '', problem: '' }] = failure.fields
  return {
    problem: null,
    wrong: {
      field: wrong.field,
      problem: wrong.problem as OtpProblem,
      typed: wrong.field === OTP_FIELDS.phone ? withoutCardNumber(field(form, wrong.field)).slice(0, 30) : '',
    },
  }
}

async function verify(userId: string, intent: string, form: FormData): Promise<Result<unknown>> {
  const moment = await now()
  if (intent === 'check') return checkCode(userId, field(form, OTP_FIELDS.code), moment)
  if (intent === 'forget') return { ok: true, value: await forgetCode(userId) }
  return sendCode(userId, intent === 'resend' ? null : field(form, OTP_FIELDS.phone), await clientAddress(), moment)
}

function ownWords({ cards: { problem } }: Messages): OwnWords {
  return { ...problem, 'attempt-over': problem.over, 'card-gone': problem.gone }
}
