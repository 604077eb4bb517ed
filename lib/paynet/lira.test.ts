import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MAX_AMOUNT_KURUS } from '@/lib/shared/payments/money'
import { decodeLira, decodeRoundedLira, decodeUnsignedLira, encodeCommaLira, encodeHundredths, isLira } from './lira'

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

test.each([1, 10, 14_990, MAX_AMOUNT_KURUS])('%d kuruş are the same number as text where lira are sent times a hundred', (amount) => {
  expect(encodeHundredths(amount)).toBe(amount.toFixed(0))
})

test.each<[unknown, number | null]>([
  [-50, 5_000],
  [50, 5_000],
  ['-1.234,50', 123_450],
  ['− 50', 5_000],
  ['--50', null],
  ['-', null],
  [-50.001, null],
  [Number.NEGATIVE_INFINITY, null],
  [null, null],
  [[-5], null],
])('%j of money that went back is %j kuruş, whatever its sign', (value, amount) => {
  expect(decodeUnsignedLira(value)).toBe(amount)
})

test('amounts, codes and header names are the same on a machine that speaks Turkish', () => {
  const script = `
    const { classifyCharge } = await import('./lib/paynet/charge-wire.ts')
    const { decodeLira, encodeCommaLira } = await import('./lib/paynet/lira.ts')
    const { sampleCharge, sampleExpected, answered } = await import('./lib/paynet/replies.test-kit.ts')
    const amounts = [1, 14990, 123456789].map(encodeCommaLira)
    const { kind } = classifyCharge(answered(sampleCharge), sampleExpected, true)
    console.log(JSON.stringify([new Intl.NumberFormat().resolvedOptions().locale, amounts, amounts.map(decodeLira), kind]))`
  const flags = ['--conditions=react-server', '--import=tsx', '--input-type=module', '--eval', script]
  const told = execFileSync(process.execPath, flags, { env: { ...process.env, LC_ALL: 'tr_TR.UTF-8' }, encoding: 'utf8' })
  expect(JSON.parse(told)).toEqual(['tr-TR', ['0,01', '149,90', '1234567,89'], [1, 14_990, 123_456_789], 'success'])
})

test.each([0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('%d is never sent as an amount', (amount) => {
  for (const encode of [encodeCommaLira, encodeHundredths]) expect(() => encode(amount)).toThrow(RangeError)
})

test.each<[unknown, number]>([
  [6500, 650_000],
  [149.9, 14_990],
  [0.01, 1],
  ['10.24', 1024],
  ['10.2400', 1024],
  [' 20 ', 2000],
  ['6500,00', 650_000],
  ['1.234,50', 123_450],
  ['1,234.50', 123_450],
  ['12.345.678,90', 1_234_567_890],
  // What binary arithmetic leaves of a decimal.
  [389.0000001, 38_900],
  [388.99999999999994, 38_900],
  ['389.00000010', 38_900],
  [0, 0],
])('%j in an answer is %d kuruş', (value, amount) => {
  expect(decodeLira(value)).toBe(amount)
})

test.each<unknown>([
  10.245,
  389.001,
  6499.9999,
  1e21,
  -5,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  '',
  '1.234.567',
  '12.34,50',
  '1.234,5.0',
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
  { toString: 1 },
])('%j in an answer is no amount', (value) => {
  expect(decodeLira(value)).toBeNull()
})

test.each<[unknown, number | null]>([
  [1.006, 101],
  ['12,3456', 1_235],
  [0, 0],
  ['', null],
  [-1, null],
])('%j as a commission is %j kuruş, to the nearest', (value, kurus) => {
  expect(decodeRoundedLira(value)).toBe(kurus)
})

test.each<unknown>([undefined, null, '', 'TRY', 'try', 'TL', ' tl ', '949', 949])('%j as a currency is lira', (currency) => {
  expect(isLira(currency)).toBe(true)
})

test.each<unknown>(['USD', '840', 840, 'TRYX', 'TRL', ' ', true, 0, {}, ['TRY'], { toString: 1 }])(
  '%j as a currency is not lira',
  (currency) => {
    expect(isLira(currency)).toBe(false)
  },
)
