import 'server-only'
import { findOrderRow, type OrderRow } from '@/db/orders'
import { findOrderRowOfResumeLink } from '@/db/resume-links'
import { digest, isId } from '@/lib/ids'

/** An order's pages: its checkout, the way to the bank, its result; and a one-time link that carries on a payment of it. */
const OF_AN_ORDER = /^\/(checkout|r)\/([^/]+)/

export function isOfOrder(path: string): boolean {
  return OF_AN_ORDER.test(path)
}

/**
 * The order to which a page belongs. Null for other pages, and if the database does not answer: then the page cannot
 * be shown, but the one that says so can, in the browser's language.
 */
export async function orderOfPath(path: string): Promise<OrderRow | null> {
  const [, place, id = ''] = OF_AN_ORDER.exec(path) ?? []
  if (!isId(id)) return null
  return (place === 'r' ? findOrderRowOfResumeLink(digest(id)) : findOrderRow(id)).catch(() => null)
}
