import { mkdirSync, rmSync } from 'node:fs'
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
import { type Kill, REFUND_THINGS, SIDES, type Side, THINGS, WEBHOOK_THINGS } from './places'
import { planOf } from './plan'
import { runRefundCase } from './refund-case'
import { planOfRefund } from './refund-plan'
import type { Stage } from './rig'
import { runWebhookCase } from './webhook-case'
import { planOfWebhook } from './webhook-plan'

/**
 * `npm run crash-points`: kills the production app at each of 30 places in a payment's life, 18 in a refund's and 10 on an
 * event's way to the merchant, carries on afterwards in several ways for each, and checks what is left against the invariants.
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
  const isMeant = (thing: Kill['thing'], side: Side) => nameOf({ thing, side }).includes(values.only)
  const meant = <T extends Kill['thing']>(things: readonly T[]) =>
    things.flatMap((thing) => SIDES.map((side) => ({ thing, side }))).filter(({ thing, side }) => isMeant(thing, side))
  const [ofPayments, ofRefunds, ofWebhooks] = [meant(THINGS), meant(REFUND_THINGS), meant(WEBHOOK_THINGS)]
  const places = [...ofPayments, ...ofRefunds, ...ofWebhooks].map(nameOf)
  const cases = Array.from({ length: seeds }, (_, index): Case[] => [
    ...ofPayments.map(
      ({ thing, side }): Case =>
        (stages) =>
          runCase(stages.payments, planOf(thing, side, first + index)),
    ),
    ...ofRefunds.map(
      ({ thing, side }): Case =>
        (stages) =>
          runRefundCase(stages.refunds, planOfRefund(thing, side, first + index)),
    ),
    ...ofWebhooks.map(
      ({ thing, side }): Case =>
        (stages) =>
          runWebhookCase(stages.refunds, planOfWebhook(thing, side, first + index)),
    ),
  ]).flat()

  const startedAt = performance.now()
  const results = await onStage(values.db, (stages) => sideBySide(cases, width, (one) => one(stages).then(told)))
  const failed = results.filter(({ problems }) => problems.length > 0).length
  const reached = new Set(results.filter(({ isReached }) => isReached).map(({ kill }) => nameOf(kill)))
  for (const place of places) if (!reached.has(place)) console.log(`Not reached: ${place}`)
  console.log(`\n${values.db}, ${Math.round((performance.now() - startedAt) / 1000)} s`)
  console.log(`${reached.size} of ${places.length} places reached`)
  console.log(`${results.length - failed} passed, ${failed} failed`)
  return failed === 0 && reached.size === places.length ? 0 : 1
}

/** Refunds have a Paynet of their own: its sales are two days old, so that parts leave at once, and a case says what it decides. */
type Stages = { payments: Stage; refunds: Stage }
type Case = (stages: Stages) => Promise<CaseResult>

function nameOf({ thing, side }: Pick<Kill, 'thing' | 'side'>): string {
  return `${side} ${thing}`
}

function told(result: CaseResult): CaseResult {
  const { kill, seed, way, path, calls, problems } = result
  const place = `${nameOf(kill)}${kill.nth > 1 ? ` the ${kill.nth}nd time` : ''}`
  const verdict = problems.length === 0 ? 'ok    ' : 'FAILED'
  console.log(`${verdict}  ${place}, seed ${seed}  [${way.filter(Boolean).join(', ')}]  ${path}  (${calls})`)
  for (const problem of problems) console.log(`        ${problem}`)
  return result
}

async function onStage<T>(db: string, work: (stages: Stages) => Promise<T>): Promise<T> {
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
  mkdirSync(join(folder, 'refunds'))
  const ofRefunds = await startSimulator(join(folder, 'refunds'))
  await ofRefunds.settings({ sale_days_ago: 2, refund_approval: 'manual', refund_callback: 'once', refund_unchecked: true })
  const postgres = db === 'postgres' ? await startPostgres() : null
  let databases = 0
  const newDatabase = async () => {
    databases += 1
    return postgres ? newPostgres(postgres.url, `crash_${databases}`) : newSqlite()
  }
  try {
    const common = { preload: pathToFileURL(preload).href, newDatabase }
    return await work({ payments: { simulator, ...common }, refunds: { simulator: ofRefunds, ...common } })
  } finally {
    await Promise.all([simulator.stop(), ofRefunds.stop()])
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
