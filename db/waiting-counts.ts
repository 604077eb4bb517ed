import 'server-only'
import { and, count, eq, gte, isNull, sql } from 'drizzle-orm'
import { query } from './client'
import { applications, payments } from './schema'

/**
 * How many payments were taken for an order that was already paid, within some time, and have not been given back.
 * Reads the successes of that time.
 */
export async function countRefundsDue(settledSince: Date): Promise<number> {
  const isDue = and(eq(payments.late, true), isNull(payments.refundedAt))
  const [row] = await query((db) =>
    db
      .select({ count: count() })
      .from(payments)
      // The state is a literal, because with a parameter the index is not used.
      .where(and(sql`${payments.status} = 'succeeded'`, gte(payments.settledAt, settledSince), isDue)),
  )
  return Number(row?.count ?? 0)
}

/** How many applications wait for an operator, or are put off: as `listUnansweredApplications`, by the index of the open ones. */
export async function countUnansweredApplications(): Promise<number> {
  const { status, sentAt } = applications
  const [row] = await query((db) =>
    db
      .select({ count: count() })
      .from(applications)
      .where(
        and(
          sql`${status} IN ('sending', 'verifying', 'received')`,
          sql`(${status} = 'verifying' OR (${status} = 'sending' AND ${sentAt} IS NULL))`,
        ),
      ),
  )
  return Number(row?.count ?? 0)
}
