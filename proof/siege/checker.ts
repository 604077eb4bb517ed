import { percentile } from '@/bench/figures'
import type { Tally } from './attack'
import type { Payments } from './workload'

/** Something else that an attack must not do, and what was observed. */
export type Aim = { says: string; measured: string; isMet: boolean }

/** What one attack did, or the quiet time before all attacks. */
export type Evidence = {
  payments: Payments
  tally: Tally
  aims: Aim[]
  /** Resident memory of the app's process at its highest, in MiB. */
  peakMiB: number
  /** The app's sockets that stayed open after the attacker had gone; null if the system does not tell. */
  socketsLeft: number | null
  /** From SIGTERM, with the attack still going on, to the exit; null if it took longer than we wait. */
  exitMs: number | null
  /** Whether the app crashed during the attack. */
  hasDied: boolean
}

const RETURN_MS = 2_000
const RETURN_TIMES_QUIET = 3
const MEMORY_MIB = 512
/** A few may be in transit at any moment. */
const SOCKETS_LEFT = 10
const EXIT_MS = 10_000
/** From a lost answer to a settled payment. */
export const SETTLES_WITHIN_MS = { half: 5_000, all: 60_000 }

/** How long a return may take, given how long it takes without an attack. */
export function longestReturn(quiet: Payments): number {
  return Math.max(RETURN_MS, RETURN_TIMES_QUIET * percentile(quiet.returnMs, 0.99))
}

/** What does not hold, in words; empty if the app stood its ground. */
export function check(evidence: Evidence, quiet: Payments): string[] {
  const { payments, tally, aims, peakMiB, socketsLeft, exitMs, hasDied } = evidence
  const { returnMs, atBank, settled, gaveUp } = payments
  const [longest, mayTake] = [Math.max(0, ...returnMs), longestReturn(quiet)]
  const problems: Array<[isProblem: boolean, text: string]> = [
    [hasDied, 'the app ended during the attack'],
    [atBank === 0, 'nobody got as far as the bank'],
    [settled < atBank, `${atBank - settled} of ${atBank} payments in flight did not settle as paid`],
    [gaveUp > 0, `${gaveUp} shoppers gave up`],
    [longest > mayTake, `a return took ${inSeconds(longest)}, more than ${inSeconds(mayTake)}`],
    [tally['5xx'] > 0, `${tally['5xx']} answers were errors of the app`],
    [peakMiB >= MEMORY_MIB, `${peakMiB.toFixed(0)} MiB, at least ${MEMORY_MIB}`],
    [(socketsLeft ?? 0) > SOCKETS_LEFT, `${socketsLeft} sockets were left, more than ${SOCKETS_LEFT}`],
    [exitMs === null || exitMs > EXIT_MS, `SIGTERM took ${exitMs === null ? 'longer than we wait' : inSeconds(exitMs)}`],
    ...aims.map(({ isMet, says, measured }): [boolean, string] => [!isMet, `${measured}, not: ${says}`]),
  ]
  return problems.filter(([isProblem]) => isProblem).map(([, text]) => text)
}

/** How soon payments whose answer was lost were settled; null stands for one that was not while we waited. */
export function settleAim(times: Array<number | null>, of: 'half' | 'all'): Aim {
  const all = times.map((time) => time ?? Number.POSITIVE_INFINITY)
  const [median, longest] = [percentile(all, 0.5), Math.max(...all)]
  return {
    says: `${of} of the lost answers are settled within ${inSeconds(SETTLES_WITHIN_MS[of])}`,
    measured: `lost answers took ${inSeconds(median)} (median), ${inSeconds(longest)} (longest) to settle`,
    isMet: (of === 'half' ? median : longest) <= SETTLES_WITHIN_MS[of],
  }
}

export function inSeconds(ms: number): string {
  return Number.isFinite(ms) ? `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 0)} s` : 'longer than we waited'
}
