'use server'

import { attempt, leadTo, type OwnWords, sentenceOf } from '@/app/forms'
import type { ResumeState } from '@/components/checkout/resume-by-phone'
import { currentUser } from '@/lib/accounts/session'
import { now } from '@/lib/clock'
import { makeResumeLink, resumePayment } from '@/lib/payments/resume'
import { qrCodeOf } from '@/lib/pictures/qr-code'
import type { FormState } from '@/lib/shared/form-state'
import { type Messages, messagesFor } from '@/lib/shared/messages'
import { ok } from '@/lib/shared/result'
import { currentLocale } from '@/lib/web/locale'
import { currentPayer, ensurePayer } from '@/lib/web/payer'

/** Makes the link, in the browser that pays. */
export async function carryOnByPhone(orderId: string, paymentId: string): Promise<ResumeState> {
  const [id, order] = [String(paymentId), String(orderId)]
  const user = await currentUser()
  const visitor = { payer: await currentPayer(), userId: user?.id ?? null }
  const made = await attempt('payment.link-not-made', makeResumeLink({ id, orderId: order }, visitor, await now()))
  if (made.ok) return { problem: null, page: { address: made.value.url, code: qrCodeOf(made.value.url) } }
  const { byPhone } = messagesFor(await currentLocale()).result
  const problem = made.failure.kind === 'rate-limited' ? byPhone.limited : await sentenceOf(made.failure, wordsOfLink)
  return { problem, page: null }
}

/**
 * Takes the payment over, in the browser that has the link; `payer` is who it is from then on, if it is nobody yet. The page
 * itself says it if there is nothing to take over.
 */
export async function takeOver(token: string, payer: string): Promise<FormState> {
  const resumed = await attempt('payment.not-taken-over', resumePayment(String(token), await ensurePayer(payer), await now()).then(ok))
  if (!resumed.ok) return { problem: await sentenceOf(resumed.failure, wordsOfTaking) }
  if (resumed.value.kind !== 'mine') leadTo(`/r/${encodeURIComponent(String(token))}`)
  const { orderId, id } = resumed.value.payment
  leadTo(`/checkout/${orderId}/3d/${id}`)
}

function wordsOfLink({ result: { byPhone } }: Messages): OwnWords {
  return { 'not-found': byPhone.over, unavailable: byPhone.unavailable }
}

function wordsOfTaking({ resume }: Messages): OwnWords {
  return { unavailable: resume.unavailable }
}
