'use server'

import { revalidatePath } from 'next/cache'
import { attempt, type OwnWords, sentenceOf, signedOut } from '@/app/forms'
import { currentUser } from '@/lib/accounts/session'
import { claimPayment } from '@/lib/payments/claim'
import type { FormState } from '@/lib/shared/form-state'
import type { Messages } from '@/lib/shared/messages'
import { requirePart } from '@/lib/web/parts'
import { currentPayer } from '@/lib/web/payer'

/** Puts a guest's payment into the account that is signed in, in the browser that paid it. */
export async function addToAccount(orderId: string, paymentId: string): Promise<FormState> {
  requirePart('accounts')
  const [order, id] = [String(orderId), String(paymentId)]
  const path = `/checkout/${order}/result`
  const user = await currentUser()
  if (!user) return signedOut(path)
  const claimed = await attempt(
    'payment.not-claimed',
    claimPayment({ id, orderId: order }, { payer: await currentPayer(), userId: user.id }),
  )
  revalidatePath(path)
  return { problem: claimed.ok ? null : await sentenceOf(claimed.failure, ownWords) }
}

function ownWords({ result: { keep } }: Messages): OwnWords {
  return { 'not-found': keep.refused, unavailable: keep.unavailable }
}
