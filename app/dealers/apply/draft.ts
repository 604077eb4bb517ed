import { redirect } from 'next/navigation'
import type { OwnWords } from '@/app/forms'
import { currentUser } from '@/lib/accounts/session'
import { currentApplication, isOwnApplication } from '@/lib/dealers/access'
import type { Application } from '@/lib/dealers/application'
import { isDraft } from '@/lib/dealers/drafts'
import { DEALER_CONTROLS } from '@/lib/shared/dealers/dealer-form'
import type { Messages } from '@/lib/shared/messages'

/** The draft that this browser is filling in. Redirects to the start if there is none, and to its status page once it was sent. */
export async function openDraft(): Promise<Application> {
  const application = await currentApplication()
  if (!application || !(await isOwnApplication(application))) redirect('/dealers/apply')
  if (!isDraft(application)) redirect(applicationPath(application.id))
  return application
}

/**
 * The same for a post, which names its page's draft, since another tab may have begun another one. If a guest
 * signs in and goes on with a draft, it becomes the account's.
 */
export async function openPostedDraft(form: FormData): Promise<Application> {
  const application = await openDraft()
  if (!(form instanceof FormData) || form.get(DEALER_CONTROLS.application) !== application.id) redirect('/dealers/apply')
  return { ...application, userId: application.userId ?? (await currentUser())?.id ?? null }
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
