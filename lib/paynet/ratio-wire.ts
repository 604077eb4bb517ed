import 'server-only'
import { z } from 'zod'
import type { PlanDrop } from '@/lib/metrics/counters'
import type { Kurus } from '@/lib/shared/payments/money'
import { type FeePayer, MOST_INSTALMENTS, type Offer, type Plan } from '@/lib/shared/payments/plan'
import { decodeLira, encodeHundredths } from './lira'
import { word } from './transaction-details'
import { isAbsent, listIn } from './transaction-row'
import type { Reply } from './transport'
import { CODE, isAccepted, isNoData, maybe, returnCode, wholeNumber } from './wire'

/** ratio/Get in Paynet's words (page "Oran Tablosu"). Pure. */

/** What is asked: which plans a card has for a price. */
export type RatioQuestion = {
  cashKurus: Kurus
  feePayer: FeePayer
  /** The card's first digits, at least six. */
  cardStart: string
  /** Whose rates count: the merchant's named table, and the dealer for whom is sold. */
  ratioCode: string | null
  agentId: string | null
}

/** Which plans may be offered. */
export type PlanLimits = { most: number; leastMonthlyKurus: Kurus | null }

/** The page documents a card by its first six digits, whatever more is known. */
const BIN_DIGITS = 6

/** ratio/Get's fields. The flag has one `m`: the other spelling is ignored there in silence. */
export function encodeRatioQuestion({ cashKurus, feePayer, cardStart, ratioCode, agentId }: RatioQuestion): Record<string, unknown> {
  return {
    amount: encodeHundredths(cashKurus),
    addcomission_to_amount: feePayer === 'shopper',
    bin: cardStart.slice(0, BIN_DIGITS),
    ...(ratioCode === null ? {} : { ratio_code: ratioCode }),
    ...(agentId === null ? {} : { agent_id: agentId }),
  }
}

/**
 * `dropped`: why rows are no plans that are offered. `count`: of no possible number of instalments. `amounts`:
 * unreadable, or they do not make its total. `total`: a total that the mode rules out. `twice`: two rows disagree about
 * one plan. `most` and `monthly` are our own limits, and nothing to wonder at. `several-banks`: a card that is said to
 * be of more than one bank has no plans that are sure.
 */
export type RatioMeaning = { offer: Offer; dropped: PlanDrop[]; why?: 'several-banks' }

const bank = z.object({ bank_id: word, card_type: word, ratio: z.unknown().optional() })
const row = z.object({
  instalment: z.unknown().optional(),
  instalment_amount: z.unknown().optional(),
  total_amount: z.unknown().optional(),
  plus_installment: maybe(wholeNumber),
})

type Terms = Pick<RatioQuestion, 'cashKurus' | 'feePayer'>

const UNTOLD: RatioMeaning = { offer: { kind: 'untold' }, dropped: [] }

/** What a reply to ratio/Get about one card means. Total: a row that does not add up is no plan. */
export function classifyRatio(reply: Reply, terms: Terms, limits: PlanLimits): RatioMeaning {
  const code = returnCode(reply)
  if (isNoData(reply) || code === CODE.wrongBin) return noOffer([])
  if (reply.kind !== 'answered' || reply.status !== 200 || !isAccepted(code)) return UNTOLD
  const listed = listIn(reply.json)
  if (!listed) return UNTOLD
  if (listed.length > 1) return { ...noOffer([]), why: 'several-banks' }
  const { data } = bank.safeParse(listed[0])
  if (!data) return listed.length === 0 ? noOffer([]) : UNTOLD
  const cardType = data.card_type?.toLowerCase() ?? null
  if (cardType === 'dc') return { offer: { kind: 'none', because: 'debit' }, dropped: [] }

  const rows = isAbsent(data.ratio) ? [] : data.ratio
  if (!Array.isArray(rows)) return UNTOLD
  const { plans, dropped } = readRows(rows, terms, limits)
  if (plans.length === 0) return noOffer(dropped)
  return { offer: { kind: 'plans', cardType, cardBank: data.bank_id ?? null, plans }, dropped }
}

function noOffer(dropped: PlanDrop[]): RatioMeaning {
  const because = dropped.includes('monthly') ? 'amount' : dropped.includes('most') ? 'order' : 'no-offer'
  return { offer: { kind: 'none', because }, dropped }
}

/** Two rows of one count must have the same total, whatever else is wrong with either: which one counts, Paynet alone knows. */
function readRows(rows: unknown[], terms: Terms, limits: PlanLimits): { plans: Plan[]; dropped: PlanDrop[] } {
  const found = new Map<number, Row>()
  const dropped: PlanDrop[] = []
  for (const json of rows) {
    const read = readRow(json)
    if (read === 'single') continue
    if (read === 'count') {
      dropped.push(read)
      continue
    }
    const earlier = found.get(read.instalments)
    if (earlier === undefined) found.set(read.instalments, read)
    else if (earlier.totalKurus !== read.totalKurus) earlier.isTwice = true
  }
  const plans: Plan[] = []
  for (const each of found.values()) {
    const plan = each.isTwice ? 'twice' : planFrom(each, terms)
    const drop = typeof plan === 'string' ? plan : limitOver(plan, limits)
    if (drop) dropped.push(drop)
    else if (typeof plan !== 'string') plans.push(plan)
  }
  return { plans: plans.sort((a, b) => a.instalments - b.instalments), dropped }
}

function limitOver({ instalments, monthlyKurus }: Plan, { most, leastMonthlyKurus }: PlanLimits): PlanDrop | null {
  if (instalments > most) return 'most'
  return leastMonthlyKurus !== null && monthlyKurus < leastMonthlyKurus ? 'monthly' : null
}

type Row = { instalments: number; totalKurus: Kurus | null; monthlyKurus: Kurus | null; extra: number; isTwice: boolean }

function readRow(json: unknown): Row | 'single' | 'count' {
  const { data } = row.safeParse(json)
  if (!data) return 'count'
  const instalments = isAbsent(data.instalment) ? 1 : wholeNumber.safeParse(data.instalment).data
  if (instalments === 0 || instalments === 1) return 'single'
  if (instalments === undefined || instalments < 2 || instalments > MOST_INSTALMENTS) return 'count'
  const [totalKurus, monthlyKurus] = [decodeLira(data.total_amount), decodeLira(data.instalment_amount)]
  return { instalments, totalKurus, monthlyKurus, extra: data.plus_installment ?? 0, isTwice: false }
}

function planFrom({ instalments, totalKurus, monthlyKurus, extra }: Row, { cashKurus, feePayer }: Terms): Plan | PlanDrop {
  if (totalKurus === null || monthlyKurus === null || monthlyKurus === 0) return 'amounts'
  // Each month is rounded by itself.
  if (Math.abs(monthlyKurus * instalments - totalKurus) > instalments) return 'amounts'
  const isPossible = feePayer === 'merchant' ? totalKurus === cashKurus : totalKurus >= cashKurus && totalKurus <= 2 * cashKurus
  if (!isPossible) return 'total'
  return { instalments, totalKurus, monthlyKurus, extraInstalments: extra > 0 && extra <= MOST_INSTALMENTS ? extra : null }
}
