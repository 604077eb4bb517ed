'use server'

import { redirect } from 'next/navigation'
import { answer } from '@/app/account/answer'
import { field } from '@/app/field'
import { attempt } from '@/app/forms'
import { thisBrowser } from '@/lib/accounts/browser'
import { askForReset } from '@/lib/accounts/forgot'
import { now } from '@/lib/clock'
import { env } from '@/lib/env'
import type { AccountFormState } from '@/lib/shared/account-form'
import { currentLocale } from '@/lib/web/locale'
import { requirePart } from '@/lib/web/parts'

/** Asks for a mail with a link to set a new password. The answer is the same whether it is sent. */
export async function askForLink(_state: AccountFormState, form: FormData): Promise<AccountFormState> {
  requirePart('accounts')
  if (env().mail === null) redirect('/forgot')
  const email = field(form, 'email')
  const asked = await attempt('account.failed', askForReset(email, await thisBrowser(), await currentLocale(), await now()))
  if (!asked.ok) return answer(asked.failure, email)
  redirect('/forgot?sent=1')
}
