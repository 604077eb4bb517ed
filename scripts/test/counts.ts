import { readFileSync } from 'node:fs'
import { basename, relative } from 'node:path'

/** How many checks passed and failed, and what the failed ones are called. */
export type Counts = { passed: number; failed: number; failures: string[] }

/**
 * What a runner's JSON report says. A runner that ended badly without a failed test to show for it,
 * because a file did not load or there was no report, counts as one failure.
 */
export function readCounts(file: string, endedWell: boolean): Counts {
  const { passed, failed, failures } = fromReport(file)
  return { passed, failed: failed === 0 && !endedWell ? 1 : failed, failures }
}

type VitestReport = {
  numPassedTests: number
  numFailedTests: number
  testResults: Array<{ name: string; status: string; assertionResults: Array<{ fullName: string; status: string }> }>
}
type Suite = { file: string; specs: Array<{ title: string; ok: boolean }>; suites?: Suite[] }
type PlaywrightReport = { stats: { expected: number; unexpected: number; flaky: number }; suites: Suite[] }

function fromReport(file: string): Counts {
  try {
    const report = JSON.parse(readFileSync(file, 'utf8')) as VitestReport | PlaywrightReport
    return 'stats' in report ? ofPlaywright(report) : ofVitest(report)
  } catch {
    return { passed: 0, failed: 0, failures: [`${basename(file)} was not written`] }
  }
}

function ofVitest({ numPassedTests, numFailedTests, testResults }: VitestReport): Counts {
  const failures = testResults
    .filter(({ status }) => status === 'failed')
    .flatMap(({ name, assertionResults }) => {
      const failed = assertionResults.filter(({ status }) => status === 'failed')
      const file = relative('.', name)
      return failed.length === 0 ? [`${file} did not load`] : failed.map(({ fullName }) => `${file}: ${fullName}`)
    })
  return { passed: numPassedTests, failed: numFailedTests, failures }
}

function ofPlaywright({ stats, suites }: PlaywrightReport): Counts {
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky, failures: suites.flatMap(failuresOf) }
}

function failuresOf({ file, specs, suites = [] }: Suite): string[] {
  const failed = specs.filter(({ ok }) => !ok).map(({ title }) => `${file}: ${title}`)
  return [...failed, ...suites.flatMap(failuresOf)]
}
