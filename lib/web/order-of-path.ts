import 'server-only'
import { findOrderRow, type OrderRow } from '@/db/orders'
import { isId } from '@/lib/ids'

/** An order's pages: its checkout, the way to the bank, its result. */
const OF_AN_ORDER = /^\/checkout\/([^/]+)/

export function isOfOrder(path: string): boolean {
  return OF_AN_ORDER.test(path)
}

/**
 * The order to which a page belongs. Null for other pages, and if the database does not answer: then the page cannot
 * be shown, but the one that says so can, in the browser's language.
 */
export async function orderOfPath(path: string): Promise<OrderRow | null> {
  const id = OF_AN_ORDER.exec(path)?.[1] ?? ''
  return isId(id) ? findOrderRow(id).catch(() => null) : null
}
