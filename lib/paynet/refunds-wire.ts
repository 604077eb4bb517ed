import 'server-only'
import { z } from 'zod'
import type { Kurus } from '@/lib/shared/payments/money'
import { idText, listIn, readTransactionRow, rowsIn } from './transaction-row'
import type { Reply } from './transport'
import { CODE, isAccepted, isNoData, maybe, returnCode } from './wire'

export type RefundMeaning =
  | { kind: 'accepted'; code: number }
  | { kind: 'refused'; code: number }
  | { kind: 'unknown'; code: number | null }
  | { kind: 'not-sent' }
  | { kind: 'door'; code: number | null }

export function encodeRefund({ xactId, amountKurus, callbackUrl }: { xactId: string; amountKurus: Kurus; callbackUrl: string }) {
  if (!Number.isSafeInteger(amountKurus) || amountKurus <= 0) throw new RangeError('an amount is a positive whole number of kuruş')
  return { xact_id: xactId, amount: String(amountKurus), succeedUrl: callbackUrl }
}

export function classifyRefund(reply: Reply): RefundMeaning {
  if (reply.kind === 'not-sent') return { kind: 'not-sent' }
  if (reply.kind === 'lost') return { kind: 'unknown', code: null }
  const code = returnCode(reply)
  if ([401, 403, 405].includes(reply.status) || (reply.status === 404 && code === null)) return { kind: 'door', code }
  if (code === null || typeof reply.json !== 'object') return { kind: 'unknown', code }
  if (reply.status === 200 && isAccepted(code)) return { kind: 'accepted', code }
  if (reply.status === 200 && [CODE.unsuccessful, CODE.noProcess, CODE.noData, CODE.wrongTransactionType].includes(code as never))
    return { kind: 'refused', code }
  if (reply.status >= 400 && reply.status < 500 && (code === CODE.badRequest || code === CODE.noData)) return { kind: 'refused', code }
  return { kind: 'unknown', code }
}

export type SaleName = { xactId: string; xactNumber: number | null; referenceNo: string }
export type Reversal = { names: string[]; amountKurus: Kurus | null; day: string | null }
export type SaleMeaning = { kind: 'shown'; isSaleShown: boolean; isReversed: boolean; reversals: Reversal[] } | { kind: 'untold' }

const ids = z.object({ id: maybe(idText), xact_id: maybe(idText), reversed_xact_id: maybe(idText), reversed_id: maybe(idText) })

export function classifySale(reply: Reply, sale: SaleName): SaleMeaning {
  if (reply.kind !== 'answered' || reply.status !== 200) return { kind: 'untold' }
  const rows = rowsIn(reply.json)
  if (!rows) return { kind: 'untold' }
  const reversals: Reversal[] = []
  let isSaleShown = false
  let isReversed = false
  for (const row of rows) {
    const read = readTransactionRow(row)
    const named = ids.safeParse(row).data
    if (!read || !named) continue
    if (named.xact_id === sale.xactId) {
      isSaleShown = true
      isReversed = read.isReversed
    } else if (named.reversed_xact_id === sale.xactId)
      reversals.push({ names: [named.xact_id, named.id].filter((n) => n !== undefined), amountKurus: read.amountKurus, day: null })
  }
  return { kind: 'shown', isSaleShown, isReversed, reversals }
}

export type ListedReversal = Reversal & { of: string[] }

export function classifyReversals(
  reply: Reply,
): { kind: 'page'; rows: number; total: number | null; hasMore: boolean | null; reversals: ListedReversal[] } | { kind: 'unavailable' } {
  if (reply.kind !== 'answered') return { kind: 'unavailable' }
  const found = listIn(reply.json)
  if (isNoData(reply) && !found?.length) return { kind: 'page', rows: 0, total: 0, hasMore: false, reversals: [] }
  if (reply.status !== 200 || !found) return { kind: 'unavailable' }
  const reversals = found.flatMap((row) => {
    const named = ids.safeParse(row).data
    if (!named) return []
    const names = [named.xact_id, named.id, named.reversed_xact_id, named.reversed_id].filter((n) => n !== undefined)
    return [{ names, of: names, amountKurus: readTransactionRow(row)?.amountKurus ?? null, day: null }]
  })
  return { kind: 'page', rows: found.length, total: null, hasMore: false, reversals }
}

export function reversalsOf(sale: SaleName, listed: ListedReversal[]): Reversal[] {
  const own = [sale.xactId, ...(sale.xactNumber === null ? [] : [String(sale.xactNumber)])]
  return listed
    .filter(({ of }) => of.some((name) => own.includes(name)))
    .map(({ names, amountKurus, day }) => ({ names: names.filter((name) => !own.includes(name)), amountKurus, day }))
}
