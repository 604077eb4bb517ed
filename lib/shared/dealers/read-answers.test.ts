import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Answers, COMPANY, DEALER_FIELD_NAMES, DEALER_FIELDS, SOLE_TRADER, TASKS } from './dealer'
import { faultsOf, readAnswers } from './read-answers'

/** Public test numbers that belong to no one. */
const VKN = '1234567890'
const TCKN = '10000000146'
const IBAN = 'TR330006100519786457841326'

const PROVINCES = [{ code: '34', name: 'İstanbul', districts: ['Sarıyer', 'Şişli'] }]

const COMPLETE: Answers = {
  form_type: COMPANY,
  company_name: 'Deneme Ticaret Ltd. Şti.',
  tckn_vkn: VKN,
  tax_office: 'Beşiktaş',
  company_fieldof_activity: 'mobilya perakende satışı',
  contact_name: 'Ali Duru',
  contact_gsm_no: '5556667788',
  contact_mail: 'aliduru@duruali.com',
  adres1: 'Maslak Mahallesi Paynet Sokak',
  adres2: 'Uso Center Kat 17',
  city: '34',
  province: 'Sarıyer',
  postal_code: '34098',
  iban: IBAN,
  products_to_be_sold: 'Masa, sandalye',
  is_web_sales: 'true',
  is_charged: 'true',
  is_agent_network: 'false',
}

const problemOf = (field: keyof typeof DEALER_FIELDS, typed: string) =>
  faultsOf({ ...COMPLETE, [field]: typed }).find((fault) => fault.field === field)?.problem ?? null

const readOf = (field: keyof typeof DEALER_FIELDS, typed: string) =>
  readAnswers(DEALER_FIELDS[field].task, { ...COMPLETE, [field]: typed }, PROVINCES).answers[field]

test('answers that Paynet accepts have no fault, neither as a whole nor page by page', () => {
  expect(faultsOf(COMPLETE)).toEqual([])
  for (const task of TASKS) expect(faultsOf(COMPLETE, task)).toEqual([])
})

test('every required question is asked for, in the order of the form', () => {
  const asked = DEALER_FIELD_NAMES.filter((field) => !('isOptional' in DEALER_FIELDS[field]))
  expect(faultsOf({})).toEqual(asked.map((field) => ({ field, problem: 'empty' })))
})

test('reading what was read changes nothing, whatever was typed', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...TASKS),
      fc.dictionary(fc.constantFrom(...DEALER_FIELD_NAMES), fc.string({ unit: 'grapheme', maxLength: 120 })),
      (task, typed) => {
        const once = readAnswers(task, typed, PROVINCES)
        const twice = readAnswers(task, once.answers, PROVINCES)
        expect(twice.answers).toEqual(once.answers)
      },
    ),
    { numRuns: 500 },
  )
})

test('an answer without a fault is never longer than Paynet allows', () => {
  fc.assert(
    fc.property(fc.constantFrom(...DEALER_FIELD_NAMES), fc.string({ unit: 'grapheme', maxLength: 250 }), (field, typed) => {
      const { task, max } = DEALER_FIELDS[field]
      const { answers, faults } = readAnswers(task, { ...COMPLETE, [field]: typed }, PROVINCES)
      if (faults.length === 0) expect((answers[field] ?? '').length).toBeLessThanOrEqual(max)
    }),
    { numRuns: 1000 },
  )
})

test.each([
  ['company_name', '  Ali\u00a0  Duru \u200b', 'Ali Duru'],
  ['company_name', 'S\u0327irin', '\u015eirin'],
  ['tckn_vkn', ' 123 456.78-90 ', VKN],
  ['contact_gsm_no', '+90 (555) 666 77 88', '5556667788'],
  ['contact_gsm_no', '0555 666 77 88', '5556667788'],
  ['contact_gsm_no', '00905556667788', '5556667788'],
  ['phone', '0 (212) 345 67 89', '2123456789'],
  ['phone', '+90 850 222 11 00', '8502221100'],
  ['contact_mail', ' Ali@Duruali.COM ', 'ali@duruali.com'],
  ['city', '6', '06'],
  ['postal_code', ' 34 098 ', '34098'],
  ['iban', 'tr33 0006 1005 1978 6457 8413 26', IBAN],
  ['iban', 'IBAN: TR33-0006-1005-1978-6457-8413-26', IBAN],
  ['iban', '330006100519786457841326', IBAN],
  ['iban', '\uff34\uff3233 0006 1005 1978 6457 8413 26', IBAN],
  ['web_site', 'https://www.ornek.com.tr/magaza', 'https://www.ornek.com.tr/magaza'],
] as const)('%s %j is kept as Paynet wants it', (field, typed, kept) => {
  expect(readOf(field, typed)).toBe(kept)
  expect(problemOf(field, typed)).toBeNull()
})

