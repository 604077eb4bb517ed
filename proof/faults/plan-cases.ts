import type { Case } from './cases'
import { codesAboutUs, everywhere, type Fault, KIN, ofService, onceEach, planFaults, SAME_MONEY } from './menu'
import type { Service } from './switch'

/**
 * How a plan is paid: who carries its cost, how Paynet's answers tell of it, and whether a question about plans fails when
 * they are shown or when one of them is paid.
 */
export type PlanOfCase = { payer: 'shopper' | 'merchant'; reading: 'gross' | 'net'; asked: 'shown' | 'paid' | null }

/** Faults of a session's opening that stand for the others: nothing of them knows of a plan. */
const OPENING = [
  ...['http-500', 'http-400-bare', 'html', 'code-13', 'code-16', 'truncated', 'windows-1254'],
  ...['answer-lost-before', 'answer-lost-after', 'slow', 'black-hole'],
]

/** Faults after which the amount is read from another answer, or from one that is written otherwise. */
const READ_ELSEWHERE = [...SAME_MONEY, 'table-names', 'answer-lost-after', 'slow', 'http-500', 'truncated', 'code-17']

/** Where a plan makes a difference: all of the charge and of the rates; of the rest, what tells an amount. */
export function planCasesOf(service: Service, cases: Case[]): Case[] {
  const of = (payer: PlanOfCase['payer'], reading: PlanOfCase['reading'], list: Case[]) =>
    list.map((one): Case => ({ ...one, plan: { payer, reading, asked: null } }))
  const firsts = cases.filter(({ repeat, savesFirstCard }) => repeat === 'first' && !savesFirstCard)
  const named = (names: readonly string[], list = firsts) => list.filter(({ fault }) => names.includes(fault.name))
  const own = (ofService[service] ?? []).map(({ name }) => name)
  const ofPlans = planFaults.map((fault): Case => ({ service, fault, when: fault.when, repeat: 'first' }))
  const taken = firsts.filter(({ when }) => when !== 'before')
  switch (service) {
    case 'tds_initial':
      return of('shopper', 'gross', named([...OPENING, ...own]))
    case 'tds_charge':
      return [
        ...of('shopper', 'gross', [...firsts, ...ofPlans]),
        ...of('shopper', 'net', [...named(READ_ELSEWHERE, taken), ...ofPlans]),
        ...of('merchant', 'gross', [...named([...READ_ELSEWHERE, 'wrong-amount', 'decline']), ...ofPlans]),
        ...of('merchant', 'net', ofPlans),
      ]
    case 'check': {
      // Of a net row that lies about its amount alone nobody can tell what was drawn.
      const honest = own.filter((name) => name !== 'check-wrong-amount')
      return [
        ...of('shopper', 'gross', named(own)),
        ...of('shopper', 'net', named(honest, taken)),
        ...of('merchant', 'gross', named([...SAME_MONEY, 'check-wrong-amount', 'check-flat'], taken)),
      ]
    }
    case 'ratio_get':
      return ratioCases()
    default:
      return []
  }
}

function ratioCases(): Case[] {
  const ownFaults = ofService.ratio_get ?? []
  const each = (payer: PlanOfCase['payer'], faults: Fault[], repeat: Case['repeat']) =>
    faults.flatMap((fault) =>
      (['shown', 'paid'] as const).map(
        (asked): Case => ({ service: 'ratio_get', fault, when: fault.when, repeat, plan: { payer, reading: 'gross', asked } }),
      ),
    )
  return [
    ...each('shopper', onceEach([...everywhere, ...codesAboutUs, ...ownFaults]), 'every'),
    ...each('shopper', ownFaults, 'first'),
    ...each('merchant', ownFaults, 'every'),
  ]
}

const GENERIC = [...everywhere, ...codesAboutUs].map(({ name }) => name)

/** Of the faults that know nothing of plans, a quick run meets those after which an amount is read elsewhere. */
export function isQuickWithPlan({ service, fault }: Case): boolean {
  const isGeneric = GENERIC.includes(fault.name)
  return !KIN.includes(fault.name) && (service === 'ratio_get' || !isGeneric || READ_ELSEWHERE.includes(fault.name))
}
