import { random } from '@/proof/chaos/random'
import type { Kill as AnyKill, Side, Thing } from './places'

type Kill = AnyKill<Thing>

/** The fate of the charge. A lost one loses its answer, before or after Paynet has acted. */
export type Outcome = 'success' | 'decline' | 'lost-before' | 'lost-after'

/** What happens around a kill; a seed decides all of it. */
export type Plan = {
  seed: number
  kill: Kill
  outcome: Outcome
  amountKurus: number
  card: 'good' | 'masterCard' | 'troy' | 'amex'
  /** The payment that a reconciler dies over: undecided, or being charged by a process that seems to have died. */
  isOverdue: boolean
  /** What carries on: the same app started again, another that ran alongside, or `npm run reconcile`. */
  recovery: 'restart' | 'survivor' | 'command'
  /** Whether everything comes back only when it is too late to charge. */
  isLate: boolean
  /** What the shopper does when the page breaks: waits, looks at the result, or repeats the last request once or twice. */
  shopper: 'waits' | 'looks' | 'repeats' | 'repeats twice'
  /** How long after the kill the shopper does so. */
  pauseMs: number
  /** By how much the clock is set while the process is dead; 0 for not at all. */
  stepMs: number
  /** By how many the shopper pays. */
  instalments: number
}

const STEPS_MS = [2_000, 180_000, 540_000, 43_200_000] as const

const RECONCILERS: readonly Thing[] = [
  'claim',
  'lease over',
  'check',
  'found success written',
  'second intent committed',
  'not charged written',
]

/** Those that offer plans. */
const WITH_PLANS: [Plan['card'], ...Plan['card'][]] = ['good', 'masterCard', 'amex']

/** Paynet is asked about a plan when it is shown, and when it is paid. */
const WHEN_PAID = 2

/** Whether the reconciler reaches the place; otherwise a shopper's request does. */
export function isReconcilers({ thing, nth }: Kill): boolean {
  return RECONCILERS.includes(thing) || (thing === 'tds_charge' && nth === 2)
}

export function planOf(thing: Thing, side: Side, seed: number): Plan {
  const { chance, pick, whole } = random(thing, side, seed)
  const isOverdue = thing === 'lease over' || (['claim', 'check', 'found success written'].includes(thing) && chance(0.5))
  const isAsked = thing === 'plan quoted'
  const nth = isAsked ? WHEN_PAID : !isOverdue && ['claim', 'check', 'tds_charge'].includes(thing) && chance(0.3) ? 2 : 1
  const kill = { thing, side, nth }
  const outcome = pick(outcomesAt(kill))
  const amountKurus = whole(100, 1_000_000)
  const card = isAsked ? pick(WITH_PLANS) : pick<Plan['card']>(['good', 'masterCard', 'troy', 'amex'])
  return {
    seed,
    kill,
    outcome,
    amountKurus,
    card,
    isOverdue,
    // If a reconciler is to die, no other may be quicker.
    recovery: pick(isReconcilers(kill) ? ['restart', 'restart', 'command'] : ['restart', 'survivor', 'command']),
    isLate: chance(0.35),
    shopper: pick(['waits', 'looks', 'repeats', 'repeats twice']),
    pauseMs: whole(0, 400),
    stepMs: chance(0.5) ? 0 : pick(STEPS_MS) * pick([1, -1]),
    instalments: isAsked || (WITH_PLANS.includes(card) && chance(0.5)) ? pick([2, 6]) : 1,
  }
}

/** In words, for whoever reads the result. */
export function wayOf({ outcome, recovery, shopper, isLate, isOverdue, stepMs, instalments }: Plan): string[] {
  return [
    outcome,
    isOverdue ? 'overdue' : '',
    instalments > 1 ? `${instalments} instalments` : '',
    isLate ? 'late' : '',
    stepMs === 0 ? '' : `clock ${stepMs > 0 ? '+' : ''}${stepMs / 1000} s`,
    recovery,
    recovery === 'command' ? '' : shopper,
  ]
}

function outcomesAt(kill: Kill): readonly [Outcome, ...Outcome[]] {
  if (kill.thing === 'found success written') return ['lost-after']
  if (['second intent committed', 'not charged written'].includes(kill.thing) || kill.nth === 2) return ['lost-before']
  return isReconcilers(kill) ? ['lost-before', 'lost-after'] : ['success', 'decline', 'lost-before', 'lost-after']
}
