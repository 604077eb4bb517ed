'use server'

import { revalidatePath } from 'next/cache'
import { redirect } from 'next/navigation'
import { withoutCardNumber } from '@/app/card-input'
import { field } from '@/app/field'
import { attempt, sentenceOf } from '@/app/forms'
import { currentUser } from '@/lib/accounts/session'
import { now } from '@/lib/clock'
import { currentApplication, dropAccess, grantAccess, isOwnApplication } from '@/lib/dealers/access'
import { deleteDraft, isDeleted, isDraft, mailLink, newLink, presetReference, resume, startDraft } from '@/lib/dealers/drafts'
import { env } from '@/lib/env'
import { parseEmail } from '@/lib/shared/account-form'
import { readAgentReference } from '@/lib/shared/dealers/dealer'
import { DEALER_CONTROLS, type LinkState, type MailLinkState, NO_LINK } from '@/lib/shared/dealers/dealer-form'
import type { FormState } from '@/lib/shared/form-state'
import { ok } from '@/lib/shared/result'
import { afterCookie } from '@/lib/web/after-cookie'
import { clientAddress } from '@/lib/web/client-address'
import { currentLocale } from '@/lib/web/locale'
import { requirePart } from '@/lib/web/parts'
import { applicationPath, dealerWords, draftElsewhere, openPostedDraft, resumePath } from './draft'

/**
 * Begins a draft unless this browser has one, so that a second tab never replaces it. The code of the merchant's link
 * goes into either; anything else than a code is as if there were none.
 */
export async function beginDraft(agentReference: string | null): Promise<FormState> {
  requirePart('dealers')
  const current = await currentApplication()
  const code = readAgentReference(agentReference)
  if (!current || !isDraft(current)) {
    const started = await attempt('dealer.failed', startDraft(await thisVisitor(), await now(), code))
    if (!started.ok) return { problem: await sentenceOf(started.failure, dealerWords) }
  } else if (code !== null && (await isOwnApplication(current))) {
    const preset = await attempt('dealer.failed', presetReference(current, code, await now()))
    if (!preset.ok) return { problem: await sentenceOf(preset.failure, dealerWords) }
  }
  revalidatePath('/dealers/apply', 'layout')
  redirect(await afterCookie('/dealers/apply/tasks'))
}

async function thisVisitor() {
  return { accessDigest: grantAccess, userId: (await currentUser())?.id ?? null, address: await clientAddress() }
}

/** Shows the secret link, once. */
export async function askLink(_state: LinkState, form: FormData): Promise<LinkState> {
  requirePart('dealers')
  const application = await openPostedDraft(form)
  if (!application) return { ...NO_LINK, ...(await draftElsewhere()) }
  const made = await attempt('dealer.failed', newLink(application, await now()).then(ok))
  if (!made.ok) return { ...NO_LINK, problem: await sentenceOf(made.failure, dealerWords) }
  return { link: env().appUrl + resumePath(made.value), problem: null }
}

/** Sends the secret link to the address that was typed, or that of the account; the answer never tells whether it was sent. */
export async function askLinkByMail(_state: MailLinkState, form: FormData): Promise<MailLinkState> {
  requirePart('dealers')
  const typed = withoutCardNumber(field(form, DEALER_CONTROLS.linkEmail))
  const shown = { problem: null, email: typed, wrong: null, isDone: false }
  const application = await openPostedDraft(form)
  if (!application) return { ...shown, ...(await draftElsewhere()) }
  if (env().mail === null) return { ...shown, problem: await sentenceOf({ kind: 'unavailable' }, dealerWords) }
  const email = parseEmail(typed || ((await currentUser())?.email ?? ''))
  if (email === null) return { ...shown, wrong: typed === '' ? 'empty' : 'form' }
  const origin = { address: await clientAddress(), locale: await currentLocale() }
  const asked = await attempt('dealer.failed', mailLink(application, email, origin, await now()).then(ok))
  if (!asked.ok) return { ...shown, problem: await sentenceOf(asked.failure, dealerWords) }
  return { ...shown, isDone: true }
}

export async function removeDraft(_state: FormState, form: FormData): Promise<FormState> {
  requirePart('dealers')
  const application = await openPostedDraft(form)
  // The answer to an earlier press may have been lost.
  if (!application && (await isDeleted(field(form, DEALER_CONTROLS.application)))) redirect('/dealers/apply')
  if (!application) return draftElsewhere()
  const deleted = await attempt('dealer.failed', deleteDraft(application).then(ok))
  if (!deleted.ok) return { problem: await sentenceOf(deleted.failure, dealerWords) }
  if (!deleted.value) redirect(applicationPath(application.id))
  await dropAccess()
  revalidatePath('/dealers/apply', 'layout')
  redirect('/dealers/apply')
}

/** Moves the draft of a secret link to this browser. */
export async function resumeDraft(token: string): Promise<FormState> {
  requirePart('dealers')
  const resumed = await attempt('dealer.failed', resume(String(token), await thisVisitor(), await now()))
  if (!resumed.ok) return { problem: await sentenceOf(resumed.failure, dealerWords) }
  revalidatePath('/dealers/apply', 'layout')
  redirect(await afterCookie(isDraft(resumed.value) ? '/dealers/apply/tasks' : applicationPath(resumed.value.id)))
}
