import { execFileSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { describe, expect, test } from 'vitest'
import { findMisspelt, readEnvironment } from './env'

const secret = (length: number) => randomBytes(length).toString('hex').slice(0, length)
const dataKey = () => randomBytes(32).toString('base64')
const [key, otherKey, firstDataKey, secondDataKey] = [secret(32), secret(32), dataKey(), dataKey()]

const good = {
  APP_URL: 'https://odeme.example.com',
  PAYNET_API_URL: 'https://pts-api.paynet.com.tr',
  PAYNET_SECRET_KEY: `sck_${secret(32)}`,
  AUTH_SECRET: secret(32),
  DATA_KEY: firstDataKey,
  MERCHANT_API_KEY: secret(32),
  MERCHANT_NAME: 'Örnek Mağaza',
  MERCHANT_SUPPORT: 'destek@example.com',
}
const loopback = { APP_URL: 'http://localhost:3000', PAYNET_API_URL: 'http://127.0.0.1:4010' }

function problemsOf(change: Record<string, string | undefined>): string[] {
  const read = readEnvironment({ ...good, ...change })
  return read.ok ? [] : read.problems.map(({ name, problem }) => `${name} ${problem}`)
}

describe('when the day of a sale ends', () => {
  test.each([
    ['00:00', 0],
    ['22:30', 81_000_000],
    ['23:59', 86_340_000],
  ])('%s in Istanbul', (time, ms) => {
    const read = readEnvironment({ ...good, PAYNET_DAY_ENDS: time })
    expect(read).toMatchObject({ ok: true, value: { paynet: { dayEndsMs: ms } } })
  })

  test.each(['24:00', '7:00', '22:60', '22', '22.30', ' 22:30', '22:30:00', '-1:00', 'midnight'])(
    'no time of day stops the start: %j',
    (time) => {
      expect(problemsOf({ PAYNET_DAY_ENDS: time })).toEqual(['PAYNET_DAY_ENDS must be a time of day in Istanbul, from 00:00 to 23:59'])
    },
  )
})

describe('an environment that is complete', () => {
  test('gets the documented defaults', () => {
    const read = readEnvironment(good)
    expect(read).toMatchObject({
      ok: true,
      value: {
        appUrl: 'https://odeme.example.com',
        isHttps: true,
        isLive: false,
        paynet: { url: good.PAYNET_API_URL, timeoutMs: 45_000, quietMs: 120_000, dayEndsMs: 0, isLive: false, isLoopback: false },
        port: 3000,
        host: undefined,
        instalments: { mode: 'off', most: 12, leastKurus: null, leastMonthlyKurus: null, ratioCode: null },
        reconcileIntervalMs: 2_000,
        logLevel: 'info',
        trustedProxyHops: 0,
        workers: 1,
      },
    })
  })

  test.each<[string, Record<string, string | undefined>]>([
    ['Paynet live', { PAYNET_API_URL: 'https://api.paynet.com.tr' }],
    ['all on loopback', loopback],
    ['all on IPv6 loopback', { APP_URL: 'http://[::1]:3000', PAYNET_API_URL: 'http://[::1]:4010' }],
    ['https on loopback', { APP_URL: 'https://localhost:3000', PAYNET_API_URL: 'http://127.9.9.9:4010' }],
    ['a slash behind APP_URL', { APP_URL: 'https://odeme.example.com/' }],
    ['a port in APP_URL', { APP_URL: 'https://odeme.example.com:8443' }],
    ['Postgres', { DATABASE_URL: 'postgres://u:p@db/checkout' }],
    ['Postgres by its long name', { DATABASE_URL: 'postgresql://db/checkout' }],
    ['a file', { DATABASE_URL: 'file:/var/lib/checkout.db' }],
    ['two merchant keys', { MERCHANT_API_KEY: `${key}, ${otherKey}` }],
    ['a key for metrics alone', { METRICS_KEY: key }],
    ['a data key to rotate', { DATA_KEY_PREVIOUS: secondDataKey }],
    ['a published data key that is being rotated out', { DATA_KEY_PREVIOUS: Buffer.alloc(32).toString('base64') }],
    ['help behind a link', { MERCHANT_SUPPORT: 'https://example.com/yardim' }],
    ['a dark accent', { BRAND_ACCENT: '#1D4ED8' }],
    ['a proxy in front', { TRUSTED_PROXY_HOPS: '2' }],
    ['two processes', { WORKERS: '2' }],
    ['PORT 0', { PORT: '0' }],
    ['a host', { HOST: '0.0.0.0' }],
    ['empty variables, which count as not set', { PORT: '', LOG_LEVEL: '', HOST: '', DATA_KEY_PREVIOUS: '', BRAND_ACCENT: '' }],
    ['variables of somebody else', { PATH: '/bin', NEXT_PUBLIC_X: '1' }],
    ['card codes by SMS', { PAYNET_CARD_OTP: 'on' }],
  ])('starts with %s', (_name, change) => {
    expect(problemsOf(change)).toEqual([])
  })

  test('knows the live Paynet, two keys in turn and the data keys, the new one first', () => {
    const read = readEnvironment({
      ...good,
      PAYNET_API_URL: 'https://api.paynet.com.tr/',
      MERCHANT_API_KEY: `${key},${otherKey}`,
      DATA_KEY_PREVIOUS: secondDataKey,
    })
    expect(read).toMatchObject({
      ok: true,
      value: {
        isLive: true,
        paynet: { url: 'https://api.paynet.com.tr' },
        merchantApiKeys: [key, otherKey],
        metricsKeys: [key, otherKey],
        dataKeys: [firstDataKey, secondDataKey].map((each) => Buffer.from(each, 'base64')),
      },
    })
  })

  test("gives the merchant's key no way to the metrics once these have a key of their own", () => {
    expect(readEnvironment({ ...good, METRICS_KEY: key })).toMatchObject({ ok: true, value: { metricsKeys: [key] } })
  })
})

describe('an environment that is not', () => {
  test.each<[string, string, Record<string, string | undefined>]>([
    ...Object.keys(good).map((name): [string, string, Record<string, string | undefined>] => [
      `${name} is missing`,
      name,
      { [name]: undefined },
    ]),
    ['APP_URL is no address', 'APP_URL', { APP_URL: 'odeme.example.com' }],
    ['APP_URL is http off loopback', 'APP_URL', { APP_URL: 'http://odeme.example.com' }],
    ['APP_URL is http on a look-alike of loopback', 'APP_URL', { APP_URL: 'http://localhost.example.com' }],
    ['APP_URL has a path', 'APP_URL', { APP_URL: 'https://example.com/odeme' }],
    ['APP_URL has a query', 'APP_URL', { APP_URL: 'https://example.com/?a=1' }],
    ['APP_URL has a fragment', 'APP_URL', { APP_URL: 'https://example.com/#a' }],
    ['APP_URL has a user', 'APP_URL', { APP_URL: 'https://a:b@example.com' }],
    ['APP_URL has another scheme', 'APP_URL', { APP_URL: 'ftp://example.com' }],
    ['Paynet is on loopback behind a public APP_URL', 'PAYNET_API_URL', { PAYNET_API_URL: 'http://127.0.0.1:4010' }],
    ['Paynet is somebody else', 'PAYNET_API_URL', { PAYNET_API_URL: 'https://api.paynet.com.tr.evil.example' }],
    ['Paynet is http', 'PAYNET_API_URL', { PAYNET_API_URL: 'http://api.paynet.com.tr' }],
    ['Paynet has a path', 'PAYNET_API_URL', { PAYNET_API_URL: 'https://api.paynet.com.tr/v2' }],
    ['the secret key is the publishable one', 'PAYNET_SECRET_KEY', { PAYNET_SECRET_KEY: 'pbk_0123456789' }],
    ['the secret key has a line break', 'PAYNET_SECRET_KEY', { PAYNET_SECRET_KEY: 'sck_012345\n6789' }],
    ['the secret key is too short', 'PAYNET_SECRET_KEY', { PAYNET_SECRET_KEY: 'sck_' }],
    ['the timeout is zero', 'PAYNET_TIMEOUT_MS', { PAYNET_TIMEOUT_MS: '0' }],
    ['the timeout is a fraction', 'PAYNET_TIMEOUT_MS', { PAYNET_TIMEOUT_MS: '1.5' }],
    ['the timeout has a unit', 'PAYNET_TIMEOUT_MS', { PAYNET_TIMEOUT_MS: '45s' }],
    ['AUTH_SECRET is too short', 'AUTH_SECRET', { AUTH_SECRET: secret(31) }],
    ['DATA_KEY is too short', 'DATA_KEY', { DATA_KEY: randomBytes(31).toString('base64') }],
    ['DATA_KEY is hex', 'DATA_KEY', { DATA_KEY: secret(64) }],
    ['DATA_KEY has other letters', 'DATA_KEY', { DATA_KEY: `${'é'.repeat(3)}${good.DATA_KEY}` }],
    ['the previous data key is none', 'DATA_KEY_PREVIOUS', { DATA_KEY_PREVIOUS: 'x' }],
    ['a merchant key is too short', 'MERCHANT_API_KEY', { MERCHANT_API_KEY: secret(31) }],
    ['the second merchant key is too short', 'MERCHANT_API_KEY', { MERCHANT_API_KEY: `${secret(32)},k` }],
    ['there are three merchant keys', 'MERCHANT_API_KEY', { MERCHANT_API_KEY: [secret(32), secret(32), secret(32)].join() }],
    ['a merchant key has a blank', 'MERCHANT_API_KEY', { MERCHANT_API_KEY: `${secret(20)} ${secret(20)}` }],
    ['the metrics key is too short', 'METRICS_KEY', { METRICS_KEY: secret(31) }],
    ['the metrics key has a blank', 'METRICS_KEY', { METRICS_KEY: `${secret(20)} ${secret(20)}` }],
    ["the metrics key is one of the merchant's", 'METRICS_KEY', { MERCHANT_API_KEY: `${otherKey},${key}`, METRICS_KEY: key }],
    ['the merchant has no name but blanks', 'MERCHANT_NAME', { MERCHANT_NAME: '   ' }],
    ['the name is very long', 'MERCHANT_NAME', { MERCHANT_NAME: 'x'.repeat(101) }],
    ['help is a telephone number', 'MERCHANT_SUPPORT', { MERCHANT_SUPPORT: '0212 000 00 00' }],
    ['help is an http link', 'MERCHANT_SUPPORT', { MERCHANT_SUPPORT: 'http://example.com' }],
    ['help is a link that leads nowhere', 'MERCHANT_SUPPORT', { MERCHANT_SUPPORT: 'https://%' }],
    ['help is a script', 'MERCHANT_SUPPORT', { MERCHANT_SUPPORT: 'javascript:alert(1)' }],
    ['the accent is no colour', 'BRAND_ACCENT', { BRAND_ACCENT: 'red' }],
    ['the accent breaks out of a style', 'BRAND_ACCENT', { BRAND_ACCENT: '#fff}*{x' }],
    ['text on the accent cannot be read', 'BRAND_ACCENT', { BRAND_ACCENT: '#ffd400' }],
    ['the database is MySQL', 'DATABASE_URL', { DATABASE_URL: 'mysql://db/x' }],
    ['the database has no path', 'DATABASE_URL', { DATABASE_URL: 'file:' }],
    ['the log level is a word of somebody else', 'LOG_LEVEL', { LOG_LEVEL: 'verbose' }],
    ['no process is to run', 'WORKERS', { WORKERS: '0' }],
    ['the hops are negative', 'TRUSTED_PROXY_HOPS', { TRUSTED_PROXY_HOPS: '-1' }],
    ['the hops are a word', 'TRUSTED_PROXY_HOPS', { TRUSTED_PROXY_HOPS: 'true' }],
    ['the port is too high', 'PORT', { PORT: '65536' }],
    ['the port is none', 'PORT', { PORT: 'http' }],
    ['the interval is zero', 'RECONCILE_INTERVAL_MS', { RECONCILE_INTERVAL_MS: '0' }],
    ['card codes are "yes"', 'PAYNET_CARD_OTP', { PAYNET_CARD_OTP: 'yes' }],
    ['instalments are "on"', 'INSTALMENTS', { INSTALMENTS: 'on' }],
    ['instalments are in capitals', 'INSTALMENTS', { INSTALMENTS: 'SHOPPER' }],
    ['instalments are a number', 'INSTALMENTS', { INSTALMENTS: '12' }],
    ['the most instalments are one', 'INSTALMENT_MAX', { INSTALMENT_MAX: '1' }],
    ['the most instalments are above Paynet’s', 'INSTALMENT_MAX', { INSTALMENT_MAX: '37' }],
    ['the most instalments are two and a half', 'INSTALMENT_MAX', { INSTALMENT_MAX: '2.5' }],
    ['the smallest price for instalments is zero', 'INSTALMENT_MIN_KURUS', { INSTALMENT_MIN_KURUS: '0' }],
    ['the smallest price for instalments is in lira', 'INSTALMENT_MIN_KURUS', { INSTALMENT_MIN_KURUS: '100,00' }],
    ['the smallest month is below zero', 'INSTALMENT_MIN_MONTHLY_KURUS', { INSTALMENT_MIN_MONTHLY_KURUS: '-5000' }],
    ['the table of rates has a blank in its name', 'PAYNET_RATIO_CODE', { PAYNET_RATIO_CODE: 'KASIM 2026' }],
    ['the table of rates has a name that nobody would give it', 'PAYNET_RATIO_CODE', { PAYNET_RATIO_CODE: 'K'.repeat(101) }],
  ])('does not start when %s, and says so once, under %s, with an example', (_name, variable, change) => {
    const read = readEnvironment({ ...good, ...change })
    expect(read.ok ? [] : read.problems.map(({ name }) => name)).toEqual([variable])
    for (const { problem, example } of read.ok ? [] : read.problems) {
      expect(problem).not.toBe('')
      expect(example).not.toBe('')
    }
  })

  test('names every variable that is wrong, each once, and repeats no secret', () => {
    const problems = problemsOf({ AUTH_SECRET: 'short-secret', PAYNET_SECRET_KEY: 'pbk_ secret', PORT: 'x', APP_URL: undefined })
    expect(problems.map((line) => line.split(' ')[0]).sort()).toEqual(['APP_URL', 'AUTH_SECRET', 'PAYNET_SECRET_KEY', 'PORT'])
    expect(problems.join()).not.toMatch(/short-secret|pbk_ secret/)
  })

  test('names all of them when nothing is set', () => {
    const read = readEnvironment({})
    expect(read.ok ? [] : read.problems.map(({ name }) => name).sort()).toEqual(Object.keys(good).sort())
  })
})

test('instalments are as the merchant has set them; what is left empty is not set', () => {
  const read = readEnvironment({
    ...good,
    INSTALMENTS: 'shopper',
    INSTALMENT_MAX: '36',
    INSTALMENT_MIN_KURUS: '10000',
    INSTALMENT_MIN_MONTHLY_KURUS: '5000',
    PAYNET_RATIO_CODE: 'KASIM',
  })
  const instalments = { mode: 'shopper', most: 36, leastKurus: 10_000, leastMonthlyKurus: 5_000, ratioCode: 'KASIM' }
  expect(read).toMatchObject({ ok: true, value: { instalments } })
  const names = ['INSTALMENTS', 'INSTALMENT_MAX', 'INSTALMENT_MIN_KURUS', 'INSTALMENT_MIN_MONTHLY_KURUS', 'PAYNET_RATIO_CODE']
  expect(readEnvironment({ ...good, ...Object.fromEntries(names.map((name) => [name, ''])) })).toMatchObject({
    value: { instalments: { mode: 'off', most: 12, leastKurus: null, leastMonthlyKurus: null, ratioCode: null } },
  })
})

describe('a key that anybody can know or guess', () => {
  const example = parseEnv(readFileSync('.env.example', 'utf8')) as Record<string, string>
  const secrets = ['PAYNET_SECRET_KEY', 'AUTH_SECRET', 'DATA_KEY', 'MERCHANT_API_KEY']

  test.each(secrets)('does not start with the %s of .env.example behind a public address', (name) => {
    expect(problemsOf({ [name]: example[name] })).toEqual([expect.stringMatching(`^${name} .*know or guess`)])
  })

  test('is the password of the database in compose.yaml too', () => {
    const [published] = /postgres:\/\/\S+/.exec(readFileSync('compose.yaml', 'utf8')) ?? []
    expect(problemsOf({ DATABASE_URL: published })).toEqual([expect.stringMatching(/^DATABASE_URL .*know or guess/)])
    expect(problemsOf({ ...loopback, DATABASE_URL: published })).toEqual([])
  })

  test('is no hindrance on loopback: .env.example starts as it is', () => {
    expect(readEnvironment(example)).toMatchObject({ ok: true })
  })

  test.each<[string, string]>([
    ['one letter', 'k'.repeat(32)],
    ['a few letters in disorder', 'abcacbbacbcaabcbacbacabcbacbacbabc'],
    ['a word again and again', 'sifresifresifresifresifresifresifre'],
    ['one half twice', '0123456789abcdef0123456789abcdef'],
    ['the alphabet', 'abcdefghijklmnopqrstuvwxyz0123456789'],
    ['the alphabet backwards', 'zyxwvutsrqponmlkjihgfedcba9876543210'],
    ['a blank that nobody filled', 'change-me-before-going-to-production'],
    ['the key of a manual', 'your-secret-key-for-signing-sessions'],
    ['the key of our tests', 'merchant-key-of-the-tests-0123456789-abcdef'],
  ])('does not start behind a public address with %s, whichever key it is', (_name, text) => {
    for (const name of ['AUTH_SECRET', 'MERCHANT_API_KEY', 'METRICS_KEY']) {
      expect(problemsOf({ [name]: text })).toEqual([expect.stringMatching(`^${name} .*know or guess`)])
    }
    const asBytes = Buffer.from(text.slice(0, 32)).toString('base64')
    expect(problemsOf({ DATA_KEY: asBytes })).toEqual([expect.stringMatching(/^DATA_KEY .*know or guess/)])
    expect(problemsOf({ ...loopback, AUTH_SECRET: text, MERCHANT_API_KEY: text, DATA_KEY: asBytes })).toEqual([])
  })

  test.each<[string, Buffer]>([
    ['zeros', Buffer.alloc(32)],
    ['one byte', Buffer.alloc(32, 0xa5)],
    ['bytes that count up', Buffer.from(Array.from({ length: 32 }, (_each, index) => index))],
    ['bytes that count up by seven, past 255', Buffer.from(Array.from({ length: 32 }, (_each, index) => 200 + 7 * index))],
    ['eight bytes four times', Buffer.concat(Array.from({ length: 4 }, () => Buffer.from('0badc0de12345678', 'hex')))],
  ])('does not start behind a public address with a data key of %s', (_name, bytes) => {
    expect(problemsOf({ DATA_KEY: bytes.toString('base64') })).toEqual([expect.stringMatching(/^DATA_KEY .*know or guess/)])
  })

  test('is each that stands anywhere in this repository', () => {
    const files = execFileSync('git', ['ls-files', '-z', ':!package-lock.json', ':!public'], { encoding: 'utf8' }).split('\0')
    const text = files.map((file) => (existsSync(file) && statSync(file).isFile() ? readFileSync(file, 'utf8') : '')).join('\n')
    const written = (pattern: RegExp) => new Set([...text.matchAll(pattern)].map(([, key = '']) => key))
    const known = {
      PAYNET_SECRET_KEY: written(/(?<![\w/])(sck_[\w/+=-]{4,})(?![\w/+=-]|\$\{)/g),
      AUTH_SECRET: written(/(?:AUTH_SECRET|_API_KEY|METRICS_KEY|MERCHANT_KEY)\w*['"]?\s*[:=]\s*['"]?([\w+/=-]{32,})/g),
      DATA_KEY: new Set([
        ...written(/(?<![\w+/])([A-Za-z0-9+/]{43}=)/g),
        ...[...written(/Buffer\.alloc\(32, (\w+)\)/g)].map((byte) => Buffer.alloc(32, Number(byte) || 0).toString('base64')),
      ]),
    }
    expect(Object.values(known).map(({ size }) => size > 0)).toEqual([true, true, true])
    for (const [name, keys] of Object.entries(known)) {
      for (const value of keys)
        expect(problemsOf({ [name]: value }), `${name}=${value}`).toEqual([expect.stringMatching(/know or guess|short/)])
    }
  })

  test('is the example in the documents of Paynet too', () => {
    const published = ['sck', 'pcs', 'jECRyoZq0khnsV9elaF/SIBVvxQI+bIW'].join('_')
    expect(problemsOf({ PAYNET_SECRET_KEY: published })).toEqual([expect.stringMatching(/^PAYNET_SECRET_KEY .*know or guess/)])
  })

  test('does not start on loopback either once money is real', () => {
    const live = { ...loopback, PAYNET_API_URL: 'https://api.paynet.com.tr' }
    for (const name of secrets) {
      expect(problemsOf({ ...live, [name]: example[name] })).toEqual([expect.stringMatching(`^${name} .*know or guess`)])
    }
  })

  test.each([
    'buraya-gizli-anahtarinizi-yazin-0a1b2c3d',
    'DEĞİŞTİRİN-bunu-canlıya-çıkmadan-önce',
    'örnek-değer-9f8e7d6c5b4a-lütfen-güncelle',
    'rastgele bir parola: k2j4h5g6f7d8s9a0',
    'my-super-secret-key-0b9a8f7e6d5c4b3a',
    'PLACEHOLDER_REPLACE_IN_PRODUCTION_0b9a8f',
    '<paste the output of openssl here> 0b9a8f',
    'n8Kq2xWv-0000000000000000000000000000',
    'n8Kq2xWv-abcdefghijklmnop-Zr5tY1mB7cQp',
  ])('is what a person wrote, in Turkish too: %s', (text) => {
    expect(problemsOf({ AUTH_SECRET: text })).toEqual([expect.stringMatching(/^AUTH_SECRET .*know or guess/)])
    expect(problemsOf({ AUTH_SECRET_PREVIOUS: text }), 'it still signs').toEqual([
      expect.stringMatching(/^AUTH_SECRET_PREVIOUS .*know or guess/),
    ])
  })

  test('is the alphabet of base64 too', () => {
    const DATA_KEY = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopo='
    expect(problemsOf({ DATA_KEY })).toEqual([expect.stringMatching(/^DATA_KEY .*know or guess/)])
  })

  test.each<[string, string]>([
    ['32 blanks', ' '.repeat(32)],
    ['blanks behind it', secret(12).padEnd(40)],
    ['blanks in front of it', secret(12).padStart(40)],
    ['blanks in the middle', `${secret(12)}${' '.repeat(30)}${secret(12)}`],
    ['blanks that are none of ASCII', `${secret(12)}${'\u00a0\u2003\u200b\u3000'.repeat(10)}`],
  ])('is no longer for %s', (_name, text) => {
    for (const where of [{}, loopback])
      for (const name of ['AUTH_SECRET', 'AUTH_SECRET_PREVIOUS'])
        expect(problemsOf({ ...where, [name]: text })).toEqual([`${name} is too short: at least 32 characters`])
  })

  test('is seen in the second of two keys too, and told of without being repeated', () => {
    const [problem = ''] = problemsOf({ MERCHANT_API_KEY: `${key},${example.MERCHANT_API_KEY}` })
    expect(problem).toMatch(/^MERCHANT_API_KEY /)
    expect(problem).not.toContain('only-for')
  })

  test('is not seen in a thousand keys made as the examples say', () => {
    // The same thousand each time: one in some hundred thousand holds a word, in base64.
    const bytes = (outputLength: number, seed: string) => createHash('shake256', { outputLength }).update(seed).digest()
    for (let made = 0; made < 1_000; made += 1) {
      const AUTH_SECRET = bytes(48, `auth ${made}`).toString('base64')
      const DATA_KEY = bytes(32, `data ${made}`).toString('base64')
      const [MERCHANT_API_KEY, METRICS_KEY] = [bytes(32, `api ${made}`).toString('hex'), bytes(16, `metrics ${made}`).toString('hex')]
      expect(problemsOf({ AUTH_SECRET, DATA_KEY, MERCHANT_API_KEY, METRICS_KEY })).toEqual([])
    }
  })

  test('is not seen in bytes between which a short word stands', () => {
    const key = createHash('shake256', { outputLength: 32 }).update('data').digest()
    Buffer.from([0xff, ...Buffer.from('key'), 0]).copy(key, 8)
    expect(problemsOf({ DATA_KEY: key.toString('base64') })).toEqual([])
  })
})

describe('one secret in two places', () => {
  const text = secret(32)
  const bytes = randomBytes(32)
  const same = (name: string, twin: string, change: Record<string, string>) => {
    const [problem, ...more] = problemsOf(change)
    expect([problem, more]).toEqual([expect.stringMatching(`^${name} holds the same .*${twin}`), []])
    expect(problem).not.toContain(text)
    expect(problemsOf({ ...loopback, ...change }), 'on loopback it is for trying things out').toEqual([])
  }

  test.each<[string, string, Record<string, string>]>([
    ['MERCHANT_API_KEY', 'AUTH_SECRET', { AUTH_SECRET: text, MERCHANT_API_KEY: text }],
    ['MERCHANT_API_KEY', 'AUTH_SECRET', { AUTH_SECRET: text, MERCHANT_API_KEY: `${otherKey},${text}` }],
    ['MERCHANT_API_KEY', 'key twice', { MERCHANT_API_KEY: `${text},${text}` }],
    ['METRICS_KEY', 'AUTH_SECRET', { AUTH_SECRET: text, METRICS_KEY: text }],
    ['METRICS_KEY', 'AUTH_SECRET', { AUTH_SECRET: text, METRICS_KEY: `${text}-2` }],
    ['AUTH_SECRET_PREVIOUS', 'AUTH_SECRET', { AUTH_SECRET: text, AUTH_SECRET_PREVIOUS: ` ${text}` }],
    ['PAYNET_SECRET_KEY', 'AUTH_SECRET', { AUTH_SECRET: text, PAYNET_SECRET_KEY: `sck_${text}` }],
    ['DATA_KEY', 'AUTH_SECRET', { AUTH_SECRET: text, DATA_KEY: Buffer.from(text).toString('base64') }],
    ['DATA_KEY', 'AUTH_SECRET', { AUTH_SECRET: bytes.toString('base64'), DATA_KEY: bytes.toString('base64') }],
    ['METRICS_KEY', 'DATA_KEY', { METRICS_KEY: bytes.toString('hex'), DATA_KEY: bytes.toString('base64') }],
    ['DATA_KEY_PREVIOUS', 'DATA_KEY', { DATA_KEY: bytes.toString('base64'), DATA_KEY_PREVIOUS: bytes.toString('base64') }],
    ['DATABASE_URL', 'AUTH_SECRET', { AUTH_SECRET: text, DATABASE_URL: `postgres://app:${text}@db/checkout` }],
  ])('does not start behind a public address: %s that is %s', same)
})

describe('a variable that is none of ours', () => {
  const named = (...names: string[]) =>
    Object.fromEntries(findMisspelt(Object.fromEntries(names.map((name) => [name, '1']))).map(({ name, nearest }) => [name, nearest]))

  test.each([
    ['TRUSTED_PROXY_HOP', 'TRUSTED_PROXY_HOPS'],
    ['PAYNET_SECRETKEY', 'PAYNET_SECRET_KEY'],
    ['SHOPP', 'SHOP'],
    ['AUTH_SECERT', 'AUTH_SECRET'],
    ['DATABASE_URI', 'DATABASE_URL'],
    ['paynet_api_url', 'PAYNET_API_URL'],
    ['PAYNET_APİ_URL', 'PAYNET_API_URL'],
    ['DATA-KEY', 'DATA_KEY'],
    ['DATA_KEY_PREVIUOS', 'DATA_KEY_PREVIOUS'],
    ['ACCOUNT', 'ACCOUNTS'],
    ['LOGLEVEL', 'LOG_LEVEL'],
    ['METRICS_KEYS', 'METRICS_KEY'],
    ['INSTALLMENTS', 'INSTALMENTS'],
    ['INSTALMENT', 'INSTALMENTS'],
    ['INSTALLMENT_MAX', 'INSTALMENT_MAX'],
    ['INSTALMENTS_MAX', 'INSTALMENT_MAX'],
    ['INSTALMENT_MIN_KURUŞ', 'INSTALMENT_MIN_KURUS'],
    ['INSTALMENT_MIN_MONTH_KURUS', 'INSTALMENT_MIN_MONTHLY_KURUS'],
    ['PAYNET_RATIOCODE', 'PAYNET_RATIO_CODE'],
    ['MERCHANT_SUPORT', 'MERCHANT_SUPPORT'],
    // Near to none: one that begins alike, not one of the same letters.
    ['PAYNET_KEY', 'PAYNET_SECRET_KEY'],
    ['SHOP_SERVICE_HOST', 'SHOP'],
    ['BRAND_COLOR', 'BRAND_ACCENT'],
  ])('is told when it looks like one: %s is named with %s', (name, nearest) => {
    expect(named(name)).toEqual({ [name]: nearest })
  })

  test('is a program’s own business otherwise', () => {
    const others = 'PATH HOME HOSTNAME SHELL USER LOGNAME LANG PWD TERM NODE_ENV NODE_OPTIONS NEXT_TELEMETRY_DISABLED NEXTAUTH_URL TZ'
    const more = 'INVOCATION_ID JOURNAL_STREAM SYSTEMD_EXEC_PID PGHOST PGPORT npm_lifecycle_event npm_config_cache KUBERNETES_SERVICE_HOST'
    expect(named(...`${others} ${more}`.split(' '), ...Object.keys(parseEnv(readFileSync('.env.example', 'utf8'))))).toEqual({})
  })
})

test("the demo shop does not start with Paynet's live host, where it would take real money", () => {
  const live = { PAYNET_API_URL: 'https://api.paynet.com.tr', SHOP: 'on' }
  expect(problemsOf(live)).toEqual([expect.stringMatching(/^SHOP must be off .*real money/)])
  expect(problemsOf({ ...live, APP_URL: 'http://localhost:3000' })).toEqual([expect.stringMatching(/^SHOP /)])
  expect([problemsOf({ ...live, SHOP: 'off' }), problemsOf({ SHOP: 'on' }), problemsOf({ ...loopback, SHOP: 'on' })]).toEqual([[], [], []])
})

describe('the quiet time', () => {
  const quiet = (PAYNET_TIMEOUT_MS: string, PAYNET_QUIET_MS: string, more = {}) =>
    problemsOf({ PAYNET_TIMEOUT_MS, PAYNET_QUIET_MS, ...more })
  const tooShort = (least: number) => [expect.stringContaining(`PAYNET_QUIET_MS must be at least ${least} with a PAYNET_TIMEOUT_MS`)]

  test.each([
    ['test', {}],
    ['live', { PAYNET_API_URL: 'https://api.paynet.com.tr' }],
  ])("is two minutes at least on Paynet's own host (%s), and 75 seconds more than the timeout", (_name, host) => {
    expect(quiet('45000', '120000', host)).toEqual([])
    expect(quiet('45000', '119999', host)).toEqual(tooShort(120_000))
    expect(quiet('5000', '119999', host)).toEqual(tooShort(120_000))
    expect(quiet('60000', '135000', host)).toEqual([])
    expect(quiet('60000', '134999', host)).toEqual(tooShort(135_000))
    expect(quiet('60000', '', host), 'the default is looked at too').toEqual(tooShort(135_000))
  })

  test('is no shorter than the timeout on loopback, where a simulator stands in', () => {
    expect(quiet('5000', '5000', loopback)).toEqual([])
    expect(quiet('5000', '4999', loopback)).toEqual(tooShort(5_000))
  })
})

describe('where events are sent', () => {
  const [secret32, other] = [32, 24].map((length) => `whsec_${randomBytes(length).toString('base64')}`) as [string, string]
  const url = 'https://shop.example.com/hooks?key=of-the-shop'
  const LIVE = 'https://api.paynet.com.tr'
  const webhookOf = (change: Record<string, string>) => {
    const read = readEnvironment({ ...good, ...change })
    return read.ok ? read.value.webhook : read.problems.map(({ name, problem }) => `${name} ${problem}`)
  }

  test('is nowhere unless told', () => {
    expect(webhookOf({})).toBeNull()
    expect(webhookOf({ WEBHOOK_URL: '', WEBHOOK_SECRET: '' })).toBeNull()
  })

  test('has one secret, or two while it rotates', () => {
    expect(webhookOf({ WEBHOOK_URL: url, WEBHOOK_SECRET: secret32 })).toEqual({ url, secrets: [secret32] })
    expect(webhookOf({ WEBHOOK_URL: url, WEBHOOK_SECRET: `${secret32}, ${other}` })).toEqual({ url, secrets: [secret32, other] })
  })

  test.each(['http://127.0.0.1:4020/', 'http://localhost:4020/hook', 'https://[::1]/', 'http://[::1]:1/'])(
    'may be this machine: %s',
    (local) => {
      expect(webhookOf({ WEBHOOK_URL: local, WEBHOOK_SECRET: secret32 })).toMatchObject({ url: local })
      expect(webhookOf({ WEBHOOK_URL: local, WEBHOOK_SECRET: secret32, PAYNET_API_URL: LIVE })).toEqual([
        expect.stringMatching(/^WEBHOOK_URL must be a public address/),
      ])
    },
  )

  test.each<[string, string]>([
    ['no address', 'shop.example.com'],
    ['not encrypted', 'http://shop.example.com/'],
    ['another protocol', 'ftp://shop.example.com/'],
    ['with a user', 'https://user@shop.example.com/'],
    ['with a password', 'https://:word@shop.example.com/'],
    ['with a fragment', `${url}#a`],
    ['with an empty fragment', `${url}#`],
    ['too long', `https://shop.example.com/${'a'.repeat(232)}`],
  ])('%s stops the start', (_what, wrong) => {
    expect(webhookOf({ WEBHOOK_URL: wrong, WEBHOOK_SECRET: secret32 })).toEqual([expect.stringMatching(/^WEBHOOK_URL must /)])
  })

  test.each<[string, string]>([
    ['too short', `whsec_${randomBytes(23).toString('base64')}`],
    ['too long', `whsec_${randomBytes(65).toString('base64')}`],
    ['without its beginning', randomBytes(32).toString('base64')],
    ['no base64', `whsec_${'%'.repeat(44)}`],
    ['in hex', `whsec_${randomBytes(16).toString('hex')}0`],
    ['three', [1, 2, 3].map(() => `whsec_${randomBytes(32).toString('base64')}`).join()],
    ['an empty second', `${secret32},`],
  ])('a secret that is %s stops the start', (_what, wrong) => {
    expect(webhookOf({ WEBHOOK_URL: url, WEBHOOK_SECRET: wrong })).toEqual([expect.stringMatching(/^WEBHOOK_SECRET must /)])
  })

  test('one without the other stops the start', () => {
    expect(webhookOf({ WEBHOOK_URL: url })).toEqual([expect.stringMatching(/^WEBHOOK_SECRET is missing/)])
    expect(webhookOf({ WEBHOOK_SECRET: secret32 })).toEqual([expect.stringMatching(/^WEBHOOK_URL is missing/)])
  })

  test('a secret that anybody can guess, and one that is another one, stops the start', () => {
    const guessable = `whsec_${Buffer.alloc(32).toString('base64')}`
    expect(webhookOf({ WEBHOOK_URL: url, WEBHOOK_SECRET: `${secret32},${guessable}` })).toEqual([
      expect.stringMatching(/^WEBHOOK_SECRET holds what anybody can know/),
    ])
    expect(webhookOf({ WEBHOOK_URL: url, WEBHOOK_SECRET: `${secret32},${secret32}` })).toEqual([
      expect.stringMatching(/^WEBHOOK_SECRET holds the same key twice/),
    ])
    expect(webhookOf({ WEBHOOK_URL: url, WEBHOOK_SECRET: `whsec_${firstDataKey}` })).toEqual([
      expect.stringMatching(/^WEBHOOK_SECRET holds the same secret as DATA_KEY/),
    ])
  })
})

describe('mail', () => {
  const from = 'odeme@example.com'
  const mailOf = (more: Record<string, string>) => {
    const read = readEnvironment({ ...good, ...more })
    return read.ok ? read.value.mail : read.problems.map(({ name, problem }) => `${name} ${problem}`)
  }

  test('is off unless told', () => {
    expect(mailOf({})).toBeNull()
    expect(mailOf({ SMTP_URL: '', MAIL_FROM: from, OPS_MAIL: from })).toBeNull()
  })

  test.each<[string, object]>([
    ['smtps://smtp.example.com', { host: 'smtp.example.com', port: 465, tls: 'from-the-start', auth: null }],
    ['smtps://shop%40example.com:p%2Fw%3A@smtp.example.com:8465/', { port: 8465, auth: { user: 'shop@example.com', pass: 'p/w:' } }],
    ['smtp://smtp.example.com?requireTLS=1', { host: 'smtp.example.com', port: 587, tls: 'required' }],
    ['smtp://shop:word@smtp.example.com:25/?requireTLS=1', { port: 25, tls: 'required', auth: { user: 'shop', pass: 'word' } }],
    ['smtp://127.0.0.1:1025', { host: '127.0.0.1', port: 1025, tls: 'none' }],
    ['smtp://localhost', { host: 'localhost', port: 587, tls: 'none' }],
    ['smtp://[::1]:25', { host: '::1', port: 25, tls: 'none' }],
  ])('goes through %s', (url, expected) => {
    expect(mailOf({ SMTP_URL: url, MAIL_FROM: from })).toMatchObject(expected)
  })

  test.each<[string, string]>([
    ['no address', 'smtp.example.com:465'],
    ['another protocol', 'https://smtp.example.com'],
    ['without a host', 'smtps://'],
    ['not encrypted', 'smtp://smtp.example.com'],
    ['perhaps encrypted', 'smtp://smtp.example.com?requireTLS=0'],
    ['with what is not known', 'smtps://smtp.example.com?pool=1'],
    ['with a path', 'smtps://smtp.example.com/mail'],
    ['with a fragment', 'smtps://smtp.example.com#a'],
    ['with a user alone', 'smtps://geheim@smtp.example.com'],
    ['with a password alone', 'smtps://:geheim@smtp.example.com'],
    ['with half a letter', 'smtps://shop:geheim%E0@smtp.example.com'],
    ['at a host that is written in code', 'smtps://shop:geheim@smtp%2Eexample.com'],
  ])('a server that is %s stops the start, and is not quoted', (_what, wrong) => {
    const said = mailOf({ SMTP_URL: wrong, MAIL_FROM: from })
    expect(said).toEqual([expect.stringMatching(/^SMTP_URL (must|has) /)])
    expect(JSON.stringify(said)).not.toContain('geheim')
  })

  test.each(['smtps://shop:geheim#1@smtp.example.com', 'smtps://shop:geheim?1@smtp.example.com', 'smtps://shop:1/geheim@smtp.example.com'])(
    'a password that must be written otherwise is told so, in %s',
    (wrong) => {
      const said = mailOf({ SMTP_URL: wrong, MAIL_FROM: from })
      expect(said).toEqual([expect.stringContaining('(write # / ? in a password as %23 %2F %3F)')])
      expect(JSON.stringify(said)).not.toContain('geheim')
    },
  )

  test("comes from an address with the merchant's name, or the name that is given", () => {
    const senderOf = (MAIL_FROM: string) => (mailOf({ SMTP_URL: 'smtps://smtp.example.com', MAIL_FROM }) as { from: object }).from
    expect(senderOf(from)).toEqual({ name: good.MERCHANT_NAME, address: from })
    expect(senderOf(`Ödeme <${from}>`)).toEqual({ name: 'Ödeme', address: from })
    expect(senderOf(`<${from}>`)).toEqual({ name: good.MERCHANT_NAME, address: from })
    expect(senderOf(`"Örnek, Mağaza" <${from}>`)).toEqual({ name: 'Örnek, Mağaza', address: from })
    expect(senderOf('"Ödeme <7/24>"<Odeme&iade@example.com>')).toEqual({
      name: 'Ödeme <7/24>',
      address: 'Odeme&iade@example.com',
    })
    expect(senderOf(`"" <${from}>`)).toEqual({ name: good.MERCHANT_NAME, address: from })
  })

  test.each(['MAIL_FROM', 'MAIL_REPLY_TO', 'OPS_MAIL'])('%s is one address', (name) => {
    const given = { SMTP_URL: 'smtps://smtp.example.com', MAIL_FROM: from }
    for (const wrong of [
      'example.com',
      'a@b',
      'a@example.com, b@example.com',
      `A\r\nBcc: b@example.com <${from}>`,
      `A <${from}> B`,
      `"A <${from}>`,
      `"A" B <${from}>`,
      `A < ${from}>`,
      'A <>',
    ])
      expect(mailOf({ ...given, [name]: wrong }), wrong).toEqual([expect.stringMatching(new RegExp(`^${name} must be an e-mail address`))])
  })

  test('from nowhere stops the start', () => {
    expect(mailOf({ SMTP_URL: 'smtps://smtp.example.com' })).toEqual([expect.stringMatching(/^MAIL_FROM is missing/)])
  })
})
