import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { expect, test } from '@/e2e/fixtures'
import { type Variables, variables } from '@/e2e/harness/app'
import { ROOT, runNode } from '@/e2e/harness/child'
import { freePort } from '@/e2e/harness/ports'

const AT_ONCE = 3

/** Which variables are changed, and what the line must say about each that has to be named. */
type Refusal = { change: Variables; lines: Record<string, RegExp> }

const LOOPBACK_PAYNET = 'http://127.0.0.1:4010'
const TEST_PAYNET = 'https://pts-api.paynet.com.tr'
const LIVE_PAYNET = 'https://api.paynet.com.tr'
const SECRETS = ['PAYNET_SECRET_KEY', 'AUTH_SECRET', 'DATA_KEY', 'DATA_KEY_PREVIOUS', 'MERCHANT_API_KEY', 'METRICS_KEY', 'DATABASE_URL']
/** Paynet's own test host, with its real timing. */
const OFF_LOOPBACK = { PAYNET_API_URL: TEST_PAYNET, PAYNET_TIMEOUT_MS: '', PAYNET_QUIET_MS: '' }
const PUBLISHED = parseEnv(readFileSync(`${ROOT}.env.example`, 'utf8')) as Variables

const one = (name: string, value: string, line: RegExp): Refusal => ({ change: { [name]: value }, lines: { [name]: line } })
const secret = (length: number) => randomBytes(length).toString('hex').slice(0, length)
const SHARED = secret(32)

const required = [
  'APP_URL',
  'PAYNET_API_URL',
  'PAYNET_SECRET_KEY',
  'AUTH_SECRET',
  'DATA_KEY',
  'MERCHANT_API_KEY',
  'MERCHANT_NAME',
  'MERCHANT_SUPPORT',
]

const illFormed: Refusal[] = [
  one('PORT', 'http', /whole number/),
  one('PORT', '65536', /65535/),
  one('PORT', '-1', /whole number/),
  one('APP_URL', 'odeme.example.com', /address/),
  one('APP_URL', 'ftp://localhost', /http/),
  one('APP_URL', 'javascript:alert(1)', /http/),
  one('DATABASE_URL', 'checkout.db', /file:/),
  one('DATABASE_URL', `mysql://checkout:${secret(24)}@localhost/checkout`, /postgres:/),
  one('DATABASE_URL', 'file:', /file:/),
  one('PAYNET_API_URL', 'api.paynet.com.tr', /address/),
  one('PAYNET_SECRET_KEY', `pbk_${secret(32)}`, /sck_/),
  one('PAYNET_SECRET_KEY', `sck_${secret(16)} ${secret(16)}`, /blank/),
  one('PAYNET_SECRET_KEY', 'sck_', /short/),
  one('PAYNET_TIMEOUT_MS', '45s', /whole number/),
  one('PAYNET_TIMEOUT_MS', '0', /whole number/),
  one('PAYNET_QUIET_MS', '1e5', /whole number/),
  one('PAYNET_CARD_OTP', 'yes', /on or off/),
  one('AUTH_SECRET', secret(31), /32/),
  one('DATA_KEY', randomBytes(31).toString('base64'), /32 bytes/),
  one('DATA_KEY', randomBytes(33).toString('base64'), /32 bytes/),
  one('DATA_KEY', randomBytes(32).toString('hex'), /base64/),
  one('DATA_KEY_PREVIOUS', randomBytes(16).toString('base64'), /32 bytes/),
  one('MERCHANT_API_KEY', secret(31), /32/),
  one('MERCHANT_API_KEY', `${secret(32)},${secret(31)}`, /32/),
  one('MERCHANT_API_KEY', `${secret(32)},${secret(32)},${secret(32)}`, /two/),
  one('MERCHANT_API_KEY', `${secret(32)},`, /short/),
  one('METRICS_KEY', secret(31), /32/),
  one('MERCHANT_NAME', '   ', /missing/),
  one('MERCHANT_SUPPORT', 'destek', /e-mail/),
  one('MERCHANT_SUPPORT', 'http://example.com/yardim', /https/),
  one('MERCHANT_SUPPORT', 'javascript:alert(1)', /https/),
  one('SHOP', 'yes', /on or off/),
  one('ACCOUNTS', 'true', /on or off/),
  one('MERCHANT_URL', 'http://www.example.com', /https/),
  one('MERCHANT_TERMS_URL', 'http://www.example.com/kosullar', /https/),
  one('MERCHANT_PRIVACY_URL', 'javascript:alert(1)', /https/),
  one('MERCHANT_LOGO', 'logo.gif', /svg or png/),
  one('MERCHANT_LOGO', 'none.svg', /cannot be read/),
  one('BRAND_ACCENT', 'blue', /colour/),
  one('BRAND_ACCENT', '#fff', /colour/),
  one('BRAND_ACCENT', '#ffcc00', /contrast|light/),
  one('RECONCILE_INTERVAL_MS', 'often', /whole number/),
  one('LOG_LEVEL', 'loud', /info/),
  one('TRUSTED_PROXY_HOPS', 'all', /whole number/),
]

