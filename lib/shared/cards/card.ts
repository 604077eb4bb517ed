import luhn from 'card-validator/dist/luhn-10.js'
import creditCardType from 'credit-card-type'
import { plainDigits, ungrouped } from '@/lib/shared/digits'
import type { FieldProblem } from '@/lib/shared/result'
import { isSeen } from '@/lib/shared/unseen'

export const CARD_FIELDS = ['holder', 'number', 'expiry', 'cvc'] as const
export type CardField = (typeof CARD_FIELDS)[number]

/** The form's four fields, as typed. */
export type CardInput = Record<CardField, string>

/** What can be wrong with a card, each with its own sentence in `messages`. */
export type CardProblem =
  | 'holder-empty'
  | 'holder-long'
  | 'holder-digits'
  | 'number-empty'
  | 'number-letters'
  | 'number-short'
  | 'number-long'
  | 'number-wrong'
  | 'expiry-empty'
  | 'expiry-format'
  | 'expiry-month'
  | 'expiry-past'
  | 'cvc-empty'
  | 'cvc-letters'
  | 'cvc-length'

export type CardFault = FieldProblem & { field: CardField; problem: CardProblem }

export const BRAND_NAMES = { visa: 'Visa', mastercard: 'Mastercard', 'american-express': 'American Express', troy: 'Troy' }
export type CardBrand = keyof typeof BRAND_NAMES

/** A card whose fields are all plausible. Lives in memory only. */
export type Card = { holder: string; number: string; month: number; year: number; cvc: string }

const HOLDER_MAX = 50

/** The brand, once there are six digits: brands share shorter beginnings. */
export function cardBrand(typed: string): CardBrand | null {
  const type = cardType(ungrouped(typed))?.type
  return type !== undefined && Object.hasOwn(BRAND_NAMES, type) ? (type as CardBrand) : null
}

/** What is known of numbers that begin like this; null before there are six digits. */
export function cardType(digits: string) {
  if (!/^\d{6,}$/.test(digits)) return null
  // The library assigns 65… to Discover, which is not issued in Turkey; there it is Troy's.
  return (digits.startsWith('65') ? creditCardType.getTypeInfo('troy') : creditCardType(digits)[0]) ?? null
}

/** How many digits the security code has: four on an American Express, three otherwise. */
export function cvcLength(number: string): 3 | 4 {
  return cardBrand(number) === 'american-express' ? 4 : 3
}

/** The digits in groups: 4-4-4-4, American Express 4-6-5. */
export function groupDigits(digits: string): string {
  const gaps = /^3[47]/.test(digits) ? [4, 10] : [4, 8, 12, 16]
  return [...digits].map((digit, index) => (gaps.includes(index) ? ` ${digit}` : digit)).join('')
}

/** First six and last four, as Paynet masks: `435508******4358`. */
export function maskCard(number: string): string {
  return `${number.slice(0, 6)}${'*'.repeat(Math.max(0, number.length - 10))}${number.slice(-4)}`
}

/** How people know a card from its mask: `Visa •••• 0051`, or `•••• 0051` where its first six digits tell no brand. */
export function cardLabel(mask: string): string {
  const brand = cardBrand(mask.slice(0, 6))
  return `${brand ? `${BRAND_NAMES[brand]} ` : ''}•••• ${mask.slice(-4)}`
}

export type Expiry = { month: number; year: number }

const ISTANBUL_MS = 3 * 60 * 60 * 1_000

/** Whether a card's last month has ended, or will end within this many months, in Istanbul (UTC+3 all year). */
export function hasEnded({ month, year }: Expiry, now: Date, monthsEarlier = 0): boolean {
  return now.getTime() >= Date.UTC(year, month - monthsEarlier, 1) - ISTANBUL_MS
}

/** Reads `3/27`, `03/27`, `0327`, `327`, `03/2027`, `03 - 27` and the like. Null for anything else. */
export function parseExpiry(typed: string): Expiry | null {
  const text = plainDigits(typed).trim()
  // No date is that long.
  if (text.length > 30) return null
  const parts = /^(\d{1,2})[^\p{L}\p{N}]+(\d{4}|\d{2})$/u.exec(text) ?? /^(\d{2})(\d{4}|\d{2})$/.exec(text) ?? /^(\d)(\d{2})$/.exec(text)
  if (!parts?.[1] || !parts[2]) return null
  const year = Number(parts[2])
  return { month: Number(parts[1]), year: year < 100 ? 2000 + year : year }
}

/** `12/28`. */
export function showExpiry({ month, year }: Expiry): string {
  return [month, year % 100].map((part) => String(part).padStart(2, '0')).join('/')
}

export type CardOptions = { now: Date; live: boolean; cvcIsOptional?: boolean }

/** Either the card or its faults. `notices` block nothing. */
export type ParsedCard = { notices: CardFault[] } & ({ card: Card } | { faults: CardFault[] })

/**
 * Reads a card as typed; the browser and the server call this same function. Except on Paynet's live host, a
 * number that fails Luhn or a date in the past is only noted, because Paynet publishes such test cards.
 */
export function parseCard(input: CardInput, options: CardOptions): ParsedCard {
  const faults: CardFault[] = []
  const notices: CardFault[] = []
  const fault = (field: CardField, problem: CardProblem) => faults.push({ field, problem })
  const mayNotice = (field: CardField, problem: CardProblem) => (options.live ? faults : notices).push({ field, problem })

  const holder = readHolder(input.holder)
  const number = ungrouped(input.number)
  const expiry = parseExpiry(input.expiry)
  const cvc = ungrouped(input.cvc)

  if (holder === '') fault('holder', 'holder-empty')
  else if (holder.length > HOLDER_MAX) fault('holder', 'holder-long')
  // A card number typed into the wrong box must not travel on as a name.
  else if ((holder.match(/\p{Nd}/gu)?.length ?? 0) >= 8) fault('holder', 'holder-digits')

  if (number === '') fault('number', 'number-empty')
  else if (!/^\d+$/.test(number)) fault('number', 'number-letters')
  else if (number.length < shortest(number)) fault('number', 'number-short')
  else if (number.length > longest(number)) fault('number', 'number-long')
  else if (!luhn(number)) mayNotice('number', 'number-wrong')

  if (plainDigits(input.expiry).trim() === '') fault('expiry', 'expiry-empty')
  else if (!expiry || expiry.year < 2000 || expiry.year > 2099) fault('expiry', 'expiry-format')
  else if (expiry.month < 1 || expiry.month > 12) fault('expiry', 'expiry-month')
  else if (hasEnded(expiry, options.now)) mayNotice('expiry', 'expiry-past')

  if (cvc === '') {
    if (!options.cvcIsOptional) fault('cvc', 'cvc-empty')
  } else if (!/^\d+$/.test(cvc)) fault('cvc', 'cvc-letters')
  else if (cvc.length !== cvcLength(number)) fault('cvc', 'cvc-length')

  if (faults.length > 0 || !expiry) return { faults, notices }
  return { card: { holder, number, ...expiry, cvc }, notices }
}

/** A name as typed, without what cannot be seen: controls, and what turns, hides or splits the text around it. */
function readHolder(typed: string): string {
  const name = typed
    .replace(/[\p{Cf}\p{Cs}]/gu, '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
  return isSeen(name) ? name : ''
}

function shortest(number: string): number {
  return Math.min(...(cardType(number)?.lengths ?? [12]))
}

function longest(number: string): number {
  return Math.max(...(cardType(number)?.lengths ?? [19]))
}
