import 'server-only'
import { type Call, describeCall } from './call'
import { classifySales, encodeDay, type ListedSale, type Page } from './transactions-wire'
import { post, type Reply } from './transport'
import { PATHS } from './wire'

/** A page of this many rows stays far below the longest reply that is read. */
const PAGE = 50
const MOST_PAGES = 20_000

/** Why a list counts as not read whole, in words for people. */
export type Unread = string

/**
 * Every sale of a period, refused ones too (page "İşlem Listesi", `v1/transaction/list`). `unread` is null when the list
 * was read whole; else what was read so far comes all the same, since a success that Paynet shows is one whatever the
 * rest of the list says.
 *
 * Neither whether the last day counts nor the order of the rows is documented: ask for one day more than
 * is needed, and expect rows twice that moved down while another shopper paid.
 */
export async function listSales(
  from: Date,
  to: Date,
  isStopped?: () => boolean,
): Promise<{ sales: ListedSale[]; pages: number; unread: Unread | null; lastCall: Call }> {
  const request = { ...encodePeriod(from, to), show_unsucceed: true }
  const { found, ...told } = await readAllPages({ service: 'list', path: PATHS.transactionList, request, what: 'sales' }, keyed, isStopped)
  return { sales: found, ...told }
}

function keyed(reply: Reply) {
  const page = classifySales(reply)
  return page.kind === 'page' ? { ...page, found: page.sales.map((sale) => [sale.key, sale] as const) } : page
}

/** How Paynet's lists of transactions are asked for a period of days. */
export function encodePeriod(from: Date, to: Date): { datab: string; datbi: string } {
  return { datab: encodeDay(from), datbi: encodeDay(to) }
}

/** Reads a list page after page. What has the same key is the same, and comes once. */
export async function readAllPages<T>(
  list: { service: Call['service']; path: string; request: Record<string, unknown>; what: string },
  classify: (reply: Reply) => (Page & { found: (readonly [key: string, row: T])[] }) | { kind: 'unavailable' },
  isStopped: () => boolean = () => false,
): Promise<{ found: T[]; pages: number; unread: Unread | null; lastCall: Call }> {
  const found = new Map<string, T>()
  let rows = 0
  for (let pages = 1; ; pages += 1) {
    const reply = await post(list.path, { ...list.request, limit: PAGE, ...(rows === 0 ? {} : { starting_after: rows }) })
    const page = classify(reply)
    const told = (unread: Unread | null) => ({
      found: [...found.values()],
      pages,
      unread,
      lastCall: describeCall(list.service, reply, { kind: unread === null ? `${found.size} ${list.what}` : 'unread' }),
    })
    if (page.kind === 'unavailable') return told(`page ${pages} was not answered with a list`)
    const before = found.size
    for (const [key, row] of page.found) found.set(key, row)
    rows += page.rows
    const isCounted = page.total === null || rows >= page.total
    if (page.hasMore === false && isCounted) return told(null)
    if (page.rows === 0) {
      if (page.hasMore === null && isCounted) return told(null)
      return told(page.hasMore ? 'it says that there is more, and shows nothing' : `it counts ${page.total} rows, and shows ${rows}`)
    }
    // A page may hold nothing that counts; one whose rows were all seen before is the same page again.
    if (page.found.length > 0 && found.size === before) return told('it says that there is more, and shows the same again')
    if (pages === MOST_PAGES) return told(`it has more than ${MOST_PAGES} pages`)
    if (isStopped()) return told('the app is stopping')
  }
}
