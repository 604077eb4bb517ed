import type { Reply } from '@/lib/paynet/transport'

/** What must be true before a reply may mean something, and when it must, written independently of the app and differently. */
export type Expected = {
  referenceNo: string
  /** The merchant's own, which was posted beside it. */
  agentReferenceNo?: string | undefined
  /** The order's price. */
  cashKurus: number
  /** What the page showed of a plan. */
  chargeKurus: number
  /** Null where no plans were on offer. */
  instalments: number | null
}
type Body = Record<string, unknown>

const isNothing = (value: unknown) => value === undefined || value === null || value === ''
const isObject = (value: unknown): value is Body => typeof value === 'object' && value !== null && !Array.isArray(value)

function bodyOf(reply: Reply): Body {
  return reply.kind === 'answered' && isObject(reply.json) ? reply.json : {}
}

function statusOf(reply: Reply): number {
  return reply.kind === 'answered' ? reply.status : 0
}

/** An integer, or text that is one. */
function numberOf(value: unknown): number | null {
  const text = typeof value === 'string' ? value.trim() : null
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : null
  return text !== null && /^[-]?[0-9]{1,9}$/.test(text) ? Number(text) : null
}

/** The return code: `code` on 200, `result_code` otherwise; the other one where that is missing or an HTTP status. */
export function codeOf(reply: Reply): number | null {
  const { code, result_code } = bodyOf(reply)
  const [inside, outside] = [numberOf(code), numberOf(result_code)]
  const isStatus = inside !== null && inside > 100
  if (statusOf(reply) === 200 && inside !== null && !(isStatus && outside !== null)) return inside
  return outside ?? (isStatus ? null : inside)
}

export function isNoDataAnswer(reply: Reply): boolean {
  return reply.kind === 'answered' && (codeOf(reply) === 12 || bodyOf(reply).type === 'no_data_error')
}

const OUR_CODES = new Set([2, 3, 4, 7, 9, 19, 20, 21, 23])
const OUR_STATUSES = new Set([401, 403, 405, 429])

/** Our key, address, path, settings or number of calls: nobody else's mistake. */
export function isAboutUs(reply: Reply): boolean {
  const [status, code] = [statusOf(reply), codeOf(reply)]
  if (reply.kind !== 'answered' || isNoDataAnswer(reply)) return false
  return OUR_CODES.has(code ?? -1) || OUR_STATUSES.has(status) || Math.floor(status / 100) === 3 || (status === 404 && code === null)
}

/** Lira as a number or as people write it; no exponents. */
function liraOf(value: unknown): number | null {
  if (typeof value === 'number') return value >= 0 ? value : null
  if (typeof value !== 'string') return null
  const text = value.trim()
  if (/^[0-9]{1,3}([.][0-9]{3})+,[0-9]+$/.test(text)) return Number(text.split('.').join('').replace(',', '.'))
  if (/^[0-9]{1,3}(,[0-9]{3})+[.][0-9]+$/.test(text)) return Number(text.split(',').join(''))
  return /^[0-9]+([.,][0-9]+)?$/.test(text) ? Number(text.replace(',', '.')) : null
}

/** To the kuruş, but for what binary arithmetic leaves. */
function kurusOf(value: unknown): number | null {
  const lira = liraOf(value)
  if (lira === null) return null
  const kurus = Math.round(lira * 100)
  return Math.abs(lira * 100 - kurus) < 0.0011 ? kurus : null
}

/** `amount`, or that and the shopper's commission where plans were on offer and the amount does not hold it. */
function drawnOf({ amount, end_user_comission: fee }: Body, { cashKurus, chargeKurus, instalments }: Expected): number | null {
  const told = kurusOf(amount)
  if (told === null || instalments === null || isNothing(fee)) return told
  const room = told - cashKurus
  if (room < 0 || (room > 0 && told >= chargeKurus)) return told
  const lira = liraOf(fee)
  if (lira === null) return null
  const beside = Math.round(lira * 100)
  return beside > room ? told + beside : told
}

