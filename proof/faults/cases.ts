import { codesAboutUs, everywhere, type Fault, KIN, ofService, onceEach, outages, type When } from './menu'
import { applicationExpectationOf, cardExpectationOf, expectationOf, plansExpectationOf } from './oracle'
import { isQuickWithPlan, type PlanOfCase, planCasesOf } from './plan-cases'
import { refundExpectationOf } from './refund-oracle'
import { type Service, services } from './switch'

/**
 * `first`: only the first call meets the fault. `every`: all calls do, until the payment is settled or, where
 * it cannot be, until the fault is lifted. `again`: the previous call was lost, and this one meets the fault.
 */
export type Repeat = 'first' | 'every' | 'again'

/**
 * One walk. `when` tells whether Paynet did what was asked; for a service that only reads (`check`, `card_list`, `detail`,
 * `reversal_list`), whether it had done what the question is about.
 */
export type Case = {
  service: Service
  fault: Fault
  when: When
  repeat: Repeat
  /** By how much the clock is set while the call hangs. */
  stepMs?: number
  /** The payment saves its user's first card, which only the charge's answer can tell of. */
  savesFirstCard?: true
  /** The payment is made by a plan. */
  plan?: PlanOfCase
  /** A payment is given back: whole on its day, or in part on a later one. */
  refund?: Sum
}

const sums = ['whole', 'part'] as const
export type Sum = (typeof sums)[number]

export function casesOf(service: Service): Case[] {
  if (service === 'ratio_get') return planCasesOf(service, []).filter(isPossible)
  const refusals = service === 'membership_formdata_insert' ? [] : codesAboutUs
  const faults = [...everywhere, ...refusals, ...(ofService[service] ?? [])]
  const cases = everyCombination(service, faults)
  const ofCharges = service === 'tds_charge' ? [...refusedAfterALostCall(faults), ...withAFirstCard(faults)] : []
  return [...cases, ...ofCharges, ...outagesOf(service), ...planCasesOf(service, cases)].filter(isPossible)
}

function everyCombination(service: Service, faults: Fault[]): Case[] {
  const each = (list: Fault[], whens: (fault: Fault) => readonly When[], repeats: readonly Repeat[]): Case[] =>
    list.flatMap((fault) => whens(fault).flatMap((when) => repeats.map((repeat) => ({ service, fault, when, repeat }))))
  const repeats = ['first', 'every'] as const
  switch (service) {
    case 'check':
    case 'card_list':
      return each(onceEach(faults), () => ['before', 'after'], repeats)
    case 'card_check_otp':
      return each(onceEach(faults), ({ when }) => [when], repeats)
    case 'reversed_request':
      return eachSum(each(faults, ({ when }) => [when], ['first']))
    case 'detail':
    case 'reversal_list':
      return eachSum(each(onceEach(faults), () => ['before', 'after'], ['first']))
    case 'membership_formdata_insert':
      // It is sent once, whatever the outcome.
      return each(faults, ({ when }) => [when], ['first'])
    default:
      return each(faults, ({ when }) => [when], repeats)
  }
}

function eachSum(cases: Case[]): Case[] {
  return sums.flatMap((refund) => cases.map((one) => ({ ...one, refund })))
}

export function allCases(): Case[] {
  return services.flatMap(casesOf)
}

/** Whether a rule says what the outcome must be. */
function isPossible(one: Case): boolean {
  const oracles = [expectationOf, plansExpectationOf, refundExpectationOf, cardExpectationOf, applicationExpectationOf]
  return oracles.some((oracle) => oracle(one) !== null)
}

/** A case whose fault strikes every call runs alone. */
export function isLone({ fault }: Case): boolean {
  return fault.does.kind === 'outage'
}

/** Whether a case belongs to a quick run: most of those that strike every time, and kin of others, do not. */
export function isQuick(one: Case): boolean {
  const { service, fault, repeat, plan, refund } = one
  if (plan) return isQuickWithPlan(one)
  // A question about a refund says the same of any sum.
  if (refund) return !KIN.includes(fault.name) && (service === 'reversed_request' || refund === 'part' || isLone(one))
  return (repeat !== 'every' || service === 'tds_charge') && !KIN.includes(fault.name)
}

const REFUSALS = ['code-7', 'code-13', 'code-15', 'code-16', 'code-17', 'failed-3d-bare', 'failed-3d-400', 'wrong-card-400', 'decline']

/** A "no" after a "maybe": the first charge is lost, before or after it acted, and the second is refused. */
function refusedAfterALostCall(faults: Fault[]): Case[] {
  return faults
    .filter(({ name, when }) => when === 'before' && REFUSALS.includes(name))
    .flatMap((fault) => (['before', 'after'] as const).map((when) => ({ service: 'tds_charge', fault, when, repeat: 'again' })))
}

/** The answer that tells of the card is lost: only the first one, or whenever Paynet gives it. */
function withAFirstCard(faults: Fault[]): Case[] {
  const lost = ['answer-lost-after', 'close', 'reset', 'black-hole', 'truncated', 'http-500', 'gateway-502', 'cut-in-body', 'held-back']
  return faults
    .filter(({ name, when }) => lost.includes(name) && when !== 'before')
    .flatMap((fault) =>
      (['first', 'every'] as const).map((repeat) => ({ service: 'tds_charge', fault, when: fault.when, repeat, savesFirstCard: true })),
    )
}

function outagesOf(service: Service): Case[] {
  // Nothing gets through, so one question stands for both.
  if (service === 'reversal_list') return []
  if (service === 'reversed_request') return outages.map((fault) => ({ service, fault, when: 'before', repeat: 'first', refund: 'whole' }))
  if (service === 'detail')
    return outages.flatMap((fault) =>
      (['before', 'after'] as const).map((when) => ({ service, fault, when, repeat: 'first', refund: 'whole' })),
    )
  const whens = service === 'check' ? (['before', 'after'] as const) : (['before'] as const)
  return outages.flatMap((fault) => whens.map((when) => ({ service, fault, when, repeat: 'first' })))
}
