import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { findChromium } from '@/e2e/harness/chromium'
import { type Postgres, startPostgres } from '@/e2e/harness/postgres'
import { type Counts, readCounts } from '@/scripts/test/counts'
import { runProof } from '@/scripts/test/proof'
import { interruptedWith, run } from '@/scripts/test/run'

/**
 * `npm test`: everything that must pass, in order, whatever failed before. `npm run test:unit`,
 * `npm run test:e2e` and `npm run test:proofs` are its parts. The last line is `N passed, N failed`.
 */
type Step = { name: string; check: () => Promise<Counts> }

const REPORTS = 'test-results'
process.env.NEXT_TELEMETRY_DISABLED = '1'

let postgres: Postgres | undefined
let isBuilt = existsSync('.next/BUILD_ID') && existsSync('dist/start.js')

const lint = yesOrNo('lint', () => run('biome', ['check', '--error-on-warnings', '.']))
const types = yesOrNo('types', async () => (await run('next', ['typegen'])) && run('tsc', ['--noEmit']))
const sqlite: Step = { name: 'unit and SQLite', check: () => vitest('sqlite', ['unit', 'sqlite']) }
const onPostgres: Step = {
  name: 'Postgres',
  check: async () => {
    postgres = await startPostgres()
    return vitest('postgres', ['postgres'], { TEST_POSTGRES_URL: postgres.url })
  },
}
const build = yesOrNo('build', async () => {
  isBuilt = (await run('next', ['build'])) && (await run('tsx', ['scripts/build.ts']))
  return isBuilt
})
const browser: Step = {
  name: 'browser',
  check: async () => {
    if (!isBuilt) throw new Error('There is no build to look at.')
    const report = freshReport('browser')
    const endedWell = await run('playwright', ['test', '--pass-with-no-tests'], { TEST_CHROMIUM: findChromium() })
    return readCounts(report, endedWell)
  },
}

/** The claims of docs/reliability.md, each in a size that fits; the commands repeat them in any other. */
const proofs: Step[] = [
  proof('faults', 'faults', ['--quick']),
  proof('crash points', 'crash-points', ['--seeds', '1']),
  { name: 'chaos', check: chaosOnBoth },
  proof('seeded bugs', 'seeded-bugs', ['--quick']),
  proof('hostile input', 'fuzz', []),
]

function proof(name: string, script: string, args: string[]): Step {
  return { name, check: () => prove(script, args) }
}

/** Side by side, since each spends most of its time waiting until everything is settled. */
async function chaosOnBoth(): Promise<Counts> {
  const on = (db: string) => prove('chaos', ['--payments', '120', '--kills', '6', '--db', db], `${db.padEnd(8)} | `)
  return sumOf(await Promise.all([on('sqlite'), on('postgres')]))
}

async function prove(script: string, args: string[], prefix?: string): Promise<Counts> {
  if (!isBuilt) throw new Error('There is no build to look at.')
  return runProof(script, args, prefix)
}

const parts: Record<string, Step[]> = {
  all: [lint, types, sqlite, onPostgres, build, browser, ...proofs],
  unit: [sqlite, onPostgres],
  e2e: isBuilt ? [browser] : [build, browser],
  proofs: isBuilt ? proofs : [build, ...proofs],
}

async function main(part: string): Promise<number> {
  const steps = parts[part]
  if (!steps) {
    console.error(`There is no part "${part}"; there are ${Object.keys(parts).join(', ')}.`)
    return 1
  }
  const summary: string[] = []
  const all: Counts[] = []
  for (const step of steps) {
    console.log(`\n── ${step.name}`)
    const startedAt = performance.now()
    const counts = await attempt(step)
    if (interruptedWith() !== null) break
    const { passed, failed, failures } = counts
    // What ended early has no failed test to name.
    all.push(failed > 0 && failures.length === 0 ? { ...counts, failures: [step.name] } : counts)
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
    summary.push(`${step.name.padEnd(16)}${seconds.padStart(7)} s${String(passed).padStart(6)} passed${String(failed).padStart(4)} failed`)
  }
  await postgres?.stop()
  const interrupted = interruptedWith()
  if (interrupted !== null) return interrupted
  const total = sumOf(all)
  // Once more at the end, where a log that was cut still has them.
  if (total.failures.length > 0) console.log(`\nFailed:\n${total.failures.map((name) => `  ${name}`).join('\n')}`)
  console.log(`\n${summary.join('\n')}\n\n${total.passed} passed, ${total.failed} failed`)
  return total.failed === 0 ? 0 : 1
}

async function attempt(step: Step): Promise<Counts> {
  try {
    return await step.check()
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    console.error(message)
    return { passed: 0, failed: 1, failures: [`${step.name}: ${message}`] }
  }
}

function sumOf(parts: Counts[]): Counts {
  return {
    passed: parts.reduce((sum, { passed }) => sum + passed, 0),
    failed: parts.reduce((sum, { failed }) => sum + failed, 0),
    failures: parts.flatMap(({ failures }) => failures),
  }
}

async function vitest(name: string, projects: string[], environment: Record<string, string> = {}): Promise<Counts> {
  const report = freshReport(name)
  const chosen = projects.flatMap((project) => ['--project', project])
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  return readCounts(report, await run('vitest', ['run', '--passWithNoTests', ...chosen, ...reporters], environment))
}

function freshReport(name: string): string {
  const file = join(REPORTS, `${name}.json`)
  rmSync(file, { force: true })
  return file
}

function yesOrNo(name: string, endsWell: () => Promise<boolean>): Step {
  const check = async () => ((await endsWell()) ? { passed: 1, failed: 0, failures: [] } : { passed: 0, failed: 1, failures: [name] })
  return { name, check }
}

process.exit(await main(process.argv[2] ?? 'all'))
