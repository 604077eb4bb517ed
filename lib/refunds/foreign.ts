import 'server-only'
import { isUniqueViolation } from '@/db/dialect'
import { findPayment, type Payment } from '@/db/payments'
import { advanceRefund, insertForeignRefund, listRefundsOfTransaction } from '@/db/refunds'
import type { Finding } from '@/db/sweep-findings'
import { log } from '@/lib/log'
import { keepFinding } from '@/lib/payments/findings'
import type { Reversal } from '@/lib/paynet/refunds-wire'
import { drawnBy, endingOf } from './of-payment'
import { foreignRefund } from './request'
import { moveOf } from './timeline'

/**
 * Keeps what went back of a payment without having been asked for here: it counts against what may still be given back,
 * and a person is told once. What is still planned here steps back for it. Returns the findings that are new.
 */
export async function keepForeign({ id }: Pick<Payment, 'id'>, foreign: Reversal[], at: Date): Promise<Finding[]> {
  const found: Finding[] = []
  for (const reversal of foreign) {
    const payment = await findPayment(id)
    if (!payment) continue
    const kind = (await keepOne(payment, reversal, at)) ? 'foreign-refund' : 'other-refund'
    const shown = { xactId: reversal.names[0] ?? payment.xactId, amountKurus: reversal.amountKurus }
    const finding = await keepFinding(kind, payment, shown, at)
    if (finding) found.push(finding)
  }
  return found
}

/** False if it cannot be, by what was drawn and is known to be given back. */
async function keepOne(payment: Payment, { names, amountKurus }: Reversal, at: Date): Promise<boolean> {
  const drawnKurus = drawnBy(payment)
  if (drawnKurus === null) return false
  const leftKurus = drawnKurus - payment.reservedKurus
  const status = amountKurus === null ? ('unknown' as const) : ('refunded' as const)
  const refund = foreignRefund(payment, { amountKurus: amountKurus ?? leftKurus, paynetRef: names[0] ?? null, status }, at)
  const isWhole = status === 'refunded' && amountKurus === drawnKurus
  const ending = isWhole ? endingOf(payment, at) : null
  try {
    if (
      refund.amountKurus > 0 &&
      (await insertForeignRefund(
        refund,
        payment,
        drawnKurus,
        [moveOf(refund, null, status, at, 'seen at Paynet, and not asked for here')],
        ending,
      ))
    ) {
      log.info('refund.foreign', { refundId: refund.id, paymentId: payment.id, referenceNo: payment.referenceNo })
      return true
    }
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    return true
  }
  return (await stepBack(payment, at)) && keepOne((await findPayment(payment.id)) ?? payment, { names, amountKurus, day: null }, at)
}

/** Withdraws what is only planned: the money that it was to give back is gone. */
async function stepBack({ xactId }: Payment, at: Date): Promise<boolean> {
  if (xactId === null) return false
  const planned = (await listRefundsOfTransaction(xactId)).find(({ status }) => status === 'planned')
  if (!planned) return false
  const events = [moveOf(planned, 'planned', 'withdrawn', at, 'Paynet shows that the money went back otherwise')]
  return (await advanceRefund(planned, { from: 'planned', to: 'withdrawn', at, patch: { nextAt: null, settledAt: at }, events })) !== null
}
