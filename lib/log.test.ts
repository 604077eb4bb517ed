import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { scrub, scrubField } from './log'

// Thousands of cases, or a process of its own: a busy machine needs its time.
vi.setConfig({ testTimeout: 30_000 })

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

test('no text comes out with twelve digits in a row', () => {
  const texts = fc
    .array(fc.oneof(fc.string(), fc.stringMatching(/^[\d .-]{1,30}$/), fc.constant(PAN)), { maxLength: 5 })
    .map((parts) => parts.join(''))
  fc.assert(fc.property(texts, (text) => !/\d{12}/.test(scrub(text))))
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
  ['one with the day and a time', 'SIP-4321-2026-1128-0049-eh5vnxtf'],
  ['one with milliseconds', 'SIP-435-1795826580000-eh5vnxtf'],
  ['one of forty digits', `${'2026112700'.repeat(4)}-eh5vnxtf`],
])('a payment is named in its log line in full: %s', (_name, referenceNo) => {
  expect(scrubField('referenceNo', referenceNo)).toBe(referenceNo)
  expect(scrubField('why', referenceNo), 'elsewhere it could be anything').toContain('[digits]')
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
