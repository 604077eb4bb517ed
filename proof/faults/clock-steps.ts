import { setTimeout as sleep } from 'node:timers/promises'
import type { Case } from './cases'
import { everywhere } from './menu'
import { expectationOf } from './oracle'
import { walkPayment } from './payment'
import type { FaultRig } from './rig'
import { brokenOffBy, type Verdict } from './verdict'

/** By how much the clock is set while charges hang: from what goes unnoticed to half a day. */
const STEPS_MS = [2_000, 180_000, 43_200_000].flatMap((ms) => [ms, -ms])
const QUICK_STEPS_MS = [180_000]

/** Faults that leave a charge hanging or lose its answer; as many as run side by side. */
const HANGING = [
  'slow after',
  'slow-before late',
  'slow-body after',
  'black-hole before',
  'black-hole after',
  'held-back late',
  'hang-up-at-work late',
  'close before',
]
const WITHIN_DEADLINE_MS = 1_200

export type ClockStep = { stepMs: number; cases: Case[] }

/** Each size of step, and the charges that hang during it. */
export function clockSteps(isQuick: boolean): ClockStep[] {
  const faults = everywhere.filter(({ name, when }) => HANGING.includes(`${name} ${when}`))
  return (isQuick ? QUICK_STEPS_MS : STEPS_MS).map((stepMs) => ({
    stepMs,
    cases: faults.map((fault) => ({ service: 'tds_charge', fault, when: fault.when, repeat: 'first', stepMs })),
  }))
}

/** Lets all charges of a step hang at the same time, sets the clock, and lets everything settle by the new time. */
export async function walkClockStep(rig: FaultRig, { stepMs, cases }: ClockStep): Promise<Array<[Case, Verdict]>> {
  let hanging = 0
  let isSet = false
  const set = async () => {
    if (isSet) return
    isSet = true
    await rig.clock.set(stepMs)
  }
  const verdicts = await Promise.all(
    cases.map(async (one): Promise<[Case, Verdict]> => {
      const expected = expectationOf(one)
      if (!expected) throw new Error(`no rule says what must come of ${one.fault.name} while the clock is set`)
      const onHang = async () => {
        hanging += 1
        if (hanging === 1) void sleep(WITHIN_DEADLINE_MS).then(set)
        if (hanging === cases.length) await set()
      }
      return [one, await walkPayment(rig, one, expected, onHang).catch(brokenOffBy)]
    }),
  )
  await rig.clock.set(0)
  return verdicts
}
