import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { bugs } from './bugs'

test('each bug has a name of its own, changes what stands in its file exactly once, and names tests that are there', () => {
  expect(new Set(bugs.map(({ name }) => name)).size).toBe(bugs.length)
  for (const { name, changes, caughtBy } of bugs) {
    for (const { file, find } of changes) expect(readFileSync(file, 'utf8').split(find).length - 1, `${name} in ${file}`).toBe(1)
    expect(caughtBy.length, name).toBeGreaterThan(0)
    for (const file of caughtBy) expect(existsSync(file), `${name}: ${file}`).toBe(true)
  }
})

test('the page about reliability says how many there are', () => {
  expect(readFileSync('docs/reliability.md', 'utf8')).toContain(`plants ${bugs.length} bugs`)
})
