import { isValidIBAN } from 'ibantools'
import { ungrouped } from '@/lib/shared/digits'
import type { DealerProblem } from './dealer-problems'
import type { Reading } from './dealer-text'

const LENGTH = 26

/** A Turkish IBAN in capitals, without blanks. The 24 digits suffice, since the check digits prove them. */
export function readIban(typed: string): Reading<DealerProblem<'iban'>> {
  const plain = ungrouped(typed)
    // By hand, since a code has no locale.
    .replace(/[a-z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - 32))
    .replace(/[ıİ]/g, 'I')
    // What was copied along: `IBAN`, `İBAN NO`, a bank's name. Two letters are a country.
    .replace(/^\p{L}{3,40}?(?=TR\d|\d{24}$)|^IBAN(?=[A-Z\d])/u, '')
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
