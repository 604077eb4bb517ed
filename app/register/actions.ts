'use server'

import { redirect } from 'next/navigation'
import { answer } from '@/app/account/answer'
import { field } from '@/app/field'
import { attempt } from '@/app/forms'
import { register } from '@/lib/accounts/accounts'
import { rememberBrowser, thisBrowser } from '@/lib/accounts/browser'
import { askToRegister } from '@/lib/accounts/registration'
import { openSession } from '@/lib/accounts/session'
import { now } from '@/lib/clock'
import { env } from '@/lib/env'
import type { AccountFormState } from '@/lib/shared/account-form'
import { afterSignIn } from '@/lib/web/after-cookie'
import { currentLocale } from '@/lib/web/locale'
import { parseNextPath } from '@/lib/web/next-path'
import { requirePart } from '@/lib/web/parts'
import { keepWayOn } from '@/lib/web/way-on'

/** Creates an account, signs in and goes on; with mail, asks first whether the address is theirs, and answers all alike. */
export async function createAccount(next: string, _state: AccountFormState, form: FormData): Promise<AccountFormState> {
  requirePart('accounts')
  const email = field(form, 'email')
  const credentials = { email, password: field(form, 'password') }
  const path = parseNextPath(next) ?? '/account/cards'
  const [from, moment] = [await thisBrowser(), await now()]
  if (env().mail !== null) {
    const asked = await attempt('account.failed', askToRegister(credentials, from, await currentLocale(), moment))
    if (!asked.ok) return answer(asked.failure, email)
    await keepWayOn(path, asked.value)
    redirect(`/register?sent=1&next=${encodeURIComponent(path)}`)
  }
  const registered = await attempt('account.failed', register(credentials, from, moment))
  if (!registered.ok) return answer(registered.failure, email)
  await openSession(registered.value, moment)
  await rememberBrowser(registered.value.id)
  redirect(await afterSignIn(path))
}
