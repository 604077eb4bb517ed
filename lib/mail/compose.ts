import 'server-only'
import { findApplicationRow } from '@/db/applications'
import type { Mail } from '@/db/mails'
import { findOrderRow } from '@/db/orders'
import { findPayment, listPayments } from '@/db/payments'
import { findRefund } from '@/db/refunds'
import { findUserRow } from '@/db/users'
import { makeRegistrationLink, REGISTRATION_MS } from '@/lib/accounts/registration'
import { mailResetLink } from '@/lib/accounts/reset-link'
import { later } from '@/lib/clock'
import { findByLink } from '@/lib/dealers/drafts'
import { HOUR } from '@/lib/duration'
import { decrypt, decryptJson } from '@/lib/encryption'
import { env } from '@/lib/env'
import { checkoutUrl, findOrder } from '@/lib/orders/orders'
import { findPayable } from '@/lib/payments/payable'
import { refundViewOf } from '@/lib/refunds/view'
import type { MailKind } from '@/lib/shared/mail'
import { HOLDING, isOneOf } from '@/lib/shared/payments/payment-states'
import { isSuppressed } from '@/lib/suppression'
import { applicationMailOf, draftLinkMailOf } from './dealer'
import { type MailContent, type RenderedMail, renderMail } from './layout'
import { ITEMS, opsMailOf } from './ops'
import { passwordChangedMailOf } from './password-changed'
import { paymentLinkMailOf } from './payment-link'
import { addressOf, applicantOf, dedupeOf } from './queue'
import { receiptOf } from './receipt'
import { refundMailOf } from './refund'
import { knownAddressMailOf, registerMailOf } from './register'
import { RESET_MS, resetMailOf } from './reset'

/**
 * Why there is none: whom it was for is not known or has been refused, what it tells is over, or it comes too late for its
 * link. `undecided`: what it is to tell will be known later.
 */
type Unwritten = 'no-address' | 'suppressed' | 'over' | 'too-late' | 'undecided'
/** `content` is a function where writing it changes something, which is left alone if nothing may be sent. */
type Written = { to: string; content: MailContent | (() => Promise<MailContent | Unwritten>) }
/** Whoever asked for the link of a payment looks for it that long. */
const LINK_WAITS_MS = 6 * HOUR
/** A mail as it is today. */
export type Composed = { to: string; rendered: RenderedMail } | Unwritten

const WRITERS: Record<MailKind, (mail: Mail, at: Date) => Promise<Written | Unwritten>> = {
  receipt,
  'refund-accepted': (mail, at) => refund(mail, 'accepted', at),
  'refund-done': (mail, at) => refund(mail, 'refunded', at),
  'refund-refused': (mail, at) => refund(mail, 'refused', at),
  reset,
  'password-changed': passwordChanged,
  'payment-link': paymentLink,
  register,
  'draft-link': draftLink,
  application,
  ops,
}

export async function compose(mail: Mail, at: Date): Promise<Composed> {
  const written = await WRITERS[mail.kind](mail, at)
  if (typeof written === 'string') return written
  const { to } = written
  // Operators' own address is tried each time: a server that was set up wrongly for a moment must not silence it for a month.
  if (mail.kind !== 'ops' && (await isSuppressed(to, at))) return 'suppressed'
  const content = typeof written.content === 'function' ? await written.content() : written.content
  if (typeof content === 'string') return content
  const { merchantName, merchantSupport: support, brandAccent: accent } = env()
  return { to, rendered: renderMail(content, { merchantName, support, accent }, mail.locale) }
}

async function receipt({ subjectId, locale }: Mail, at: Date): Promise<Written | Unwritten> {
  const order = await findOrder(subjectId, at)
  const payments = await listPayments(subjectId)
  const payment = payments.find(({ status, late }) => status === 'succeeded' && !late)
  // Only a late success is paid, and the payment that was in its way may yet be the order's.
  if (!payment && payments.some(({ status, late }) => !late && isOneOf(status, HOLDING))) return 'undecided'
  return order && payment ? toCustomer(order.id, (href) => receiptOf(order, payment, href, locale)) : 'over'
}

/** A refund that has moved on is told by the mail of where it stands now. */
async function refund({ subjectId, locale }: Mail, status: 'accepted' | 'refunded' | 'refused', at: Date): Promise<Written | Unwritten> {
  const row = await findRefund(subjectId)
  const payment = row?.paymentId ? await findPayment(row.paymentId) : null
  const order = payment && (await findOrder(payment.orderId, at))
  if (!row || !payment || !order || row.status !== status) return 'over'
  const view = refundViewOf(row, payment, at)
  return toCustomer(order.id, (href) => refundMailOf(view, order, payment, href, locale))
}

