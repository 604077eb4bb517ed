import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { couldHoldCardNumber } from '@/lib/shared/cards/number-in-text'
import { scrub, scrubField } from './log'

const PAN = '4355084355084358'

test.each([
  ['a card number', PAN],
  ['one in groups', '4355 0843 5508 4358'],
  ['one with dashes', '4355-0843-5508-4358'],
  ['one with dots', '4355.0843.5508.4358'],
  ['one with low lines', '4355_0843_5508_4358'],
  ['one with slashes and dots', '4355/0843·5508,4358'],
  ['one with joiners', '4355\u200d0843\u200c5508\u200b4358'],
  ['one in Arabic digits', '٤٣٥٥ ٠٨٤٣ ٥٥٠٨ ٤٣٥٨'],
  ['an American Express', '375622005485014'],
  ['a long one', '6'.repeat(19)],
  ['a short one', '4'.repeat(12)],
  ['one inside a word', `pan=${PAN}&cvc=1`],
  ['one in JSON', `{"pan":"${PAN}"}`],
])('%s does not pass the scrubber', (_name, text) => {
  expect(scrub(text).replace(/\P{Nd}/gu, '').length).toBeLessThan(5)
  expect(scrub(text)).toContain('[digits]')
})

test('no text comes out with twelve digits in a row, unless they are a payment’s name', () => {
  const texts = fc
    .array(fc.oneof(fc.string(), fc.stringMatching(/^[\d .-]{1,30}$/), fc.constant(PAN)), { maxLength: 5 })
    .map((parts) => parts.join(''))
  fc.assert(fc.property(texts, (text) => !/\d{12}/.test(scrub(text).replace(/[\w.-]+-[a-hjkmnp-z2-9]{8}/g, ''))))
})

const NUMBERS = [PAN, '5571135571135575', '9792075482365454', '375622005485014', '4000000000006']
const ofOurBrands = fc.constantFrom(...NUMBERS)
const number = fc.constantFrom(...NUMBERS, '6011000990139424', '3530111333300000', '6759649826438453')
const GAPS = [' ', '-', '.', ' - ', '\u00a0', '\u200b', '\u202a', '\u00ad', '\u2060', '\u034f', '--', ':', '|', '*', '","', '%20', '&nbsp;']
const gap = fc.constantFrom('', ...GAPS)
const zero = fc.constantFrom(0x30, 0x660, 0x6f0, 0x966, 0xff10, 0x1d7ce)
const around = fc.constantFrom('', ' ', 'SIP-', 'x', 'kart ', '12-', '99 ', '2026-11-27-')
const after = fc.constantFrom('', ' ', 'x', '-eh5vnxtf', '-8fmpym78', '.', ' 7', '-12')
/** The digits of a text, whichever script they are of. */
const plain = (text: string) =>
  text
    .replace(/%20|&nbsp;/g, '')
    .normalize('NFKC')
    .replace(/\p{Nd}/gu, (digit) => String((digit.codePointAt(0) ?? 0) & 0x0f))
    .replace(/[^0-9]/g, '')

test('a card number passes in no grouping, in no script, with nothing around it', () => {
  const groups = fc.tuple(number, fc.array(fc.tuple(fc.integer({ min: 1, max: 18 }), gap), { maxLength: 6 }), zero)
  const texts = fc.tuple(around, groups, after).map(([before, [digits, gaps, start], behind]) => {
    const at = new Map(gaps)
    const written = [...digits].map((digit, index) => `${at.get(index) ?? ''}${String.fromCodePoint(start + Number(digit))}`)
    return { digits, text: `${before}${written.join('')}${behind}` }
  })
  fc.assert(
    fc.property(texts, ({ digits, text }) => {
      for (const name of ['why', 'referenceNo', 'orderId']) expect(plain(scrubField(name, text)), `${name} ${text}`).not.toContain(digits)
      expect(plain(scrub(text))).not.toContain(digits)
    }),
    { numRuns: 3_000 },
  )
})

test('a card number inside a longer run of digits does not pass', () => {
  const runs = fc.tuple(fc.stringMatching(/^\d{1,12}$/), ofOurBrands, fc.stringMatching(/^\d{1,12}$/), after)
  fc.assert(
    fc.property(runs, ([before, digits, behind, end]) => {
      for (const name of ['why', 'referenceNo']) expect(scrubField(name, `${before}${digits}${behind}${end}`)).not.toContain(digits)
    }),
  )
})

