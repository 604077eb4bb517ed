import 'server-only'
import { findApplicationRow } from '@/db/applications'
import type { Mail } from '@/db/mails'
import { findOrderRow } from '@/db/orders'
import { findPayment, listPayments } from '@/db/payments'
import { findRefund } from '@/db/refunds'
import { findByLink } from '@/lib/dealers/drafts'
import { decrypt, decryptJson } from '@/lib/encryption'
import { env } from '@/lib/env'
import { findOrder } from '@/lib/orders/orders'
import { refundViewOf } from '@/lib/refunds/view'
import type { MailKind } from '@/lib/shared/mail'
import type { Order } from '@/lib/shared/payments/order'
import type { RefundStatus } from '@/lib/shared/payments/refund'
import { applicationMailOf, draftLinkMailOf } from './dealer'
import { type MailContent, type RenderedMail, renderMail } from './layout'
import { ITEMS, opsMailOf } from './ops'
import { addressOf, applicantOf, dedupeOf } from './queue'
import { receiptOf } from './receipt'
import { refundMailOf } from './refund'

/** A mail as it is today; or why there is none any more: whom it was for is not known, or what it tells is over. */
export type Composed = { to: string; rendered: RenderedMail } | 'no-address' | 'over'

export async function compose(mail: Mail, at: Date): Promise<Composed> {
  const { appUrl, merchantName, merchantSupport: support, brandAccent: accent } = env()
  const told = await WRITERS[mail.kind](mail, at)
  if (told === null) return 'over'
  const to = mail.to === null ? await told.address() : await decrypt('mail-address', mail.to)
  if (!to) return 'no-address'
  return { to, rendered: renderMail(told.content(appUrl), { merchantName, support, accent }, mail.locale) }
}

/** `address`: whom it is for, where the mail's own row does not say. */
type Told = { address: () => Promise<string | null>; content: (appUrl: string) => MailContent }

const WRITERS: Record<MailKind, (mail: Mail, at: Date) => Promise<Told | null>> = {
  receipt,
  'refund-accepted': refund,
  'refund-done': refund,
  'refund-refused': refund,
  'draft-link': draftLink,
  application,
  ops,
}

function ofOrder({ id }: Pick<Order, 'id'>, contentAt: (href: string) => MailContent): Told {
  return {
    address: async () => {
      const row = await findOrderRow(id)
      return row && addressOf(row)
    },
    content: (appUrl) => contentAt(`${appUrl}/checkout/${id}/result`),
  }
}

async function receipt({ subjectId, locale }: Mail, at: Date): Promise<Told | null> {
  const order = await findOrder(subjectId, at)
  const payment = (await listPayments(subjectId)).find(({ status, late }) => status === 'succeeded' && !late)
  return order && payment ? ofOrder(order, (href) => receiptOf(order, payment, href, locale)) : null
}

const STATUS: Partial<Record<MailKind, RefundStatus>> = {
  'refund-accepted': 'accepted',
  'refund-done': 'refunded',
  'refund-refused': 'refused',
}

/** A refund that has moved on is told by the mail of where it stands now. */
async function refund({ kind, subjectId, locale }: Mail, at: Date): Promise<Told | null> {
  const row = await findRefund(subjectId)
  const payment = row?.paymentId ? await findPayment(row.paymentId) : null
  const order = payment && (await findOrder(payment.orderId, at))
  if (!row || !payment || !order || row.status !== STATUS[kind]) return null
  const view = refundViewOf(row, payment, at)
  return ofOrder(order, (href) => refundMailOf(view, order, payment, href, locale))
}

/** A link that was replaced is not sent any more. */
async function draftLink({ subjectId, secret, locale }: Mail, at: Date): Promise<Told | null> {
  const token = secret && (await decrypt('mail-secret', secret))
  if (!token || (await findByLink(token, at))?.id !== subjectId) return null
  return { address: async () => null, content: (appUrl) => draftLinkMailOf(`${appUrl}/dealers/apply/resume/${token}`, locale) }
}

async function ops({ secret }: Mail): Promise<Told | null> {
  if (secret === null) return null
  const items = await decryptJson('mail-secret', secret, ITEMS)
  return { address: async () => env().mail?.ops?.address ?? null, content: () => opsMailOf(items) }
}

/** Each change is told by a mail of its own; of an application that has moved on, the later one tells. */
async function application({ subjectId, dedupe, locale }: Mail): Promise<Told | null> {
  const row = await findApplicationRow(subjectId)
  if (!row || dedupe !== dedupeOf(row)) return null
  const { status, formId, sentAt } = row
  return {
    address: () => applicantOf(row),
    content: (appUrl) =>
      applicationMailOf({ status, formId, isClosed: sentAt === null }, `${appUrl}/dealers/applications/${row.id}`, locale),
  }
}
