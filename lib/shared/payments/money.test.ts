import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { formatMoney, MAX_AMOUNT_KURUS } from './money'

// Thousands of cases, or a separate process: a busy machine needs the time.
vi.setConfig({ testTimeout: 30_000 })

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