test.each([
  ['company_name', '\u3164\u2800', 'empty'],
  ['company_fieldof_activity', '\u200b\u202e', 'empty'],
  ['products_to_be_sold', '\uffa0 \u115f', 'empty'],
  ['contact_name', 'Ali Duru ٣', 'digits'],
  ['tckn_vkn', '', 'empty'],
  ['tckn_vkn', '12345A7890', 'letters'],
  ['tckn_vkn', '123456789', 'length'],
  ['tckn_vkn', '1234567891', 'vkn-checksum'],
  ['tckn_vkn', '0000000000', 'vkn-checksum'],
  ['tckn_vkn', '10000000147', 'tckn-checksum'],
  ['tckn_vkn', '01234567890', 'tckn-checksum'],
  ['tckn_vkn', TCKN, 'tckn-of-company'],
  ['tax_office', '1234567890', 'digits'],
  ['tax_office', 'Büyük Mükellefler Vergi Dairesi', 'long'],
  ['contact_name', 'Ali', 'one-word'],
  ['contact_name', 'Ali Duru 3', 'digits'],
  ['contact_gsm_no', '555 666 77', 'length'],
  ['contact_gsm_no', '212 345 67 89', 'not-mobile'],
  ['contact_gsm_no', 'beş yüz', 'letters'],
  ['contact_mail', 'ali@duru', 'form'],
  ['contact_mail', 'şirin@ornek.com', 'letters'],
  ['contact_mail', `${'a'.repeat(45)}@ornek.com`, 'long'],
  ['phone', '444 0 123', 'length'],
  ['phone', '1112223344', 'area'],
  ['adres1', 'a'.repeat(51), 'long'],
  ['city', '82', 'unknown'],
  ['city', '00', 'unknown'],
  ['postal_code', '3409', 'length'],
  ['postal_code', '34O98', 'letters'],
  ['postal_code', '99098', 'unknown'],
  ['iban', 'DE89370400440532013000', 'country'],
  ['iban', 'TR33 0006 1005 1978 6457 8413 2', 'length'],
  ['iban', 'TR33 0006 1OO5 1978 6457 8413 26', 'letters'],
  ['iban', 'TR34 0006 1005 1978 6457 8413 26', 'checksum'],
  ['iban', 'TR33 0006 1005 1978 6457 8413 62', 'checksum'],
  ['is_charged', 'evet', 'empty'],
  ['form_type', '1', 'empty'],
  ['web_site', 'bizim site', 'form'],
] as const)('%s %j is reported as %s', (field, typed, problem) => {
  expect(problemOf(field, typed)).toBe(problem)
})

test('a sole trader may use either number, a company only its own', () => {
  for (const number of [VKN, TCKN]) expect(faultsOf({ ...COMPLETE, form_type: SOLE_TRADER, tckn_vkn: number })).toEqual([])
  expect(faultsOf({ ...COMPLETE, tckn_vkn: TCKN }, 'business')).toEqual([{ field: 'tckn_vkn', problem: 'tckn-of-company' }])
  expect(
    faultsOf({ form_type: COMPANY, tckn_vkn: TCKN, tax_office: '' }, 'business').map(({ field }) => field),
    'among other faults',
  ).toContain('tckn_vkn')
})

test('an answer that is not understood stays as typed, and an empty one is left out', () => {
  const { answers, faults } = readAnswers(
    'contact',
    { contact_name: ' Ali ', contact_gsm_no: '12', contact_mail: 'x', phone: ' ' },
    PROVINCES,
  )
  expect(answers).toEqual({ contact_name: 'Ali', contact_gsm_no: '12', contact_mail: 'x' })
  expect(faults.map(({ field }) => field)).toEqual(['contact_name', 'contact_gsm_no', 'contact_mail'])
})

test('an answer that is too long to keep is cut first, so that the kept one is the one judged', () => {
  const { answers, faults } = readAnswers(
    'contact',
    { contact_gsm_no: `5556667788${'.'.repeat(300)}x`, contact_name: `${'a '.repeat(160)}` },
    [],
  )
  expect(answers.contact_gsm_no).toBe('5556667788')
  expect(answers.contact_name).toHaveLength(299)
  expect(faults).toEqual([
    { field: 'contact_name', problem: 'long' },
    { field: 'contact_mail', problem: 'empty' },
  ])
  const emoji = readAnswers('contact', { contact_name: `${'a'.repeat(299)}😀` }, []).answers
  expect(readAnswers('contact', emoji, []).answers).toEqual(emoji)
})

