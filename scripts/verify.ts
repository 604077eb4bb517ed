import { rmSync } from 'node:fs'
import { commitToCompareWith, git, isCheckout } from '@/scripts/git'
import { readCounts } from '@/scripts/test/counts'
import { interruptedWith, runQuietly } from '@/scripts/test/run'

/**
 * `npm run verify`: lint, types, and the unit tests of what has changed since the main branch, committed or
 * not. Quick enough for every commit, so it opens no database; `npm test` is what must pass in the end.
 */
type Ending = { isWell: boolean; says: string; details: string }

const REPORT = 'test-results/verify.json'
process.env.NEXT_TELEMETRY_DISABLED = '1'

async function lint(): Promise<Ending> {
  const { endedWell, output } = await runQuietly('biome', ['check', '--error-on-warnings', '.'])
  return { isWell: endedWell, says: endedWell ? 'ok' : 'failed', details: output }
}

async function types(): Promise<Ending> {
  for (const [program, ...args] of [
    ['next', 'typegen'],
    ['tsc', '--noEmit'],
  ] as const) {
    const { endedWell, output } = await runQuietly(program, args)
    if (!endedWell) return { isWell: false, says: 'failed', details: output }
  }
  return { isWell: true, says: 'ok', details: '' }
}

async function unit(): Promise<Ending> {
  rmSync(REPORT, { force: true })
  // Without a checkout, nothing tells what has changed, so all of them run.
  const since = isCheckout() ? commitToCompareWith() : null
  const which = since === null ? [] : [`--changed=${since}`]
  const reporters = ['--reporter=json', `--outputFile.json=${REPORT}`]
  const { endedWell, output } = await runQuietly('vitest', [
    'run',
    '--project=unit',
    '--project=unit-rest',
    '--passWithNoTests',
    ...which,
    ...reporters,
  ])
  const { passed, failed, failures } = readCounts(REPORT, endedWell)
  const about = since === null ? 'all' : `of what changed since ${git(['rev-parse', '--short', since])}`
  return {
    isWell: failed === 0,
    says: `${passed} passed, ${failed} failed (${about})`,
    details: failures.length > 0 ? failures.join('\n') : output,
  }
}

/** Side by side; each is reported as it ends, with the output of a failure right below. */
async function tell(name: string, check: () => Promise<Ending>): Promise<boolean> {
  const startedAt = performance.now()
  const { isWell, says, details } = await check()
  if (interruptedWith() !== null) return false
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  console.log(`${isWell ? '✓' : '✗'} ${name.padEnd(7)}${seconds.padStart(6)} s  ${says}`)
  if (!isWell) console.log(`\n${details.trimEnd()}\n`)
  return isWell
}

const allWell = (await Promise.all([tell('lint', lint), tell('types', types), tell('unit', unit)])).every(Boolean)
process.exit(interruptedWith() ?? (allWell ? 0 : 1))
