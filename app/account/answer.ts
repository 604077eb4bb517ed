import { withoutCardNumber } from '@/app/card-input'
import { type OwnWords, sentenceOf } from '@/app/forms'
import type { AccountFormState } from '@/lib/shared/account-form'
import type { Messages } from '@/lib/shared/messages'
import type { Failure } from '@/lib/shared/result'

export const EMPTY_FORM: AccountFormState = { faults: [], problem: null, email: '', isDone: false }

/** What a form shows of a failure. Only the address comes back of what was typed, and not if it holds a card's number. */
export async function answer(failure: Failure, email = ''): Promise<AccountFormState> {
  const faults = failure.kind === 'invalid' ? failure.fields : []
  return { faults, problem: await sentenceOf(failure, ownWords), email: withoutCardNumber(email).slice(0, 254), isDone: false }
}

function ownWords({ account }: Messages): OwnWords {
  return { unauthenticated: account.login.wrong, unavailable: account.unavailable }
}
