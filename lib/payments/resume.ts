import 'server-only'
import { findPayment, type Payment } from '@/db/payments'
import { findResumeLink, handOver, insertResumeLink, type ResumeLink, spendResumeLink } from '@/db/resume-links'
import { later } from '@/lib/clock'
import { MINUTE } from '@/lib/duration'
import { env } from '@/lib/env'
import { digest, isId, newId } from '@/lib/ids'
import { log } from '@/lib/log'
import { countUses, type Use, waitFor } from '@/lib/rate-limit'
import { fail, ok, type Result } from '@/lib/shared/result'
import { findPayable } from './payable'
import { noteOf } from './timeline'
import { CHALLENGE_MS } from './timing'

const GOOD_FOR_MS = 10 * MINUTE

/** `payer`: digest of the browser's cookie. */
export type Visitor = { payer: string | null; userId: string | null }

/**
 * A one-time link by which another device carries on this payment, for its payer, while it waits at the bank. The link
 * itself is kept nowhere: it can be told once.
 */
export async function makeResumeLink(
  { id, orderId }: Pick<Payment, 'id' | 'orderId'>,
  visitor: Visitor,
  now: Date,
): Promise<Result<{ url: string }>> {
  const payment = isId(id) ? await findPayment(id) : null
  if (payment?.orderId !== orderId || !isOf(payment, visitor) || !(await isWaiting(payment, now))) return fail({ kind: 'not-found' })
  const token = newId()
  const uses: Use[] = [['resumes-of-payment', id]]
  const link = { tokenDigest: digest(token), paymentId: id, expiresAt: later(now, GOOD_FOR_MS), usedAt: null }
  if (!(await insertResumeLink(link, countUses(uses, now)))) {
    return fail({ kind: 'rate-limited', retryAfterSeconds: (await waitFor(uses, now)) ?? 1 })
  }
  log.info('payment.link-made', { paymentId: id })
  return ok({ url: `${env().appUrl}/r/${token}` })
}

/**
 * What a link is worth to a browser. `over`: used elsewhere, too old, or its payment does not wait any more. `mine`: this
 * browser has used it, and may go on to the bank.
 */
export type Resume = { kind: 'unknown' } | { kind: 'good' | 'mine' | 'over'; payment: Payment }

/** Changes nothing: programs open links, too. */
export async function findResume(token: string, payer: string | null, now: Date): Promise<Resume> {
  const link = await findLink(token)
  return link ? read(link, payer, now) : { kind: 'unknown' }
}

/**
 * Hands the payment of a link over to the browser with this digest. Whoever presses uses the link up, even if there is
 * nothing to hand over any more; to the browser that has taken over, it goes on leading on. It is the same payment with
 * the same pair, so it is charged once, wherever it is confirmed.
 */
export async function resumePayment(token: string, payer: string, now: Date): Promise<Resume> {
  const link = await findLink(token)
  const known = link && (await findPayment(link.paymentId))
  if (!link || !known) return { kind: 'unknown' }
  const { tokenDigest } = link
  const note = noteOf(known.id, 'carried on by another browser, which had a one-time link', now)
  const payment = await handOver({ tokenDigest, payment: known }, { payer, challengedAfter: later(now, -CHALLENGE_MS) }, note, now)
  if (payment) {
    log.info('payment.handed-over', { paymentId: payment.id })
    return { kind: 'mine', payment }
  }
  await spendResumeLink(tokenDigest, now)
  return read({ ...link, usedAt: now }, payer, now)
}

async function findLink(token: string): Promise<ResumeLink | null> {
  return isId(token) ? findResumeLink(digest(token)) : null
}

async function read({ paymentId, usedAt, expiresAt }: ResumeLink, payer: string | null, now: Date): Promise<Resume> {
  const payment = await findPayment(paymentId)
  if (!payment) return { kind: 'unknown' }
  if (!(await isWaiting(payment, now))) return { kind: 'over', payment }
  if (usedAt === null) return { kind: expiresAt > now ? 'good' : 'over', payment }
  return { kind: payer !== null && payment.resumedBy === payer ? 'mine' : 'over', payment }
}

function isOf({ payer, resumedBy, userId }: Payment, visitor: Visitor): boolean {
  const isBrowser = visitor.payer !== null && (visitor.payer === payer || visitor.payer === resumedBy)
  return isBrowser || (visitor.userId !== null && visitor.userId === userId)
}

/** At the bank, from where it may still come back with something to charge: its order can be paid, and nothing else pays it. */
async function isWaiting({ orderId, status, returnedAt, challengedAt }: Payment, now: Date): Promise<boolean> {
  const isAtBank = status === 'awaiting_3ds' && returnedAt === null && challengedAt !== null && later(challengedAt, CHALLENGE_MS) > now
  return isAtBank && (await findPayable(orderId, now)).ok
}
