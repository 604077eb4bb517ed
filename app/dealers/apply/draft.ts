import { redirect } from 'next/navigation'
import type { OwnWords } from '@/app/forms'
import { currentUser } from '@/lib/accounts/session'
import { currentApplication, isOwnApplication } from '@/lib/dealers/access'
import type { Application } from '@/lib/dealers/application'
import { isDraft } from '@/lib/dealers/drafts'
import { DEALER_CONTROLS } from '@/lib/shared/dealers/dealer-form'
import type { Messages } from '@/lib/shared/messages'

/** The draft that this browser fills in. Without one this leads to the beginning, once it was sent to what became of it. */
export async function openDraft(): Promise<Application> {
  const application = await currentApplication()
  if (!application || !(await isOwnApplication(application))) redirect('/dealers/apply')
  if (!isDraft(application)) redirect(applicationPath(application.id))
  return application
}

/**
 * The same for a post, which says which draft its page was of: another one may have been begun in another
 * tab. A guest's draft that somebody goes on with after signing in is theirs.
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
