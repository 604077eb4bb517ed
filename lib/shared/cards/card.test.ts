import { describe, expect, test } from 'vitest'
import { type CardInput, cardBrand, cardLabel, cvcLength, groupDigits, maskCard, type ParsedCard, parseCard, parseExpiry } from './card'

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

test.each([
  ['435508******0051', 'Visa •••• 0051'],
  ['979244******0001', 'Troy •••• 0001'],
  ['374427*****1003', 'American Express •••• 1003'],
  ['000000******4242', '•••• 4242'],
])('a masked card is told by brand and last digits: %s', (mask, label) => {
  expect(cardLabel(mask)).toBe(label)
})
