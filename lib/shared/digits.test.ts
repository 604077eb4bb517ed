import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cardBrand, parseCard, parseExpiry } from '@/lib/shared/cards/card'
import { DEALER_FIELDS, type DealerField } from '@/lib/shared/dealers/dealer'
import { faultsOf, readAnswers } from '@/lib/shared/dealers/read-answers'
import { plainDigits, ungrouped } from './digits'
import { isPhone, nationalDigits } from './phone'
import { withoutLabel } from './without-label'

/** The zero of each of some scripts; a digit is that many after it. */
const ZEROS = ['0', '٠', '۰', '०', '০', '๐', '၀', '０', '𝟎', '𝟘', '𝟢', '𝟬', '𝟶', '𑁦', '𞥐'].map((zero) => zero.codePointAt(0) ?? 0)
const MARKS = ['\u200b', '\u200c', '\u200d', '\u200e', '\u200f', '\u2060', '\ufeff', '\u00ad', '\u061c', '\u034f', '\u180e', '\ufe0f']
const TURNS = ['\u202a', '\u202b', '\u202c', '\u202d', '\u202e', '\u2066', '\u2067', '\u2068', '\u2069']
const CONTROLS = ['\u0000', '\u0007', '\u007f', '\u009f', '\u3164', '\uffa0', '\ufffc', '\ue000']
const INVISIBLE = [...MARKS, ...TURNS, ...CONTROLS]
const BLANKS = [
  ' ',
  '\t',
  '\n',
  '\u0085',
  '\u00a0',
  '\u1680',
  '\u2002',
  '\u2007',
  '\u2009',
  '\u200a',
  '\u2028',
  '\u202f',
  '\u205f',
  '\u3000',
]
const DASHES = [
  '-',
  '\u00ad-',
  '\u2010',
  '\u2011',
  '\u2012',
  '\u2013',
  '\u2014',
  '\u2015',
  '\u2212',
  '\u05be',
  '\ufe63',
  '\uff0d',
  '\u2796',
  'ー',
]
const GAPS = [...BLANKS, ...DASHES, '.', '．', '·', '/', '∕', '_', '(', ')', '\u2800', '']

const one = (of: readonly string[]) => fc.constantFrom(...of)

/** The same number as it might come out of somebody's clipboard: each digit of some script, with what may stand around it. */
function spelt(number: string, gaps: readonly string[] = GAPS): fc.Arbitrary<string> {
  const around = fc.array(one(INVISIBLE), { maxLength: 2 }).map((marks) => marks.join(''))
  const characters = [...number].map((character) =>
    fc
      .tuple(around, fc.constantFrom(...ZEROS), fc.oneof({ weight: 3, arbitrary: fc.constant('') }, one(gaps)))
      .map(([before, zero, gap]) => {
        const shown = /\d/.test(character) ? String.fromCodePoint(zero + Number(character)) : character
        return `${before}${shown}${gap}`
      }),
  )
  return fc.tuple(fc.tuple(...characters), around).map(([parts, end]) => parts.join('') + end)
}

const now = new Date('2026-11-21T10:00:00Z')
const CARD = { holder: 'Ayşe Yılmaz', number: '4355084355084358', expiry: '1229', cvc: '000' }
const parsed = (change: Partial<typeof CARD>) => parseCard({ ...CARD, ...change }, { now, live: true })
const whole = parsed({})

const ANSWERS = {
  tckn_vkn: '1234567890',
  contact_gsm_no: '5556667788',
  phone: '2123456789',
  postal_code: '34098',
  city: '34',
  iban: 'TR330006100519786457841326',
} satisfies Partial<Record<DealerField, string>>

