import { readFileSync } from 'node:fs'

/** How many checks passed and failed. */
export type Counts = { passed: number; failed: number }

/**
 * What a runner's JSON report says. A runner that ended badly without a failed test to show for it,
 * because a file did not load or there was no report, counts as one failure.
 */
export function readCounts(file: string, endedWell: boolean): Counts {
  const { passed, failed } = fromReport(file)
  return { passed, failed: failed === 0 && !endedWell ? 1 : failed }
}

/** Vitest writes the first pair of numbers, Playwright the second. */
type Report = { numPassedTests?: number; numFailedTests?: number; stats?: { expected: number; unexpected: number; flaky: number } }

function fromReport(file: string): Counts {
  try {
    const { numPassedTests = 0, numFailedTests = 0, stats } = JSON.parse(readFileSync(file, 'utf8')) as Report
    if (stats) return { passed: stats.expected, failed: stats.unexpected + stats.flaky }
    return { passed: numPassedTests, failed: numFailedTests }
  } catch {
    return { passed: 0, failed: 0 }
  }
}