/** Never more than was shown, and never less than the price. */
function isWithin(body: Body, expected: Expected): boolean {
  const drawn = drawnOf(body, expected)
  return drawn !== null && drawn <= expected.chargeKurus && drawn >= expected.cashKurus
}

/** Null, 0 and 1 are a single payment; what is no number is no plan. */
const countOf = (told: unknown) => (isNothing(told) ? 1 : Math.max(1, numberOf(told) ?? Number.NaN))

const isOurCurrency = (value: unknown) =>
  isNothing(value) || (typeof value !== 'object' && ['TRY', 'TL', '949'].includes(String(value).trim().toUpperCase()))
const isSaleNumber = (value: unknown) => isNothing(value) || numberOf(value) === 1
const isName = (value: unknown): value is string | number => typeof value === 'number' || (typeof value === 'string' && value.trim() !== '')
const isSame = (name: unknown, ours: string) => String(name).trim().toUpperCase() === ours.toUpperCase()

export function mayBeSuccess(reply: Reply, expected: Expected): boolean {
  const { referenceNo, agentReferenceNo = '', instalments } = expected
  const body = bodyOf(reply)
  const told = [body.reference_no, body.agent_reference_no].filter(isName)
  const names = isName(body.agent_reference_no) ? told.filter((name) => !isSame(name, agentReferenceNo)) : told
  return (
    statusOf(reply) === 200 &&
    body.is_succeed === true &&
    [0, 100].includes(codeOf(reply) ?? -1) &&
    isWithin(body, expected) &&
    (instalments === null || countOf(body.instalment) === instalments) &&
    isOurCurrency(body.currency) &&
    isSaleNumber(body.transaction_type) &&
    (names.length === 0 || names.some((name) => isSame(name, referenceNo))) &&
    isName(body.xact_id)
  )
}

/** Whether less was drawn than was shown: a success, of which somebody must be told. */
export function isShort(reply: Reply, expected: Expected): boolean {
  return (drawnOf(bodyOf(reply), expected) ?? Number.NaN) < expected.chargeKurus
}

/** In any words: then money may have been taken, and nobody may be told otherwise. */
export function saysYes(reply: Reply): boolean {
  const { is_succeed } = bodyOf(reply)
  return is_succeed === true || ['true', '1'].includes(typeof is_succeed === 'object' ? '' : String(is_succeed).trim().toLowerCase())
}

const BEFORE_ANY_BANK = [13, 15, 16, 18, 22]
const MAY_HAVE_TAKEN = [5, 8, 9, 10, 12, 17, 100]

export function mayBeDecline(reply: Reply): boolean {
  const { is_succeed } = bodyOf(reply)
  const [status, code] = [statusOf(reply), codeOf(reply)]
  if (code === null || !(is_succeed === false || isNothing(is_succeed))) return false
  if (BEFORE_ANY_BANK.includes(code)) return status === 200 || status >= 400
  return status === 200 && is_succeed === false && !MAY_HAVE_TAKEN.includes(code)
}

/** A failed 3D verification and the like, in whatever shape: to read it as unknown locks the order. */
export function mustBeDecline(reply: Reply): boolean {
  return mayBeDecline(reply) && BEFORE_ANY_BANK.includes(codeOf(reply) ?? -1) && isNothing(bodyOf(reply).bank_error_id)
}

/** Everything in an answer that could be a row: in either list, in place of a list, or without one. */
function rowsOf(reply: Reply): unknown[] {
  const body = bodyOf(reply)
  const rows = [body.Data, body.data].flatMap((list) => (Array.isArray(list) ? list : isObject(list) ? [list] : []))
  return Object.keys(body).some((key) => key === 'xact_id' || key === 'is_succeed') ? [...rows, body] : rows
}

function oursOf(reply: Reply, { referenceNo }: Expected): Body[] {
  const isOurs = (row: Body) =>
    [row.agent_reference_no, row.agent_reference, row.reference_no].some((name) => isName(name) && isSame(name, referenceNo))
  return rowsOf(reply).filter(isObject).filter(isOurs)
}

