import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { findChromium } from '@/e2e/harness/chromium'
import { startPostgres } from '@/e2e/harness/postgres'
import { buildOnce } from '@/scripts/test/build'
import { type Counts, readCounts } from '@/scripts/test/counts'
import { lastDuration, rememberDuration } from '@/scripts/test/durations'
import { runProof } from '@/scripts/test/proof'
import { interruptedWith, run } from '@/scripts/test/run'

/**
 * `npm test` is the gate before a commit, `npm run test:all` is everything else; together they are all the
 * tests. `npm run test:unit`, `test:e2e` and `proofs` are parts. The last line is `N passed, N failed`.
 */
type Step = { name: string; check: () => Promise<Counts> }

const REPORTS = 'test-results'
const MOST_FLAKY = 3
const none: Counts = { passed: 0, failed: 0, failures: [], flaky: [] }
process.env.NEXT_TELEMETRY_DISABLED = '1'

const lint = yesOrNo('lint', () => run('biome', ['check', '--error-on-warnings', '.']))
const types = yesOrNo('types', async () => (await run('next', ['typegen'])) && run('tsc', ['--noEmit']))
const build = yesOrNo('build', buildOnce)
const unit = vitest('unit and databases', ['unit', 'sqlite', 'postgres'])
const restOfUnit = vitest('rest of unit and databases', ['unit-rest', 'sqlite-rest', 'postgres-rest'], { isBehind: true })
const journeys = browser('journeys', ['--grep', '@journey'])
const restOfBrowser = browser('rest of the browser', ['--grep-invert', '@journey'])

/** The claims of docs/reliability.md, each at a size that fits; the individual commands repeat them at any other. */
const faults = proof('faults', 'faults', ['--quick'])
const crashPoints = proof('crash points', 'crash-points', ['--seeds', '1'], { isBehind: true })
const chaosOnSqlite = proof('chaos, SQLite', 'chaos', ['--payments', '120', '--kills', '6', '--db', 'sqlite'])
const chaosOnPostgres = proof('chaos, Postgres', 'chaos', ['--payments', '120', '--kills', '6', '--db', 'postgres'])
const seededBugs = proof('seeded bugs', 'seeded-bugs', ['--quick'], { isBehind: true })
const fuzz = proof('hostile input', 'fuzz', [], { isBehind: true })

/** Behind: where it takes nothing from the steps beside it, those with short deadlines. */
type Place = { isBehind?: boolean }

/** Steps that run one after the other. */
type Lane = Step[]

/** The lanes of each part. Those in one row run side by side, since they mostly wait; a row waits for the one before. */
const parts: Record<string, Lane[][]> = {
  gate: [[[lint], [types]], [[build], [unit]], [[journeys]]],
  rest: [
    [[build]],
    [[restOfBrowser]],
    [
      [faults, chaosOnSqlite, chaosOnPostgres, fuzz, seededBugs],
      [restOfUnit, crashPoints],
    ],
  ],
  unit: [[[unit], [restOfUnit]]],
  e2e: [[[build]], [[journeys]], [[restOfBrowser]]],
  proofs: [[[build]], [[faults], [chaosOnSqlite, chaosOnPostgres, seededBugs], [fuzz, crashPoints]]],
}

async function main(part: string): Promise<number> {
  const rows = parts[part]
  if (!rows) {
    console.error(`There is no part "${part}"; the parts are ${Object.keys(parts).join(', ')}.`)
    return 1
  }
  const summary: string[] = []
  const all: Counts[] = []
  for (const row of rows) {
    await Promise.all(
      row.map(async (lane) => {
        for (const step of lane) if (interruptedWith() === null) all.push(await attempt(step, summary))
      }),
    )
    if (interruptedWith() !== null) break
  }
  const interrupted = interruptedWith()
  if (interrupted !== null) return interrupted
  const total = sumOf(all)
  // Repeated at the end, where they survive even in a truncated log.
  printNames('Flaky, passed when run once more:', total.flaky)
  printNames('Failed:', total.failures)
  console.log(`\n${summary.join('\n')}\n\n${total.passed} passed, ${total.failed} failed`)
  return total.failed === 0 ? 0 : 1
}

async function attempt({ name, check }: Step, summary: string[]): Promise<Counts> {
  const last = lastDuration(name)
  console.log(`── ${name}${last === null ? '' : ` (took ${last} s last time)`}`)
  const startedAt = performance.now()
  const counts = failingIfMany(
    await check().catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error)
      console.error(message)
      return { ...none, failed: 1, failures: [`${name}: ${message}`] }
    }),
  )
  const seconds = (performance.now() - startedAt) / 1000
  const { passed, failed, failures } = counts
  const line = `${name.padEnd(26)}${seconds.toFixed(1).padStart(7)} s${String(passed).padStart(6)} passed${String(failed).padStart(4)} failed`
  console.log(`── ${line}`)
  summary.push(line)
  if (failed === 0) rememberDuration(name, seconds)
  // A step that ended early has no failed test to name.
  return failed > 0 && failures.length === 0 ? { ...counts, failures: [name] } : counts
}

function yesOrNo(name: string, endsWell: () => Promise<boolean>): Step {
  const check = async () => ((await endsWell()) ? { ...none, passed: 1 } : { ...none, failed: 1, failures: [name] })
  return { name, check }
}

/** The projects of vitest.config.ts, in a single Vitest process. */
function vitest(name: string, projects: string[], place: Place = {}): Step {
  const check = async () => {
    const report = freshReport(name)
    const chosen = projects.flatMap((project) => ['--project', project])
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
    const postgres = await startPostgres()
    try {
      return readCounts(report, await run('vitest', ['run', ...chosen, ...reporters], { TEST_POSTGRES_URL: postgres.url }, place))
    } finally {
      await postgres.stop()
    }
  }
  return { name, check }
}

function browser(name: string, which: string[]): Step {
  const check = async () => {
    const report = freshReport(name)
    const environment = { TEST_CHROMIUM: process.env.TEST_CHROMIUM ?? findChromium(), TEST_REPORT: report }
    return readCounts(report, await run('playwright', ['test', ...which], environment))
  }
  return { name, check }
}

function proof(name: string, script: string, args: string[], place: Place = {}): Step {
  return { name, check: () => runProof(script, args, `${name.padEnd(16)}| `, place) }
}

function freshReport(name: string): string {
  const file = join(REPORTS, `${name.replace(/\W+/g, '-')}.json`)
  rmSync(file, { force: true })
  return file
}

function sumOf(counts: Counts[]): Counts {
  return {
    passed: counts.reduce((sum, { passed }) => sum + passed, 0),
    failed: counts.reduce((sum, { failed }) => sum + failed, 0),
    failures: counts.flatMap(({ failures }) => failures),
    flaky: counts.flatMap(({ flaky }) => flaky),
  }
}

/** A few tests may meet a machine that stood still; more than that are no accident. */
function failingIfMany(counts: Counts): Counts {
  const { passed, failed, failures, flaky } = counts
  if (flaky.length <= MOST_FLAKY) return counts
  return { passed: passed - flaky.length, failed: failed + flaky.length, failures: [...failures, ...flaky], flaky: [] }
}

function printNames(heading: string, names: string[]): void {
  if (names.length > 0) console.log(`\n${heading}\n${names.map((name) => `  ${name}`).join('\n')}`)
}

process.exit(await main(process.argv[2] ?? 'gate'))
