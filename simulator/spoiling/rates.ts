import type { FaultName } from '@/simulator/faults/catalogue'
import type { JsonObject } from '@/simulator/protocol/reply'
import type { RatioBank, RatioPlan } from '@/simulator/services/ratio-get'

/** Changes the answer of ratio/Get about a price as the fault says; null for any other fault. */
export function spoilRates(body: JsonObject, fault: FaultName, priceKurus: number): JsonObject | null {
  const banks = Array.isArray(body.data) ? (body.data as RatioBank[]) : []
  if (fault === 'ratio-two-banks')
    return { ...body, data: banks.flatMap((bank) => [bank, { ...bank, bank_id: 'ODEA', bank_name: 'Odea' }]) }
  if (fault === 'ratio-debit') return { ...body, data: banks.map((bank) => ({ ...bank, card_type: 'dc' })) }
  const change = changes[fault]
  return change ? { ...body, data: banks.map((bank) => ({ ...bank, ratio: changePlans(bank.ratio, change, priceKurus) })) } : null
}

type Change = (first: RatioPlan, plans: RatioPlan[], priceKurus: number) => JsonObject[]

/** What becomes of the plans beside the single payment. */
const changes: { [Name in FaultName]?: Change } = {
  'ratio-gone': () => [],
  'ratio-row-101': (first, plans) => [
    ...plans,
    { ...first, instalment: 101, instalment_amount: Math.round(first.total_amount / 1.01) / 100 },
  ],
  'ratio-campaign': (first, plans) => [
    { ...first, is_has_campaign: true, plus_installment: 2, post_pone: 0, campaign_note: '+2 taksit' },
    ...plans.slice(1),
  ],
  'ratio-twice': (first, plans) => [first, retotal(first, first.total_amount * 100 + 100), ...plans.slice(1)],
  'ratio-below-price': (first, plans, priceKurus) => [retotal(first, Math.max(0, priceKurus - 100)), ...plans.slice(1)],
  'ratio-monthly-wrong': (first, plans) => [
    { ...first, instalment_amount: Math.round(first.instalment_amount * 100 + 100) / 100 },
    ...plans.slice(1),
  ],
}

function changePlans(rows: RatioPlan[], change: Change, priceKurus: number): JsonObject[] {
  const plans = rows.filter(({ instalment }) => instalment > 1)
  const [first] = plans
  return [...rows.filter(({ instalment }) => instalment <= 1), ...(first ? change(first, plans, priceKurus) : [])]
}

function retotal(plan: RatioPlan, totalKurus: number): RatioPlan {
  const total = Math.round(totalKurus)
  return { ...plan, total_amount: total / 100, instalment_amount: Math.round(total / plan.instalment) / 100 }
}
