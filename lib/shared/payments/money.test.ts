import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatMoney, MAX_AMOUNT_KURUS, readTypedLira } from './money'

test.each([
  [1, '0,01 ₺', '₺0.01'],
  [100, '1,00 ₺', '₺1.00'],
  [14_990, '149,90 ₺', '₺149.90'],
  [123_450, '1.234,50 ₺', '₺1,234.50'],
  [MAX_AMOUNT_KURUS, '100.000.000,00 ₺', '₺100,000,000.00'],
])('%d kuruş read "%s" in Turkish and "%s" in English', (amount, turkish, english) => {
  expect([formatMoney(amount, 'tr'), formatMoney(amount, 'en')]).toEqual([turkish, english])
})

test('no amount is rounded for display', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: MAX_AMOUNT_KURUS }), fc.constantFrom('tr' as const, 'en' as const), (amount, locale) => {
      expect(Number(formatMoney(amount, locale).replace(/\D/g, ''))).toBe(amount)
    }),
  )
})

test.each([
  ['50', 5_000],
  ['50,00', 5_000],
  ['50.00', 5_000],
  [' 149,90 ', 14_990],
  ['0,01', 1],
  ['0', 0],
  ['007,50', 750],
  ['999999999,99', 99_999_999_999],
])('%j is typed for %d kuruş', (typed, kurus) => {
  expect(readTypedLira(typed)).toBe(kurus)
})

test.each([
  '',
  ' ',
  ',50',
  '50,',
  '50,0',
  '50,000',
  '1.234',
  '1.234,50',
  '1,234.50',
  '1 234,50',
  '50,00 TL',
  '-1',
  '+1',
  '1e3',
  '0x10',
  '٥٠',
  '1234567890',
  'NaN',
  '50;00',
  '50,00,00',
])('%j is no sum, since it could be meant otherwise or is none', (typed) => {
  expect(readTypedLira(typed)).toBeNull()
})

test('a sum that is typed is read to the kuruş', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: MAX_AMOUNT_KURUS }), fc.constantFrom(',', '.'), (kurus, mark) => {
      const digits = String(kurus).padStart(3, '0')
      expect(readTypedLira(`${digits.slice(0, -2)}${mark}${digits.slice(-2)}`)).toBe(kurus)
    }),
  )
})