const contradictory: Refusal[] = [
  { change: { APP_URL: 'http://odeme.example.com', ...OFF_LOOPBACK }, lines: { APP_URL: /https/ } },
  { change: { APP_URL: 'http://192.168.1.10:3000', ...OFF_LOOPBACK }, lines: { APP_URL: /https/ } },
  { change: { APP_URL: 'http://localhost.example.com', ...OFF_LOOPBACK }, lines: { APP_URL: /https/ } },
  one('APP_URL', 'http://localhost:3000/checkout', /path/),
  one('APP_URL', 'http://localhost:3000/?a=b', /query/),
  one('APP_URL', 'http://user:password@localhost:3000', /user/),
  { change: { APP_URL: 'https://odeme.example.com' }, lines: { PAYNET_API_URL: /loopback/ } },
  one('PAYNET_API_URL', 'https://paynet.example.com', /api\.paynet\.com\.tr/),
  one('PAYNET_API_URL', 'http://api.paynet.com.tr', /https:\/\/api\.paynet\.com\.tr/),
  one('PAYNET_API_URL', 'https://api.paynet.com.tr.example.com', /api\.paynet\.com\.tr/),
  { change: { PAYNET_TIMEOUT_MS: '5000', PAYNET_QUIET_MS: '4999' }, lines: { PAYNET_QUIET_MS: /5000 .*PAYNET_TIMEOUT_MS/ } },
  { change: { PAYNET_API_URL: TEST_PAYNET, PAYNET_QUIET_MS: '119999' }, lines: { PAYNET_QUIET_MS: /120000/ } },
  { change: { ...OFF_LOOPBACK, PAYNET_TIMEOUT_MS: '60000' }, lines: { PAYNET_QUIET_MS: /135000/ } },
  { change: { APP_URL: 'https://localhost:3000', MERCHANT_URL: 'https://localhost:3000/shop' }, lines: { MERCHANT_URL: /APP_URL/ } },
  { change: { MERCHANT_API_KEY: SHARED, METRICS_KEY: SHARED }, lines: { METRICS_KEY: /MERCHANT_API_KEY/ } },
  { change: { ...OFF_LOOPBACK, APP_URL: 'https://odeme.example.com', PAYNET_API_URL: LIVE_PAYNET }, lines: { SHOP: /real money/ } },
  {
    change: { ...OFF_LOOPBACK, APP_URL: 'https://odeme.example.com', AUTH_SECRET: SHARED, MERCHANT_API_KEY: SHARED },
    lines: { MERCHANT_API_KEY: /AUTH_SECRET/ },
  },
]

const guessable: Refusal[] = [
  { PAYNET_SECRET_KEY: PUBLISHED.PAYNET_SECRET_KEY ?? '' },
  { AUTH_SECRET: PUBLISHED.AUTH_SECRET ?? '' },
  { DATA_KEY: PUBLISHED.DATA_KEY ?? '' },
  { MERCHANT_API_KEY: PUBLISHED.MERCHANT_API_KEY ?? '' },
  { AUTH_SECRET: '0123456789abcdef'.repeat(2) },
  { DATA_KEY: Buffer.alloc(32, 0xff).toString('base64') },
].map((key) => ({
  change: { APP_URL: 'https://odeme.example.com', ...OFF_LOOPBACK, ...key },
  lines: Object.fromEntries(Object.keys(key).map((name) => [name, /know or guess/])),
}))