/** The books may leave the instalments out, which says nothing. */
const isOurPlan = ({ instalment: told }: Body, { instalments }: Expected) =>
  instalments === null || isNothing(told) || countOf(told) === instalments
const isOurMoney = (row: Body, expected: Expected) => isWithin(row, expected) && isOurPlan(row, expected) && isOurCurrency(row.currency)
/** What was refused draws nothing: it may tell the price, or what was to be drawn. */
const isOurSum = (row: Body, expected: Expected) =>
  isOurMoney(row, expected) || (kurusOf(row.amount) === expected.chargeKurus && isOurCurrency(row.currency))
const isUntold = (row: Body) => isNothing(row.is_succeed)
const isProven = (row: Body) => isName(row.xact_id) && (isName(row.authorization_code) || isName(row.bank_authorization_code))
const isDone = (row: Body) => row.is_succeed === true || (isUntold(row) && isProven(row))
const isSaleRow = (row: Body) =>
  isSaleNumber(row.transaction_type) &&
  (isNothing(row.xact_type) || (typeof row.xact_type === 'string' && row.xact_type.trim().toUpperCase() === 'S'))
const saysNothing = (value: unknown) =>
  isNothing(value) || value === false || value === 0 || (typeof value === 'string' && /^(false|[0-]*)$/i.test(value.trim()))
const isBack = (row: Body) => !saysNothing(row.reversed) || !saysNothing(row.reversed_xact_id)

/** A row of ours by which money was taken and stayed. */
const stands = (row: Body) => isDone(row) && isSaleRow(row) && !isBack(row)

export function mayBeTaken(reply: Reply, expected: Expected): boolean {
  const rows = oursOf(reply, expected)
  return (
    statusOf(reply) === 200 &&
    rows.some((row) => stands(row) && isOurMoney(row, expected)) &&
    !rows.some((row) => isBack(row) || (!isSaleRow(row) && row.is_succeed !== false))
  )
}

/** Money of ours moved, says a row that can be read: a check must not pass it over. */
export function showsMoney(reply: Reply, expected: Expected): boolean {
  return statusOf(reply) === 200 && !isNoDataAnswer(reply) && oursOf(reply, expected).some((row) => row.is_succeed === true || isBack(row))
}

export function mayBeRefused(reply: Reply, expected: Expected): boolean {
  const rows = oursOf(reply, expected)
  return (
    statusOf(reply) === 200 &&
    rows.some((row) => isSaleRow(row) && isOurSum(row, expected)) &&
    rows.every((row) => row.is_succeed === false && !isBack(row))
  )
}

/** Whether each row that says so may be a check's `taken` by which less was drawn than was shown. */
export function areShort(reply: Reply, expected: Expected): boolean {
  const rows = oursOf(reply, expected).filter((row) => stands(row) && isOurMoney(row, expected))
  return rows.every((row) => (drawnOf(row, expected) ?? Number.NaN) < expected.chargeKurus)
}

/** Nothing may be there that could be ours, matched or not. */
export function mayBeNone(reply: Reply): boolean {
  if (reply.kind !== 'answered' || rowsOf(reply).length > 0) return false
  const { Data, data } = bodyOf(reply)
  return isNoDataAnswer(reply) || (reply.status === 200 && codeOf(reply) === 0 && (Array.isArray(Data) || Array.isArray(data)))
}

/** What a page of the list must show: how many rows are plain successes, and how many speak of money otherwise. */
export function moneyOn(reply: Reply): { plain: number; doubtful: number } {
  const body = bodyOf(reply)
  // What stands beside a list is about the list, whatever it is called.
  const isListed = [body.Data, body.data].some((list) => Array.isArray(list) || isObject(list))
  const rows = rowsOf(reply).filter((row) => isObject(row) && !(isListed && row === body)) as Body[]
  const isDoubtful = (row: Body) =>
    isBack(row) || (isSaleRow(row) ? !isNothing(row.is_succeed) && typeof row.is_succeed !== 'boolean' : row.is_succeed !== false)
  return { plain: rows.filter(stands).length, doubtful: rows.filter(isDoubtful).length }
}

