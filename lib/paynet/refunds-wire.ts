import 'server-only'
import { z } from 'zod'
import type { Kurus } from '@/lib/shared/payments/money'
import { decodeUnsignedLira, encodeHundredths, isLira } from './lira'
import { idText, isAbsent, isSaid, namesReference, readTransactionRow, rowsIn } from './transaction-row'
import { type Page, readDay, readPage } from './transactions-wire'
import type { Reply } from './transport'
import { CODE, hasCodesAtOdds, isAccepted, isDamaged, isMaybe, maybe, returnCode, saysNo, saysYes, wholeNumber } from './wire'

/** reversed_request, transaction/detail and reversal_list in Paynet's words (pages "İade", "İşlem Detayı", "İade Listesi"). Pure. */

/**
 * What became of a request to give money back. `accepted`: it was taken, which is no money yet. `refused`: it was read
 * and will not be done. `door`: it was turned away unread. `unknown`: it may have been taken.
 */
export type RefundMeaning =
  | { kind: 'accepted'; code: number }
  | { kind: 'refused'; code: number }
  | { kind: 'unknown'; code: number | null }
  | { kind: 'not-sent' }
  | { kind: 'door'; code: number | null }

/** reversed_request's fields. The amount is never left out: none, or zero, gives all of a sale back. RangeError for none. */
export function encodeRefund(refund: { xactId: string; amountKurus: Kurus; callbackUrl: string }): Record<string, unknown> {
  return { xact_id: refund.xactId, amount: encodeHundredths(refund.amountKurus), succeedUrl: refund.callbackUrl }
}

/** Under HTTP 200 these say that a request was read and is not done. */
const REFUSED: readonly number[] = [CODE.unsuccessful, CODE.noProcess, CODE.noData, CODE.wrongTransactionType]
/** The same in an error object. */
const REFUSED_AS_ERROR: readonly number[] = [CODE.badRequest, CODE.noData]

const refundReply = z.object({ is_succeed: z.unknown().optional() })

/** What a reply to reversed_request means. Total: whatever is not provably one of the others is `unknown`. */
export function classifyRefund(reply: Reply): RefundMeaning {
  if (reply.kind === 'not-sent') return { kind: 'not-sent' }
  if (reply.kind === 'lost') return { kind: 'unknown', code: null }
  const { data: body } = refundReply.safeParse(reply.json)
  const { status } = reply
  const code = returnCode(reply)
  const unknown = { kind: 'unknown', code } as const
  const isDoor = [401, 403, 405].includes(status) || (status === 404 && code === null)
  // A page for people is a server's in between, or Paynet's own at a wrong address.
  if (isDoor && reply.json === undefined) return { kind: 'door', code }
  // What is named a duplicate may be this request's own first arrival.
  if (status >= 500 || isMaybe(code) || code === CODE.duplicate || !body) return unknown

  const isToldDone = isAbsent(body.is_succeed) || saysYes(body.is_succeed)
  const isToldUndone = isAbsent(body.is_succeed) || saysNo(body.is_succeed)
  const isAtOdds = hasCodesAtOdds(reply)
  if (status === 200 && code !== null && isAccepted(code)) return isToldDone && !isAtOdds ? { kind: 'accepted', code } : unknown
  // What is to count as undone may be asked for again, so nothing of it may speak for a yes.
  if (!isToldUndone || isAtOdds || isAccepted(code) || isDamaged(reply.json)) return unknown
  if (isDoor) return { kind: 'door', code }
  if (code === null || status === 429) return unknown
  const isRefused = status === 200 ? REFUSED.includes(code) : status >= 400 && REFUSED_AS_ERROR.includes(code)
  return isRefused ? { kind: 'refused', code } : unknown
}

/** Which sale is asked about: whose money. */
export type SaleName = { xactId: string; xactNumber: number | null; referenceNo: string }

/**
 * One thing that gave money of a sale back, as Paynet's books show it. `names`: its own ids, the encrypted one first;
 * may be empty. `amountKurus`: null when it cannot be read, or is no lira. `day`: `YYYY-MM-DD`, in Istanbul.
 */
export type Reversal = { names: string[]; amountKurus: Kurus | null; day: string | null }

