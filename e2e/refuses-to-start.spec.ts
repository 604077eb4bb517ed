import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Variables, variables } from './app'
import { ROOT, startChild } from './child'
import { expect, test } from './fixtures'
import { freePort, isListening } from './ports'

const KEYS = ['PAYNET_SECRET_KEY', 'AUTH_SECRET', 'DATA_KEY', 'MERCHANT_API_KEY']

const cases: Array<{ name: string; change: Variables; named: string[] }> = [
  {
    name: 'nothing is set',
    change: Object.fromEntries(
      ['APP_URL', 'PAYNET_API_URL', ...KEYS, 'MERCHANT_NAME', 'MERCHANT_SUPPORT', 'DATABASE_URL', 'PORT'].map((name) => [name, '']),
    ),
    named: ['APP_URL', 'PAYNET_API_URL', ...KEYS, 'MERCHANT_NAME', 'MERCHANT_SUPPORT'],
  },
  ...['APP_URL', 'PAYNET_API_URL', ...KEYS, 'MERCHANT_NAME', 'MERCHANT_SUPPORT'].map((name) => ({
    name: `${name} is missing`,
    change: { [name]: '' },
    named: [name],
  })),
  {
    name: 'http is not on loopback',
    change: { APP_URL: 'http://odeme.example.com', PAYNET_API_URL: 'https://pts-api.paynet.com.tr' },
    named: ['APP_URL'],
  },
  { name: 'APP_URL has a path', change: { APP_URL: 'http://localhost:3000/odeme' }, named: ['APP_URL'] },
  { name: 'a loopback Paynet stands behind a public address', change: { APP_URL: 'https://odeme.example.com' }, named: ['PAYNET_API_URL'] },
  { name: 'Paynet is somebody else', change: { PAYNET_API_URL: 'https://paynet.example' }, named: ['PAYNET_API_URL'] },
  {
    name: 'the quiet time is shorter than the timeout',
    change: { PAYNET_TIMEOUT_MS: '3000', PAYNET_QUIET_MS: '2999' },
    named: ['PAYNET_QUIET_MS'],
  },
  { name: 'a Paynet key is no Paynet key', change: { PAYNET_SECRET_KEY: 'pck_0123456789abcdef' }, named: ['PAYNET_SECRET_KEY'] },
  { name: 'AUTH_SECRET is short', change: { AUTH_SECRET: 'canary-0123456789012345678901' }, named: ['AUTH_SECRET'] },
  { name: 'DATA_KEY is no key', change: { DATA_KEY: 'Y2FuYXJ5' }, named: ['DATA_KEY'] },
  { name: 'a merchant key is short', change: { MERCHANT_API_KEY: `${'k'.repeat(40)},canary-short` }, named: ['MERCHANT_API_KEY'] },
  { name: 'text on the accent cannot be read', change: { BRAND_ACCENT: '#ffee00' }, named: ['BRAND_ACCENT'] },
  { name: 'help is no address', change: { MERCHANT_SUPPORT: 'call us' }, named: ['MERCHANT_SUPPORT'] },
  {
    name: 'a number is none',
    change: { PAYNET_TIMEOUT_MS: '45s', RECONCILE_INTERVAL_MS: '-1', TRUSTED_PROXY_HOPS: 'x' },
    named: ['PAYNET_TIMEOUT_MS', 'RECONCILE_INTERVAL_MS', 'TRUSTED_PROXY_HOPS'],
  },
  { name: 'the database is of another kind', change: { DATABASE_URL: 'mysql://canary@db/x' }, named: ['DATABASE_URL'] },
]

for (const { name, change, named } of cases) {
  test(`the app does not start when ${name}, and says so in a line per variable`, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'paynet-checkout-start-'))
    const port = await freePort()
    const env = { ...variables(folder, port, 'http://127.0.0.1:4010', 'sck_canary_0123456789'), ...change }
    const child = startChild(process.execPath, [`${ROOT}dist/start.js`], { env, cwd: folder })
    let wasOpen = false
    let isGone = false
    const watch = (async () => {
      while (!isGone) {
        wasOpen ||= await isListening(port)
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
    })()
    const { code } = await child.exited
    isGone = true
    await watch

    expect(code).toBe(1)
    expect(wasOpen, 'the port opened').toBe(false)
    const lines = child.errors().trim().split('\n')
    expect(lines.map((line) => line.split(' ')[0]).sort()).toEqual([...named].sort())
    for (const line of lines) expect(line).toMatch(/^[A-Z_]+ (is|must|does) ?.*\. Example: .+$/)
    for (const key of [...KEYS, 'DATABASE_URL']) if (env[key]) expect(child.output()).not.toContain(env[key])
    expect(child.output()).not.toContain('canary')
    expect(await readdir(folder), 'no database was made').toEqual([])
    await rm(folder, { recursive: true })
  })
}