export type Terms = { cashKurus: number; feePayer: 'merchant' | 'shopper'; most: number; leastMonthlyKurus: number | null }
export type PlanRead = { instalments: number; totalKurus: number; monthlyKurus: number }

/**
 * The plans of an answer about one card, by the rules of its page and ours alone; null where it tells nothing. Two rows of
 * one count must agree about their total, and then the first one counts.
 */
export function plansOf(reply: Reply, { cashKurus, feePayer, most, leastMonthlyKurus }: Terms): PlanRead[] | 'debit' | null {
  const { Data, data } = bodyOf(reply)
  const lists = [Data, data].filter((list) => typeof list === 'object' && list !== null)
  if (isNoDataAnswer(reply) || (reply.kind === 'answered' && codeOf(reply) === 14)) return []
  if (statusOf(reply) !== 200 || ![0, 100].includes(codeOf(reply) ?? -1) || lists.length === 0) return null
  const banks = lists.flatMap((list) => (Array.isArray(list) ? list : [list]))
  if (banks.length !== 1) return []
  const [bank] = banks
  if (!isObject(bank)) return null
  if (typeof bank.card_type === 'string' && /^\s*dc\s*$/i.test(bank.card_type.replace(/\p{C}/gu, ''))) return 'debit'
  if (isNothing(bank.ratio)) return []
  if (!Array.isArray(bank.ratio)) return null
  const byCount = new Map<number, Body[]>()
  for (const row of bank.ratio.filter(isObject)) {
    const count = isNothing(row.instalment) ? 1 : numberOf(row.instalment)
    if (count !== null && count >= 2 && count <= 36) byCount.set(count, [...(byCount.get(count) ?? []), row])
  }
  return [...byCount].flatMap(([instalments, rows]): PlanRead[] => {
    const totals = new Set(rows.map((row) => kurusOf(row.total_amount)))
    const [totalKurus, monthlyKurus] = [kurusOf(rows[0]?.total_amount), kurusOf(rows[0]?.instalment_amount)]
    if (totals.size !== 1 || totalKurus === null || monthlyKurus === null || monthlyKurus === 0) return []
    const isSum = Math.abs(instalments * monthlyKurus - totalKurus) <= instalments
    const isTotal = feePayer === 'merchant' ? totalKurus === cashKurus : cashKurus <= totalKurus && totalKurus <= cashKurus * 2
    const isAllowed = instalments <= most && monthlyKurus >= (leastMonthlyKurus ?? 0)
    return isSum && isTotal && isAllowed ? [{ instalments, totalKurus, monthlyKurus }] : []
  })
}

/** Https on Paynet's own hosts and ports or, if Paynet is this machine, the same host. */
export function isOurHost(url: string, paynet: string): boolean {
  const { protocol, hostname, port, username, password } = new URL(url)
  if (username !== '' || password !== '') return false
  if (paynet.startsWith('http:') && hostname === new URL(paynet).hostname) return true
  return protocol === 'https:' && port === '' && `.${hostname}`.endsWith('.paynet.com.tr')
}

export const isAmong = (value: number, least: number, most: number) => Number.isInteger(value) && value >= least && value <= most

/** Money that is asked back: whose, by its names at Paynet, and by ours. */
export type Sale = { xactId: string; xactNumber: number | null; referenceNo: string }

export function mayBeTakenBack(reply: Reply): boolean {
  const { is_succeed: yes } = bodyOf(reply)
  return statusOf(reply) === 200 && [0, 100].includes(codeOf(reply) ?? -1) && (isNothing(yes) || saysYes(reply))
}

const saysNo = (value: unknown) =>
  !isNothing(value) && typeof value !== 'object' && ['false', '0'].includes(String(value).trim().toLowerCase())

