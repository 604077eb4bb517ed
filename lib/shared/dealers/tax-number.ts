import { validate as validateTckn } from 'stdnum/lib/cjs/tr/tckimlik.js'
import { validate as validateVkn } from 'stdnum/lib/cjs/tr/vkn.js'
import { ungrouped } from '@/lib/shared/digits'
import { withoutLabel } from '@/lib/shared/without-label'
import { COMPANY } from './dealer'
import type { DealerProblem } from './dealer-problems'
import type { Reading } from './dealer-text'

/** The two kinds of tax number: a company's ten digits and a person's eleven. */
export type TaxNumberKind = 'vkn' | 'tckn'

/** Which of the two a number is, by its check digits; null if it is neither. */
export function taxNumberKind(digits: string): TaxNumberKind | null {
  if (/^\d{10}$/.test(digits) && validateVkn(digits).isValid) return 'vkn'
  return /^\d{11}$/.test(digits) && validateTckn(digits).isValid ? 'tckn' : null
}

/** One field takes both, however they are grouped. */
export function readTaxNumber(typed: string): Reading<DealerProblem<'tckn_vkn'>> {
  const digits = withoutLabel(ungrouped(typed))
  if (digits === '') return { problem: 'empty' }
  if (!/^\d+$/.test(digits)) return { problem: 'letters' }
  if (digits.length !== 10 && digits.length !== 11) return { problem: 'length' }
  if (taxNumberKind(digits)) return { value: digits }
  return { problem: digits.length === 10 ? 'vkn-checksum' : 'tckn-checksum' }
}

/** A company has its own number and cannot use a person's. */
export function suitsFormType(formType: string | undefined, taxNumber: string | undefined): boolean {
  return formType !== COMPANY || taxNumberKind(taxNumber ?? '') !== 'tckn'
}
