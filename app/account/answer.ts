import { withoutCardNumber } from '@/app/card-input'
import { type OwnWords, sentenceOf } from '@/app/forms'
import type { AccountFormState } from '@/lib/shared/account-form'
import type { Messages } from '@/lib/shared/messages'
import type { Failure } from '@/lib/shared/result'

export const EMPTY_FORM: AccountFormState = { faults: [], problem: null, email: '', isDone: false }

/**
 * What a form shows after a failure. Of what was typed only the address comes back, and not even that if it
 * holds a card number.
 */
export async function answer(failure: Failure, email = ''): Promise<AccountFormState> {
  const faults = failure.kind === 'invalid' ? failure.fields : []
  return { faults, problem: await sentenceOf(failure, ownWords), email: withoutCardNumber(email).slice(0, 254), isDone: false }
}

function ownWords({ account }: Messages): OwnWords {
  return { unauthenticated: account.login.wrong, unavailable: account.unavailable }
}
