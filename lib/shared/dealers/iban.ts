import { isValidIBAN } from 'ibantools'
import type { DealerProblem } from './dealer-problems'
import { onlyCharacters, type Reading } from './dealer-text'

const LENGTH = 26

/** A Turkish IBAN in capitals, without blanks. The 24 digits suffice, since the check digits prove them. */
export function readIban(typed: string): Reading<DealerProblem<'iban'>> {
  const plain = onlyCharacters(typed)
    .replace(/[.\-/:]/g, '')
    // By hand, since a code has no locale.
    .replace(/[a-z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - 32))
    .replace(/^IBAN(?=[A-Z\d])/, '')
  if (plain === '') return { problem: 'empty' }
  const iban = /^\d{24}$/.test(plain) ? `TR${plain}` : plain
  if (/^[A-Z]{2}/.test(iban) && !iban.startsWith('TR')) return { problem: 'country' }
  const rest = iban.replace(/^TR/, '')
  if (rest !== iban && iban.length === LENGTH && isValidIBAN(iban)) return { value: iban }
  if (!/^\d*$/.test(rest)) return { problem: 'letters' }
  return { problem: rest === iban || iban.length !== LENGTH ? 'length' : 'checksum' }
}

/** For reading: `TR33 0006 1005 …`. */
export function groupIban(iban: string): string {
  return iban.replace(/(.{4})(?=.)/g, '$1 ')
}
