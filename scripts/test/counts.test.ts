import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { readCounts } from './counts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** Runs a test runner on files in a separate folder, and reads its report. */
function countsOf(files: Record<string, string>, program: string, args: string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'paynet-checkout-counts-'))
  folders.push(folder)
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  const { PATH, HOME } = process.env
  const { status } = spawnSync(resolve('node_modules/.bin', program), args, {
    cwd: folder,
    env: { PATH, HOME, PLAYWRIGHT_JSON_OUTPUT_FILE: 'report.json', FORCE_COLOR: '1' } as unknown as NodeJS.ProcessEnv,
  })
  return readCounts(join(folder, 'report.json'), status === 0)
}

const CARD = '4111111111111111'

test('a failed unit test is reported with the first lines of its error, without long numbers', () => {
  const { passed, failed, failures } = countsOf(
    {
      'sums.test.mjs': `import { expect, test } from 'vitest'
test('holds', () => {})
test('adds', () => expect(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].join('\\n')).toBe('4111 1111 1111 1111'))
test('names', () => { throw new Error('no card ${CARD} here') })`,
      'broken.test.mjs': `throw new Error('will not load')`,
    },
    'vitest',
    ['run', '--reporter=json', '--outputFile=report.json'],
  )
  expect([passed, failed]).toEqual([1, 2])
  expect(failures).toHaveLength(3)
  expect(failures.join('\n')).toMatch(/broken\.test\.mjs did not load\n {6}will not load/)
  expect(failures.join('\n')).toMatch(/sums\.test\.mjs: adds\n {6}AssertionError: expected .*\[digits\]/)
  expect(failures.join('\n')).toMatch(/sums\.test\.mjs: names\n {6}Error: no card \[digits\] here\n {6}.*sums\.test\.mjs/)
  for (const failure of failures) expect(failure.split('\n').length).toBeLessThanOrEqual(7)
  expect(failures.join('\n')).not.toMatch(/\d{12}|1111 1111/)
})

test('a failed browser test is reported with its location and the first lines of its error, in plain text without long numbers', () => {
  const { passed, failed, failures } = countsOf(
    {
      'pages.spec.mjs': `import { expect, test } from 'playwright/test'
test('holds', () => {})
test.describe('a page', () => {
  test('says the price', () => expect('${CARD}').toBe('4111-1111-1111-1111'))
})
test('ends', async () => { test.setTimeout(50); await new Promise(() => {}) })`,
    },
    'playwright',
    ['test', '--reporter=json'],
  )
  expect([passed, failed]).toEqual([1, 2])
  const told = failures.join('\n')
  expect(told).toMatch(/pages\.spec\.mjs: ends\n {6}Test timeout of 50ms exceeded\./)
  expect(told).toMatch(/pages\.spec\.mjs: says the price\n {6}\S*pages\.spec\.mjs:4\n {6}Error: expect\(received\)\.toBe\(expected\)/)
  expect(told).toMatch(/Expected: "\[digits\]"\n {6}Received: "\[digits\]"/)
})

test('a spec that does not load is a failure that says why', () => {
  const { failed, failures } = countsOf({ 'broken.spec.mjs': `throw new Error('will not load')` }, 'playwright', [
    'test',
    '--reporter=json',
  ])
  expect(failed).toBe(1)
  expect(failures[0]).toMatch(/outside of any test\n {6}\S*broken\.spec\.mjs:1\n {6}Error: will not load/)
})

test('a runner that wrote no report is a failure', () => {
  expect(readCounts(join(tmpdir(), 'no-such-report.json'), false)).toEqual({
    passed: 0,
    failed: 1,
    failures: ['no-such-report.json was not written'],
    flaky: [],
  })
})

test('a browser test that passes when it is run once more has passed, and is named with what went wrong', () => {
  const { passed, failed, failures, flaky } = countsOf(
    {
      'pages.spec.mjs': `import { expect, test } from 'playwright/test'
test('comes late', ({}, { retry }) => expect(retry).toBe(1))
test('never comes', () => expect(0).toBe(1))`,
    },
    'playwright',
    ['test', '--reporter=json', '--retries=1'],
  )
  expect([passed, failed]).toEqual([1, 1])
  expect(failures).toEqual([expect.stringContaining('pages.spec.mjs: never comes')])
  expect(flaky).toEqual([expect.stringMatching(/pages\.spec\.mjs: comes late\n {6}\S*pages\.spec\.mjs:2\n {6}Error: expect/)])
})