test('a payment’s name passes whole when it is counted by the day, whatever its number and its ending', () => {
  const names = fc.tuple(
    fc.date({ min: new Date('2020-01-01'), max: new Date('2039-12-31'), noInvalidDate: true }),
    fc.integer({ min: 1, max: 9_999 }),
    fc.stringMatching(/^[a-hjkmnp-z2-9]{8}$/),
  )
  fc.assert(
    fc.property(names, ([day, count, ending]) => {
      const referenceNo = `${day.toISOString().slice(0, 10)}-${String(count).padStart(4, '0')}-${ending}`
      expect(scrubField('referenceNo', referenceNo)).toBe(referenceNo)
      // One ending in some hundreds makes it look like a card's number where it could be anything.
      if (!couldHoldCardNumber(referenceNo)) expect(scrub(`of ${referenceNo} again`)).toBe(`of ${referenceNo} again`)
    }),
  )
  expect(scrub('attempt 2 2026-11-27-0001-8fmpym78, 2026-11-27-0002-9fmpym78')).toBe(
    'attempt 2 2026-11-27-0001-8fmpym78, 2026-11-27-0002-9fmpym78',
  )
})

test('keys are taken out, up to the end of the word', () => {
  expect(scrub('Basic sck_live_0123/+abc and more')).toBe('Basic [key] and more')
  expect(scrub('{"key":"sck_abc"}')).toBe('{"key":"[key]"}')
})

test.each(['149,90', '2026-11-22', 'ECONNRESET', '435508******4358', 'SIP-1001-abcdefgh', '0532 000 00 00'])(
  '"%s" passes as it is',
  (text) => {
    expect(scrub(text)).toBe(text)
  },
)

test.each([
  ['an order that is counted by date and time', '2026112700236300-eh5vnxtf'],
  ['one with an ending that begins with a digit', '2026112700236300-5h5vnxtf'],
  ['one in groups', '2026-1127-0023-6300-eh5vnxtf'],
  ['one of twelve digits', '202611270023-eh5vnxtf'],
  ['one counted by the day', '2026-11-27-0001-8fmpym78'],
  ['one counted by the day, with an ending of digits', '2026-11-27-0001-82345678'],
  ['one with the day and a time', 'SIP-4321-2026-1128-0049-eh5vnxtf'],
  ['one with milliseconds', 'SIP-435-1795826580000-eh5vnxtf'],
  ['one of forty digits', `${'2026112700'.repeat(4)}-eh5vnxtf`],
])('a payment is named in its log line in full: %s', (_name, referenceNo) => {
  expect(scrubField('referenceNo', referenceNo)).toBe(referenceNo)
  expect(scrub(`repeated ${referenceNo}: why?`), 'wherever it stands').toContain(` ${referenceNo}: `)
})

test.each([
  ['a card number as a reference', `${PAN}-eh5vnxtf`],
  ['one in groups', '4355-0843-5508-4358-eh5vnxtf'],
  ['one in groups, among others', '12.4355-0843.5508-4358-7-eh5vnxtf'],
  ['one with low lines', '4355_0843_5508_4358-eb7huy8s'],
  ['one with two signs in each gap', '4355--0843__5508._4358-eb7huy8s'],
  ['an American Express', '375622005485014-eh5vnxtf'],
  ['one between letters', `SIP${PAN}X-eh5vnxtf`],
  ['one before an ending that begins with a digit', `${PAN}-5h5vnxtf`],
  ['what is no identifier', `pan=2026112700236300`],
  ['what is longer than any identifier', '20261127002363001'.repeat(4)],
])('an identifier does not take a card number through the log: %s', (_name, value) => {
  for (const name of ['referenceNo', 'paymentId', 'orderId', 'applicationId']) {
    expect(scrubField(name, value)).toContain('[digits]')
    expect(scrubField(name, value).replace(/\D/g, '')).not.toContain(PAN)
  }
})

test('an identifier takes no key through the log', () => {
  expect(scrubField('orderId', 'sck_live_0123')).toBe('[key]')
})

