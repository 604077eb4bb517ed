import { readFileSync } from 'node:fs'
import { basename, relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'

/**
 * How many checks passed and failed, and the names of the failed ones, each with the beginning of its error below it.
 * `flaky` names browser tests in the same way that passed when they were run once more; they count as passed.
 */
export type Counts = { passed: number; failed: number; failures: string[]; flaky: string[] }

/**
 * What a runner's JSON report says. A runner that failed without a failed test to show for it, because a file
 * did not load or there was no report, counts as one failure.
 */
export function readCounts(file: string, endedWell: boolean): Counts {
  const counts = fromReport(file)
  return { ...counts, failed: counts.failed === 0 && !endedWell ? 1 : counts.failed }
}

type VitestReport = {
  numPassedTests: number
  numFailedTests: number
  testResults: Array<{
    name: string
    status: string
    message: string
    assertionResults: Array<{ fullName: string; status: string; failureMessages: string[] }>
  }>
}
type PlaywrightError = { message?: string; location?: { file: string; line: number } }
type PlaywrightTest = { status: 'expected' | 'unexpected' | 'flaky' | 'skipped'; results: Array<{ errors: PlaywrightError[] }> }
type Spec = { title: string; tests: PlaywrightTest[] }
type Suite = { file: string; specs: Spec[]; suites?: Suite[] }
type PlaywrightReport = { stats: { expected: number; unexpected: number; flaky: number }; suites: Suite[]; errors: PlaywrightError[] }

function fromReport(file: string): Counts {
  try {
    const report = JSON.parse(readFileSync(file, 'utf8')) as VitestReport | PlaywrightReport
    return 'stats' in report ? ofPlaywright(report) : ofVitest(report)
  } catch {
    return { passed: 0, failed: 0, failures: [`${basename(file)} was not written`], flaky: [] }
  }
}

function ofVitest({ numPassedTests, numFailedTests, testResults }: VitestReport): Counts {
  const failures = testResults
    .filter(({ status }) => status === 'failed')
    .flatMap(({ name, message, assertionResults }) => {
      const failed = assertionResults.filter(({ status }) => status === 'failed')
      const file = relative('.', name)
      return failed.length === 0
        ? [withError(`${file} did not load`, [message])]
        : failed.map(({ fullName, failureMessages }) => withError(`${file}: ${fullName}`, failureMessages))
    })
  return { passed: numPassedTests, failed: numFailedTests, failures, flaky: [] }
}

function ofPlaywright({ stats, suites, errors }: PlaywrightReport): Counts {
  const outside = errors.map((error) => withError('outside of any test', [textOf(error)]))
  const named = (status: PlaywrightTest['status']) => suites.flatMap((suite) => thoseThat(status, suite))
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected,
    failures: [...named('unexpected'), ...outside],
    flaky: named('flaky'),
  }
}

function thoseThat(status: PlaywrightTest['status'], { file, specs, suites = [] }: Suite): string[] {
  const found = specs.flatMap(({ title, tests }) =>
    tests
      .filter((test) => test.status === status)
      .map(({ results }) => withError(`${file}: ${title}`, results.flatMap(({ errors }) => errors).map(textOf))),
  )
  return [...found, ...suites.flatMap((suite) => thoseThat(status, suite))]
}

/** The location comes first: what follows may be long. */
function textOf({ message = '', location }: PlaywrightError): string {
  return location ? `${relative('.', location.file)}:${location.line}\n${message}` : message
}

const MOST_LINES = 6
const MOST_CHARACTERS = 200

/** An error repeats what a page or an answer held, so anything long enough for a card number is removed. */
function withError(title: string, errors: string[]): string {
  const lines = stripVTControlCharacters(errors.join('\n'))
    .replaceAll(/\d(?:[ -]?\d){11,}/g, '[digits]')
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^\s+at .*(node_modules|node:internal|<anonymous>)/.test(line))
    .slice(0, MOST_LINES)
    .map((line) => `      ${line.slice(0, MOST_CHARACTERS)}`)
  return [title, ...lines].join('\n')
}