async function toCustomer(orderId: string, contentWith: (href: string) => MailContent): Promise<Written | Unwritten> {
  const row = await findOrderRow(orderId)
  const to = row && (await addressOf(row))
  return to ? { to, content: contentWith(`${env().appUrl}/checkout/${orderId}/result`) } : 'no-address'
}

/** Nobody has looked before whether the address has an account, so its link begins here. */
async function reset({ to: sealed, secret, attempts, why, createdAt, locale }: Mail, at: Date): Promise<Written | Unwritten> {
  if (!env().isOn.accounts || secret === null) return 'over'
  if (createdAt <= later(at, -RESET_MS)) return 'too-late'
  if (sealed === null) return 'no-address'
  const [to, token] = [await decrypt('mail-address', sealed), await decrypt('mail-secret', secret)]
  return {
    to,
    content: async () => {
      const link = await mailResetLink(to, token, { isFirstTry: attempts === 1, validMs: RESET_MS }, at)
      // The first try may have come to nothing, and a later one must not replace what may be a newer link.
      if (link === 'over' && why === 'unwritten') return 'too-late'
      return typeof link === 'string' ? link : resetMailOf(link.url, locale)
    },
  }
}

async function passwordChanged({ subjectId, createdAt, locale }: Mail): Promise<Written | Unwritten> {
  const user = await findUserRow(subjectId)
  if (!user) return 'no-address'
  return { to: await decrypt('email', user.email), content: passwordChangedMailOf(createdAt, `${env().appUrl}/forgot`, locale) }
}

/** Nobody is asked to pay what is paid, over or just being taken. */
async function paymentLink({ subjectId, createdAt, locale }: Mail, at: Date): Promise<Written | Unwritten> {
  const [payable, row] = [await findPayable(subjectId, at), await findOrderRow(subjectId)]
  if (!payable.ok) {
    const isSettling = payable.failure.kind === 'conflict' && payable.failure.because === 'order-settling'
    return isSettling && createdAt > later(at, -LINK_WAITS_MS) ? 'undecided' : 'over'
  }
  const to = row && (await addressOf(row))
  return to ? { to, content: paymentLinkMailOf(payable.value, checkoutUrl(subjectId), locale) } : 'no-address'
}

/** Nobody has looked before whether the address has an account. A registration that was replaced is not told of any more. */
async function register({ subjectId, createdAt, locale }: Mail, at: Date): Promise<Written | Unwritten> {
  if (!env().isOn.accounts) return 'over'
  if (createdAt <= later(at, -REGISTRATION_MS)) return 'too-late'
  const link = await makeRegistrationLink(subjectId, at)
  if (link === null) return 'over'
  const { appUrl } = env()
  const known = { login: `${appUrl}/login`, forgot: `${appUrl}/forgot` }
  return { to: link.email, content: link.url === null ? knownAddressMailOf(known, locale) : registerMailOf(link.url, locale) }
}

/** A link that was replaced is not sent any more. */
async function draftLink({ subjectId, to, secret, locale }: Mail, at: Date): Promise<Written | Unwritten> {
  const token = secret && (await decrypt('mail-secret', secret))
  if (!token || (await findByLink(token, at))?.id !== subjectId) return 'over'
  if (to === null) return 'no-address'
  return {
    to: await decrypt('mail-address', to),
    content: draftLinkMailOf(`${env().appUrl}/dealers/apply/resume/${token}`, locale),
  }
}

/** Each change is told by a mail of its own; of an application that has moved on, the later one tells. */
async function application({ subjectId, dedupe, locale }: Mail): Promise<Written | Unwritten> {
  const row = await findApplicationRow(subjectId)
  if (!row || dedupe !== dedupeOf(row)) return 'over'
  const to = await applicantOf(row)
  if (to === null) return 'no-address'
  const { id, status, formId, sentAt } = row
  const href = `${env().appUrl}/dealers/applications/${id}`
  return { to, content: applicationMailOf({ status, formId, isClosed: sentAt === null }, href, locale) }
}

async function ops({ secret }: Mail): Promise<Written | Unwritten> {
  const to = env().mail?.ops?.address
  if (secret === null) return 'over'
  return to ? { to, content: opsMailOf(await decryptJson('mail-secret', secret, ITEMS)) } : 'no-address'
}
