import { expect, test } from 'vitest'
import { withoutCardNumber, withoutNumber } from './card-input'

test.each([
  '4355084355084358',
  ' 4355 0843 5508 4358 ',
  '4355-0843-5508-4358',
  '4355.0843.5508.4358',
  '4355\u200b0843\u202e55084358',
  '4355\t0843\u00015508 4358',
  '４３５５ ０８４３ ５５０８ ４３５８',
  '4355 0843 5508 4358 12/29 000',
  'kartım 4355084355084358, son kullanma 12/29',
  '4355084355084358@example.com',
  '375622005485014',
  '4355/0843_5508·4358',
  'Trabzon 4355084355084358',
  'TR 4355 0843 5508 4358',
  '٤٣٥٥ ٠٨٤٣ ٥٥٠٨ ٤٣٥٨',
])('a card number in the wrong box is dropped: %j', (typed) => {
  expect(withoutCardNumber(typed)).toBe('')
})

test.each([
  '10000000146',
  '4540536920',
  '0555 666 77 88',
  '+90 (555) 666 77 88',
  '34398',
  'Maslak Mahallesi No 17/4 Daire 12',
  'ayse.1234@example.com',
  '1764286812345',
  'TR33 0006 1005 1978 6457 8413 26',
  'TR12 4355 0843 5508 4358 0000 00',
])('anything else stays as typed: %j', (typed) => {
  expect(withoutCardNumber(typed)).toBe(typed)
})

test('no IBAN is taken for a card, however it is written', () => {
  for (let account = 0; account < 1_000; account += 1) {
    const bban = `0006200435508435508${String(account).padStart(3, '0')}`
    const check = 98n - (BigInt(`${bban}292700`) % 97n)
    const digits = `${String(check).padStart(2, '0')}${bban}`
    for (const typed of [
      `TR${digits}`,
      digits,
      `TR${digits}`.replace(/(.{4})/g, '$1 '),
      digits.replace(/(.{4})/g, '$1 '),
      `iban: tr${digits}`,
    ]) {
      expect(withoutCardNumber(typed)).toBe(typed)
    }
  }
})

test.each(['4355 0843', '43_55', '4\u200d3\u200d5\u200d5', '٤٣٥٥ ٠٨٤٣'])('four digits in the name field do not come back: %j', (typed) => {
  expect(withoutNumber(typed)).toBe('')
})
