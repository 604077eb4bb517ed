import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { LICENCES_FILE, renderLicences } from './render-licences'

/**
 * `npm run audit:deps`: shows known advisories for the locked packages, and whether the list of licences is up
 * to date. Exits with 1 if a production package has a high or critical advisory or the list is out of date, and
 * with 2 if the registry did not answer, which is no pass.
 */
const GRAVE = ['high', 'critical']

/** As `npm audit --json` prints it. A name among the reasons is another package of the report. */
type Vulnerability = { name: string; severity: string; range: string; via: Array<string | { title: string; url: string }> }
type Report = {
  vulnerabilities?: Record<string, Vulnerability>
  metadata?: unknown
  statusCode?: number
  error?: { code?: string }
}

function audit(...options: string[]): Vulnerability[] | null {
  // npm itself, as a script for Node: the program of this name needs a shell on Windows.
  const npm = process.env.npm_execpath
  if (npm === undefined) throw new Error('run this as npm run audit:deps')
  const { stdout } = spawnSync(process.execPath, [npm, 'audit', '--json', ...options], { encoding: 'utf8', maxBuffer: 1 << 26 })
  const report = readReport(stdout)
  if (report?.metadata && report.vulnerabilities) return Object.values(report.vulnerabilities)
  const answer = report?.statusCode ?? report?.error?.code
  console.error(
    `The registry did not answer the audit${answer === undefined ? '' : ` (${answer})`}. What is known against these packages is not known here.`,
  )
  return null
}

function readReport(printed: string): Report | null {
  try {
    return JSON.parse(printed) as Report
  } catch {
    return null
  }
}

function tell(what: string, found: Vulnerability[]): void {
  console.log(`${what}: ${found.length === 0 ? 'nothing known' : `${found.length} with advisories`}`)
  for (const { name, severity, range, via } of found) {
    const reasons = via.map((reason) => (typeof reason === 'string' ? `by ${reason}` : `${reason.title} ${reason.url}`))
    console.log(`  ${severity.padEnd(8)}  ${name} ${range}  ${reasons.join('; ')}`)
  }
}

const isListed = readFileSync(LICENCES_FILE, 'utf8') === renderLicences()
console.log(isListed ? `${LICENCES_FILE} is up to date` : `${LICENCES_FILE} is not what the lockfile says. Run: npm run licences`)

const production = audit('--omit=dev')
if (production === null) process.exit(isListed ? 2 : 1)
tell('Production', production)
// Reported without a verdict: none of it reaches a machine that serves shoppers.
const all = audit()
if (all !== null) tell('With development', all)
process.exit(isListed && !production.some(({ severity }) => GRAVE.includes(severity)) ? 0 : 1)
