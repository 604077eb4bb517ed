'use server'

import { attempt, leadTo, sentenceOf } from '@/app/forms'
import { isForAnyone } from '@/app/frame'
import { closeEverySession, closeSession, currentUser } from '@/lib/accounts/session'
import { now } from '@/lib/clock'
import type { FormState } from '@/lib/shared/form-state'
import { ok } from '@/lib/shared/result'
import { currentPath } from '@/lib/web/locale'
import { requirePart } from '@/lib/web/parts'
import { currentNext, currentWayBack, keepWayBack } from '@/lib/web/way-back'

/** From the frame of any page. Where nobody has to be signed in, one stays. */
export async function signOut(): Promise<FormState> {
  requirePart('accounts')
  return leave(closeSession(await now()), isForAnyone(await currentPath()) ? await currentNext() : await signInPage())
}

export async function signOutEverywhere(): Promise<FormState> {
  requirePart('accounts')
  const user = await currentUser()
  return leave(user ? closeEverySession(user.id, await now()) : Promise.resolve(), await signInPage())
}

/** From which the way still leads back to the order that one came from. */
async function signInPage(): Promise<string> {
  return keepWayBack(await currentWayBack(), '/login')
}

async function leave(work: Promise<void>, to: string): Promise<FormState> {
  const done = await attempt('account.failed', work.then(ok))
  if (!done.ok) return { problem: await sentenceOf(done.failure, ({ account }) => ({ unavailable: account.unavailable })) }
  leadTo(to)
}
