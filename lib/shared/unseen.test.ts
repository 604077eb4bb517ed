import { expect, test } from 'vitest'
import { isSeen, UNSEEN } from './unseen'

test.each([
  '\u0000',
  '\n',
  '\u007f',
  '\u00ad',
  '\u061c',
  '\u200b',
  '\u200e',
  '\u200f',
  '\u202a',
  '\u202e',
  '\u2060',
  '\u2066',
  '\u2069',
  '\ufeff',
  '\u{e0041}',
])('%j is invisible', (character) => {
  expect(UNSEEN.test(`a${character}b`)).toBe(true)
})

test('what people write is visible, including joined emoji and Persian', () => {
  for (const text of ['Çiçek & ağaç – 3 × 5 m²', '👩‍👩‍👧', 'می‌خواهم', 'مرحبا', 'é', '日本']) expect(UNSEEN.test(text), text).toBe(false)
})

test.each([
  '',
  ' ',
  '\u00a0\t',
  '\u200b',
  '\u200c\u200d',
  '\u3164',
  '\u115f\u1160',
  '\uffa0',
  '\u2800',
  '\u034f',
  '\ufe0f',
  '\u202e\u202c',
  '\u0301',
  '\u{e0020}',
  '\ufffc',
  '\u0007',
  '\u17b4',
  '\u{1d173}',
  '\u180e',
])('%j shows nothing', (text) => expect(isSeen(text)).toBe(false))

test('one letter, digit or sign is enough to be seen', () => {
  for (const text of ['a', 'ş', '王', '0', '٣', '-', '👩‍👩‍👧', '☕️', '\u3164ᄀ', 'e\u0301', '\u202ea'])
    expect(isSeen(text), text).toBe(true)
})
