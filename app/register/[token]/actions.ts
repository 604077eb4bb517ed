'use server'

import { redirect } from 'next/navigation'
import { answer } from '@/app/account/answer'
import { field } from '@/app/field'
import { attempt } from '@/app/forms'
import { rememberBrowser, thisBrowser } from '@/lib/accounts/browser'
import { confirmRegistration } from '@/lib/accounts/registration'
import { openSession } from '@/lib/accounts/session'
import { now } from '@/lib/clock'
import type { AccountFormState } from '@/lib/shared/account-form'
import { afterSignIn } from '@/lib/web/after-cookie'
import { requirePart } from '@/lib/web/parts'
import { takeWayOn } from '@/lib/web/way-on'

/** Uses up the link, creates the account, signs in and goes on to where this browser came from. */
export async function confirmAccount(token: string, _state: AccountFormState, form: FormData): Promise<AccountFormState> {
  requirePart('accounts')
  const moment = await now()
  const confirmed = await attempt(
    'account.failed',
    confirmRegistration(typeof token === 'string' ? token : '', field(form, 'password'), await thisBrowser(), moment),
  )
  // The page itself says that the link no longer works.
  if (!confirmed.ok && confirmed.failure.kind === 'not-found') redirect('/register/over')
  if (!confirmed.ok) return answer(confirmed.failure)
  await openSession(confirmed.value, moment)
  await rememberBrowser(confirmed.value.id)
  redirect(await afterSignIn((await takeWayOn(confirmed.value.email)) ?? '/account/cards'))
}
