import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ALARM_EVENTS } from '@/lib/metrics/alarm-events'

const FOLDERS = ['app', 'components', 'db', 'lib', 'server']

/** Names of alarms in the code. A name that is not a literal where it is raised would be missed, so that fails. */
function alarmsInCode(): string[] {
  const files = FOLDERS.flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)))
  const sources = files.filter((file) => /\.tsx?$/.test(file) && !file.includes('.test.')).map((file) => readFileSync(file, 'utf8'))
  const raised = sources.flatMap((source) => [...source.matchAll(/log\.alarm\(([^,)]*)/g)].map(([, argument = '']) => argument))
  return [...new Set(raised.map((argument) => /^'([a-z.-]+)'$/.exec(argument)?.[1] ?? `not a plain name: ${argument}`))].sort()
}

test('every alarm of the list is raised somewhere and has an entry in the runbook, and every entry is in the list', () => {
  const runbook = readFileSync('docs/operations.md', 'utf8').split('\n## Runbook\n')[1] ?? ''
  const entries = [...runbook.matchAll(/^### `alarm\.([a-z.-]+)`$/gm)].map(([, name]) => name)
  expect(entries.length).toBeGreaterThan(0)
  expect(entries.toSorted()).toEqual(ALARM_EVENTS.toSorted())
  expect(alarmsInCode()).toEqual(ALARM_EVENTS.toSorted())
})

test('every entry of the runbook says more than its name', () => {
  const runbook = readFileSync('docs/operations.md', 'utf8').split('\n## Runbook\n')[1] ?? ''
  for (const entry of runbook.split(/^### /m).slice(1))
    expect(entry.split('\n').slice(1).join(' ').trim().length, entry).toBeGreaterThan(100)
})

test('every metric in the code is in the operations table, and vice versa', () => {
  const named = (text: string) => [...new Set(text.match(/checkout_[a-z_]+/g))].sort()
  const [table = ''] = (readFileSync('docs/operations.md', 'utf8').split('| Metric |')[1] ?? '').split('\n\n')
  expect(named(table)).toEqual(named(readFileSync('lib/metrics/counters.ts', 'utf8')))
})
