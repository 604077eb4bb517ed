import 'server-only'
import { atomically } from '@/db/client'
import { queueMail } from '@/db/mails'
import { findOrderRow } from '@/db/orders'
import { env } from '@/lib/env'
import { newId } from '@/lib/ids'
import { findPayable } from '@/lib/payments/payable'
import { countUses, type Use, waitFor } from '@/lib/rate-limit'
import type { Locale } from '@/lib/shared/locale'
import { fail, ok, type Result } from '@/lib/shared/result'
import { isSuppressed } from '@/lib/suppression'
import { addressOf } from './queue'

/** Whether an order's link can be sent to its customer: mail is on, and the merchant has told an address that no server has refused. */
export async function maySendLink(orderId: string, now: Date): Promise<boolean> {
  const row = env().mail === null ? null : await findOrderRow(orderId)
  const to = row && (await addressOf(row))
  return to !== null && !(await isSuppressed(to, now))
}

/**
 * Queues a mail with the order's link, to its customer and nobody else. Fails with `not-found` where there is nothing to
 * pay now or nobody to write to, and `rate-limited` after three.
 */
export async function sendLink(orderId: string, locale: Locale, now: Date): Promise<Result<'queued'>> {
  if (!(await findPayable(orderId, now)).ok || !(await maySendLink(orderId, now))) return fail({ kind: 'not-found' })
  const id = newId()
  const uses: Use[] = [['links-of-order', orderId]]
  const isQueued = await atomically((db) => [
    ...countUses(uses, now)(db),
    queueMail(db, { id, kind: 'payment-link', subjectId: orderId, dedupe: `payment-link:${id}`, locale }, now),
  ])
  return isQueued ? ok('queued') : fail({ kind: 'rate-limited', retryAfterSeconds: (await waitFor(uses, now)) ?? 1 })
}
