import { redirect } from 'next/navigation'
import type { OwnWords } from '@/app/forms'
import { currentUser } from '@/lib/accounts/session'
import { currentApplication, isOwnApplication } from '@/lib/dealers/access'
import type { Application } from '@/lib/dealers/application'
import { isDraft } from '@/lib/dealers/drafts'
import { DEALER_CONTROLS } from '@/lib/shared/dealers/dealer-form'
import type { FormState } from '@/lib/shared/form-state'
import { type Messages, messagesFor } from '@/lib/shared/messages'
import { currentLocale } from '@/lib/web/locale'

/** The draft that this browser is filling in. Redirects to the start if there is none, and to its status page once it was sent. */
export async function openDraft(): Promise<Application> {
  const application = await currentApplication()
  if (!application || !(await isOwnApplication(application))) redirect('/dealers/apply')
  if (!isDraft(application)) redirect(applicationPath(application.id))
  return application
}

/**
 * The same for a post, which names its page's draft, since another tab may have begun another one; null if it is no
 * longer this browser's. If a guest signs in and goes on with a draft, it becomes the account's.
 */
export async function openPostedDraft(form: FormData): Promise<Application | null> {
  const application = await currentApplication()
  if (!application || !(await isOwnApplication(application))) return null
  if (!(form instanceof FormData) || form.get(DEALER_CONTROLS.application) !== application.id) return null
  if (!isDraft(application)) redirect(applicationPath(application.id))
  return { ...application, userId: application.userId ?? (await currentUser())?.id ?? null }
}

/** What a form says when its draft is no longer this browser's. What was typed stays, with scripts. */
export async function draftElsewhere(): Promise<FormState> {
  const { elsewhere, elsewhereLink } = messagesFor(await currentLocale()).dealers
  return { problem: elsewhere, way: { href: '/dealers/apply', text: elsewhereLink, isNewTab: true } }
}

export function applicationPath(id: string): string {
  return `/dealers/applications/${id}`
}

export function resumePath(token: string): string {
  return `/dealers/apply/resume/${token}`
}

export function dealerWords({ dealers }: Messages): OwnWords {
  return { 'not-found': dealers.resume.overText, unavailable: dealers.unavailable }
}
