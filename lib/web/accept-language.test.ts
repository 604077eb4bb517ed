import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isLocale } from '@/lib/shared/locale'
import { preferredLocale } from './accept-language'

test.each([
  ['tr', 'tr'],
  ['en-GB', 'en'],
  ['TR-tr', 'tr'],
  ['de, en;q=0.5, tr;q=0.9', 'tr'],
  ['tr;q=0.1, en', 'en'],
  ['en;q=0.5,tr;q=0.5', 'en'],
  ['tr;q=0, en;q=0.1', 'en'],
  ['de-DE,de;q=0.9', null],
  ['*', 'tr'],
  ['', null],
  [null, null],
  ['tr;q=0', null],
  ['tr; q=0.8 , en ; q=0.9', 'en'],
  ['english', null],
  ['en-US,tr;q=0.7,en;q=0.3', 'en'],
  ['tr-TR,en;q=0.9,tr;q=0.8', 'tr'],
  ['en-US,tr', 'en'],
])('Accept-Language %j asks for %j', (header, locale) => {
  expect(preferredLocale(header)).toBe(locale)
})

test('any header is answered instantly, with one of our languages or none', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (header) => [null, 'tr', 'en'].includes(preferredLocale(header))))
  const startedAt = performance.now()
  preferredLocale('en;q='.repeat(100_000))
  preferredLocale(`${' '.repeat(100_000)}tr`)
  expect(performance.now() - startedAt).toBeLessThan(2_000)
})

test.each(['TR', 'de', '', null, undefined, 1])('%j is not one of our languages', (value) => {
  expect(isLocale(value)).toBe(false)
})
