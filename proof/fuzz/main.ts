import { mkdirSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { endWhenInterrupted } from '@/e2e/harness/interruption'
import { type FuzzRig, type Memory, readLogFaults, startFuzzRig, watchMemory } from './rig'
import { type Held, type Target, withoutDigits } from './run'

/**
 * `npm run fuzz`: hostile inputs for everything that reads what strangers write, the real app over HTTP and its
 * readers in this process. `-- --runs 1000000` is the big run, `--only` a part of it, `--seed` repeats one.
 * Needs a build. The last line is `N passed, N failed`.
 */
type Part = {
  /** Of all inputs, when all parts run. */
  share: number
  targets: (rig: FuzzRig) => Promise<Target[]>
}

const parts: Record<string, Part> = {
  return: { share: 0.06, targets: async (rig) => (await import('./return')).returnTargets(rig) },
  orders: { share: 0.05, targets: async (rig) => (await import('./orders')).orderTargets(rig) },
  refunds: { share: 0.03, targets: async (rig) => (await import('./refunds')).refundTargets(rig) },
  actions: { share: 0.05, targets: async (rig) => (await import('./actions')).actionTargets(rig) },
  plans: { share: 0.03, targets: async (rig) => (await import('./plans')).planTargets(rig) },
  pages: { share: 0.04, targets: async (rig) => (await import('./pages')).pageTargets(rig) },
  replies: {
    share: 0.34,
    targets: async () => [...(await import('./replies')).replyTargets(), ...(await (await import('./transport')).transportTargets())],
  },
  readers: { share: 0.4, targets: async () => (await import('./readers')).readerTargets() },
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
type Tell = (holds: boolean, what: string, inputs?: number) => void
/** A target, and how many inputs it has yet to receive. */
type Job = { part: string; target: Target; left: number; seed: number; done: Held; seconds: number }

async function fuzz(plan: Plan): Promise<Counts> {
  const total: Counts = { passed: 0, failed: 0, inputs: 0 }
  const tell: Tell = (holds, what, inputs = 0) => {
    console.log(`${holds ? 'ok     ' : 'FAILED '}${what}`)
    total[holds ? 'passed' : 'failed'] += 1
    total.inputs += inputs
  }
  console.log(`seed ${plan.seed}, ${plan.runs} inputs`)
  const rig = await startFuzzRig()
  try {
    const jobs = await planJobs(plan, rig)
    for (const job of jobs.filter(({ target }) => target.isQuiet)) await work(job, job.left)
    // The first requests load and compile the pages; only after that does memory say anything.
    for (const job of jobs) await work(job, Math.min(WARM_UP, job.left))
    const memory = watchMemory(rig)
    for (const job of jobs) {
      await work(job, job.left)
      tellJob(job, tell)
    }
    tellApp(rig, await memory.stop(), tell)
    return total
  } finally {
    rig.loader.close()
    tell((await rig.stack.stop()).app === 0, 'the app ends in an orderly way')
    await rig.mailbox.close()
    if (total.failed > 0) keepLog(rig)
  }
}

async function planJobs({ runs, seed, names }: Plan, rig: FuzzRig): Promise<Job[]> {
  const shares = names.reduce((sum, name) => sum + (parts[name]?.share ?? 0), 0)
  const jobs: Job[] = []
  for (const name of names) {
    const { share, targets } = parts[name] as Part
    const all = await targets(rig)
    const weights = all.reduce((sum, { weight }) => sum + weight, 0)
    const inputs = (weight: number) => Math.ceil((runs * share * weight) / shares / weights)
    const nothing: Held = { inputs: 0, failure: null }
    jobs.push(...all.map((target) => ({ part: name, target, left: inputs(target.weight), seed, done: nothing, seconds: 0 })))
  }
  return jobs
}

async function work(job: Job, inputs: number): Promise<void> {
  if (job.done.failure !== null || inputs === 0) return
  const startedAt = performance.now()
  const { inputs: tried, failure } = await job.target.run(inputs, job.seed)
  job.seconds += (performance.now() - startedAt) / 1000
  job.done = { inputs: job.done.inputs + tried, failure }
  job.left -= inputs
  // Later portions use other seeds.
  job.seed += 100_000
}

function tellJob({ part, target, done, seconds }: Job, tell: Tell): void {
  tell(done.failure === null, `${part}: ${target.name}: ${done.inputs} inputs, ${Math.round(done.inputs / seconds)} a second`, done.inputs)
  if (done.failure !== null) console.log(`      ${done.failure} --only ${part}`)
}

const WARM_UP = 300
const MOST_GROWTH = 50

function tellApp(rig: FuzzRig, memory: Memory | null, tell: Tell): void {
  const faults = readLogFaults(rig)
  tell(faults.length === 0, 'the app’s log is one JSON object a line, without a card number and without an error')
  for (const fault of faults) console.log(`      ${fault}`)
  if (memory) {
    const { start, middle, end } = memory
    const said = `${start.toFixed(0)} MB once warm, ${middle.toFixed(0)} half-way, ${end.toFixed(0)} at the end`
    tell(end - start < MOST_GROWTH, `its memory grew by less than ${MOST_GROWTH} MB: ${said}`)
  }
  const { loader } = rig
  console.log(
    `       ${loader.count()} requests, half answered within ${loader.percentile(50)} ms, 99 of 100 within ${loader.percentile(99)} ms`,
  )
}

/** What fails once in many runs can only be understood by what the app said then. */
function keepLog({ stack }: FuzzRig): void {
  const file = 'test-results/fuzz-app.log'
  mkdirSync('test-results', { recursive: true })
  writeFileSync(file, withoutDigits(stack.app.log()))
  console.log(`      the app’s log is kept in ${file}`)
}

const plan = readPlan()
if (typeof plan === 'string') {
  console.error(plan)
  process.exit(1)
}
endWhenInterrupted()
const { passed, failed, inputs } = await fuzz(plan)
console.log(`\n${inputs} inputs, seed ${plan.seed}\n${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
