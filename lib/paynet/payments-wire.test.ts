import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { MAX_AMOUNT_KURUS } from '@/lib/shared/payments/money'
import { classifyInitial, encodeCard, type InitialMeaning } from './challenge-wire'
import { decodeLira, encodeCommaLira } from './lira'
import { answered, errorObject, lost, notSent, sampleInitial } from './replies.test-kit'

// Thousands of cases, or a process of its own: a busy machine needs its time.
vi.setConfig({ testTimeout: 30_000 })

const kurus = fc.integer({ min: 1, max: MAX_AMOUNT_KURUS })

test('every amount survives the way to Paynet and back, to the kuruş', () => {
  fc.assert(
    fc.property(kurus, (amount) => {
      expect(encodeCommaLira(amount)).toMatch(/^\d+,\d\d$/)
      expect(decodeLira(encodeCommaLira(amount))).toBe(amount)
      // Answers carry lira as a JSON number.
      expect(decodeLira(JSON.parse(JSON.stringify(amount / 100)))).toBe(amount)
      expect(decodeLira((amount / 100).toFixed(2))).toBe(amount)
    }),
    { numRuns: 20_000 },
  )
})

test.each([
  [1, '0,01'],
  [10, '0,10'],
  [100, '1,00'],
  [14_990, '149,90'],
  [123_456_789, '1234567,89'],
  [MAX_AMOUNT_KURUS, '100000000,00'],
])('%d kuruş are sent as "%s"', (amount, sent) => {
  expect(encodeCommaLira(amount)).toBe(sent)
})

test('amounts, codes and header names are the same on a machine that speaks Turkish', () => {
  const script = `
    const { classifyCharge, decodeLira, encodeCommaLira } = await import('./lib/paynet/charge-wire.ts')
    const { sampleCharge, sampleExpected, answered } = await import('./lib/paynet/replies.test-kit.ts')
    const amounts = [1, 14990, 123456789].map(encodeCommaLira)
    const { kind } = classifyCharge(answered(sampleCharge), sampleExpected, true)
    console.log(JSON.stringify([new Intl.NumberFormat().resolvedOptions().locale, amounts, amounts.map(decodeLira), kind]))`
  const flags = ['--conditions=react-server', '--import=tsx', '--input-type=module', '--eval', script]
  const told = execFileSync(process.execPath, flags, { env: { ...process.env, LC_ALL: 'tr_TR.UTF-8' }, encoding: 'utf8' })
  expect(JSON.parse(told)).toEqual(['tr-TR', ['0,01', '149,90', '1234567,89'], [1, 14_990, 123_456_789], 'success'])
})

test.each([0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('%d is never sent as an amount', (amount) => {
  expect(() => encodeCommaLira(amount)).toThrow(RangeError)
})

test.each([
  [6500, 650_000],
  [149.9, 14_990],
  [0.01, 1],
  ['10.24', 1024],
  ['10.2400', 1024],
  [' 20 ', 2000],
  [0, 0],
])('%j in an answer is %d kuruş', (value, amount) => {
  expect(decodeLira(value)).toBe(amount)
})

test.each([
  10.245,
  1e21,
  -5,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  '',
  '1.234,50',
  '1,234.50',
  '12,',
  '10 TL',
  '0x10',
  '1e3',
  '١٢',
  null,
  undefined,
  true,
  [5],
  {},
])('%j in an answer is no amount', (value) => {
  expect(decodeLira(value)).toBeNull()
})

test('a card travels in the field names and types of the page', () => {
  expect(encodeCard({ holder: 'Ayşe Yılmaz', number: '4355084355084358', month: 3, year: 2030, cvc: '012' })).toEqual({
    card_holder: 'Ayşe Yılmaz',
    pan: '4355084355084358',
    month: 3,
    year: 2030,
    cvc: '012',
  })
})

test('a saved card travels as its token with its owner, and without a number', () => {
  expect(encodeCard({ cardHash: 'hash', cardOwnerId: 'owner' })).toEqual({ card_hash: 'hash', card_owner_id: 'owner' })
})

test('the published sample of tds_initial opens a session', () => {
  expect(classifyInitial(answered(sampleInitial))).toEqual({
    kind: 'opened',
    sessionId: sampleInitial.session_id,
    tokenId: sampleInitial.token_id,
    postUrl: sampleInitial.post_url,
    html: sampleInitial.html_content,
  })
})

const initial = (change: object, status = 200) => classifyInitial(answered({ ...sampleInitial, ...change }, status))

test.each<[string, InitialMeaning, InitialMeaning['kind']]>([
  ['code 100', initial({ code: 100 }), 'opened'],
  ['code "0" as text', initial({ code: '0' }), 'opened'],
  ['no html_content', initial({ html_content: '' }), 'opened'],
  ['code 18', initial({ code: 18 }), 'refused'],
  ['code 1', initial({ code: 1 }), 'refused'],
  ['an error object under HTTP 400', classifyInitial(errorObject(400, 'invalid_request_error', 18)), 'refused'],
  ['no code', initial({ code: undefined }), 'unusable'],
  ['no session', initial({ session_id: undefined }), 'unusable'],
  ['an empty token', initial({ token_id: '' }), 'unusable'],
  ['a token that is a number', initial({ token_id: 5 }), 'unusable'],
  ['a good body under HTTP 500', initial({}, 500), 'unusable'],
  ['a redirect', classifyInitial(answered(undefined, 307)), 'unusable'],
  ['HTTP 500', classifyInitial(errorObject(500, 'api_error', 8)), 'unusable'],
  ['an HTML page', classifyInitial(answered(undefined)), 'unusable'],
  ['an array', classifyInitial(answered([sampleInitial])), 'unusable'],
  ['a lost answer', classifyInitial(lost), 'unusable'],
  ['a request that never left', classifyInitial(notSent), 'not-sent'],
])('%s opens a session only when the pair is there', (_name, meaning, kind) => {
  expect(meaning.kind).toBe(kind)
})

test.each([18, 22, 7])('return code %i is a refusal like any other; only the timeline knows it', (code) => {
  expect(classifyInitial(errorObject(400, 'invalid_request_error', code))).toEqual({ kind: 'refused', code })
})

test('no reply to tds_initial makes the classifier throw or open a session without a pair', () => {
  const bodies = fc.oneof(
    fc.jsonValue(),
    fc.record(
      {
        code: fc.constantFrom<unknown>(0, 100, '0', 1, null),
        session_id: fc.constantFrom<unknown>('js_1', '', null, 5),
        token_id: fc.constantFrom<unknown>('T', '', null, {}),
        html_content: fc.jsonValue(),
        post_url: fc.jsonValue(),
      },
      { requiredKeys: ['code', 'session_id', 'token_id'] },
    ),
  )
  let openedSeen = 0
  fc.assert(
    fc.property(bodies, fc.constantFrom(200, 200, 307, 400, 500), (json, status) => {
      const meaning = classifyInitial(answered(json, status))
      if (meaning.kind !== 'opened') return
      openedSeen += 1
      expect({ status, sessionId: meaning.sessionId, tokenId: meaning.tokenId }).toEqual({ status: 200, sessionId: 'js_1', tokenId: 'T' })
    }),
    { numRuns: 5_000 },
  )
  expect(openedSeen).toBeGreaterThan(20)
})
