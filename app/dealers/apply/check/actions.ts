'use server'

import { revalidatePath } from 'next/cache'
import { redirect } from 'next/navigation'
import { applicationPath, draftElsewhere, openPostedDraft } from '@/app/dealers/apply/draft'
import { field } from '@/app/field'
import { attempt, sentenceOf } from '@/app/forms'
import { now } from '@/lib/clock'
import { findBotSign } from '@/lib/dealers/bot-check'
import { submitApplication } from '@/lib/dealers/submit'
import { DEALER_CONTROLS, NOT_SENT, type SendState } from '@/lib/shared/dealers/dealer-form'
import { messagesFor } from '@/lib/shared/messages'
import { clientAddress } from '@/lib/web/client-address'
import { currentLocale } from '@/lib/web/locale'
import { requirePart } from '@/lib/web/parts'

/** Sends the application to Paynet. If something prevents that, the page says what, and no answer is lost. */
export async function send(_state: SendState, form: FormData): Promise<SendState> {
  requirePart('dealers')
  const application = await openPostedDraft(form)
  if (!application) return { ...NOT_SENT, ...(await draftElsewhere()) }
  const { check } = messagesFor(await currentLocale()).dealers
  const sign = findBotSign(application, field(form, DEALER_CONTROLS.honeypot), await now())
  if (sign) return { ...NOT_SENT, problem: sign === 'filled' ? check.filled : check.tooFast }

  const sent = await attempt('dealer.failed', submitApplication(application, await clientAddress(), now))
  revalidatePath('/dealers', 'layout')
  if (sent.ok) redirect(applicationPath(sent.value.id))
  const { failure } = sent
  if (failure.kind === 'conflict' && failure.because === 'application-over') redirect(applicationPath(application.id))
  if (failure.kind === 'invalid') return { problem: null, faults: failure.fields }
  return { ...NOT_SENT, problem: await sentenceOf(failure, () => check) }
}
