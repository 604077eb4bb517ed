import 'server-only'
import { type Call, describeCall } from './call'
import { classifySales, encodeDay, type ListedSale } from './transactions-wire'
import { post } from './transport'
import { PATHS } from './wire'

/** A page of this many rows stays far below the longest reply that is read. */
const PAGE = 50
const MOST_PAGES = 20_000

/** Why a list counts as not read whole, in words for people. */
export type Unread = string

/**
 * Every sale of a period, refused ones too (page "İşlem Listesi", `v1/transaction/list`), page after
 * page. `unread` is null when the list was read whole; else what was read so far comes all the same,
 * since a success that Paynet shows is one whatever the rest of the list says.
 *
 * Neither whether the last day counts nor the order of the rows is documented: ask for one day more than
 * is needed, and expect rows twice that moved down while another shopper paid.
 */
export async function listSales(
  from: Date,
  to: Date,
  isStopped: () => boolean = () => false,
): Promise<{ sales: ListedSale[]; pages: number; unread: Unread | null; lastCall: Call }> {
  const found = new Map<string, ListedSale>()
  const period = { datab: encodeDay(from), datbi: encodeDay(to), show_unsucceed: true, limit: PAGE }
  let rows = 0
  for (let pages = 1; ; pages += 1) {
    const reply = await post(PATHS.transactionList, { ...period, ...(rows === 0 ? {} : { starting_after: rows }) })
    const page = classifySales(reply)
    const told = (unread: Unread | null) => ({
      sales: [...found.values()],
      pages,
      unread,
      lastCall: describeCall('list', reply, { kind: unread === null ? `${found.size} sales` : 'unread' }),
    })
    if (page.kind === 'unavailable') return told(`page ${pages} was not answered with a list`)
    const before = found.size
    for (const sale of page.sales) found.set(sale.key, sale)
    rows += page.rows
    const isCounted = page.total === null || rows >= page.total
    if (page.hasMore === false && isCounted) return told(null)
    if (page.rows === 0) {
      if (page.hasMore === null && isCounted) return told(null)
      return told(page.hasMore ? 'it says that there is more, and shows nothing' : `it counts ${page.total} rows, and shows ${rows}`)
    }
    // A page may hold nothing but refunds; a page of sales that were all seen before is the same page again.
    if (page.sales.length > 0 && found.size === before) return told('it says that there is more, and shows the same again')
    if (pages === MOST_PAGES) return told(`it has more than ${MOST_PAGES} pages`)
    if (isStopped()) return told('the app is stopping')
  }
}
