'use server'

import { redirect } from 'next/navigation'
import { answer } from '@/app/account/answer'
import { field } from '@/app/field'
import { attempt } from '@/app/forms'
import { rememberBrowser, thisBrowser } from '@/lib/accounts/browser'
import { resetPassword } from '@/lib/accounts/reset'
import { openSession } from '@/lib/accounts/session'
import { now } from '@/lib/clock'
import type { AccountFormState } from '@/lib/shared/account-form'
import { afterSignIn } from '@/lib/web/after-cookie'
import { currentLocale } from '@/lib/web/locale'
import { requirePart } from '@/lib/web/parts'

/** Uses up the link, sets the password and signs in. */
export async function setPassword(token: string, _state: AccountFormState, form: FormData): Promise<AccountFormState> {
  requirePart('accounts')
  const moment = await now()
  const reset = await attempt(
    'account.failed',
    resetPassword(typeof token === 'string' ? token : '', field(form, 'new_password'), await thisBrowser(), await currentLocale(), moment),
  )
  // The page itself says that the link no longer works.
  if (!reset.ok && reset.failure.kind === 'not-found') redirect('/reset/over')
  if (!reset.ok) return answer(reset.failure)
  await openSession(reset.value, moment)
  await rememberBrowser(reset.value.id)
  redirect(await afterSignIn('/account'))
}
