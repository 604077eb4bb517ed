import luhn from 'card-validator/dist/luhn-10.js'
import creditCardType from 'credit-card-type'
import { plainDigits } from '@/lib/shared/digits'
import { cardBrand, cardType } from './card'

/** Card numbers where none belongs. In a file of its own: no page needs these patterns. */

/** Anything that people and programs put between the groups of a number. */
const GAP = String.raw`[^\p{L}\p{N}]{1,3}`
/** How the digits of a card are grouped; phone numbers, barcodes and times are grouped differently. */
const SHAPES = [
  [15],
  [16],
  [18],
  [19],
  [4, 4, 4, 4],
  [4, 4, 4, 4, 2],
  [4, 4, 4, 4, 3],
  [4, 6, 5],
  Array(15).fill(1),
  Array(16).fill(1),
].map((groups) => new RegExp(String.raw`(?<!\d)(?=(${groups.map((size) => `\\d{${size}}`).join(GAP)})(?!\d))`, 'gu'))
const IBAN = new RegExp(String.raw`(?<![\p{L}\p{N}])TR((?:(?:${GAP})?\d){24})(?!\d)`, 'giu')
/** Two groups that are an order's date, as in `4321-2026-1128-0042`; one in ten of these would pass for a card. */
const DAY = /\D(?:20[23]\d\D{1,3}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])|(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\D{1,3}20[23]\d)(?!\d)/

/**
 * Whether a text holds a card number: as many digits as its brand has, in one run or grouped as on a card, with
 * the right last digit. Digits of every script and any separators count; an IBAN's digits do not.
 */
export function holdsCardNumber(text: string): boolean {
  const plain = plainDigits(text.replace(/(?!\p{Cf})\p{C}/gu, ' ')).replace(IBAN, (iban, digits: string) =>
    isIban(digits.replace(/\D/g, '')) ? ' ' : iban,
  )
  return SHAPES.some((shape) => [...plain.matchAll(shape)].some(([, found = '']) => isNumber(found.replace(/\D/g, '')) && !DAY.test(found)))
}

/** Whether all the digits of a text, however divided, are those of one card number. */
export function isCardNumber(text: string): boolean {
  return isNumber(plainDigits(text).replace(/\D/g, ''))
}

/** Longer runs of digits are none of a person's or a program's making, and may hold anything. */
const LONGEST_RUN = 80

/**
 * Whether a run of digits could hide a card number somewhere: of the brands that are taken here wherever it begins and
 * ends, of any other brand where whole groups make it up. Much stricter than `holdsCardNumber`: what it takes for one
 * is often none.
 */
export function couldHoldCardNumber(run: string): boolean {
  return plainDigits(run)
    .split(/\p{L}+/u)
    .some(couldHold)
}

function couldHold(run: string): boolean {
  const groups = run.match(/\d+/g) ?? []
  const digits = groups.join('')
  if (digits.length > LONGEST_RUN) return true
  const ends = new Set(groups.map((_, at) => groups.slice(0, at + 1).join('').length)).add(0)
  for (let from = 0; from < digits.length; from += 1) {
    for (let length = 12; length <= 19 && from + length <= digits.length; length += 1) {
      const part = digits.slice(from, from + length)
      // Old Visa cards have 13.
      if (isNumber(part) || (length === 13 && part.startsWith('4') && luhn(part))) return true
      const isWhole = ends.has(from) && ends.has(from + length)
      if (isWhole && luhn(part) && creditCardType(part).some(({ lengths }) => lengths.includes(length))) return true
    }
  }
  return false
}

function isNumber(digits: string): boolean {
  if (!/^[2-69]/.test(digits) || !luhn(digits) || cardBrand(digits) === null) return false
  return cardType(digits)?.lengths.includes(digits.length) ?? false
}

/** The 24 digits after `TR`, of which the first two are check digits for the others. */
function isIban(digits: string): boolean {
  return BigInt(`${digits.slice(2)}2927${digits.slice(0, 2)}`) % 97n === 1n
}