/** The first page of a list of cards shows something of what it counts, and says plainly whether more follows, or not at all. */
export function mayBeFirstPage(reply: Reply, { rows, hasMore }: { rows: number; hasMore: boolean | null }): boolean {
  const { total, has_more: more } = bodyOf(reply)
  if (isNoDataAnswer(reply)) return rows === 0
  const isMore = typeof more !== 'object' && ['true', '1'].includes(String(more).trim().toLowerCase())
  const isPlain = hasMore === null ? isNothing(more) : hasMore ? isMore : saysNo(more)
  return isPlain && (rows > 0 || (numberOf(total) ?? 0) <= 0)
}

/** What is to count as undone is said by its status and its code, and nothing in it says otherwise. */
export function mayBeUndone(reply: Reply): boolean {
  const { is_succeed: yes } = bodyOf(reply)
  const [status, code] = [statusOf(reply), codeOf(reply)]
  if (reply.kind !== 'answered') return false
  // A page for people.
  if (reply.json === undefined) return [401, 403, 404, 405].includes(status)
  if (!isObject(reply.json) || !(isNothing(yes) || saysNo(yes)) || code === 0 || code === 100) return false
  if (status === 401 || status === 403 || status === 405) return true
  if (status === 404 && code === null) return true
  return status === 200 ? [1, 6, 12, 19].includes(code ?? -1) : status >= 400 && status < 500 && [11, 12].includes(code ?? -1)
}

/** Rows that may have given money of a sale back: they name it, or are of that kind, name none and bear its reference. */
export function backOf(reply: Reply, { xactId, xactNumber, referenceNo }: Sale): Body[] {
  const ours = [xactId, ...(xactNumber === null ? [] : [String(xactNumber)])]
  const isBackKind = ({ xact_type: letter, transaction_type: number }: Body) =>
    (typeof letter === 'string' && ['R', 'CD'].includes(letter.trim().toUpperCase())) || [2, 9].includes(numberOf(number) ?? -1)
  const isTied = (row: Body) => {
    const named = [row.reversed_xact_id, row.reversed_id]
      .filter((name) => isName(name) && !saysNothing(name))
      .map((name) => String(name).trim())
    if (named.some((name) => ours.includes(name))) return true
    const references = [row.agent_reference_no, row.agent_reference, row.reference_no].filter(isName)
    return named.length === 0 && isBackKind(row) && references.some((name) => isSame(name, referenceNo))
  }
  return rowsOf(reply)
    .filter(isObject)
    .filter(isTied)
    .filter((row) => row.is_succeed !== false)
}

/** What went back may be told with a minus. */
const unsigned = (value: unknown) =>
  typeof value === 'number' ? Math.abs(value) : typeof value === 'string' ? value.trim().replace(/^-/, '') : value

/** Whether each sum that went back is what one of the rows says. */
export function areSums(amounts: (number | null)[], rows: Body[]): boolean {
  const told = rows.filter((row) => isOurCurrency(row.currency)).map((row) => kurusOf(unsigned(row.amount)))
  return amounts.every((amount) => amount === null || (amount > 0 && told.includes(amount)))
}

/** Rows of a list that name a sale in any way. */
export function namingSale(reply: Reply, { xactId, xactNumber }: Sale): Body[] {
  const ours = [xactId, ...(xactNumber === null ? [] : [String(xactNumber)])]
  const names = (row: Body) =>
    [row.reversed_xact_id, row.reversed_id, row.xact_id, row.id].filter(isName).map((name) => String(name).trim())
  return rowsOf(reply)
    .filter(isObject)
    .filter((row) => names(row).some((name) => ours.includes(name)))
}

/** Whether a row of a list leaves open if anything went back: its status is neither done nor over without. */
export function isOpenRow({ status }: Body): boolean {
  return !isNothing(status) && ![3, 4, 5, 6].includes(numberOf(status) ?? -1)
}

/** Whether a row of a list may be of what went back: what waits, was turned down, or has a status of another kind is not. */
export function mayBeBack({ status, is_succeed }: Body): boolean {
  return (isNothing(status) || numberOf(status) === 3) && is_succeed !== false
}