/**
 * What transaction/detail shows of a sale. `untold`: nothing that can be used. `isSaleShown`: the sale's own row is
 * there. `isReversed`: that row says that money went back.
 */
export type SaleMeaning = { kind: 'shown'; isSaleShown: boolean; isReversed: boolean; reversals: Reversal[] } | { kind: 'untold' }

const row = z.object({
  id: maybe(idText),
  xact_id: maybe(idText),
  reversed_id: maybe(idText),
  reversed_xact_id: maybe(idText),
  xact_type: z.unknown().optional(),
  transaction_type: z.unknown().optional(),
  is_succeed: z.unknown().optional(),
  status: z.unknown().optional(),
  amount: z.unknown().optional(),
  currency: z.unknown().optional(),
  entry_date: z.unknown().optional(),
  xact_date: z.unknown().optional(),
})
/** Of what was asked for ("Status"): done; failed, cancelled or deleted. 0 is waiting. */
const STATUS: { done: number; undone: readonly number[] } = { done: 3, undone: [4, 5, 6] }
const moreReply = z.object({ has_more: z.unknown().optional() })

type Row = {
  xactId: string | null
  id: string | null
  /** What it says that it gave back. */
  reversed: string[]
  references: string[]
  /** Of a kind that gives money back; null where it tells none. */
  isBack: boolean | null
  isRefused: boolean
  isDone: boolean
  status: unknown
  isMarked: boolean
  reversal: Reversal
}

/** What transaction/detail says about one sale. Total: a row that is not provably of this sale is not. */
export function classifySale(reply: Reply, sale: SaleName): SaleMeaning {
  if (reply.kind !== 'answered' || reply.status !== 200 || !isAccepted(returnCode(reply))) return { kind: 'untold' }
  // Rows that are left out, or cannot be read, may be the ones that are looked for.
  const isCut = saysYes(moreReply.safeParse(reply.json).data?.has_more)
  const rows = rowsIn(reply.json)?.map(readRow)
  if (!rows || isCut || rows.includes(null)) return { kind: 'untold' }
  const shown = rows.filter((each) => each !== null)
  const back = shown.filter((each) => isReversalOf(each, sale))
  const own = shown.filter((each) => isOwn(each, sale) && !isReversalOf(each, sale))
  if (own.length === 0 && back.length === 0) return { kind: 'untold' }
  return {
    kind: 'shown',
    isSaleShown: own.length > 0,
    isReversed: own.some(({ isMarked, isBack, isRefused }) => (isMarked || isBack === true) && !isRefused),
    reversals: distinct(back.filter(({ isRefused }) => !isRefused).map(({ reversal }) => withoutNames(reversal, sale))),
  }
}

/**
 * A row of reversal_list; `of`: every name in it (xact ids, plain numbers as text) by which a sale may be meant.
 * `isUndecided`: it was asked for, and that it went back is neither so nor ruled out.
 */
export type ListedReversal = Reversal & { of: string[]; isUndecided: boolean }

/** One page of reversal_list. A row that names nothing may be of any sale, so no such page counts. */
export function classifyReversals(reply: Reply): (Page & { reversals: ListedReversal[] }) | { kind: 'unavailable' } {
  const read = readPage(reply, readListed)
  return read === null ? { kind: 'unavailable' } : { ...read.page, reversals: read.found }
}

/** What a list shows to have gone back of one sale, the sale's own names taken out of its rows'. */
export function reversalsOf(sale: SaleName, listed: ListedReversal[]): Reversal[] {
  const ours = listed.filter((row) => isListedOf(row, sale) && !row.isUndecided)
  return distinct(ours.map((reversal) => withoutNames(reversal, sale)))
}

/** Whether a list leaves open if something of a sale went back: then that it shows nothing says nothing. */
export function isUndecided(sale: SaleName, listed: ListedReversal[]): boolean {
  return listed.some((row) => isListedOf(row, sale) && row.isUndecided)
}

function isListedOf({ of }: ListedReversal, sale: SaleName): boolean {
  return of.some((name) => namesOf(sale).includes(name))
}

