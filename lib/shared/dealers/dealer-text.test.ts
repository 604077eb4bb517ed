import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fold, tidy } from './dealer-text'
import { splitAddress } from './split-address'

test.each([
  ['istanbul', 'İSTANBUL'],
  ['ısparta', 'Isparta'],
  ['isparta', 'ISPARTA'],
  ['IĞDIR', 'ığdır'],
  ['sarıyer', 'SARİYER'],
  ['Şişli', 'sisli'],
  ['Ondokuz Mayıs', 'ONDOKUZ  MAYIS'],
])('%s is found as %s', (one, other) => {
  expect(fold(one)).toBe(fold(other))
})

test('folding twice changes nothing', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => fold(fold(text)) === fold(text)))
})

test('tidy text has single blanks, no edges and nothing invisible', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const tidied = tidy(text)
      expect(tidied).not.toMatch(/\s\s|^\s|\s$|[\p{Cc}\p{Cf}]/u)
      expect(tidy(tidied)).toBe(tidied)
    }),
  )
  expect(tidy('S\u200b\u0327irin')).toBe('\u015eirin')
})

test.each([
  [
    'Caferağa Mahallesi Moda Caddesi Bahariye Apartmanı No: 12 Daire 5 Kadıköy',
    ['Caferağa Mahallesi Moda Caddesi', 'Bahariye Apartmanı No: 12 Daire 5 Kadıköy'],
  ],
  [
    'Cumhuriyet Mah. Atatürk Bulvarı Şehitler Caddesi 1453. Sokak No:7/3',
    ['Cumhuriyet Mah. Atatürk Bulvarı Şehitler Caddesi', '1453. Sokak No:7/3'],
  ],
])('%s is split where the building begins, otherwise where both parts fit', (address, parts) => {
  expect(splitAddress(address)).toEqual(parts)
})

test('both parts of a split fit and together make up the address', () => {
  const word = fc.stringMatching(/^[A-Za-zÇĞİÖŞÜçğıöşü0-9.:/]{1,14}$/)
  fc.assert(
    fc.property(fc.array(word, { maxLength: 20 }), (words) => {
      const address = words.join(' ')
      const parts = splitAddress(address)
      if (!parts) return
      expect(Math.max(...parts.map(({ length }) => length))).toBeLessThanOrEqual(50)
      expect(parts.join(' ')).toBe(address)
    }),
  )
})

test('an address that fits on one line, or does not fit on two, is left as it is', () => {
  expect(splitAddress('Moda Caddesi No: 12')).toBeNull()
  expect(splitAddress('a'.repeat(60))).toBeNull()
  expect(splitAddress('uzun '.repeat(40))).toBeNull()
})
