import { expect, test } from 'vitest'
import { isTckn, isTurkishIban, isVkn } from './check-digits'

/** Every text that differs from the number in exactly one digit. */
function misread(number: string, from: number): string[] {
  return [...number].flatMap((digit, index) =>
    index < from
      ? []
      : [...'0123456789'].filter((other) => other !== digit).map((other) => number.slice(0, index) + other + number.slice(index + 1)),
  )
}

test.each(['10000000146', '12345678950', '98765432150'])('%s is an identity number, but not with any one digit changed', (number) => {
  expect(isTckn(number)).toBe(true)
  expect(misread(number, 0).filter(isTckn)).toEqual([])
})

test.each(['1234567890', '4540536920', '9876543217'])('%s is a tax number', (number) => {
  expect(isVkn(number)).toBe(true)
  // The formula misses a few misread digits; a wrong last digit is always caught.
  expect(misread(number, 9).filter(isVkn)).toEqual([])
})

test.each(['TR330006100519786457841326', 'TR320010009999901234567890'])('%s is an IBAN, but not with any one digit changed', (iban) => {
  expect(isTurkishIban(iban)).toBe(true)
  expect(misread(iban, 2).filter(isTurkishIban)).toEqual([])
})

test.each(['', '01234567890', '1000000014', '100000001461', '1000000014x', '12345678901'])('%j is not an identity number', (text) => {
  expect(isTckn(text)).toBe(false)
})

test.each(['', '0000000000', '123456789', '12345678900', '123456789x'])('%j is not a tax number', (text) => {
  expect(isVkn(text)).toBe(false)
})

test.each(['', 'DE89370400440532013000', 'tr330006100519786457841326', 'TR33 0006 1005 1978 6457 8413 26', 'TR33000610051978645784132'])(
  '%j is no IBAN',
  (text) => {
    expect(isTurkishIban(text)).toBe(false)
  },
)
