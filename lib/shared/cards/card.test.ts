import { describe, expect, test } from 'vitest'
import {
  type CardInput,
  cardBrand,
  cardLabel,
  cvcLength,
  groupDigits,
  holdsCardNumber,
  isCardNumber,
  maskCard,
  type ParsedCard,
  parseCard,
  parseExpiry,
} from './card'

const now = new Date('2026-11-21T10:00:00Z')
const good: CardInput = { holder: 'Ayşe Yılmaz', number: '4355 0843 5508 4358', expiry: '12/29', cvc: '000' }

function problems(change: Partial<CardInput>, live = true) {
  return faultsOf(parseCard({ ...good, ...change }, { now, live })).map(({ problem }) => problem)
}

function faultsOf(parsed: ParsedCard) {
  return 'faults' in parsed ? parsed.faults : []
}

/** The card read from the good one with one change. */
function cardOf(change: Partial<CardInput>) {
  const parsed = parseCard({ ...good, ...change }, { now, live: true })
  if ('faults' in parsed) throw new Error(`it has faults: ${JSON.stringify(parsed.faults)}`)
  return parsed.card
}

test('a good card is read with no notice', () => {
  expect(parseCard(good, { now, live: true })).toEqual({
    card: { holder: 'Ayşe Yılmaz', number: '4355084355084358', month: 12, year: 2029, cvc: '000' },
    notices: [],
  })
})

describe('spellings of one and the same card', () => {
  test.each(['3/27', '03/27', '0327', '327', '03/2027', '032027', '03 / 27', '03-27', '03.27', '03 27', ' 3 / 2027 '])(
    'the date %j is March 2027',
    (expiry) => expect(parseExpiry(expiry)).toEqual({ month: 3, year: 2027 }),
  )

  test.each(['', '3', '03', '03/', '3/7', 'mart 27', '03/027', '03/27/01', '123456789'])('the text %j is not a date', (expiry) =>
    expect(parseExpiry(expiry)).toBeNull(),
  )

  test('a hundred thousand blanks in a date are read instantly', () => {
    const startedAt = performance.now()
    expect(parseExpiry(`1${' '.repeat(100_000)}x`)).toBeNull()
    expect(performance.now() - startedAt).toBeLessThan(2_000)
  })

  test.each(['4355084355084358', '4355 0843 5508 4358', '4355-0843-5508-4358', '4355.0843.5508.4358', ' 4355 0843 5508 4358 '])(
    'the number %j is read without its separators',
    (number) => expect(cardOf({ number }).number).toBe('4355084355084358'),
  )

  test('Turkish letters and long names stay as they are', () => {
    expect(cardOf({ holder: 'محمد 王小明 Ελένη' }).holder).toBe('محمد 王小明 Ελένη')
    expect(cardOf({ holder: '  Çağrı   İşıl Ünlüoğlu ' }).holder).toBe('Çağrı İşıl Ünlüoğlu')
  })
})

test.each([
  ['\u202eAyşe\u202c Yılmaz', 'Ayşe Yılmaz'],
  ['Ay\u200bşe\ufeff Yıl\u00admaz', 'Ayşe Yılmaz'],
  ['Ayşe\u0000Yılmaz\u0085', 'Ayşe Yılmaz'],
  ['\ud800Ayşe Yılmaz', 'Ayşe Yılmaz'],
])('what cannot be seen in the name %j does not travel on', (holder, name) => {
  expect(cardOf({ holder }).holder).toBe(name)
})

describe('each fault has its own name', () => {
  test.each<[Partial<CardInput>, string]>([
    [{ number: '' }, 'number-empty'],
    [{ number: '4355 o843 5508 4358' }, 'number-letters'],
    [{ number: '4355 0843 5508' }, 'number-short'],
    [{ number: '4355 0843 5508 4358 0000' }, 'number-long'],
    [{ number: '4355 0843 5508 4359' }, 'number-wrong'],
    [{ expiry: '' }, 'expiry-empty'],
    [{ expiry: 'soon' }, 'expiry-format'],
    [{ expiry: '8-0500' }, 'expiry-format'],
    [{ expiry: '12/2100' }, 'expiry-format'],
    [{ expiry: '13/29' }, 'expiry-month'],
    [{ expiry: '10/26' }, 'expiry-past'],
    [{ cvc: '' }, 'cvc-empty'],
    [{ cvc: '00a' }, 'cvc-letters'],
    [{ cvc: '0000' }, 'cvc-length'],
    [{ holder: ' ' }, 'holder-empty'],
    [{ holder: '\u200b\u202e\u0007' }, 'holder-empty'],
    [{ holder: 'x'.repeat(51) }, 'holder-long'],
    [{ holder: '4355 0843 5508 4358' }, 'holder-digits'],
    [{ holder: '٤٣٥٥ ٠٨٤٣ ٥٥٠٨ ٤٣٥٨' }, 'holder-digits'],
  ])('%j is %s', (change, problem) => expect(problems(change)).toEqual([problem]))
})

test('outside the live host a failed check digit and a past date are only noted', () => {
  const parsed = parseCard({ ...good, number: '4355084355084359', expiry: '01/20' }, { now, live: false })
  expect(parsed).toMatchObject({ card: { number: '4355084355084359', month: 1, year: 2020 } })
  expect(parsed.notices.map(({ problem }) => problem)).toEqual(['number-wrong', 'expiry-past'])
})

test('a card is good to the end of its month, Istanbul time', () => {
  const at = (time: string) => faultsOf(parseCard({ ...good, expiry: '11/26' }, { now: new Date(time), live: true })).length
  expect(at('2026-11-30T20:59:59Z')).toBe(0)
  expect(at('2026-11-30T21:00:00Z')).toBe(1)
})

test.each([
  ['435508', 'visa'],
  ['557113', 'mastercard'],
  ['378282', 'american-express'],
  ['979203', 'troy'],
  ['650170', 'troy'],
  ['43550', null],
] as const)('%s is %s', (number, brand) => expect(cardBrand(number)).toBe(brand))

test('American Express has four digits in its code and its own groups', () => {
  expect(cvcLength('378282246310005')).toBe(4)
  expect(groupDigits('378282246310005')).toBe('3782 822463 10005')
})

test('a masked card shows the first six and the last four digits', () => {
  expect(maskCard('4355084355084358')).toBe('435508******4358')
})

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

test.each([
  ['435508******0051', 'Visa •••• 0051'],
  ['979244******0001', 'Troy •••• 0001'],
  ['374427*****1003', 'American Express •••• 1003'],
  ['000000******4242', '•••• 4242'],
])('a masked card is told by brand and last digits: %s', (mask, label) => {
  expect(cardLabel(mask)).toBe(label)
})
