import { execFileSync, spawn } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { bugs as allBugs, type Bug } from './bugs'

/**
 * `npm run seeded-bugs`: plants each bug of `seeded-bugs/bugs.ts` into a copy of the project, runs the tests
 * that guard payments, and expects them to fail in the files that the bug names. With `--quick`, only those
 * files run, for one bug per processor, and that they pass without a bug is left to `npm test` and `test:all`;
 * without `--only` they are a third of the bugs; which third, the commit's hash says.
 */
type Run = { passed: number; failures: Array<{ file: string; test: string }> }

/** A quick run plants one part of so many. */
const PARTS = 3

/** The tests that guard payments, and what is told of them, without a browser; vitest matches them as parts of a path. */
const FAST_PART = [
  'lib/payments/',
  'lib/refunds/',
  'lib/webhooks/',
  'lib/mail/',
  'lib/accounts/forgot',
  'lib/accounts/reset',
  'lib/housekeeping/',
  'lib/paynet/',
  'lib/shared/',
  'db/',
  'app/',
  'server/',
  'proof/',
  'scripts/',
]

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false }, only: { type: 'string', default: '' } } })
  const named = allBugs.filter(({ name }) => name.includes(values.only))
  const isPart = values.quick && values.only === ''
  const bugs = isPart ? partOf(named) : named
  if (isPart) console.log(`${bugs.length} of ${named.length} bugs, those of this commit\n`)
  const copies = Array.from({ length: values.quick ? availableParallelism() : 1 }, copyProject)
  try {
    if (!values.quick && !(await passWithoutBug(copies[0] as string))) {
      console.log('0 passed, 1 failed')
      return 1
    }
    let caught = 0
    const waiting = bugs.values()
    const plantOn = async (copy: string) => {
      for (const bug of waiting) if (await isCaught(copy, bug, values.quick)) caught += 1
    }
    await Promise.all(copies.map(plantOn))
    console.log(`\n${caught} of ${bugs.length} caught`)
    console.log(`${caught} passed, ${bugs.length - caught} failed`)
    return caught === bugs.length ? 0 : 1
  } finally {
    for (const copy of copies) rmSync(copy, { recursive: true, force: true })
  }
}

function partOf(all: Bug[]): Bug[] {
  const commit = execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8' })
  const part = Number.parseInt(commit.slice(0, 8), 16) % PARTS
  return all.filter((_, index) => index % PARTS === part)
}

async function passWithoutBug(copy: string): Promise<boolean> {
  const { passed, failures } = await runTests(copy, fastPart())
  const isSound = failures.length === 0 && passed > 0
  console.log(
    isSound
      ? `${passed} tests pass without a bug.\n`
      : `The tests fail without any bug, so they prove nothing: ${failures.map(({ test }) => test).join('; ')}`,
  )
  return isSound
}

function fastPart(): string[] {
  const ofLib = readdirSync('lib').filter((file) => file.endsWith('.test.ts'))
  return [...FAST_PART, ...ofLib.map((file) => `lib/${file}`)]
}

/** Copies the project's own files as they are now, and links its packages. */
function copyProject(): string {
  const folder = mkdtempSync(join(tmpdir(), 'paynet-checkout-bugs-'))
  const list = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' })
  for (const file of list.split('\0').filter((name) => name !== '' && existsSync(name))) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    copyFileSync(file, join(folder, file))
  }
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))
  return folder
}

async function isCaught(copy: string, bug: Bug, isQuick: boolean): Promise<boolean> {
  const files = [...new Set(bug.changes.map(({ file }) => file))]
  const sound = new Map(files.map((file) => [file, readFileSync(join(copy, file), 'utf8')]))
  const problem = plant(copy, bug)
  if (problem !== null) return told(bug, problem, false)
  const { failures } = isQuick ? await runTests(copy, bug.caughtBy, bug.caughtBy.length === 1) : await runTests(copy, fastPart())
  for (const [file, text] of sound) writeFileSync(join(copy, file), text)
  const silent = bug.caughtBy.filter((file) => !failures.some((failure) => failure.file === file))
  if (bug.caughtBy.length === 0) return told(bug, 'it names no test', false)
  if (silent.length > 0) return told(bug, `${silent.join(' and ')} passed`, false)
  const first = failures.find(({ file }) => bug.caughtBy.includes(file))
  return told(bug, `${first?.file}: ${first?.test}`, true)
}

/** Makes a bug's changes; returns why it could not, or null. */
function plant(copy: string, { changes }: Bug): string | null {
  for (const { file, find, replace } of changes) {
    const text = readFileSync(join(copy, file), 'utf8')
    const times = text.split(find).length - 1
    if (times !== 1) return `"${find.trim()}" stands in ${file} ${times} times, not once`
    writeFileSync(
      join(copy, file),
      text.replace(find, () => replace),
    )
  }
  return null
}

function told({ name, says }: Bug, how: string, isIt: boolean): boolean {
  console.log(`${isIt ? 'caught     ' : 'NOT CAUGHT '} ${name}: ${says}\n              ${how}`)
  return isIt
}

/** Vitest's JSON report. */
type Report = {
  numPassedTests: number
  testResults: Array<{ name: string; message: string; status: string; assertionResults: Array<{ fullName: string; status: string }> }>
}

/** `isOneEnough`: it ends with the first test that fails. */
async function runTests(copy: string, files: string[], isOneEnough = false): Promise<Run> {
  const report = join(copy, 'test-results', 'seeded-bugs.json')
  rmSync(report, { force: true })
  const flags = [
    ...['unit', 'unit-rest', 'sqlite', 'sqlite-rest'].flatMap((project) => ['--project', project]),
    '--reporter=json',
    `--outputFile=${report}`,
    ...(isOneEnough ? ['--bail=1'] : []),
  ]
  const vitest = spawn(process.execPath, [join('node_modules', 'vitest', 'vitest.mjs'), 'run', ...flags, ...files], {
    cwd: copy,
    stdio: 'ignore',
    env: { ...process.env, TEST_POSTGRES_URL: '' },
  })
  await new Promise((ended) => vitest.once('exit', ended))
  if (!existsSync(report)) return { passed: 0, failures: [{ file: '', test: 'vitest wrote no report' }] }
  const { numPassedTests, testResults } = JSON.parse(readFileSync(report, 'utf8')) as Report
  const failures = testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = relative(copy, name)
    const failed = assertionResults.filter((result) => result.status === 'failed').map(({ fullName }) => ({ file, test: fullName }))
    // A file that does not load has failed no test: the bug is broken, not caught.
    return failed.length === 0 && status === 'failed' ? [{ file: '', test: `${file} did not load: ${message}` }] : failed
  })
  return { passed: numPassedTests, failures }
}

process.exit(await main())