const several: Refusal[] = [
  { change: Object.fromEntries(required.map((name) => [name, ''])), lines: Object.fromEntries(required.map((name) => [name, /missing/])) },
  {
    change: { AUTH_SECRET: secret(12), DATA_KEY: '', MERCHANT_SUPPORT: 'nobody', PORT: 'x' },
    lines: { AUTH_SECRET: /32/, DATA_KEY: /missing/, MERCHANT_SUPPORT: /e-mail/, PORT: /whole number/ },
  },
  {
    change: { APP_URL: 'http://odeme.example.com', PAYNET_TIMEOUT_MS: '5000' },
    lines: { APP_URL: /https/, PAYNET_API_URL: /loopback/, PAYNET_QUIET_MS: /PAYNET_TIMEOUT_MS/ },
  },
  // What is missing does not hide what contradicts.
  {
    change: { APP_URL: 'http://odeme.example.com', PAYNET_API_URL: TEST_PAYNET, PAYNET_TIMEOUT_MS: '5000', DATA_KEY: '' },
    lines: { APP_URL: /https/, PAYNET_QUIET_MS: /PAYNET_TIMEOUT_MS/, DATA_KEY: /missing/ },
  },
]

let folder = ''
let holder: Server
let port = 0

test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paynet-checkout-e2e-'))
  // The port is taken on every address, so an attempt to open it would report that.
  holder = createServer()
  await new Promise<void>((resolve) => holder.listen(0, resolve))
  const address = holder.address()
  if (!address || typeof address === 'string') throw new Error('no port')
  port = address.port
})

test.afterAll(async () => {
  await new Promise((resolve) => holder.close(resolve))
  await rm(folder, { recursive: true, force: true })
})

async function expectRefused({ change, lines }: Refusal): Promise<void> {
  const env = { ...variables(folder, port, LOOPBACK_PAYNET, `sck_${secret(32)}`), ...change }
  const about = JSON.stringify(change)
  const { code, output, errors } = await runNode('dist/start.js', [], env, folder)
  expect(code, about).toBe(1)
  expect(output, 'nothing else is printed').toBe(errors)
  const told = errors.trimEnd().split('\n')
  expect(told.map((line) => line.split(' ')[0]).sort(), about).toEqual(Object.keys(lines).sort())
  for (const line of told) {
    const [, name = '', problem = '', example = ''] = /^(\w+) (.+?)\. Example: (.*)$/.exec(line) ?? []
    expect(problem, `${about} ${line}`).toMatch(lines[name] ?? /^never$/)
    expect(example.trim(), about).not.toBe('')
  }
  for (const name of SECRETS) {
    const parts = (env[name] ?? '').split(/[\s,]+/).filter((part) => part.length > 11)
    for (const part of parts) expect(output, `${name} is not repeated`).not.toContain(part)
  }
  expect(await readdir(folder), 'no database was made').toEqual([])
}

async function expectAllRefused(refusals: Refusal[]): Promise<void> {
  const waiting = [...refusals]
  const walk = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await expectRefused(next)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, walk))
}

test('starting without a required variable ends with exit code 1 and a line that names it', async () => {
  await expectAllRefused(required.map((name) => one(name, '', /missing/)))
})

test('starting with a malformed variable ends with exit code 1 and a line that names it but repeats no secret', async () => {
  await expectAllRefused(illFormed)
})

test('starting with contradictory variables ends with exit code 1 and a line about it', async () => {
  await expectAllRefused(contradictory)
})

test('starting behind a public address with publicly known keys ends with exit code 1 and a line about each', async () => {
  await expectAllRefused(guessable)
})

test('starting with several faults reports all of them at once', async () => {
  await expectAllRefused(several)
})

test('with every variable right only the port stops the start: the refusals above came before it was opened', async () => {
  const elsewhere = await mkdtemp(join(tmpdir(), 'paynet-checkout-e2e-'))
  const env = variables(elsewhere, port, LOOPBACK_PAYNET, `sck_${secret(32)}`)
  const { code, output, errors } = await runNode('dist/start.js', [], env)
  expect(code).toBe(1)
  expect(output, 'nothing was prepared before').toBe(errors)
  expect(errors).toMatch(/^PORT \d+ is in use by another program \(EADDRINUSE\)\. .+\n$/)
  expect(await readdir(elsewhere), 'no database was made').toEqual([])
  await rm(elsewhere, { recursive: true })
})