describe('a number means the same in any digits, with anything invisible in it and any blanks and dashes between', () => {
  const same = (number: string, read: (typed: string) => unknown, expected: unknown, gaps = GAPS) =>
    fc.assert(
      fc.property(spelt(number, gaps), (typed) => {
        expect(read(typed)).toEqual(expected)
      }),
      { numRuns: 300 },
    )

  test('as a card number', () => same(CARD.number, (number) => parsed({ number }), whole))
  test('as a security code', () => same(CARD.cvc, (cvc) => parsed({ cvc }), whole))
  test('as the beginning of a card number, for its brand', () => same('979203', cardBrand, 'troy'))
  test('as a date', () => same('1229', (expiry) => parsed({ expiry }), whole, ['']))
  test.each([...BLANKS, ...DASHES, '/', '∕', '／', '.', ' / ', '\u200e/\u200e'])('as a date with %j in it', (gap) => {
    fc.assert(
      fc.property(spelt('12', ['']), spelt('29', ['']), (month, year) => {
        expect(parseExpiry(`${month}${gap}${year}`)).toEqual({ month: 12, year: 2029 })
      }),
      { numRuns: 30 },
    )
  })
  test.each(Object.entries(ANSWERS) as [DealerField, string][])('as %s', (field, number) => {
    const { task } = DEALER_FIELDS[field]
    same(number, (typed) => [readAnswers(task, { [field]: typed }, []).answers[field], faultOf(field, typed)], [number, null])
  })
  test('as a phone number', () => same('5321234567', (typed) => [isPhone(typed), nationalDigits(typed)], [true, '5321234567']))
})

const faultOf = (field: DealerField, typed: string) =>
  faultsOf({ [field]: typed }, DEALER_FIELDS[field].task).find((fault) => fault.field === field)?.problem ?? null

describe('what is no digit stays a mistake that is told', () => {
  test.each([
    ['4355 O843 5508 4358', 'number-letters'],
    ['4355 08** **** 4358', 'number-letters'],
    ['+4355 0843 5508 4358', 'number-letters'],
    ['4355 0843 5508 ４35', 'number-short'],
  ])('in the card number %j', (number, problem) => {
    expect(parsed({ number })).toMatchObject({ faults: [{ field: 'number', problem }] })
  })
  test.each([
    ['tckn_vkn', '12345A7890'],
    ['tckn_vkn', '123456789O'],
    ['contact_gsm_no', '555 666 77 8B'],
    ['contact_gsm_no', '555 666 77 88 (cep)'],
    ['postal_code', '34O98'],
  ] as const)('in %s %j', (field, typed) => expect(faultOf(field, typed)).toBe('letters'))
  test('in what holds nothing to be seen', () => {
    for (const nothing of ['', ' ', '\u200b', '\u3164', '\u2800', '\u202e\u202c']) {
      expect(parsed({ number: nothing, expiry: nothing, cvc: nothing, holder: nothing })).toMatchObject({
        faults: ['holder-empty', 'number-empty', 'expiry-empty', 'cvc-empty'].map((problem) => ({ problem })),
      })
      for (const field of Object.keys(ANSWERS) as DealerField[]) if (field !== 'phone') expect(faultOf(field, nothing)).toBe('empty')
    }
  })
})

describe('spellings of a Turkish phone', () => {
  const SPELLINGS = [
    '5321234567',
    '0532 123 45 67',
    '0 (532) 123 45 67',
    '(0532) 123-45-67',
    '(0)532 123 45 67',
    '+90 532 123 45 67',
    '+90 (0) 532 123 45 67',
    '+90 (0532) 123 45 67',
    '+90-(0)-532-1234567',
    '+ 90 532 123 4567',
    '(+90) 532 123 4567',
    '90 532 123 45 67',
    '905321234567',
    '9005321234567',
    '0090 532 123 45 67',
    '0090 (0) 532 123 45 67',
    '0 90 532 123 45 67',
    '+0532 123 45 67',
    '0532–123–45–67',
    '0532 — 123 — 45 — 67',
    '0532.123.45.67',
    '0532/1234567',
    'tel:+905321234567',
    'Tel: +90 532 123 45 67',
    'GSM: 0532 123 45 67',
    'Cep Tel. 0532 123 45 67',
    '\u202a+90 532 123 45 67\u202c',
    '٠٥٣٢ ١٢٣ ٤٥ ٦٧',
  ]
  test.each(SPELLINGS)('%j is one and the same', (typed) => {
    expect(readAnswers('contact', { contact_gsm_no: typed }, []).answers.contact_gsm_no).toBe('5321234567')
    expect(nationalDigits(withoutLabel(ungrouped(typed)))).toBe('5321234567')
  })
  test.each(['+49 532 123 4567', '+532 123 45 67', '532 123 45 6', '0532 123 45 678', '+90 90 532 123 45 67'])(
    '%j is another one',
    (typed) => {
      expect(faultOf('contact_gsm_no', typed)).not.toBeNull()
    },
  )
})

