'use server'

import { redirect } from 'next/navigation'
import { attempt, sentenceOf } from '@/app/forms'
import { closeEverySession, closeSession, currentUser } from '@/lib/accounts/session'
import { now } from '@/lib/clock'
import type { FormState } from '@/lib/shared/form-state'
import { ok } from '@/lib/shared/result'
import { currentPath } from '@/lib/web/locale'
import { isOfOrder } from '@/lib/web/order-of-path'
import { requirePart } from '@/lib/web/parts'

/** From the frame of any page. Where nobody has to be signed in, one stays. */
export async function signOut(): Promise<FormState> {
  requirePart('accounts')
  const path = await currentPath()
  return leave(closeSession(await now()), path === '/' || isOfOrder(path) ? path : '/login')
}

export async function signOutEverywhere(): Promise<FormState> {
  requirePart('accounts')
  const user = await currentUser()
  return leave(user ? closeEverySession(user.id, await now()) : Promise.resolve(), '/login')
}

async function leave(work: Promise<void>, to: string): Promise<FormState> {
  const done = await attempt('account.failed', work.then(ok))
  if (!done.ok) return { problem: await sentenceOf(done.failure, ({ account }) => ({ unavailable: account.unavailable })) }
  redirect(to)
}