test('a database that cannot be used ends the start with one line, before the port opens and without its password', async () => {
  const elsewhere = await mkdtemp(join(tmpdir(), 'paynet-checkout-e2e-'))
  await writeFile(join(elsewhere, 'a-file'), 'no database, but long enough to be read as one '.repeat(30))
  await mkdir(join(elsewhere, 'a-folder'))
  const password = secret(20)
  const urls = {
    'in a file': `file:${elsewhere}/a-file/checkout.db`,
    'a folder': `file:${elsewhere}/a-folder`,
    'no database': `file:${elsewhere}/a-file`,
    'a folder that cannot be made': 'file:/proc/nowhere/checkout.db',
    'no server': `postgres://checkout:${password}@127.0.0.1:9/checkout`,
  }
  for (const [what, DATABASE_URL] of Object.entries(urls)) {
    const env = { ...variables(elsewhere, await freePort(), LOOPBACK_PAYNET, `sck_${secret(32)}`), DATABASE_URL }
    const { code, output, errors } = await runNode('dist/start.js', [], env)
    expect([code, output], what).toEqual([1, errors])
    expect(errors, what).toMatch(/^DATABASE_URL .+\n$/)
    expect(errors).not.toContain(password)
  }
  await rm(elsewhere, { recursive: true })
})

test("another database's DATA_KEY ends the start and every command that needs it with one line, before the port opens", async ({
  ownStack,
}) => {
  const stack = await ownStack()
  await stack.orders.make({ customer: { name: 'Ayşe', email: 'ayse@example.com' } })
  await stack.app.stop()
  const wrong = { ...stack.app.env, DATA_KEY: randomBytes(32).toString('base64') }
  const line = /^DATA_KEY is not the key that this database was written with\. .+\n$/
  for (const [script, ...args] of [
    ['start'],
    ['reconcile'],
    ['sweep'],
    ['reseal'],
    ['user', 'reset', 'ayse@example.com'],
    ['application', 'x'],
  ]) {
    const { code, output, errors } = await runNode(`dist/${script}.js`, args, wrong)
    expect([code, output], script).toEqual([script === 'start' ? 1 : 3, errors])
    expect(errors, script).toMatch(line)
  }
  await stack.app.start({ DATA_KEY: wrong.DATA_KEY, DATA_KEY_PREVIOUS: stack.app.env.DATA_KEY ?? '' })
  await stack.app.stop()
  await stack.app.start()
})

test('a variable that is misspelt is told on stderr and in the log with the one that was meant, and the app starts', async ({
  ownStack,
}) => {
  const { app } = await ownStack({ TRUSTED_PROXY_HOP: '1', PAYNET_SECRETKEY: 'sck_of_a_person', SHOPP: 'on' })
  const told = { TRUSTED_PROXY_HOP: 'TRUSTED_PROXY_HOPS', PAYNET_SECRETKEY: 'PAYNET_SECRET_KEY', SHOPP: 'SHOP' }
  for (const [name, nearest] of Object.entries(told)) {
    const words = `${name} is no variable of this app, and changes nothing. Did you mean ${nearest}?`
    expect(app.process().errors()).toContain(`${words}\n`)
    expect(app.log()).toContain(`"event":"environment.unknown","why":"${words}"`)
  }
  expect(app.log()).not.toContain('of_a_person')
})

test('an operator’s command refuses the same environment with the same words', async () => {
  const env = { ...variables(folder, port, LOOPBACK_PAYNET, `sck_${secret(32)}`), DATA_KEY: '' }
  for (const [script, ...words] of [['dist/reconcile.js'], ['dist/payment.js', 'SIP-1']] as const) {
    const { code, errors } = await runNode(script, [...words], env)
    expect(code).toBe(3)
    expect(errors).toMatch(/^DATA_KEY is missing\. Example: .+\n$/)
  }
})

test('an empty DATABASE_URL means the default file, never a database that vanishes with the process', async () => {
  const elsewhere = await mkdtemp(join(tmpdir(), 'paynet-checkout-e2e-'))
  // A folder like the repository, so that the default file is not the developer's own.
  await symlink(`${ROOT}node_modules`, `${elsewhere}/node_modules`)
  const env = { ...variables(folder, port, LOOPBACK_PAYNET, `sck_${secret(32)}`), DATABASE_URL: '' }
  await runNode('dist/sweep.js', [], env, elsewhere)
  expect(existsSync(`${elsewhere}/data/checkout.db`)).toBe(true)
  await rm(elsewhere, { recursive: true, force: true })
})