test('a choice is one of those offered, with or without blanks around it', () => {
  expect(readAnswers('business', { form_type: ' 3 ' }, []).answers.form_type).toBe(COMPANY)
  expect(problemOf('form_type', '3 2')).toBe('empty')
})

test('an address pasted into one line is split before the building, and the form says so', () => {
  const adres1 = 'Maslak Mahallesi Büyükdere Caddesi Paynet Sokak Uso Center Plaza No:17 Kat 3'
  const { answers, faults } = readAnswers('address', { ...COMPLETE, adres1, adres2: '' }, PROVINCES)
  expect([answers.adres1, answers.adres2]).toEqual(['Maslak Mahallesi Büyükdere Caddesi Paynet Sokak', 'Uso Center Plaza No:17 Kat 3'])
  expect(faults).toEqual([{ field: 'adres1', problem: 'split' }])
  expect(readAnswers('address', { ...COMPLETE, ...answers }, PROVINCES).faults).toEqual([])
})

test('a second line that was typed is never overwritten', () => {
  const { answers, faults } = readAnswers('address', { ...COMPLETE, adres1: `${'a '.repeat(30)}No 3`, adres2: 'Kat 2' }, PROVINCES)
  expect(answers.adres2).toBe('Kat 2')
  expect(faults).toEqual([{ field: 'adres1', problem: 'long' }])
})

describe('checked against an implementation of our own', () => {
  const digits = (count: number) => fc.array(fc.integer({ min: 0, max: 9 }), { minLength: count, maxLength: count })

  test('tax numbers: one of ten last digits is right', () => {
    fc.assert(
      fc.property(digits(9), (nine) => {
        const right = Array.from({ length: 10 }, (_, last) => [...nine, last].join('')).filter(
          (number) => problemOf('tckn_vkn', number) === null,
        )
        expect(right).toEqual([[...nine, vknCheckDigit(nine)].join('')])
      }),
      { numRuns: 300 },
    )
  })

  test('identity numbers: one of a hundred pairs of last digits is right', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), digits(8), (head, eight) => {
        const nine = [head, ...eight]
        const sole = (number: string) =>
          faultsOf({ form_type: SOLE_TRADER, tckn_vkn: number }, 'business').every(({ field }) => field !== 'tckn_vkn')
        const right = Array.from({ length: 100 }, (_, last) => nine.join('') + String(last).padStart(2, '0')).filter(sole)
        expect(right).toEqual([nine.join('') + tcknCheckDigits(nine)])
      }),
      { numRuns: 100 },
    )
  })

  test('IBANs: one pair of check digits is right, and any single wrong digit is found', () => {
    fc.assert(
      fc.property(digits(22), fc.integer({ min: 2, max: 25 }), fc.integer({ min: 1, max: 9 }), (account, at, by) => {
        const iban = `TR${ibanCheckDigits(account.join(''))}${account.join('')}`
        expect(problemOf('iban', iban)).toBeNull()
        const other = iban.slice(0, at) + ((Number(iban[at]) + by) % 10) + iban.slice(at + 1)
        expect(problemOf('iban', other)).toBe('checksum')
      }),
      { numRuns: 300 },
    )
  })

  test('any grouping of an IBAN in any case is the same IBAN', () => {
    fc.assert(
      fc.property(digits(22), fc.array(fc.integer({ min: 0, max: 26 }), { maxLength: 8 }), (account, gaps) => {
        const iban = `TR${ibanCheckDigits(account.join(''))}${account.join('')}`
        const typed = [...iban]
          .map((letter, index) => (gaps.includes(index) ? ` ${letter}` : letter))
          .join('')
          .toLowerCase()
        expect(readOf('iban', typed)).toBe(iban)
      }),
    )
  })
})

/** By the revenue administration's rule: each digit plus its place's weight, times a power of two, modulo nine. */
function vknCheckDigit(nine: number[]): number {
  let sum = 0
  for (const [index, digit] of nine.entries()) {
    const shifted = (digit + 9 - index) % 10
    if (shifted === 9) sum += 9
    else sum += (shifted * 2 ** (9 - index)) % 9
  }
  return (10 - (sum % 10)) % 10
}

/** Seven times the odd places minus the even ones, then the sum of all ten. */
function tcknCheckDigits(nine: number[]): string {
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0)
  const odd = sum(nine.filter((_, index) => index % 2 === 0))
  const even = sum(nine.filter((_, index) => index % 2 === 1))
  const tenth = (((odd * 7 - even) % 10) + 10) % 10
  return `${tenth}${(sum(nine) + tenth) % 10}`
}

/** 98 minus the remainder of the number with "TR00" appended; T is 29, R is 27. */
function ibanCheckDigits(account: string): string {
  return String(98n - (BigInt(`${account}292700`) % 97n)).padStart(2, '0')
}
