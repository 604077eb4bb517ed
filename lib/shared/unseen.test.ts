import { expect, test } from 'vitest'
import { UNSEEN } from './unseen'

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