/** Null for what is no row at all. */
function readRow(json: unknown): Row | null {
  const { data } = row.safeParse(json)
  const told = readTransactionRow(json)
  if (!data || !told) return null
  return {
    xactId: data.xact_id ?? null,
    id: data.id ?? null,
    reversed: [data.reversed_xact_id, data.reversed_id].filter((name) => name !== undefined && isSaid(name)) as string[],
    references: told.references,
    isBack: givesBack(data),
    isRefused: saysNo(data.is_succeed),
    isDone: saysYes(data.is_succeed),
    status: data.status,
    isMarked: told.isReversed,
    reversal: {
      names: once([data.xact_id, data.id]),
      // Nothing went back is no amount that anything could have.
      amountKurus: (isLira(data.currency) && decodeUnsignedLira(data.amount)) || null,
      day: readDay(data.entry_date) ?? readDay(data.xact_date),
    },
  }
}

function readListed(json: unknown): ListedReversal | 'nothing' | null {
  const read = readRow(json)
  if (!read) return null
  const of = once([...read.reversed, ...read.reversal.names])
  if (of.length === 0) return null
  const status = wholeNumber.safeParse(read.status).data
  // One that is undone and has succeeded contradicts itself.
  if (status !== undefined && STATUS.undone.includes(status) && !read.isDone) return 'nothing'
  if (!isAbsent(read.status) && status !== STATUS.done) return { ...read.reversal, of, isUndecided: true }
  return read.isRefused ? 'nothing' : { ...read.reversal, of, isUndecided: false }
}

/** `R` cancels and `CD` gives back ("İşlem Tipi"); 2 is a reversal and 9 a credit. */
function givesBack({ xact_type, transaction_type }: z.infer<typeof row>): boolean | null {
  if (isAbsent(xact_type) && isAbsent(transaction_type)) return null
  const isBackLetter = typeof xact_type === 'string' && /^\s*(?:r|cd)\s*$/i.test(xact_type)
  const number = wholeNumber.safeParse(transaction_type).data
  return isBackLetter || number === 2 || number === 9
}

/** Whether a row gave money of a sale back, or tried to. Where it names no transaction, our reference ties it. */
function isReversalOf(row: Row, sale: SaleName): boolean {
  const isNamed = row.reversed.some((name) => namesOf(sale).includes(name))
  if (row.isBack === null) return isNamed && (row.xactId === null ? !isOwn(row, sale) : row.xactId !== sale.xactId.trim())
  return row.isBack && (isNamed || (row.reversed.length === 0 && namesReference(row.references, sale.referenceNo)))
}

function isOwn({ xactId, id }: Row, { xactNumber, ...sale }: SaleName): boolean {
  return xactId === sale.xactId.trim() || (xactNumber !== null && id === String(xactNumber))
}

function namesOf({ xactId, xactNumber }: SaleName): string[] {
  return [xactId.trim(), ...(xactNumber === null ? [] : [String(xactNumber)])]
}

function withoutNames({ names, amountKurus, day }: Reversal, sale: SaleName): Reversal {
  return { names: names.filter((name) => !namesOf(sale).includes(name)), amountKurus, day }
}

/** What shares a name is one and the same, shown twice. */
function distinct(shown: Reversal[]): Reversal[] {
  const groups = new Map<string, Reversal[]>()
  for (const reversal of shown) {
    const [group = [], other = []] = once(keysOf(reversal).map((key) => groups.get(key)))
    group.push(...other, reversal)
    for (const key of [...other, reversal].flatMap(keysOf)) groups.set(key, group)
  }
  return once([...groups.values()]).map(joined)
}

function keysOf(reversal: Reversal): string[] {
  return reversal.names.length > 0 ? reversal.names : [JSON.stringify(reversal)]
}

/** Of two amounts that differ neither is sure. */
function joined(same: Reversal[]): Reversal {
  const amounts = once(same.map(({ amountKurus }) => amountKurus))
  return {
    names: once(same.flatMap(({ names }) => names)),
    amountKurus: amounts.length === 1 ? (amounts[0] ?? null) : null,
    day: same.find(({ day }) => day !== null)?.day ?? null,
  }
}

function once<T>(values: (T | null | undefined)[]): T[] {
  return [...new Set(values.filter((value) => value !== null && value !== undefined))]
}
