import { describe, expect, test } from 'vitest'
import { holdsCardNumber, isCardNumber } from './number-in-text'

describe('a card number in a text', () => {
  test.each([
    '4355084355084358',
    'kart: 4355 0843 5508 4358, 12/29',
    '4355-0843-5508-4358',
    '4355\u20130843\u00a05508  4358',
    '12 4355084355084358 739',
    '3756 220054 85014',
    '9792075482365454',
    '６５０１７００１９４１４７１８３',
    'SIP-4355084355084358-1',
    'SIP-4355-0843-5508-4358',
    ...['.', '/', '·', ',', '_', '+', '*', ', ', ' - ', '\u200d', '\u200c', '\ufe0f\u20e3', '\n'].map((gap) =>
      ['4355', '0843', '5508', '4358'].join(gap),
    ),
    '4 3 5 5 0 8 4 3 5 5 0 8 4 3 5 8',
    '٤٣٥٥٠٨٤٣٥٥٠٨٤٣٥٨',
    '۴۳۵۵ ۰۸۴۳ ۵۵۰۸ ۴۳۵۸',
    '४३५५०८४३५५०८४३५८',
    '𝟞𝟝𝟘𝟙𝟟𝟘𝟘𝟙𝟡𝟜𝟙𝟜𝟟𝟙𝟠𝟛',
  ])('is found in %j', (text) => expect(holdsCardNumber(text)).toBe(true))

  test.each([
    '4355084355084359',
    '435508435508',
    '0000000000000000',
    'SIP-1795826580000',
    '2026112700236300',
    'TR330006100519786457841326',
    '+90 532 123 45 67',
    'Fincan 12x4 2026-11-27',
    '43550843550843581234',
    '4355084355 x 084358',
  ])('is not found in %j', (text) => expect(holdsCardNumber(text)).toBe(false))

  test('is searched for in a time that does not grow with the text', () => {
    expect(holdsCardNumber('4 '.repeat(128))).toBe(false)
  })

  test('is searched for in a time that does not grow faster than the text', () => {
    const startedAt = performance.now()
    for (const unit of ['4', '4 ', '4355 ', '4355   ', 'TR', 'TR1 ', '٤']) holdsCardNumber(unit.repeat(100_000 / unit.length))
    expect(performance.now() - startedAt).toBeLessThan(5_000)
  })

  const MANY = 5_000
  test.each<[string, (index: number) => string]>([
    ['orders that are counted with a time', (index) => `SIP-${index}-${1_795_826_580_000 + index * 7_919}`],
    ['orders that are counted with a day', (index) => `SIP-${4_000 + (index % 1_000)}-2026-1128-${String(index).padStart(4, '0')}`],
    [
      'orders that are counted with a day, written as people do',
      (index) => `${5_100 + (index % 500)}.2811.2026.${String(index).padStart(4, '0')}`,
    ],
    ['barcodes', (index) => `${8_690_000_000_000 + index * 104_729} ${4_006_381_000_000 + index * 104_729}`],
    ['phones', (index) => `0532 ${100 + (index % 900)} ${10 + (index % 90)} ${10 + (index % 89)} / 0212 444 ${1_000 + index}`],
    ['phones in a row', (index) => `${5_320_000_000 + index * 7_919}, ${5_420_000_000 + index * 7_907}`],
    [
      'IBANs',
      (index) => {
        const bban = `000624355084355${String(index * 1_299_709)
          .padStart(7, '0')
          .slice(0, 7)}`
        const check = 98n - (BigInt(`${bban}292700`) % 97n)
        return `TR${String(check).padStart(2, '0')}${bban}`.replace(/(.{4})/g, '$1 ')
      },
    ],
  ])('is in fewer than one in a thousand of %s', (_, make) => {
    const found = Array.from({ length: MANY }, (_each, index) => make(index)).filter(holdsCardNumber)
    expect(found.length).toBeLessThan(MANY / 1_000)
  })

  test('that makes up a whole text is recognised however it is grouped, and no phone is one', () => {
    expect(isCardNumber('435508 4355 084358')).toBe(true)
    for (const phone of ['+90 532 123 45 67', '0212 444 12 34 (1234)', '5321234567']) expect(isCardNumber(phone)).toBe(false)
  })
})
