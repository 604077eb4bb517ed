import { rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'
import { endWhenInterrupted } from '@/e2e/harness/interruption'
import { startPostgres } from '@/e2e/harness/postgres'
import { startSimulator } from '@/e2e/harness/simulator'
import { type CaseResult, runCase } from './case'
import { newFolder, newPostgres, newSqlite } from './database'
import { SIDES, THINGS } from './places'
import { type Plan, planOf } from './plan'
import type { Stage } from './rig'

/**
 * `npm run crash-points`: kills the production app at each of 28 places, carries on afterwards in several ways
 * for each, and checks what is left against the invariants of a payment.
 */
const USAGE = 'Usage: npm run crash-points -- [--seeds N] [--first N] [--db sqlite|postgres] [--only WORDS] [--side-by-side N]'

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '1' },
      first: { type: 'string', default: '1' },
      db: { type: 'string', default: 'sqlite' },
      only: { type: 'string', default: '' },
      'side-by-side': { type: 'string', default: String(2 * availableParallelism()) },
    },
  })
  const [seeds, first, width] = [Number(values.seeds), Number(values.first), Number(values['side-by-side'])]
  if (![seeds, first, width].every((number) => Number.isInteger(number) && number > 0) || !['sqlite', 'postgres'].includes(values.db)) {
    console.error(USAGE)
    return 1
  }
  const places = THINGS.flatMap((thing) => SIDES.map((side) => ({ thing, side }))).filter((place) => nameOf(place).includes(values.only))
  const plans = Array.from({ length: seeds }, (_, index) => places.map(({ thing, side }) => planOf(thing, side, first + index))).flat()

  const startedAt = performance.now()
  const results = await onStage(values.db, (stage) => sideBySide(plans, width, (plan) => runCase(stage, plan).then(told)))
  const failed = results.filter(({ problems }) => problems.length > 0).length
  const reached = new Set(results.filter(({ isReached }) => isReached).map(({ plan }) => nameOf(plan.kill)))
  for (const place of places.map(nameOf)) if (!reached.has(place)) console.log(`Not reached: ${place}`)
  console.log(`\n${values.db}, ${Math.round((performance.now() - startedAt) / 1000)} s`)
  console.log(`${reached.size} of ${places.length} places reached`)
  console.log(`${results.length - failed} passed, ${failed} failed`)
  return failed === 0 && reached.size === places.length ? 0 : 1
}

function nameOf({ thing, side }: Pick<Plan['kill'], 'thing' | 'side'>): string {
  return `${side} ${thing}`
}

function told(result: CaseResult): CaseResult {
  const { plan, path, calls, problems } = result
  const { kill, seed, outcome, recovery, shopper, isLate, isOverdue, stepMs, instalments } = plan
  const place = `${nameOf(kill)}${kill.nth > 1 ? ` the ${kill.nth}nd time` : ''}`
  const way = [
    outcome,
    isOverdue ? 'overdue' : '',
    instalments > 1 ? `${instalments} instalments` : '',
    isLate ? 'late' : '',
    stepMs === 0 ? '' : `clock ${stepMs > 0 ? '+' : ''}${stepMs / 1000} s`,
    recovery,
    recovery === 'command' ? '' : shopper,
  ]
  const verdict = problems.length === 0 ? 'ok    ' : 'FAILED'
  console.log(`${verdict}  ${place}, seed ${seed}  [${way.filter(Boolean).join(', ')}]  ${path}  (${calls})`)
  for (const problem of problems) console.log(`        ${problem}`)
  return result
}

async function onStage<T>(db: string, work: (stage: Stage) => Promise<T>): Promise<T> {
  const folder = newFolder()
  const preload = join(folder, 'crash-preload.mjs')
  await build({
    entryPoints: ['proof/crash-points/preload.ts'],
    outfile: preload,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'warning',
  })
  const simulator = await startSimulator(folder)
  const postgres = db === 'postgres' ? await startPostgres() : null
  let databases = 0
  const newDatabase = async () => {
    databases += 1
    return postgres ? newPostgres(postgres.url, `crash_${databases}`) : newSqlite()
  }
  try {
    return await work({ simulator, preload: pathToFileURL(preload).href, newDatabase })
  } finally {
    await simulator.stop()
    await postgres?.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Maps with a limit on how many run at once; results keep the order of the input. */
async function sideBySide<In, Out>(given: In[], width: number, work: (one: In) => Promise<Out>): Promise<Out[]> {
  const results: Out[] = []
  const waiting = given.entries()
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (const [index, one] of waiting) results[index] = await work(one)
    }),
  )
  return results
}

endWhenInterrupted()
process.exit(await main())
