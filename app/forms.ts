import { refresh } from 'next/cache'
import { redirect } from 'next/navigation'
import { noteSessionEnded } from '@/lib/accounts/session'
import { env } from '@/lib/env'
import { trackUntilDone } from '@/lib/in-flight'
import { type LogFields, log } from '@/lib/log'
import type { FormState } from '@/lib/shared/form-state'
import { type Messages, messagesFor } from '@/lib/shared/messages'
import { type Conflict, type Failure, fail, type Result } from '@/lib/shared/result'
import { currentLocale } from '@/lib/web/locale'

/** Work that a shutdown waits for. If it breaks, the reason goes to the log and the form says so, keeping what was typed. */
export function attempt<T>(event: string, work: Promise<Result<T>>, about: LogFields = {}): Promise<Result<T>> {
  return trackUntilDone(work).catch((error: unknown) => {
    log.error(event, { ...about, error })
    return fail({ kind: 'unavailable' })
  })
}

/** Leads on from an action to a page with another frame: Next would keep the frame of the page that was posted from. */
export function leadTo(path: string): never {
  refresh()
  redirect(path)
}

/** The form's own words for some failures. */
export type OwnWords = Partial<Record<Failure['kind'] | Conflict, string>> & { unavailable: string }

/** What a form says about a failure as a whole; null when its fields say it. */
export async function sentenceOf(failure: Failure, wordsFrom: (messages: Messages) => OwnWords): Promise<string | null> {
  const messages = messagesFor(await currentLocale())
  const { problem } = messages
  const own = wordsFrom(messages)
  switch (failure.kind) {
    case 'invalid':
      return null
    case 'conflict':
      return own[failure.because] ?? problem.conflict[failure.because]
    case 'rate-limited':
      if (failure.of === 'plans') return problem.plansLimited(failure.retryAfterSeconds)
      if (failure.of !== 'new-cards') return problem.rateLimited(failure.retryAfterSeconds)
      return problem.newCards(failure.retryAfterSeconds, env().isOn.accounts)
    default:
      return own[failure.kind] ?? own.unavailable
  }
}

/** What a form says when its visitor has been signed out since it was opened. What was typed stays, with scripts. */
export async function signedOut(next: string, sentence: 'signedOut' | 'signedOutWithPassword' = 'signedOut'): Promise<FormState> {
  await noteSessionEnded()
  const { [sentence]: problem, signInAgain } = messagesFor(await currentLocale()).account
  return { problem, way: { href: `/login?next=${next}`, text: signInAgain, isNewTab: true } }
}
