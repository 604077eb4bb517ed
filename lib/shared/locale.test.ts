import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chosenLocale } from './locale'

test.each([
  ['lang=en', 'en'],
  ['a=b; lang=tr; c=d', 'tr'],
  ['lang="en"', 'en'],
  ['lang=de; lang=en', 'en'],
  ['lang=en; lang=de', 'en'],
  ['lang=en; lang=', 'en'],
  ['lang=tr; lang=en', 'en'],
  ['lang=%E0; lang=en; lang=%', 'en'],
  ['lang', null],
  ['lang=', null],
  ['lang=EN', null],
  ['lang=en-GB', null],
  ['xlang=en; lang2=tr', null],
  ['', null],
  [null, null],
  [undefined, null],
])('of the cookies %j, the last that is a language of ours is %s', (cookies, locale) => {
  expect(chosenLocale(cookies)).toBe(locale)
})

test('no header makes the reader throw', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string(), fc.constantFrom('lang', '=', ';', ' ', '"', 'en')), { maxLength: 20 }), (parts) => {
      expect([null, 'tr', 'en']).toContain(chosenLocale(parts.join('')))
    }),
  )
})
