import { readFileSync } from 'node:fs'
import { basename, relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'

/** How many checks passed and failed, and the names of the failed ones, each with the beginning of its error below it. */
export type Counts = { passed: number; failed: number; failures: string[] }

/**
 * What a runner's JSON report says. A runner that failed without a failed test to show for it, because a file
 * did not load or there was no report, counts as one failure.
 */
export function readCounts(file: string, endedWell: boolean): Counts {
  const { passed, failed, failures } = fromReport(file)
  return { passed, failed: failed === 0 && !endedWell ? 1 : failed, failures }
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
type Spec = { title: string; ok: boolean; tests: Array<{ results: Array<{ errors: PlaywrightError[] }> }> }
type Suite = { file: string; specs: Spec[]; suites?: Suite[] }
type PlaywrightReport = { stats: { expected: number; unexpected: number; flaky: number }; suites: Suite[]; errors: PlaywrightError[] }

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
    .flatMap(({ name, message, assertionResults }) => {
      const failed = assertionResults.filter(({ status }) => status === 'failed')
      const file = relative('.', name)
      return failed.length === 0
        ? [withError(`${file} did not load`, [message])]
        : failed.map(({ fullName, failureMessages }) => withError(`${file}: ${fullName}`, failureMessages))
    })
  return { passed: numPassedTests, failed: numFailedTests, failures }
}

function ofPlaywright({ stats, suites, errors }: PlaywrightReport): Counts {
  const outside = errors.map((error) => withError('outside of any test', [textOf(error)]))
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky, failures: [...suites.flatMap(failuresOf), ...outside] }
}

function failuresOf({ file, specs, suites = [] }: Suite): string[] {
  const failed = specs
    .filter(({ ok }) => !ok)
    .map(({ title, tests }) => {
      const errors = tests.flatMap(({ results }) => results).flatMap((result) => result.errors)
      return withError(`${file}: ${title}`, errors.map(textOf))
    })
  return [...failed, ...suites.flatMap(failuresOf)]
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
