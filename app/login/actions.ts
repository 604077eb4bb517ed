'use server'

import { redirect } from 'next/navigation'
import { answer } from '@/app/account/answer'
import { field } from '@/app/field'
import { attempt } from '@/app/forms'
import { signIn } from '@/lib/accounts/accounts'
import { rememberBrowser, thisBrowser } from '@/lib/accounts/browser'
import { openSession } from '@/lib/accounts/session'
import { now } from '@/lib/clock'
import type { AccountFormState } from '@/lib/shared/account-form'
import { afterSignIn } from '@/lib/web/after-cookie'
import { parseNextPath } from '@/lib/web/next-path'
import { requirePart } from '@/lib/web/parts'

/** Signs in and returns to the page the user came from. */
export async function login(next: string, _state: AccountFormState, form: FormData): Promise<AccountFormState> {
  requirePart('accounts')
  const email = field(form, 'email')
  const moment = await now()
  const signedIn = await attempt('account.failed', signIn({ email, password: field(form, 'password') }, await thisBrowser(), moment))
  if (!signedIn.ok) return answer(signedIn.failure, email)
  await openSession(signedIn.value, moment)
  await rememberBrowser(signedIn.value.id)
  redirect(await afterSignIn(parseNextPath(next) ?? '/account'))
}
