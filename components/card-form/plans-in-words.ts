import type { Locale } from '@/lib/shared/locale'
import type { Messages } from '@/lib/shared/messages'
import { formatMoney, type Kurus } from '@/lib/shared/payments/money'
import { encodePlan, type NoPlans, type Offer, type PlanChoice, singlePayment } from '@/lib/shared/payments/plan'
import type { PlanRow, PlansView } from '@/lib/shared/payments/plans-view'

/** What is known of a card's plans. `unasked`: no card yet. `late`: of a saved card, not told so far. */
export type Offered = Offer | { kind: 'unasked' | 'late' } | { kind: 'too-often'; retryAfterSeconds: number }

type About = { amountKurus: Kurus; chosen?: number; bank?: string | null }

export function plansInWords(
  offered: Offered,
  { amountKurus, chosen = 1, bank = null }: About,
  locale: Locale,
  words: Messages,
): PlansView {
  const plans = offered.kind === 'plans' ? offered.plans : []
  const rows = [
    rowOf({ ...singlePayment(amountKurus), extraInstalments: null }, amountKurus, locale, words),
    ...plans.map((plan) => rowOf(plan, amountKurus, locale, words)),
  ]
  return { rows, note: noteOf(offered, bank, words), chosen, isLate: /^(unasked|late|untold)$/.test(offered.kind) }
}

function noteOf(offered: Offered, bank: string | null, words: Messages): string {
  switch (offered.kind) {
    case 'plans':
      return words.plans.found(offered.plans.length, bank)
    case 'none':
      return whyNone(offered.because, words)
    case 'too-often':
      return words.plans.tooOften(offered.retryAfterSeconds)
    case 'unasked':
      return words.plans.unasked
    default:
      return words.plans.client.failed
  }
}

export function whyNone(because: NoPlans, words: Messages): string {
  return words.plans.none[because]
}

/** What became of a plan between the page and the payment: its monthly amount or, if that stayed, its total. */
export function changeInWords(before: PlanChoice, now: PlanChoice, locale: Locale, words: Messages): string {
  const isMonthly = before.monthlyKurus !== now.monthlyKurus
  const amount = ({ monthlyKurus, totalKurus }: PlanChoice) => unbroken(formatMoney(isMonthly ? monthlyKurus : totalKurus, locale))
  return words.plans[isMonthly ? 'changed' : 'changedTotal']
    .replace('{count}', String(before.instalments))
    .replace('{was}', amount(before))
    .replace('{now}', amount(now))
}

/** An amount within a sentence: no line ends before its ₺. */
function unbroken(amount: string): string {
  return amount.replace(' ', '\u00a0')
}

function rowOf(
  { extraInstalments, ...choice }: PlanChoice & { extraInstalments: number | null },
  amountKurus: Kurus,
  locale: Locale,
  { checkout, plans }: Messages,
): PlanRow {
  const count = choice.instalments
  const money = (kurus: Kurus) => formatMoney(kurus, locale)
  const [monthly, total, extra] = [money(choice.monthlyKurus), money(choice.totalKurus), choice.totalKurus - amountKurus]
  const note = extraInstalments === null ? '' : plans.campaign(extraInstalments)
  const known = {
    count,
    value: encodePlan(choice),
    label: plans.label(count),
    total,
    note,
    drawn: plans.drawn(unbroken(total), extra > 0 ? unbroken(money(extra)) : undefined),
  }
  if (count === 1) {
    return { ...known, monthly: '', difference: '', said: `${known.label}, ${total}`, pay: checkout.pay(total) }
  }
  const difference = extra > 0 ? money(extra) : plans.client.noDifference
  const cost = extra > 0 ? `${plans.client.difference} ${difference}` : difference
  const said = [known.label, `${plans.client.monthly} ${monthly}`, `${plans.client.total} ${total}`, cost, ...(note ? [note] : [])]
  return { ...known, monthly, difference, said: said.join(', '), pay: checkout.pay(`${count} × ${monthly} = ${total}`) }
}
