import fc from 'fast-check'
import { expect, test } from 'vitest'
import { letters } from './letters'

test('every letter of Turkish, the digits and the lira sign can be drawn', async () => {
  const font = await letters()
  const needed = 'aâbcçdefgğhıiîjklmnoöprsştuûüvyzqwx AÂBCÇDEFGĞHIİÎJKLMNOÖPRSŞTUÛÜVYZQWX0123456789.,:;-–&\'’"()/…₺€$'
  expect(font.drawable(needed)).toBe(needed)
})

test('what cannot be drawn, turns around or cannot be seen is left out, and one blank stands between words', async () => {
  const font = await letters()
  expect(font.drawable('  ☕️ Kahve\n\t‮ ters ​ ')).toBe('Kahve ters')
  expect(font.drawable('قهوة شاي')).toBe('')
  expect(font.drawable('I\u0307c\u0327')).toBe('İç')
})

const name = fc.string({ unit: 'grapheme', maxLength: 100 })

test('whatever a merchant is called, its outlines are commands and numbers, and nothing else', async () => {
  const font = await letters()
  fc.assert(
    fc.property(name, fc.integer({ min: 10, max: 128 }), (text, size) => {
      const path = font.path(font.drawable(text), { x: 80.3, y: 563.7, size })
      expect(path.replace(/[MLQCZ]|-?\d+\.\d| /g, '')).toBe('')
    }),
  )
})

test('whatever a merchant is called, it stands in at most two lines, none wider than its place, and the end that does not fit shows that it is cut', async () => {
  const font = await letters()
  fc.assert(
    fc.property(fc.oneof(name, fc.stringMatching(/^[A-ZĞİ ]{60,100}$/)), (text) => {
      const drawable = font.drawable(text)
      const { lines, size } = font.fit(drawable, { width: 1040, sizes: [72, 56, 40] })
      expect(lines.length).toBeLessThanOrEqual(2)
      for (const line of lines) expect(font.width(line, size)).toBeLessThanOrEqual(1040)
      const shown = lines.join(' ').replaceAll(' ', '')
      const whole = drawable.replaceAll(' ', '')
      if (shown !== whole) expect([shown.endsWith('…'), whole.startsWith(shown.slice(0, -1))]).toEqual([true, true])
    }),
  )
})

test('a short name is drawn large, a long one on two lines that break at a blank', async () => {
  const font = await letters()
  const sizes = [72, 56, 40]
  expect(font.fit('Fincan ve Cezve', { width: 1040, sizes })).toEqual({ lines: ['Fincan ve Cezve'], size: 72 })
  const long = font.fit('İstanbul Kahve Çekirdekleri ve Öğütücü Sanayi', { width: 1040, sizes })
  expect(long).toEqual({ lines: ['İstanbul Kahve Çekirdekleri', 've Öğütücü Sanayi'], size: 72 })
})
