import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const FOLDERS = ['app', 'bench', 'components', 'db', 'e2e', 'lib', 'proof', 'scripts', 'server', 'simulator']

function namesIn(file: string, call: RegExp): string[] {
  return [...readFileSync(file, 'utf8').matchAll(call)].map(([, name]) => name as string)
}

test('a module that one test file mocks is the real one again in the next', () => {
  const files = FOLDERS.flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)))
  const mocked = files
    .filter((name) => /\.(test|test-kit)\.ts$/.test(name))
    .flatMap((name) => namesIn(name, /vi\.(?:mock|doMock)\('([^']+)'/g))
  expect(mocked.length).toBeGreaterThan(0)
  expect(new Set(namesIn('scripts/test/fresh.ts', /vi\.doUnmock\('([^']+)'\)/g))).toEqual(new Set(mocked))
})
