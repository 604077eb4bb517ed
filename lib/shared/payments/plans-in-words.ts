import type { Locale } from '@/lib/shared/locale'
import type { Messages } from '@/lib/shared/messages'
import { formatMoney, type Kurus } from './money'
import { encodePlan, type NoPlans, type Offer, type PlanChoice, singlePayment } from './plan'

/** A way to pay as the checkout shows it. */
export type PlanRow = {
  count: number
  /** What its radio button posts. */
  value: string
  label: string
  monthly: string
  total: string
  /** What the plan costs more than the price. */
  difference: string
  /** The bank's campaign. */
  note: string
  /** The whole row, as it is read out. */
  said: string
  /** What is drawn from the card, in a sentence. */
  drawn: string
  /** On the button that pays. */
  pay: string
}

/** What may be chosen for a card, in words. The single payment comes first and is always there. */
export type PlansView = {
  rows: PlanRow[]
  /** Whose plans these are, or why there are none. */
  note: string
  /** The count that was chosen before; it is chosen again where it is offered. */
  chosen: number
  /** Nobody has been asked yet, or the answer is late: scripts ask. */
  isLate: boolean
}

/** What is known of a card's plans. `unasked`: no card yet. `late`: of a saved card, not told so far. */
export type Offered = Offer | { kind: 'unasked' | 'late' } | { kind: 'too-often'; retryAfterSeconds: number }

type About = { amountKurus: Kurus; chosen?: number; bank?: string | null }

export function plansInWords(
  offered: Offered,
  { amountKurus, chosen = 1, bank = null }: About,
  locale: Locale,
  words: Messages['plans'],
): PlansView {
  const plans = offered.kind === 'plans' ? offered.plans : []
  const rows = [
    rowOf({ ...singlePayment(amountKurus), extraInstalments: null }, amountKurus, locale, words),
    ...plans.map((plan) => rowOf(plan, amountKurus, locale, words)),
  ]
  return { rows, note: noteOf(offered, bank, words), chosen, isLate: offered.kind === 'unasked' || offered.kind === 'late' }
}

function noteOf(offered: Offered, bank: string | null, words: Messages['plans']): string {
  switch (offered.kind) {
    case 'plans':
      return words.found(offered.plans.length, bank)
    case 'none':
      return whyNone(offered.because, words)
    case 'too-often':
      return words.tooOften(offered.retryAfterSeconds)
    case 'unasked':
      return words.unasked
    default:
      return words.client.failed
  }
}

export function whyNone(because: NoPlans, words: Messages['plans']): string {
  return words.none[because]
}

/** What became of a plan between the page and the payment: its monthly amount or, if that stayed, its total. */
export function changeInWords(before: PlanChoice, now: PlanChoice, locale: Locale, words: Messages['plans']): string {
  const key = before.monthlyKurus === now.monthlyKurus ? 'totalKurus' : 'monthlyKurus'
  const [was, is] = [before, now].map((plan) => formatMoney(plan[key], locale)) as [string, string]
  return words.changed(before.instalments, was, is, key === 'totalKurus')
}

function rowOf(
  { extraInstalments, ...choice }: PlanChoice & { extraInstalments: number | null },
  amountKurus: Kurus,
  locale: Locale,
  words: Messages['plans'],
): PlanRow {
  const count = choice.instalments
  const money = (kurus: Kurus) => formatMoney(kurus, locale)
  const [monthly, total, extra] = [money(choice.monthlyKurus), money(choice.totalKurus), choice.totalKurus - amountKurus]
  const note = extraInstalments === null ? '' : words.campaign(extraInstalments)
  const known = {
    count,
    value: encodePlan(choice),
    label: words.label(count),
    total,
    note,
    drawn: words.drawn(total, extra > 0 ? money(extra) : null),
  }
  if (count === 1) {
    return { ...known, monthly: '', difference: '', said: `${known.label}, ${total}`, pay: words.paySingle(total) }
  }
  const difference = extra > 0 ? money(extra) : words.client.noDifference
  const cost = extra > 0 ? `${words.client.difference} ${difference}` : difference
  const said = [known.label, `${words.client.monthly} ${monthly}`, `${words.client.total} ${total}`, cost, ...(note ? [note] : [])]
  return { ...known, monthly, difference, said: said.join(', '), pay: words.pay(count, monthly, total) }
}
