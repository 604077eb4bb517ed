import 'server-only'
import type { Mail } from '@/db/mails'
import { findOrderRow } from '@/db/orders'
import { findPayment, listPayments } from '@/db/payments'
import { findRefund } from '@/db/refunds'
import { env } from '@/lib/env'
import { findOrder } from '@/lib/orders/orders'
import { refundViewOf } from '@/lib/refunds/view'
import { HOLDING, isOneOf } from '@/lib/shared/payments/payment-states'
import { type RenderedMail, renderMail } from './layout'
import { addressOf } from './queue'
import { receiptOf } from './receipt'
import { refundMailOf } from './refund'

/**
 * A mail as it is today; or why there is none any more: whom it was for is not known, or what it tells is over. `undecided`:
 * what it is to tell will be known later.
 */
export type Composed = { to: string; rendered: RenderedMail } | 'no-address' | 'over' | 'undecided'

export async function compose(mail: Mail, at: Date): Promise<Composed> {
  const { appUrl, merchantName, merchantSupport: support, brandAccent: accent } = env()
  const told = mail.kind === 'receipt' ? await receipt(mail, at) : await refund(mail, at)
  if (told === null) return 'over'
  if (told === 'undecided') return told
  const row = await findOrderRow(told.order.id)
  const to = row && (await addressOf(row))
  if (!to) return 'no-address'
  const content = told.content(`${appUrl}/checkout/${told.order.id}/result`)
  return { to, rendered: renderMail(content, { merchantName, support, accent }, mail.locale) }
}

async function receipt({ subjectId, locale }: Mail, at: Date) {
  const order = await findOrder(subjectId, at)
  const payments = await listPayments(subjectId)
  const payment = payments.find(({ status, late }) => status === 'succeeded' && !late)
  // Only a late success is paid, and the payment that was in its way may yet be the order's.
  if (!payment && payments.some(({ status, late }) => !late && isOneOf(status, HOLDING))) return 'undecided'
  return order && payment ? { order, content: (href: string) => receiptOf(order, payment, href, locale) } : null
}

const STATUS = { 'refund-accepted': 'accepted', 'refund-done': 'refunded', 'refund-refused': 'refused' } as const

/** A refund that has moved on is told by the mail of where it stands now. */
async function refund({ kind, subjectId, locale }: Mail, at: Date) {
  const row = await findRefund(subjectId)
  const payment = row?.paymentId ? await findPayment(row.paymentId) : null
  const order = payment && (await findOrder(payment.orderId, at))
  if (!row || !payment || !order || kind === 'receipt' || row.status !== STATUS[kind]) return null
  const view = refundViewOf(row, payment, at)
  return { order, content: (href: string) => refundMailOf(view, order, payment, href, locale) }
}
