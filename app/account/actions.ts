'use server'

import { field } from '@/app/field'
import { attempt, signedOut } from '@/app/forms'
import { changePassword as change } from '@/lib/accounts/accounts'
import { rememberBrowser, thisBrowser } from '@/lib/accounts/browser'
import { currentUser, openSession } from '@/lib/accounts/session'
import { now } from '@/lib/clock'
import type { AccountFormState } from '@/lib/shared/account-form'
import { currentLocale } from '@/lib/web/locale'
import { requirePart } from '@/lib/web/parts'
import { answer, EMPTY_FORM } from './answer'

/** Changes the password, which ends all sessions, and gives this browser a new one. */
export async function changePassword(_state: AccountFormState, form: FormData): Promise<AccountFormState> {
  requirePart('accounts')
  const user = await currentUser()
  // Perhaps by this form: a change whose answer was lost ended this session too.
  if (!user) return { ...EMPTY_FORM, ...(await signedOut('/account', 'signedOutWithPassword')) }
  const moment = await now()
  const passwords = { current: field(form, 'current_password'), next: field(form, 'new_password') }
  const changed = await attempt('account.failed', change(user.id, passwords, await thisBrowser(), await currentLocale(), moment))
  if (!changed.ok) return answer(changed.failure)
  await openSession(changed.value, moment)
  await rememberBrowser(user.id)
  return { ...EMPTY_FORM, isDone: true }
}
