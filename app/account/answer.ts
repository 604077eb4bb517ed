import { withoutCardNumber } from '@/app/card-input'
import { log } from '@/lib/log'
import type { AccountFormState } from '@/lib/shared/account-form'
import { messagesFor } from '@/lib/shared/messages'
import { type Failure, fail, type Result } from '@/lib/shared/result'
import { currentLocale } from '@/lib/web/locale'

export const EMPTY_FORM: AccountFormState = { faults: [], problem: null, email: '', isDone: false }

/** A database that does not answer is told on the form, which keeps what was typed. */
export function attempt<T>(work: Promise<Result<T>>): Promise<Result<T>> {
  return work.catch((error: unknown) => {
    log.error('account.failed', { error })
    return fail({ kind: 'unavailable' })
  })
}

/** What a form shows of a failure. Of what was typed only the address comes back, unless a card's number stands in it. */
export async function answer(failure: Failure, email = ''): Promise<AccountFormState> {
  const faults = failure.kind === 'invalid' ? failure.fields : []
  return { faults, problem: await sentence(failure), email: withoutCardNumber(email).slice(0, 254), isDone: false }
}

async function sentence(failure: Failure): Promise<string | null> {
  const { account, problem } = messagesFor(await currentLocale())
  switch (failure.kind) {
    case 'invalid':
      return null
    case 'unauthenticated':
      return account.login.wrong
    case 'rate-limited':
      return problem.rateLimited(failure.retryAfterSeconds)
    default:
      return account.unavailable
  }
}

/** A field as text; files and the like count as empty. Not cut: the form's size is bounded, and half a password is none. */
export function textOf(form: FormData, name: string): string {
  const value = form instanceof FormData ? form.get(name) : null
  return typeof value === 'string' ? value : ''
}
