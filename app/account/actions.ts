'use server'

import { redirect } from 'next/navigation'
import { attempt, field, sentenceOf, signedOut } from '@/app/forms'
import { changePassword as change } from '@/lib/accounts/accounts'
import { rememberBrowser, thisBrowser } from '@/lib/accounts/browser'
import { closeEverySession, closeSession, currentUser, openSession } from '@/lib/accounts/session'
import { now } from '@/lib/clock'
import type { AccountFormState } from '@/lib/shared/account-form'
import type { FormState } from '@/lib/shared/form-state'
import { ok } from '@/lib/shared/result'
import { currentPath } from '@/lib/web/locale'
import { isOfOrder } from '@/lib/web/order-of-path'
import { requirePart } from '@/lib/web/parts'
import { answer, EMPTY_FORM, ownWords } from './answer'

/** Changes the password, which ends all sessions, and gives this browser a new one. */
export async function changePassword(_state: AccountFormState, form: FormData): Promise<AccountFormState> {
  requirePart('accounts')
  const user = await currentUser()
  // Perhaps by this form: a change whose answer was lost ended this session too.
  if (!user) return { ...EMPTY_FORM, ...(await signedOut('/account', 'signedOutWithPassword')) }
  const moment = await now()
  const passwords = { current: field(form, 'current_password'), next: field(form, 'new_password') }
  const changed = await attempt('account.failed', change(user.id, passwords, await thisBrowser(), moment))
  if (!changed.ok) return answer(changed.failure)
  await openSession(changed.value, moment)
  await rememberBrowser(user.id)
  return { ...EMPTY_FORM, isDone: true }
}

/** From the frame of any page. Where nobody has to be signed in, one stays. */
export async function signOut(): Promise<FormState> {
  requirePart('accounts')
  const path = await currentPath()
  return ended(closeSession(await now()), path === '/' || isOfOrder(path) ? path : '/login')
}

export async function signOutEverywhere(): Promise<FormState> {
  requirePart('accounts')
  const user = await currentUser()
  return ended(user ? closeEverySession(user.id, await now()) : Promise.resolve())
}

async function ended(work: Promise<void>, to = '/login'): Promise<FormState> {
  const done = await attempt('account.failed', work.then(ok))
  if (!done.ok) return { problem: await sentenceOf(done.failure, ownWords) }
  redirect(to)
}
