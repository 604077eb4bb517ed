import { random } from '@/proof/chaos/random'
import type { Kill, RefundThing, Side } from './places'

/** What the request for money meets. A lost one loses its answer, before or after Paynet has acted. */
export type Answer = 'taken' | 'refused' | 'turned away' | 'lost-before' | 'lost-after'

/** What happens around a kill in a refund's life; a seed decides all of it. */
export type RefundPlan = {
  seed: number
  kill: Kill<RefundThing>
  answer: Answer
  isWhole: boolean
  /** What Paynet's people make of a request that was taken, and whether only after it was asked about. */
  decision: 'approve' | 'reject'
  decidesLate: boolean
  /** What carries on: the same app started again, another in its place, or `npm run reconcile`; `alive`: the app never died. */
  recovery: 'restart' | 'other' | 'command' | 'alive'
  /** How often whoever asked for it does so again, at once. */
  asksAgain: 0 | 1 | 2
  pauseMs: number
  /** By how much the clock is set while the process is dead; 0 for not at all. */
  stepMs: number
}

const STEPS_MS = [2_000, 180_000, 540_000] as const

export function planOfRefund(thing: RefundThing, side: Side, seed: number): RefundPlan {
  const { chance, pick, whole } = random(thing, side, seed)
  const kill = { thing, side, nth: thing === 'refund claimed' && chance(0.5) ? 2 : 1 }
  return {
    seed,
    kill,
    answer: pick(answersAt(kill)),
    isWhole: chance(0.5),
    decision: thing === 'refunded written' || chance(0.7) ? 'approve' : 'reject',
    decidesLate: thing !== 'refunded written' && chance(0.3),
    recovery: thing === 'refund withdrawn' ? 'alive' : pick(['restart', 'restart', 'other', 'command']),
    asksAgain: pick([0, 1, 2]),
    pauseMs: whole(0, 400),
    stepMs: chance(0.5) ? 0 : pick(STEPS_MS) * pick([1, -1]),
  }
}

export function isLookersKill({ thing, nth }: Kill<RefundThing>): boolean {
  return thing === 'detail' || thing === 'refunded written' || thing === 'refund lease over' || nth === 2
}

function answersAt(kill: Kill<RefundThing>): readonly [Answer, ...Answer[]] {
  if (kill.thing === 'refunded written') return ['taken', 'lost-after']
  if (kill.thing === 'refund lease over') return ['lost-before', 'lost-after']
  return isLookersKill(kill) ? ['taken', 'lost-before', 'lost-after'] : ['taken', 'refused', 'turned away', 'lost-before', 'lost-after']
}
