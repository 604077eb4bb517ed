'use server'

import { redirect } from 'next/navigation'
import { answer } from '@/app/account/answer'
import { field } from '@/app/field'
import { attempt } from '@/app/forms'
import { register } from '@/lib/accounts/accounts'
import { rememberBrowser, thisBrowser } from '@/lib/accounts/browser'
import { openSession } from '@/lib/accounts/session'
import { now } from '@/lib/clock'
import type { AccountFormState } from '@/lib/shared/account-form'
import { afterSignIn } from '@/lib/web/after-cookie'
import { parseNextPath } from '@/lib/web/next-path'
import { requirePart } from '@/lib/web/parts'

/** Creates an account, signs in and goes on. */
export async function createAccount(next: string, _state: AccountFormState, form: FormData): Promise<AccountFormState> {
  requirePart('accounts')
  const email = field(form, 'email')
  const moment = await now()
  const registered = await attempt('account.failed', register({ email, password: field(form, 'password') }, await thisBrowser(), moment))
  if (!registered.ok) return answer(registered.failure, email)
  await openSession(registered.value, moment)
  await rememberBrowser(registered.value.id)
  redirect(await afterSignIn(parseNextPath(next) ?? '/account'))
}
