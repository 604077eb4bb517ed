import 'server-only'
import { claimPayment as claim, findPayment } from '@/db/payments'
import { isId } from '@/lib/ids'
import { log } from '@/lib/log'
import { fail, ok, type Result } from '@/lib/shared/result'

/**
 * Puts a payment that this browser has made as a guest into the account that is now signed in. `payer` is the digest
 * of the browser's cookie. `not-found` for anyone else's payment, for one that another account has, and for one that
 * took no money; repeating it is harmless.
 */
export async function claimPayment(
  payment: { id: string; orderId: string },
  { payer, userId }: { payer: string | null; userId: string },
): Promise<Result<null>> {
  if (!isId(payment.id)) return fail({ kind: 'not-found' })
  if (payer !== null && (await claim(payment, { payer, userId }))) {
    log.info('payment.claimed', { paymentId: payment.id })
    return ok(null)
  }
  const found = await findPayment(payment.id)
  return found?.orderId === payment.orderId && found.userId === userId ? ok(null) : fail({ kind: 'not-found' })
}
