import { eq } from 'drizzle-orm'
import { query } from '@/db/client'
import { findRefund, type Refund } from '@/db/refunds'
import { refunds } from '@/db/schema'
import { now } from '@/lib/clock'
import { digest, newId } from '@/lib/ids'
import { inFlight } from '@/lib/in-flight'
import { type AtTheBank, givenReturned, payment } from '@/lib/payments/payments.test-kit'
import { askRefund } from './request'
import { sendNow } from './send'

export type AtPaynet = AtTheBank & { refundId: string; secret: string; refund: () => Promise<Refund> }

/** A refund of a whole payment that Paynet has taken and not decided yet, and a secret of its callback's address. */
export async function givenAccepted(): Promise<AtPaynet> {
  const paid = await givenReturned()
  const wanted = { reference: `IADE.${newId()}`, amountKurus: paid.order.amountKurus, remainingKurus: null, reason: null }
  const asked = await askRefund(await payment(paid.id), { ...wanted, askedBy: 'cli' }, await now())
  if (!asked.ok) throw new Error(`no refund: ${asked.refusal.kind}`)
  const { id } = asked.refund
  await sendNow(id, now)
  await Promise.all(inFlight())
  const secret = newId()
  const callbackDigest = digest('refund-callback', secret)
  await query((db) => db.update(refunds).set({ callbackDigest }).where(eq(refunds.id, id)).returning())
  const refund = async () => {
    const row = await findRefund(id)
    if (!row) throw new Error('the refund is gone')
    return row
  }
  const { status } = await refund()
  if (status !== 'accepted') throw new Error(`the refund is ${status}`)
  return { ...paid, refundId: id, secret, refund }
}