describe('spellings of an IBAN', () => {
  test.each([
    'TR33 0006 1005 1978 6457 8413 26',
    'tr33 0006 1005 1978 6457 8413 26',
    'TR 33 0006 1005 1978 6457 8413 26',
    'Tr.33.0006.1005.1978.6457.8413.26',
    'TR33–0006–1005–1978–6457–8413–26',
    'IBAN TR33 0006 1005 1978 6457 8413 26',
    'IBAN: TR330006100519786457841326',
    'İBAN: TR330006100519786457841326',
    'I\u0307BAN: TR330006100519786457841326',
    'iban:tr330006100519786457841326',
    'ıban : tr33 0006 1005 1978 6457 8413 26',
    'IBAN NO: TR33 0006 1005 1978 6457 8413 26',
    'İban No. TR33 0006 1005 1978 6457 8413 26',
    'IBAN NUMARASI: 33 0006 1005 1978 6457 8413 26',
    'IBAN No 330006100519786457841326',
    'Garanti BBVA / TR33 0006 1005 1978 6457 8413 26',
    '33 0006 1005 1978 6457 8413 26',
    'ＴＲ３３ 0006 1005 1978 6457 8413 26',
  ])('%j is one and the same', (typed) => {
    expect(readAnswers('bank', { iban: typed }, []).answers.iban).toBe(ANSWERS.iban)
    expect(faultOf('iban', typed)).toBeNull()
  })
  test.each([
    ['IBAN: DE89 3704 0044 0532 0130 00', 'country'],
    ['IBAN NO93 8601 1117 947', 'country'],
    ['İBAN NO: TR33 0006 1005 1978 6457 8413 2', 'length'],
    ['İBAN NO: TR34 0006 1005 1978 6457 8413 26', 'checksum'],
    ['AB 33 0006 1005 1978 6457 8413 26', 'country'],
  ])('%j is wrong in its %s', (typed, problem) => expect(faultOf('iban', typed)).toBe(problem))
})

test.each([
  '123 456 78 90',
  '123.456.78.90',
  '1234567890.',
  'VKN: 1234567890',
  'Vergi No: 123 456 7890',
  'V.K.N. 123–456–7890',
  'TR1234567890',
])('the tax number %j is read', (typed) => {
  expect(readAnswers('business', { tckn_vkn: typed }, []).answers.tckn_vkn).toBe('1234567890')
  expect(faultOf('tckn_vkn', typed)).toBeNull()
})

test('a tax number in place of the tax office is found in any digits', () => {
  for (const typed of ['123 456 7890', '١٢٣٤٥٦٧٨٩٠', '123–456–7890']) expect(faultOf('tax_office', typed)).toBe('digits')
})

test('reading what was read changes nothing, and no text takes long', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(plainDigits(plainDigits(text))).toBe(plainDigits(text))
      expect(ungrouped(ungrouped(text))).toBe(ungrouped(text))
    }),
    { numRuns: 1000 },
  )
  const startedAt = performance.now()
  for (const unit of ['4', '٤', '𝟿', ' ', '\u200b', 'a', 'İ', '-\u0301']) withoutLabel(ungrouped(unit.repeat(100_000)))
  expect(performance.now() - startedAt).toBeLessThan(5_000)
})