test('a hundred thousand digits are scrubbed soon', () => {
  const startedAt = performance.now()
  scrub('1 '.repeat(50_000))
  scrub(`${'1'.repeat(100_000)}x`)
  expect(performance.now() - startedAt).toBeLessThan(2_000)
})

test('a log line is one line of JSON, and shows neither card, key nor anything that its fields do not name', () => {
  const script = `
    const { log } = await import('./lib/log.ts')
    const leak = 'Failed query: insert into x\\nparams: ${PAN},sck_secret_1\\n  and ${PAN}'
    log.info('a', { paymentId: 'p1', why: 'pan ${PAN}', code: 51 })
    log.warn('b', { path: '/x\\r\\n{"level":"fatal"}\\u001b[31m' })
    log.error('c', { error: new Error(leak) })
    log.error('d', { error: new Error('wrapped', { cause: Object.assign(new Error(leak), { code: '23505' }) }) })
    log.error('e', { error: leak })
    log.alarm('f', { error: { toString: () => leak } })
    log.alarm('g', { referenceNo: '2026112700236300-eh5vnxtf', orderId: '${PAN}' })`
  const flags = ['--conditions=react-server', '--import=tsx', '--input-type=module', '--eval', script]
  const told = execFileSync(process.execPath, flags, { env: { ...process.env, LOG_LEVEL: 'info' }, encoding: 'utf8' })

  const lines = told.trimEnd().split('\n')
  const events = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(events.map(({ event }) => event)).toEqual(['a', 'b', 'c', 'd', 'e', 'alarm.f', 'alarm.g'])
  expect(events.map(({ level }) => level)).toEqual(['info', 'warn', 'error', 'error', 'error', 'error', 'error'])
  expect(events[0]).toMatchObject({ paymentId: 'p1', code: 51, why: 'pan [digits]' })
  expect(events[3]).toMatchObject({ errorCode: '23505' })
  expect(events[6]).toMatchObject({ referenceNo: '2026112700236300-eh5vnxtf', orderId: '[digits]' })
  expect(told).not.toContain(PAN)
  expect(told).not.toContain('sck_secret')
})

test('each line that is written for a request has its id, and no other line', () => {
  const script = `
    const { log } = await import('./lib/log.ts')
    const { underRequestId } = await import('./lib/request-id.ts')
    const { underRequestId: ofAnotherCopy } = await import('./lib/request-id.ts?again')
    const work = async (event) => {
      await new Promise(setImmediate)
      log.info(event, { orderId: 'o' })
    }
    await Promise.all([underRequestId('xi2fm1DZIl0HZbLk0S3ZXQ', () => work('a')), ofAnotherCopy('b'.repeat(22), () => work('b')), work('c')])
    underRequestId('d'.repeat(22), () => underRequestId(null, () => log.alarm('d')))
    underRequestId('${PAN}', () => log.error('e', { error: new Error('x') }))`
  const flags = ['--conditions=react-server', '--import=tsx', '--input-type=module', '--eval', script]
  const told = execFileSync(process.execPath, flags, { env: { ...process.env, LOG_LEVEL: 'info' }, encoding: 'utf8' })
  const lines = told
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(Object.fromEntries(lines.map(({ event, requestId }) => [event, requestId]))).toEqual({
    a: 'xi2fm1DZIl0HZbLk0S3ZXQ',
    b: 'b'.repeat(22),
    c: undefined,
    'alarm.d': undefined,
    e: '[digits]',
  })
  expect(lines.filter((line) => 'requestId' in line)).toHaveLength(3)
})

test('a process whose log nobody reads any more still ends', async () => {
  const script =
    "const { log } = await import('./lib/log.ts'); process.stdin.once('data', () => { log.info('last'); log.info('of all'); process.exit(0) })"
  const child = spawn(process.execPath, ['--conditions=react-server', '--import=tsx', '--input-type=module', '--eval', script], {
    env: { ...process.env, LOG_LEVEL: 'info' },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  const ended = once(child, 'exit')
  child.stdout.destroy()
  child.stdin.write('go\n')
  const killer = setTimeout(() => child.kill('SIGKILL'), 20_000)
  expect(await ended).toEqual([0, null])
  clearTimeout(killer)
})
