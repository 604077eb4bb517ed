import 'server-only'
import { z } from 'zod'
import type { PlanDrop } from '@/lib/metrics/counters'
import type { Kurus } from '@/lib/shared/payments/money'
import { type FeePayer, MOST_INSTALMENTS, type Offer, type Plan } from '@/lib/shared/payments/plan'
import { decodeLira } from './lira'
import { listIn } from './transaction-row'
import type { Reply } from './transport'
import { CODE, isAccepted, isNoData, maybe, returnCode, text, wholeNumber } from './wire'

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

/** ratio/Get's fields. The amount is ×100 as text; the flag has one `m`: the other spelling is ignored there in silence. */
export function encodeRatioQuestion({ cashKurus, feePayer, cardStart, ratioCode, agentId }: RatioQuestion): Record<string, unknown> {
  return {
    amount: String(cashKurus),
    addcomission_to_amount: feePayer === 'shopper',
    bin: cardStart.slice(0, BIN_DIGITS),
    ...(ratioCode === null ? {} : { ratio_code: ratioCode }),
    ...(agentId === null ? {} : { agent_id: agentId }),
  }
}

/**
 * Why a row is no plan that is offered. `count`: of no possible number of instalments. `amounts`: unreadable, or they do
 * not make its total. `total`: a total that the mode rules out. `twice`: two rows disagree about one plan. `most` and
 * `monthly` are our own limits, and nothing to wonder at.
 */

/** `several-banks`: a card that is said to be of more than one bank has no plans that are sure. */
export type RatioMeaning = { offer: Offer; dropped: PlanDrop[]; why?: 'several-banks' }

const bank = z.object({ bank_id: maybe(text), card_type: maybe(text), ratio: z.unknown().optional() })
const row = z.object({
  instalment: maybe(wholeNumber),
  instalment_amount: z.unknown().optional(),
  total_amount: z.unknown().optional(),
  plus_installment: maybe(wholeNumber),
})

const UNTOLD: RatioMeaning = { offer: { kind: 'untold' }, dropped: [] }

/** What a reply to ratio/Get about one card means. Total: a row that does not add up is no plan. */
export function classifyRatio(reply: Reply, { cashKurus, feePayer }: Pick<RatioQuestion, 'cashKurus' | 'feePayer'>, limits: PlanLimits) {
  const code = returnCode(reply)
  if (isNoData(reply) || code === CODE.wrongBin) return noOffer([])
  if (reply.kind !== 'answered' || reply.status !== 200 || !isAccepted(code)) return UNTOLD
  const listed = listIn(reply.json)
  if (!listed) return UNTOLD
  if (listed.length > 1) return { ...noOffer([]), why: 'several-banks' as const }
  const { data } = bank.safeParse(listed[0])
  if (!data) return listed.length === 0 ? noOffer([]) : UNTOLD
  const cardType = data.card_type?.trim().toLowerCase() ?? null
  if (cardType === 'dc') return { offer: { kind: 'none', because: 'debit' }, dropped: [] } satisfies RatioMeaning

  const { plans, dropped } = readRows(Array.isArray(data.ratio) ? data.ratio : [], { cashKurus, feePayer }, limits)
  if (plans.length === 0) return noOffer(dropped)
  return { offer: { kind: 'plans', cardType, cardBank: data.bank_id ?? null, plans }, dropped } satisfies RatioMeaning
}

function noOffer(dropped: PlanDrop[]): RatioMeaning {
  const because = dropped.includes('monthly') ? 'amount' : dropped.includes('most') ? 'order' : 'no-offer'
  return { offer: { kind: 'none', because }, dropped }
}

type Terms = Pick<RatioQuestion, 'cashKurus' | 'feePayer'>

function readRows(rows: unknown[], terms: Terms, limits: PlanLimits): { plans: Plan[]; dropped: PlanDrop[] } {
  const found = new Map<number, Plan | 'twice'>()
  const dropped: PlanDrop[] = []
  for (const each of rows) {
    const plan = readPlan(each, terms)
    if (plan === 'single') continue
    if (typeof plan === 'string') {
      dropped.push(plan)
      continue
    }
    const earlier = found.get(plan.instalments)
    const isSame = earlier === undefined || (earlier !== 'twice' && earlier.totalKurus === plan.totalKurus)
    if (!isSame) found.set(plan.instalments, 'twice')
    else if (earlier === undefined) found.set(plan.instalments, plan)
  }
  const plans: Plan[] = []
  for (const plan of found.values()) {
    const drop = plan === 'twice' ? plan : limitOver(plan, limits)
    if (drop) dropped.push(drop)
    else if (plan !== 'twice') plans.push(plan)
  }
  return { plans: plans.sort((a, b) => a.instalments - b.instalments), dropped }
}

function limitOver({ instalments, monthlyKurus }: Plan, { most, leastMonthlyKurus }: PlanLimits): PlanDrop | null {
  if (instalments > most) return 'most'
  return leastMonthlyKurus !== null && monthlyKurus < leastMonthlyKurus ? 'monthly' : null
}

function readPlan(json: unknown, { cashKurus, feePayer }: Terms): Plan | 'single' | PlanDrop {
  const { data } = row.safeParse(json)
  if (!data) return 'amounts'
  const { instalment: instalments = 1 } = data
  if (instalments === 0 || instalments === 1) return 'single'
  if (instalments < 2 || instalments > MOST_INSTALMENTS) return 'count'
  const [totalKurus, monthlyKurus] = [decodeLira(data.total_amount), decodeLira(data.instalment_amount)]
  if (totalKurus === null || monthlyKurus === null || monthlyKurus === 0) return 'amounts'
  // Each month is rounded by itself.
  if (Math.abs(monthlyKurus * instalments - totalKurus) > instalments) return 'amounts'
  const isPossible = feePayer === 'merchant' ? totalKurus === cashKurus : totalKurus >= cashKurus && totalKurus <= 2 * cashKurus
  if (!isPossible) return 'total'
  return {
    instalments,
    totalKurus,
    monthlyKurus,
    extraInstalments: data.plus_installment && data.plus_installment > 0 ? data.plus_installment : null,
  }
}
