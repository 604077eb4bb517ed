import 'server-only'
import { atomically } from '@/db/client'
import { queueMail } from '@/db/mails'
import { findOrderRow } from '@/db/orders'
import { env } from '@/lib/env'
import { newId } from '@/lib/ids'
import { findOrder } from '@/lib/orders/orders'
import { countUses, type Use, waitFor } from '@/lib/rate-limit'
import type { Locale } from '@/lib/shared/locale'
import { fail, ok, type Result } from '@/lib/shared/result'
import { addressOf } from './queue'

/** Whether an order's link can be sent to its customer: the merchant has told an address, and mail is on. */
export async function maySendLink(orderId: string): Promise<boolean> {
  const row = env().mail === null ? null : await findOrderRow(orderId)
  return row !== null && (await addressOf(row)) !== null
}

/**
 * Queues a mail with the order's link, to its customer and nobody else. Fails with `not-found` where there is nothing to
 * pay or nobody to write to, and `rate-limited` after three.
 */
export async function sendLink(orderId: string, locale: Locale, now: Date): Promise<Result<'queued'>> {
  const order = await findOrder(orderId, now)
  if (order?.status !== 'open' || !(await maySendLink(orderId))) return fail({ kind: 'not-found' })
  const id = newId()
  const uses: Use[] = [['links-of-order', orderId]]
  const isQueued = await atomically((db) => [
    ...countUses(uses, now)(db),
    queueMail(db, { id, kind: 'payment-link', subjectId: orderId, dedupe: `payment-link:${id}`, locale }, now),
  ])
  return isQueued ? ok('queued') : fail({ kind: 'rate-limited', retryAfterSeconds: (await waitFor(uses, now)) ?? 1 })
}
