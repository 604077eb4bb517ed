import { parseArgs } from 'node:util'
import type { Target } from './fuzz-run'
import { type Memory, readLogFaults, startWorld, type World, watchMemory } from './fuzz-world'

/**
 * `npm run fuzz`: hostile inputs to everything that reads what a stranger wrote, the real app over HTTP and
 * its readers in this process. `-- --runs 1000000` is the big run, `--only` a part of it, `--seed` one that
 * was seen before. Needs a build. The last line is `N passed, N failed`.
 */
type Part = {
  /** Of all inputs, when all parts run. */
  share: number
  targets: (world: World) => Promise<Target[]>
}

const parts: Record<string, Part> = {
  return: { share: 0.06, targets: async (world) => (await import('./fuzz-return')).returnTargets(world) },
  orders: { share: 0.05, targets: async (world) => (await import('./fuzz-orders')).orderTargets(world) },
  actions: { share: 0.05, targets: async (world) => (await import('./fuzz-actions')).actionTargets(world) },
  pages: { share: 0.04, targets: async (world) => (await import('./fuzz-pages')).pageTargets(world) },
  replies: { share: 0.4, targets: async () => (await import('./fuzz-replies')).replyTargets() },
  readers: { share: 0.4, targets: async () => (await import('./fuzz-readers')).readerTargets() },
}

type Plan = { runs: number; seed: number; names: string[] }

function readPlan(): Plan | string {
  const { values } = parseArgs({
    options: { runs: { type: 'string', default: '20000' }, seed: { type: 'string' }, only: { type: 'string' } },
  })
  const runs = Number(values.runs)
  const seed = values.seed === undefined ? Date.now() % 1_000_000_000 : Number(values.seed)
  const names = values.only?.split(',') ?? Object.keys(parts)
  if (!Number.isSafeInteger(runs) || runs < 1) return '--runs is a whole number of inputs'
  if (!Number.isInteger(seed) || Math.abs(seed) > 2 ** 31) return '--seed is a whole number'
  const unknown = names.find((name) => !(name in parts))
  return unknown === undefined ? { runs, seed, names } : `There is no part "${unknown}"; there are ${Object.keys(parts).join(', ')}.`
}

type Counts = { passed: number; failed: number; inputs: number }

async function fuzz({ runs, seed, names }: Plan): Promise<Counts> {
  const total: Counts = { passed: 0, failed: 0, inputs: 0 }
  const tell = (holds: boolean, what: string, inputs = 0) => {
    console.log(`${holds ? 'ok     ' : 'FAILED '}${what}`)
    total[holds ? 'passed' : 'failed'] += 1
    total.inputs += inputs
  }
  console.log(`seed ${seed}, ${runs} inputs`)
  const world = await startWorld()
  try {
    const memory = watchMemory(world)
    const shares = names.reduce((sum, name) => sum + (parts[name]?.share ?? 0), 0)
    for (const name of names) {
      const part = parts[name] as Part
      console.log(`\n── ${name}`)
      const targets = await part.targets(world)
      const weights = targets.reduce((sum, { weight }) => sum + weight, 0)
      for (const one of targets) {
        const startedAt = performance.now()
        const { inputs, failure } = await one.run(Math.ceil((runs * part.share * one.weight) / shares / weights), seed)
        const seconds = (performance.now() - startedAt) / 1000
        tell(failure === null, `${one.name}: ${inputs} inputs, ${Math.round(inputs / seconds)} a second`, inputs)
        if (failure !== null) console.log(`      ${failure} --only ${name}`)
      }
    }
    console.log('\n── the app')
    const faults = readLogFaults(world)
    tell(faults.length === 0, 'its log is one JSON object a line, without a card number and without an error')
    for (const fault of faults) console.log(`      ${fault}`)
    tellMemory(await memory.stop(), tell)
    const { loader } = world
    console.log(`        ${loader.count()} requests, 99 of 100 answered within ${loader.percentile(99).toFixed(0)} ms`)
    return total
  } finally {
    world.loader.close()
    const { app } = await world.stack.stop()
    tell(app === 0, 'it ends in an orderly way')
  }
}

const MOST_GROWTH = 50

function tellMemory({ start, middle, end }: Memory, tell: (holds: boolean, what: string) => void): void {
  if (start === null || middle === null || end === null) console.log('        too short to say anything of its memory')
  else {
    const said = `${start.toFixed(0)} MB at the start, ${middle.toFixed(0)} half-way, ${end.toFixed(0)} at the end`
    tell(end - start < MOST_GROWTH, `its memory grew by less than ${MOST_GROWTH} MB: ${said}`)
  }
}

const plan = readPlan()
if (typeof plan === 'string') {
  console.error(plan)
  process.exit(1)
}
const { passed, failed, inputs } = await fuzz(plan)
console.log(`\n${inputs} inputs, seed ${plan.seed}\n${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
