import { setTimeout as sleep } from 'node:timers/promises'
import type { App } from '@/e2e/harness/app'
import type { Fleet } from '@/e2e/harness/fleet'
import type { Random } from './random'

export type Nemesis = {
  /** Resolves once the nemesis has kept up, since nothing may be killed after the traffic has ended. */
  keptUp: () => Promise<void>
  report: () => { kills: number; terms: number; stops: number; steps: number; problems: string[] }
  /** Resolves when every signal has been sent and every instance is back. */
  done: Promise<void>
}

const AT_ONCE = 2

/** By how much a clock is set, ahead or back: from what goes unnoticed to half a day. */
const CLOCK_STEPS_MS = [2_000, 5_000, 30_000, 3 * 60_000, 9 * 60_000, 3_600_000, 12 * 3_600_000] as const
const FURTHEST_MS = 12 * 3_600_000

/**
 * Kills instances while payments go on: `kills` times SIGKILL, a quarter as often SIGTERM and SIGSTOP each.
 * Sets the clock they all share `steps` times, spread evenly over the run. `progress` says from 0 to 1 how far
 * the run is.
 */
export function startNemesis(
  fleet: Fleet,
  { kills, steps }: { kills: number; steps: number },
  dice: Random,
  progress: () => number,
): Nemesis {
  const counts = { kills: 0, terms: 0, stops: 0, steps: 0 }
  const problems: string[] = []
  const busy = new Set<App>()
  const quarter = Math.floor(kills / 4)
  const plan = shuffle([...fill('SIGKILL', kills), ...fill('SIGTERM', quarter), ...fill('SIGSTOP', quarter), ...fill('clock', steps)], dice)
  const total = plan.length
  let sent = 0
  let finished = 0

  async function setClock(): Promise<void> {
    const aheadMs = fleet.clock.history().at(-1)?.aheadMs ?? 0
    const step = dice.pick(CLOCK_STEPS_MS) * (dice.chance(0.5) ? 1 : -1)
    await fleet.clock.set(Math.abs(aheadMs + step) > FURTHEST_MS ? step : aheadMs + step)
    counts.steps += 1
  }

  async function strike(signal: Blow): Promise<void> {
    if (signal === 'clock') return setClock()
    const instance = dice.pick(fleet.instances.filter((one) => !busy.has(one)) as [App, ...App[]])
    busy.add(instance)
    if (signal === 'SIGSTOP') await stopForAWhile(instance)
    else await end(instance, signal)
    busy.delete(instance)
  }

  async function end(instance: App, signal: NodeJS.Signals): Promise<void> {
    if (signal === 'SIGKILL') {
      await instance.kill()
      counts.kills += 1
      const integrity = await fleet.books.integrity()
      if (integrity !== 'ok') problems.push(`I12: after kill ${counts.kills}: ${integrity}`)
    } else {
      const code = await instance.stop()
      counts.terms += 1
      if (code !== 0) problems.push(`SIGTERM ended with exit code ${code}`)
    }
    await instance.start()
  }

  async function stopForAWhile(instance: App): Promise<void> {
    instance.process().signal('SIGSTOP')
    await sleep(dice.whole(300, 7_000))
    instance.process().signal('SIGCONT')
    counts.stops += 1
  }

  async function work(): Promise<void> {
    for (let signal = plan.shift(); signal !== undefined; signal = plan.shift()) {
      sent += 1
      const due = sent / (total + 1)
      while (progress() < due) await sleep(50)
      try {
        await strike(signal)
      } catch (error) {
        problems.push(error instanceof Error ? error.message : String(error))
      }
      finished += 1
    }
  }

  const workers = Math.min(AT_ONCE, fleet.instances.length - 1)
  const done = Promise.all(Array.from({ length: workers }, work)).then(() => undefined)
  const keptUp = async () => {
    while (progress() * total > finished + 2 * AT_ONCE) await sleep(50)
  }
  return { keptUp, report: () => ({ ...counts, problems }), done }
}

type Blow = NodeJS.Signals | 'clock'

function fill(blow: Blow, times: number): Blow[] {
  return Array.from({ length: times }, () => blow)
}

function shuffle<T>(list: T[], dice: Random): T[] {
  return list
    .map((item) => ({ item, at: dice.next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item)
}
